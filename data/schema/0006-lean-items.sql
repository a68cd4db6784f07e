-- SPDX-License-Identifier: GPL-3.0-or-later
-- Fewer and smaller indexes of items: the search file has every filter, so that only the lists that
-- people leaf through, and that must be fresh, are kept in the order of an index.

-- Only commands look at what organisations count.
DELETE FROM change WHERE kind = 'item_counter';
DELETE FROM ready WHERE kind = 'item_counter';

-- Own lists by place of custody and by price, and lists by price or category in a place.
DROP INDEX item_organisation_custody;
DROP INDEX item_organisation_price;
DROP INDEX item_listed_district_group;
DROP INDEX item_listed_district_category;
DROP INDEX item_priced_district;
DROP INDEX item_priced_community;
DROP INDEX item_priced_organisation;

-- What is listed and not reserved is published: nothing in an index, instead of that word.
DROP INDEX item_listed;
DROP INDEX item_listed_group;
DROP INDEX item_listed_category;
DROP INDEX item_listed_district;
DROP INDEX item_listed_community;
DROP INDEX item_listed_community_group;
DROP INDEX item_listed_community_category;
DROP INDEX item_listed_organisation;
CREATE INDEX item_listed ON item (publication, reservation) WHERE listed = 1;
CREATE INDEX item_listed_group ON item (category_group, publication, reservation) WHERE listed = 1;
CREATE INDEX item_listed_category ON item (category, publication, reservation) WHERE listed = 1;
CREATE INDEX item_listed_district ON item (district, publication, reservation) WHERE listed = 1;
CREATE INDEX item_listed_community ON item (community, publication, reservation) WHERE listed = 1;
CREATE INDEX item_listed_community_group
  ON item (community, category_group, publication, reservation) WHERE listed = 1;
CREATE INDEX item_listed_community_category
  ON item (community, category, publication, reservation) WHERE listed = 1;
CREATE INDEX item_listed_organisation ON item (organisation, publication, reservation)
  WHERE listed = 1;
