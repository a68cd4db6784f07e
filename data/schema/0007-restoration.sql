-- SPDX-License-Identifier: GPL-3.0-or-later
-- When this service was restored from a backup, and up to where that reached: each time an epoch began.
-- What the lost service answered later is not here. Operational: the journal's heads name the epoch.

CREATE TABLE restoration (
  epoch INTEGER PRIMARY KEY CHECK (epoch > 1),
  restored_at INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  last_at INTEGER NOT NULL
) STRICT;
