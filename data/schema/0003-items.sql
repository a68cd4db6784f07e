-- SPDX-License-Identifier: GPL-3.0-or-later
-- Items, reservations, wants and the ledger: kinds of journalled records (a column a field), and tables
-- that triggers derive from them, so that whoever applies a record's effect derives the same.
-- A CHECK of more than two values says OR: for IN, SQLite makes a table of them at each insert.

CREATE TABLE item_counter (
  id INTEGER PRIMARY KEY,
  organisation INTEGER NOT NULL UNIQUE REFERENCES organisation (id) ON DELETE RESTRICT,
  labels INTEGER NOT NULL CHECK (labels >= 0),
  photo_bytes INTEGER NOT NULL CHECK (photo_bytes >= 0),
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE item (
  id INTEGER PRIMARY KEY,
  label_code TEXT NOT NULL UNIQUE,
  organisation INTEGER NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  organisation_name TEXT NOT NULL,
  community TEXT,
  district TEXT NOT NULL,
  category TEXT NOT NULL,
  category_group TEXT NOT NULL,
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  mode TEXT NOT NULL
    CHECK (mode = 'sell' OR mode = 'swap' OR mode = 'give' OR mode = 'lend'),
  price_fen INTEGER CHECK (price_fen >= 0),
  grade TEXT,
  attributes TEXT NOT NULL,
  private_attributes TEXT NOT NULL,
  photos TEXT NOT NULL,
  custody TEXT NOT NULL
    CHECK (custody = 'expected' OR custody = 'held' OR custody = 'handed_over'
      OR custody = 'returned' OR custody = 'lost' OR custody = 'disposed'),
  offer TEXT NOT NULL
    CHECK (offer = 'draft' OR offer = 'published' OR offer = 'reserved' OR offer = 'withdrawn'
      OR offer = 'expired' OR offer = 'concluded'),
  settlement TEXT NOT NULL
    CHECK (settlement = 'none' OR settlement = 'due' OR settlement = 'settled'
      OR settlement = 'reversed'),
  reservation INTEGER,
  reserved_until INTEGER,
  waiting INTEGER NOT NULL CHECK (waiting >= 0),
  publication INTEGER UNIQUE,
  published_at INTEGER,
  expires_at INTEGER,
  concluded_at INTEGER,
  sold_fen INTEGER CHECK (sold_fen >= 0),
  safe_use_until TEXT,
  review TEXT NOT NULL,
  note TEXT NOT NULL,
  rules_version TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  -- What lists show to everybody.
  listed INTEGER NOT NULL
    GENERATED ALWAYS AS (CASE WHEN offer IN ('published', 'reserved') THEN 1 ELSE 0 END) STORED,
  -- What lists are sorted by: without a price, an item is among those that cost nothing.
  order_price INTEGER NOT NULL GENERATED ALWAYS AS (coalesce(price_fen, 0)) STORED,
  -- Where the search file has it: by publication, what was never published by its beginning.
  search_order INTEGER NOT NULL GENERATED ALWAYS AS (coalesce(publication, id)) STORED,
  CHECK ((offer = 'reserved') = (reservation IS NOT NULL)),
  CHECK (listed = 0 OR publication IS NOT NULL)
) STRICT;

-- Lists for everybody, newest first. The offer at the end lets it be decided in the index, so that of
-- the items of a page nothing is read but their ready JSON. All other filters are looked for in the
-- search file.
CREATE INDEX item_listed ON item (publication, offer) WHERE listed = 1;
CREATE INDEX item_listed_group ON item (category_group, publication, offer) WHERE listed = 1;
CREATE INDEX item_listed_category ON item (category, publication, offer) WHERE listed = 1;
CREATE INDEX item_listed_district ON item (district, publication, offer) WHERE listed = 1;
CREATE INDEX item_listed_district_group ON item (district, category_group, publication, offer)
  WHERE listed = 1;
CREATE INDEX item_listed_district_category ON item (district, category, publication, offer)
  WHERE listed = 1;
CREATE INDEX item_listed_community ON item (community, publication, offer) WHERE listed = 1;
CREATE INDEX item_listed_community_group ON item (community, category_group, publication, offer)
  WHERE listed = 1;
CREATE INDEX item_listed_community_category ON item (community, category, publication, offer)
  WHERE listed = 1;
CREATE INDEX item_listed_organisation ON item (organisation, publication, offer) WHERE listed = 1;

-- The same by price.
CREATE INDEX item_priced ON item (order_price, publication) WHERE listed = 1;
CREATE INDEX item_priced_group ON item (category_group, order_price, publication) WHERE listed = 1;
CREATE INDEX item_priced_category ON item (category, order_price, publication) WHERE listed = 1;
CREATE INDEX item_priced_district ON item (district, order_price, publication) WHERE listed = 1;
CREATE INDEX item_priced_community ON item (community, order_price, publication) WHERE listed = 1;
CREATE INDEX item_priced_organisation ON item (organisation, order_price, publication)
  WHERE listed = 1;

-- Lists of an organisation's own items in all states.
CREATE INDEX item_organisation ON item (organisation, id);
CREATE INDEX item_organisation_offer ON item (organisation, offer, id);
CREATE INDEX item_organisation_custody ON item (organisation, custody, id);
CREATE INDEX item_organisation_price ON item (organisation, order_price, id);

CREATE UNIQUE INDEX item_search_order ON item (search_order);
CREATE INDEX item_expires ON item (expires_at) WHERE offer = 'published';

-- Organisations whose items still show a former name of theirs.
CREATE TABLE item_renaming (
  organisation INTEGER PRIMARY KEY REFERENCES organisation (id) ON DELETE CASCADE
) STRICT;

CREATE TRIGGER organisation_renamed AFTER UPDATE OF name ON organisation WHEN OLD.name <> NEW.name
BEGIN
  INSERT OR IGNORE INTO item_renaming (organisation) VALUES (NEW.id);
END;

-- Which item a photo belongs to. (Triggers may use json_each, but no function of JSON: the schema is not
-- trusted.) Ids of photos are texts here, as they stand in the item's list.
CREATE TABLE item_photo (
  photo TEXT PRIMARY KEY,
  item INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE,
  content TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX item_photo_item ON item_photo (item);
CREATE INDEX item_photo_content ON item_photo (content);

CREATE TRIGGER item_inserted AFTER INSERT ON item
BEGIN
  INSERT INTO item_photo (photo, item, content)
    SELECT id.value, NEW.id, content.value FROM json_each(NEW.photos) AS photo,
      json_each(photo.value) AS id, json_each(photo.value) AS content
      WHERE id.key = 'id' AND content.key = 'content';
END;
CREATE TRIGGER item_photos_updated AFTER UPDATE OF photos ON item WHEN OLD.photos <> NEW.photos
BEGIN
  DELETE FROM item_photo WHERE item = NEW.id;
  INSERT INTO item_photo (photo, item, content)
    SELECT id.value, NEW.id, content.value FROM json_each(NEW.photos) AS photo,
      json_each(photo.value) AS id, json_each(photo.value) AS content
      WHERE id.key = 'id' AND content.key = 'content';
END;

CREATE TABLE reservation (
  id INTEGER PRIMARY KEY,
  organisation INTEGER NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  item INTEGER NOT NULL REFERENCES item (id) ON DELETE RESTRICT,
  item_title TEXT NOT NULL,
  label_code TEXT NOT NULL,
  person INTEGER NOT NULL REFERENCES person (id) ON DELETE RESTRICT,
  state TEXT NOT NULL
    CHECK (state = 'waiting' OR state = 'active' OR state = 'fulfilled' OR state = 'cancelled'
      OR state = 'expired'),
  place INTEGER NOT NULL CHECK (place >= 0),
  expires_at INTEGER,
  extensions INTEGER NOT NULL CHECK (extensions >= 0),
  remind_at INTEGER,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK ((state = 'waiting') = (place > 0)),
  CHECK (state <> 'active' OR expires_at IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX reservation_active ON reservation (item) WHERE state = 'active';
CREATE UNIQUE INDEX reservation_open ON reservation (item, person)
  WHERE state IN ('waiting', 'active');
CREATE INDEX reservation_item ON reservation (item, id);
CREATE INDEX reservation_item_state ON reservation (item, state, id);
CREATE INDEX reservation_person ON reservation (person, id);
CREATE INDEX reservation_person_state ON reservation (person, state, id);
CREATE INDEX reservation_organisation ON reservation (organisation, id);
CREATE INDEX reservation_organisation_state ON reservation (organisation, state, id);
CREATE INDEX reservation_expires ON reservation (expires_at) WHERE state = 'active';
CREATE INDEX reservation_reminds ON reservation (remind_at) WHERE remind_at IS NOT NULL;

CREATE TABLE want (
  id INTEGER PRIMARY KEY,
  organisation INTEGER NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  person INTEGER NOT NULL REFERENCES person (id) ON DELETE RESTRICT,
  text TEXT NOT NULL,
  category TEXT,
  district TEXT,
  max_price_fen INTEGER CHECK (max_price_fen >= 0),
  open INTEGER NOT NULL CHECK (open IN (0, 1)),
  match_token TEXT NOT NULL,
  expires_at INTEGER,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX want_organisation ON want (organisation, id);
CREATE INDEX want_person ON want (person, id);
CREATE INDEX want_open ON want (id) WHERE open = 1;
CREATE INDEX want_open_category ON want (category, id) WHERE open = 1;
CREATE INDEX want_open_district ON want (district, id) WHERE open = 1;
CREATE INDEX want_match ON want (match_token) WHERE open = 1;
CREATE INDEX want_expires ON want (expires_at) WHERE open = 1;

CREATE TABLE ledger_account (
  id INTEGER PRIMARY KEY,
  organisation INTEGER NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  code TEXT NOT NULL,
  type TEXT NOT NULL
    CHECK (type = 'asset' OR type = 'liability' OR type = 'income' OR type = 'expense'),
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (organisation, code)
) STRICT;

CREATE TABLE ledger_transaction (
  id INTEGER PRIMARY KEY,
  organisation INTEGER NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  cause TEXT NOT NULL,
  item INTEGER REFERENCES item (id) ON DELETE RESTRICT,
  reverses INTEGER UNIQUE REFERENCES ledger_transaction (id) ON DELETE RESTRICT,
  entries TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX ledger_transaction_organisation ON ledger_transaction (organisation, id);
CREATE INDEX ledger_transaction_item ON ledger_transaction (item, id);

-- The entries once more, one a row, for balances.
CREATE TABLE ledger_entry (
  ledger_transaction INTEGER NOT NULL REFERENCES ledger_transaction (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  organisation INTEGER NOT NULL,
  account TEXT NOT NULL,
  amount_fen INTEGER NOT NULL,
  PRIMARY KEY (ledger_transaction, position),
  FOREIGN KEY (organisation, account) REFERENCES ledger_account (organisation, code)
    ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_entry_account ON ledger_entry (organisation, account, amount_fen);

CREATE TRIGGER ledger_transaction_inserted AFTER INSERT ON ledger_transaction
BEGIN
  INSERT INTO ledger_entry (ledger_transaction, position, organisation, account, amount_fen)
    SELECT NEW.id, entry.key, NEW.organisation, account.value, amount.value
      FROM json_each(NEW.entries) AS entry, json_each(entry.value) AS account,
        json_each(entry.value) AS amount
      WHERE account.key = 'account' AND amount.key = 'amount_fen';
  SELECT RAISE (ABORT, 'the entries do not sum to zero')
    WHERE (SELECT sum(amount_fen) FROM ledger_entry WHERE ledger_transaction = NEW.id) <> 0;
END;
-- What happened stays as it is written.
CREATE TRIGGER ledger_transaction_updated BEFORE UPDATE ON ledger_transaction
BEGIN
  SELECT RAISE (ABORT, 'a transaction of the ledger never changes');
END;
