-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which of the service's keys the data were made with: their ids, so that other keys are noticed before
-- they do harm. While everything is made anew with another one, `next_id` is that key, else empty, and
-- `person` the last one who is done with (server/store/jl-key-use.h).

CREATE TABLE key_use (
  purpose TEXT PRIMARY KEY,
  key_id TEXT NOT NULL,
  next_id TEXT NOT NULL,
  person INTEGER NOT NULL
) STRICT;
