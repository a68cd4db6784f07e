-- SPDX-License-Identifier: GPL-3.0-or-later
-- Every request of somebody who has signed in asks for their memberships, the oldest first: in the
-- order of an index, because SQLite builds a tree to sort even one row.

CREATE INDEX membership_account ON membership (account);
