-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is taken from view, what is reported, and what those did who look after the platform.

ALTER TABLE item ADD COLUMN moderation TEXT DEFAULT 'none'
  CHECK (moderation = 'none' OR moderation = 'hidden' OR moderation = 'appealed'
    OR moderation = 'upheld');
ALTER TABLE want ADD COLUMN moderation TEXT DEFAULT 'none'
  CHECK (moderation = 'none' OR moderation = 'hidden' OR moderation = 'appealed'
    OR moderation = 'upheld');

-- A report belongs to the department that looks after the organisation concerned.
CREATE TABLE moderation_report (
  id INTEGER PRIMARY KEY,
  organisation INTEGER NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  concerned INTEGER NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  concerned_name TEXT NOT NULL,
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('item', 'want')),
  subject INTEGER NOT NULL,
  subject_title TEXT NOT NULL,
  label_code TEXT,
  reason TEXT NOT NULL,
  text TEXT NOT NULL,
  signed_in INTEGER NOT NULL CHECK (signed_in IN (0, 1)),
  answer_until INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'upheld', 'dismissed')),
  answer TEXT,
  answered_at INTEGER,
  answered_by INTEGER,
  hiding INTEGER,
  rules_version TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK ((state = 'open') = (answered_at IS NULL))
) STRICT;
CREATE INDEX moderation_report_organisation ON moderation_report (organisation, id);
CREATE INDEX moderation_report_concerned ON moderation_report (concerned, id);
CREATE INDEX moderation_report_subject ON moderation_report (subject, id);
CREATE INDEX moderation_report_hiding ON moderation_report (hiding) WHERE hiding IS NOT NULL;
CREATE INDEX moderation_report_state ON moderation_report (state, id);

CREATE TABLE moderation_hiding (
  id INTEGER PRIMARY KEY,
  organisation INTEGER NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  organisation_name TEXT NOT NULL,
  person INTEGER REFERENCES person (id) ON DELETE RESTRICT,
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('item', 'want')),
  subject INTEGER NOT NULL,
  subject_title TEXT NOT NULL,
  label_code TEXT,
  reason TEXT NOT NULL,
  text TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('hidden', 'appealed', 'upheld', 'lifted')),
  department INTEGER NOT NULL,
  department_name TEXT NOT NULL,
  hidden_by INTEGER,
  appeal_until INTEGER NOT NULL,
  appeal TEXT,
  appealed_at INTEGER,
  decide_until INTEGER,
  decision TEXT,
  decided_at INTEGER,
  decided_by INTEGER,
  decided_name TEXT,
  same_judge INTEGER NOT NULL CHECK (same_judge IN (0, 1)),
  rules_version TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX moderation_hiding_organisation ON moderation_hiding (organisation, id);
CREATE INDEX moderation_hiding_person ON moderation_hiding (person, id) WHERE person IS NOT NULL;
CREATE INDEX moderation_hiding_state ON moderation_hiding (state, id);
CREATE UNIQUE INDEX moderation_hiding_subject ON moderation_hiding (subject)
  WHERE state <> 'lifted';

-- Operational: who reported, for the notice of the outcome. Nobody is ever shown this.
CREATE TABLE moderation_reporter (
  report INTEGER PRIMARY KEY REFERENCES moderation_report (id) ON DELETE CASCADE,
  subject INTEGER NOT NULL,
  person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX moderation_reporter_person ON moderation_reporter (person, subject);

-- Operational: which entries of the journal an administrator made, and for which department.
CREATE TABLE operator_act (
  journal INTEGER PRIMARY KEY REFERENCES journal (seq) ON DELETE CASCADE,
  account INTEGER NOT NULL,
  department INTEGER NOT NULL,
  change INTEGER NOT NULL -- the first one of the entry, 0: none
) STRICT;
CREATE INDEX operator_act_account ON operator_act (account, journal);
