-- SPDX-License-Identifier: GPL-3.0-or-later
-- What an entry of the journal, a change and a remembered key take: nothing is kept that follows from
-- the rest of the row, and no index that only a check looks into.

-- With a number of its own, which entries name: its text has 32 characters.
CREATE TABLE new_rules_version (
  id INTEGER PRIMARY KEY,
  version TEXT NOT NULL UNIQUE,
  first_used_at INTEGER NOT NULL
) STRICT;
INSERT INTO new_rules_version (version, first_used_at)
  SELECT version, first_used_at FROM rules_version ORDER BY first_used_at, version;
INSERT OR IGNORE INTO new_rules_version (version, first_used_at)
  SELECT CAST (head AS TEXT) ->> '$.rules', min (at) FROM journal GROUP BY 1 ORDER BY 2;
DROP TABLE rules_version;
ALTER TABLE new_rules_version RENAME TO rules_version;

-- One row an entry. What is chained is made of it, as jl_journal_head_to_text() says, and of the
-- digest of the salted body: hash = SHA-256(hash of the entry before || those bytes). When the body is
-- erased, its digest is kept here, so that the chain still verifies.
CREATE TABLE new_journal (
  seq INTEGER PRIMARY KEY,
  organisation INTEGER NOT NULL,
  organisation_seq INTEGER NOT NULL,
  node INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor INTEGER NOT NULL,
  command TEXT NOT NULL,
  rules INTEGER NOT NULL, -- of rules_version, whose rows stay
  transfer INTEGER NOT NULL, -- 0: none
  hash BLOB NOT NULL,
  erased_digest TEXT, -- in hexadecimal digits
  UNIQUE (organisation, organisation_seq)
) STRICT;
-- A transfer was an id as text there: 13 digits of 5 bits.
INSERT INTO new_journal
  SELECT seq, organisation, organisation_seq, head ->> '$.node', head ->> '$.epoch', at, actor, command,
    (SELECT id FROM rules_version WHERE version = head ->> '$.rules'),
    coalesce ((WITH RECURSIVE digit (place, value) AS (
      SELECT 0, 0 WHERE head ->> '$.transfer' IS NOT NULL UNION ALL
      SELECT place + 1, value << 5 | instr ('123456789ABCDEFGHJKMNPQRSTVWXYZ',
        substr (head ->> '$.transfer', place + 1, 1)) FROM digit WHERE place < 13)
      SELECT value FROM digit WHERE place = 13), 0),
    hash,
    CASE WHEN seq IN (SELECT seq FROM journal_body) THEN NULL ELSE head ->> '$.body' END
  FROM (SELECT seq, organisation, organisation_seq, at, actor, command, hash,
    CAST (head AS TEXT) AS head FROM journal);
DROP TABLE journal;
ALTER TABLE new_journal RENAME TO journal;

-- A change is found by its number or its record; the journal it is compared with as a whole. Its
-- entry is always there, as neither is ever deleted.
CREATE TABLE new_change (
  seq INTEGER PRIMARY KEY,
  journal INTEGER NOT NULL,
  organisation INTEGER NOT NULL,
  kind TEXT NOT NULL,
  record INTEGER NOT NULL,
  version INTEGER NOT NULL,
  public INTEGER NOT NULL CHECK (public = 0 OR public = 1),
  owner INTEGER NOT NULL
) STRICT;
INSERT INTO new_change SELECT seq, journal, organisation, kind, record, version, public, owner FROM change;
DROP TABLE change;
ALTER TABLE new_change RENAME TO change;
CREATE INDEX change_record ON change (record, seq);

-- Old keys are found by going through all of them, a few at a time.
DROP INDEX idempotency_created;
