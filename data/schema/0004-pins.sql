-- SPDX-License-Identifier: GPL-3.0-or-later
-- By which PIN somebody switches on which shared computer. Operational: never journalled, never
-- replicated. A computer is known by the digest of a secret that it keeps.

CREATE TABLE pin (
  device BLOB NOT NULL,
  account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  hash TEXT NOT NULL, -- of PIN and secret together: neither is found by trying without the other
  failures INTEGER NOT NULL, -- in a row
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (device, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX pin_account ON pin (account);

-- A session that a PIN began gives less than one that a password began.
ALTER TABLE session ADD COLUMN by_pin INTEGER NOT NULL DEFAULT 0 CHECK (by_pin IN (0, 1));
