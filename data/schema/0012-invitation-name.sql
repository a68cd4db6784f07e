-- SPDX-License-Identifier: GPL-3.0-or-later
-- For whom an invitation was made that came from an imported list, as a digest under a key of the
-- service: the same list imported again does not invite them twice. It goes with the invitation.

CREATE TABLE invitation_name (
  invitation INTEGER PRIMARY KEY REFERENCES invitation (id) ON DELETE CASCADE,
  digest BLOB NOT NULL
) STRICT;
CREATE INDEX invitation_name_digest ON invitation_name (digest);
