-- SPDX-License-Identifier: GPL-3.0-or-later
-- Keeping and deleting: legal holds, purges, and what a purge leaves behind.

-- A court, an authority or a dispute wants something kept, whatever the retention rules say.
CREATE TABLE hold (
  id INTEGER PRIMARY KEY,
  organisation INTEGER NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  subject_kind TEXT NOT NULL
    CHECK (subject_kind = 'item' OR subject_kind = 'person' OR subject_kind = 'organisation'),
  subject INTEGER NOT NULL,
  subject_name TEXT NOT NULL,
  reason TEXT NOT NULL,
  release_reason TEXT NOT NULL,
  released_at INTEGER,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX hold_organisation ON hold (organisation, id);
CREATE UNIQUE INDEX hold_subject ON hold (subject) WHERE released_at IS NULL;

CREATE TABLE purge (
  id INTEGER PRIMARY KEY,
  organisation INTEGER NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  state TEXT NOT NULL
    CHECK (state = 'planned' OR state = 'running' OR state = 'done' OR state = 'cancelled'),
  runs_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  steps TEXT NOT NULL,
  rules_version TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX purge_organisation ON purge (organisation, id);
CREATE UNIQUE INDEX purge_open ON purge (organisation) WHERE state = 'planned' OR state = 'running';

-- The running purge's: what ended before when may go, and how many went. Operational: the purge
-- itself is told when it has finished.
CREATE TABLE purge_step (
  record TEXT PRIMARY KEY,
  before INTEGER NOT NULL,
  done INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What a purge removed: whoever asks for it learns that it was there, and no more.
CREATE TABLE tombstone (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- Photo files that no item names any more, and since when. A file may be named again before its
-- grace period is over, so this is looked at once more before it goes.
CREATE TABLE photo_removal (
  id INTEGER PRIMARY KEY,
  content TEXT NOT NULL UNIQUE,
  since INTEGER NOT NULL
) STRICT;
CREATE INDEX photo_removal_since ON photo_removal (since);

CREATE TRIGGER item_photo_deleted AFTER DELETE ON item_photo
BEGIN
  INSERT OR REPLACE INTO photo_removal (content, since)
    VALUES (OLD.content, strftime('%s', 'now') * 1000);
END;
