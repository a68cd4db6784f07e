-- SPDX-License-Identifier: GPL-3.0-or-later
-- Imports through the API, and files that were changed since they were interrupted. Operational:
-- what the rows become is journalled, not that they came from a file.

-- Where the file is that is imported, so that another one in its place is noticed.
ALTER TABLE import ADD COLUMN name TEXT;

-- A file that somebody sent: checked row by row, then taken in when they say so. How far it has
-- come is in `import`, under its mark.
CREATE TABLE import_job (
  id INTEGER PRIMARY KEY,
  organisation INTEGER NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  account INTEGER NOT NULL, -- in whose name
  kind TEXT NOT NULL,
  file_name TEXT NOT NULL, -- as its sender called it
  encoding TEXT NOT NULL,
  language TEXT NOT NULL, -- of the report
  folder TEXT NOT NULL, -- below exchange/ of the data folder
  digest BLOB NOT NULL, -- of the file
  mark BLOB NOT NULL, -- whose count is in `import`: of what is done in this state
  columns TEXT NOT NULL, -- JSON: headings and what they mean
  rows INTEGER NOT NULL,
  state TEXT NOT NULL,
  problem TEXT, -- why it ended before its time
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX import_job_organisation ON import_job (organisation, id);
CREATE INDEX import_job_active ON import_job (id) WHERE state IN ('checking', 'running');

-- A file that was made for somebody to fetch.
CREATE TABLE export_job (
  id INTEGER PRIMARY KEY,
  organisation INTEGER NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  account INTEGER NOT NULL,
  format TEXT NOT NULL,
  file_name TEXT NOT NULL, -- as it is called when it is saved
  folder TEXT NOT NULL,
  rows INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX export_job_organisation ON export_job (organisation);
