-- SPDX-License-Identifier: GPL-3.0-or-later
-- A person's data are sealed: XChaCha20-Poly1305 under a key of their own, which does not lie in this
-- database (server/store/jl-person-keys.h), bound to the person and the field. What is looked up has a
-- digest under the service's key. `person_plain` is what the program seals when it next starts; it is
-- gone when nothing in plain text is left (jl_person_upgrade()).

ALTER TABLE person ADD COLUMN erased_at INTEGER;

ALTER TABLE person_private RENAME TO person_plain;
CREATE TABLE person_private (
  person INTEGER PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
  nickname BLOB NOT NULL,
  phone BLOB,
  phone_digest BLOB UNIQUE,
  username BLOB,
  username_digest BLOB UNIQUE
) STRICT;

-- Sessions stay; what device they were on is shown again when somebody next signs in.
ALTER TABLE session DROP COLUMN device;
ALTER TABLE session DROP COLUMN address;
ALTER TABLE session ADD COLUMN device BLOB;
ALTER TABLE session ADD COLUMN address BLOB;

-- The digests of failed tries have a key now: those of before it say nothing any more.
DELETE FROM attempt;

-- Every look at what is masked otherwise: who, whom, when, why. Without an account: somebody at the
-- service's own machine.
CREATE TABLE new_person_look (
  id INTEGER PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  account INTEGER REFERENCES account (id) ON DELETE CASCADE,
  organisation INTEGER REFERENCES organisation (id) ON DELETE CASCADE,
  reason TEXT NOT NULL,
  subject INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;
INSERT INTO new_person_look (id, person, account, organisation, reason, subject, at)
  SELECT id, person, account, organisation, reason, subject, at FROM person_look;
DROP TABLE person_look;
ALTER TABLE new_person_look RENAME TO person_look;
CREATE INDEX person_look_person ON person_look (person, id);
CREATE INDEX person_look_account ON person_look (account);
CREATE INDEX person_look_organisation ON person_look (organisation);

-- People who have been erased and whose key is still to be deleted.
CREATE TABLE person_leaving (
  person INTEGER PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE
) STRICT;
