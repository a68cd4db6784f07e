-- SPDX-License-Identifier: GPL-3.0-or-later
-- Organisations, people, accounts. The first part is kinds of journalled records (a column a field);
-- the second is operational: never journalled, never replicated, and the only place of person data.

CREATE TABLE organisation (
  id INTEGER PRIMARY KEY,
  organisation INTEGER NOT NULL CHECK (organisation = id),
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  uscc TEXT UNIQUE,
  uscc_override TEXT,
  division TEXT NOT NULL,
  label_prefix TEXT NOT NULL UNIQUE,
  address TEXT NOT NULL,
  telephone TEXT NOT NULL,
  opening_hours TEXT NOT NULL,
  photo_quota INTEGER NOT NULL CHECK (photo_quota >= 0),
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX organisation_division ON organisation (division);

CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  organisation INTEGER NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  staff INTEGER NOT NULL CHECK (staff IN (0, 1)),
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX person_organisation ON person (organisation, id);

CREATE TABLE account (
  id INTEGER PRIMARY KEY,
  organisation INTEGER NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  person INTEGER NOT NULL UNIQUE REFERENCES person (id) ON DELETE RESTRICT,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX account_organisation ON account (organisation);

CREATE TABLE membership (
  id INTEGER PRIMARY KEY,
  organisation INTEGER NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  organisation_name TEXT NOT NULL,
  organisation_kind TEXT NOT NULL,
  account INTEGER NOT NULL REFERENCES account (id) ON DELETE RESTRICT,
  role TEXT NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (account, organisation, role)
) STRICT;
CREATE INDEX membership_organisation ON membership (organisation, id);

CREATE TABLE invitation (
  id INTEGER PRIMARY KEY,
  organisation INTEGER NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  role TEXT,
  uses_left INTEGER NOT NULL CHECK (uses_left >= 0),
  expires_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX invitation_organisation ON invitation (organisation, id);

CREATE TABLE notice (
  id INTEGER PRIMARY KEY,
  organisation INTEGER NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  person INTEGER REFERENCES person (id) ON DELETE RESTRICT,
  cause TEXT NOT NULL,
  item INTEGER,
  item_title TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX notice_person ON notice (person, id) WHERE person IS NOT NULL;
CREATE INDEX notice_organisation ON notice (organisation, id) WHERE person IS NULL;

-- Operational.

CREATE TABLE person_private (
  person INTEGER PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
  nickname TEXT NOT NULL,
  phone TEXT,
  phone_digest BLOB UNIQUE,
  username TEXT,
  username_folded TEXT UNIQUE
) STRICT;

CREATE TABLE credential (
  account INTEGER PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
  hash TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE invitation_code (
  digest BLOB PRIMARY KEY,
  invitation INTEGER NOT NULL UNIQUE REFERENCES invitation (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
  id INTEGER PRIMARY KEY,
  token_hash BLOB NOT NULL UNIQUE,
  account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  device TEXT NOT NULL,
  address TEXT NOT NULL
) STRICT;
CREATE INDEX session_account ON session (account, id);
CREATE INDEX session_expires ON session (expires_at);

-- Failures to sign in, by a digest of name and address: the delay of the next try.
CREATE TABLE attempt (
  digest BLOB PRIMARY KEY,
  failures INTEGER NOT NULL,
  last_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_last ON attempt (last_at);

CREATE TABLE notice_read (
  notice INTEGER NOT NULL REFERENCES notice (id) ON DELETE CASCADE,
  account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  read_at INTEGER NOT NULL,
  PRIMARY KEY (notice, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_read_account ON notice_read (account);

-- Every look at a person's full phone number: who, whom, when, why.
CREATE TABLE person_look (
  id INTEGER PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  organisation INTEGER NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  reason TEXT NOT NULL,
  subject INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX person_look_person ON person_look (person, at);
CREATE INDEX person_look_account ON person_look (account);
CREATE INDEX person_look_organisation ON person_look (organisation);
