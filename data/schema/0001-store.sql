-- SPDX-License-Identifier: GPL-3.0-or-later
-- The store's own tables: journal, chains, changes, ready JSON, idempotency. Times are milliseconds
-- since 1970, UTC; ids are the 63-bit numbers of common/jl-id.h.

CREATE TABLE node (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  number INTEGER NOT NULL CHECK (number BETWEEN 0 AND 1023),
  epoch INTEGER NOT NULL CHECK (epoch >= 1),
  public_url TEXT NOT NULL,
  city INTEGER NOT NULL, -- the organisation of what belongs to none
  form TEXT NOT NULL DEFAULT '', -- digest of the field tables that ready JSON was made by
  last_id INTEGER NOT NULL,
  last_time INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE rules_version (
  version TEXT PRIMARY KEY,
  first_used_at INTEGER NOT NULL
) STRICT;

-- One row an entry. `head` is the bytes that are chained: hash = SHA-256(previous || head), and head
-- holds the digest of the salted body, so that a body can be erased and the chain still verifies.
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  organisation INTEGER NOT NULL,
  organisation_seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor INTEGER NOT NULL,
  command TEXT NOT NULL,
  head BLOB NOT NULL,
  previous BLOB NOT NULL,
  hash BLOB NOT NULL,
  UNIQUE (organisation, organisation_seq)
) STRICT;

-- What the command said and did: {"input": …, "effects": [{kind, id, version, image}]}, packed as
-- server/store/jl-journal-body.h says.
CREATE TABLE journal_body (
  seq INTEGER PRIMARY KEY REFERENCES journal (seq) ON DELETE RESTRICT,
  salt BLOB NOT NULL,
  body BLOB NOT NULL
) STRICT;

CREATE TABLE chain (
  organisation INTEGER PRIMARY KEY,
  organisation_seq INTEGER NOT NULL,
  hash BLOB NOT NULL
) STRICT;

CREATE TABLE signed_head (
  organisation INTEGER NOT NULL,
  organisation_seq INTEGER NOT NULL,
  hash BLOB NOT NULL,
  signed_at INTEGER NOT NULL,
  key_id TEXT NOT NULL,
  signature BLOB NOT NULL,
  PRIMARY KEY (organisation, organisation_seq)
) STRICT, WITHOUT ROWID;

-- One row an effect: the change stream, the indexer's queue and each record's history.
CREATE TABLE change (
  seq INTEGER PRIMARY KEY,
  journal INTEGER NOT NULL REFERENCES journal (seq) ON DELETE RESTRICT,
  organisation INTEGER NOT NULL,
  kind TEXT NOT NULL,
  record INTEGER NOT NULL,
  version INTEGER NOT NULL,
  public INTEGER NOT NULL CHECK (public IN (0, 1)),
  owner INTEGER NOT NULL
) STRICT;
CREATE INDEX change_record ON change (record, seq);
CREATE INDEX change_journal ON change (journal);

-- The answer to GET, prepared with each change. A NULL public text: not for the public. What a
-- record's own see is those members that only they see, and then the public text: `own_part` ends
-- before that, or is the whole where there is none or where nested members differ. `renewal` is how
-- often the text of this version was made anew, for an upgrade shows it otherwise: part of its ETag.
CREATE TABLE ready (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  organisation INTEGER NOT NULL,
  owner INTEGER NOT NULL,
  version INTEGER NOT NULL,
  renewal INTEGER NOT NULL,
  public TEXT,
  own_part TEXT NOT NULL,
  own TEXT GENERATED ALWAYS AS
    (CASE WHEN own_part LIKE '%}' THEN own_part ELSE own_part || substr(public, 2) END) VIRTUAL
) STRICT;

-- What was answered under a key. An answer with a record names it, and its text is made again from
-- the journal; `body` is that of an answer which no record is behind.
CREATE TABLE idempotency (
  account INTEGER NOT NULL,
  key TEXT NOT NULL,
  digest BLOB NOT NULL,
  status INTEGER NOT NULL,
  id INTEGER NOT NULL,
  version INTEGER NOT NULL,
  view INTEGER NOT NULL,
  body BLOB,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (account, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_created ON idempotency (created_at);

-- How far the import of a file has come: committed with the rows themselves, so that it goes on
-- after the last of them however it was interrupted. Operational: never journalled.
CREATE TABLE import (
  digest BLOB PRIMARY KEY, -- of the file and of what it is imported into
  rows INTEGER NOT NULL, -- of the file that are done with, whether taken or refused
  taken INTEGER NOT NULL,
  partly INTEGER NOT NULL, -- of those taken: not all that the row asks for was possible
  refused INTEGER NOT NULL,
  report_size INTEGER NOT NULL,
  finished_at INTEGER
) STRICT, WITHOUT ROWID;
