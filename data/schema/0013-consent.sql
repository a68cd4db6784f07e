-- SPDX-License-Identifier: GPL-3.0-or-later
-- That people have agreed to how their data are used (data/rules/consents.json), and that they
-- withdrew it. Nobody has agreed before this: everybody is asked when they next sign in.

CREATE TABLE consent (
  id INTEGER PRIMARY KEY,
  organisation INTEGER NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  person INTEGER NOT NULL REFERENCES person (id) ON DELETE RESTRICT,
  audience TEXT NOT NULL CHECK (audience = 'resident' OR audience = 'staff'),
  text_version INTEGER NOT NULL,
  withdrawn_at INTEGER,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX consent_person ON consent (person, id);
CREATE INDEX consent_organisation ON consent (organisation);
