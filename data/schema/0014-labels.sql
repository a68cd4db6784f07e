-- SPDX-License-Identifier: GPL-3.0-or-later
-- The last number of each organisation's labels, derived: an item's number stands in its label, and
-- what no item shows (labels that are printed ahead) in item_counter. So a new item has one effect in
-- the journal and not two.

CREATE TABLE label_counter (
  organisation INTEGER PRIMARY KEY REFERENCES organisation (id) ON DELETE RESTRICT,
  last INTEGER NOT NULL CHECK (last > 0)
) STRICT;
INSERT INTO label_counter (organisation, last)
  SELECT organisation, labels FROM item_counter WHERE labels > 0;

-- Hardly an item has photos when it is new.
DROP TRIGGER item_inserted;
CREATE TRIGGER item_inserted AFTER INSERT ON item WHEN NEW.photos <> '[]'
BEGIN
  INSERT INTO item_photo (photo, item, content)
    SELECT id.value, NEW.id, content.value FROM json_each(NEW.photos) AS photo,
      json_each(photo.value) AS id, json_each(photo.value) AS content
      WHERE id.key = 'id' AND content.key = 'content';
END;
