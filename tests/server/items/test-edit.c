// SPDX-License-Identifier: GPL-3.0-or-later
#include "shop-fixture.h"

#include "jl-id.h"

#include <string.h>

static CityAnswer *
patch (ShopFixture *fixture, const char *token, const char *id, gint64 version, const char *body)
{
  g_autofree char *path = g_strdup_printf ("/items/%s", id);

  return city_patch (&fixture->city, token, path, version, body);
}

static gint64
get_version (ShopFixture *fixture, const char *id)
{
  g_autoptr (CityAnswer) answer = shop_get_item (fixture, fixture->clerk, id);

  return city_answer_get_integer (answer, "version");
}

/* With the version that is there. */
static CityAnswer *
edit (ShopFixture *fixture, const char *id, const char *body)
{
  return patch (fixture, fixture->clerk, id, get_version (fixture, id), body);
}

static void
assert_invalid (ShopFixture *fixture, const char *id, const char *body, const char *field)
{
  gint64 version = get_version (fixture, id);
  g_autoptr (CityAnswer) answer = edit (fixture, id, body);

  g_test_message ("%s", body);
  city_assert_refused (answer, JL_ERROR_INVALID);
  g_assert_cmpstr (jl_error_get_field (answer->error), ==, field);
  g_assert_cmpint (get_version (fixture, id), ==, version);
}

static void
assert_create_refused (ShopFixture *fixture, const char *body, JlErrorCode code, const char *field)
{
  g_autoptr (CityAnswer) answer = city_post (&fixture->city, fixture->clerk, "/items", body);

  g_test_message ("%s", body);
  city_assert_refused (answer, (int)code);
  g_assert_cmpstr (jl_error_get_field (answer->error), ==, field);
}

#define CHAIR "\"category\":\"armchair\",\"title\":\"藤椅\",\"mode\":\"sell\""

static void
test_bad_creates (ShopFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *body;
    JlErrorCode code;
    const char *field;
  } rows[] = {
    { "{}", JL_ERROR_INVALID, "category" },
    { "{\"category\":\"armchair\",\"title\":\"藤椅\"}", JL_ERROR_INVALID, "mode" },
    { "{\"category\":\"dragon\",\"title\":\"藤椅\",\"mode\":\"sell\"}",
      JL_ERROR_INVALID,
      "category" },
    { "{\"category\":\"furniture\",\"title\":\"藤椅\",\"mode\":\"sell\"}",
      JL_ERROR_INVALID,
      "category" },
    { "{\"category\":\"armchair\",\"title\":\"  \",\"mode\":\"sell\"}", JL_ERROR_INVALID, "title" },
    { "{" CHAIR ",\"price_fen\":-1}", JL_ERROR_INVALID, "price_fen" },
    { "{" CHAIR ",\"price_fen\":1.5}", JL_ERROR_INVALID, "price_fen" },
    { "{" CHAIR ",\"price_fen\":1000000001}", JL_ERROR_INVALID, "price_fen" },
    { "{" CHAIR ",\"grade\":\"N95\"}", JL_ERROR_INVALID, "grade" },
    { "{" CHAIR ",\"attributes\":{\"wings\":2}}", JL_ERROR_INVALID, "attributes.wings" },
    { "{" CHAIR ",\"attributes\":{\"material\":\"cheese\"}}",
      JL_ERROR_INVALID,
      "attributes.material" },
    { "{" CHAIR ",\"community\":\"130199999999\"}", JL_ERROR_INVALID, "community" },
    { "{" CHAIR ",\"community\":\"130102\"}", JL_ERROR_INVALID, "community" },
    { "{" CHAIR ",\"custody\":\"handed_over\"}", JL_ERROR_INVALID, "custody" },
    { "{" CHAIR ",\"offer\":\"published\"}", JL_ERROR_INVALID, "offer" },
    { "{" CHAIR ",\"organisation\":\"0000000000001\"}", JL_ERROR_INVALID, "organisation" },
    { "{" CHAIR ",\"label_code\":\"HMA-000009-X\"}", JL_ERROR_INVALID, "label_code" },
    { "{" CHAIR ",\"label_code\":\"nonsense\"}", JL_ERROR_INVALID, "label_code" },
    { "{" CHAIR ",\"photos\":[{\"id\":\"0000000000001\"}]}", JL_ERROR_INVALID, "photos" },
    { "{" CHAIR ",\"colour\":\"red\"}", JL_ERROR_INVALID, "colour" },
    { "{\"category\":\"armchair\",\"title\":\"藤椅\",\"mode\":\"give\",\"price_fen\":5}",
      JL_ERROR_INVALID,
      "price_fen" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_create_refused (fixture, rows[i].body, rows[i].code, rows[i].field);
  g_assert_cmpint (city_query (&fixture->city, "SELECT count(*) FROM item"), ==, 0);
  g_assert_cmpint (city_query (&fixture->city, "SELECT count(*) FROM item_counter"), ==, 0);
}

/* Every route of the capability for those who may not. */
static void
test_roles (ShopFixture *fixture, gconstpointer data)
{
  static const char *const actions[] = { "publish", "withdraw", "hand-over", "return",
                                         "lose",    "receive",  "take-back", "sale" };
  g_autofree char *draft = shop_create (fixture, fixture->clerk, SHOP_SOFA);
  g_autofree char *sofa = shop_publish_sofa (fixture);
  g_autoptr (CityAnswer) nobody = city_post (&fixture->city, NULL, "/items", SHOP_SOFA);
  g_autoptr (CityAnswer) resident =
      city_post (&fixture->city, fixture->residents[0], "/items", SHOP_SOFA);
  g_autoptr (CityAnswer) labels =
      city_post (&fixture->city, fixture->residents[0], "/labels", "{\"count\":5}");

  city_assert_refused (nobody, JL_ERROR_UNAUTHENTICATED);
  city_assert_refused (resident, JL_ERROR_FORBIDDEN);
  city_assert_refused (labels, JL_ERROR_FORBIDDEN);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    g_autoptr (CityAnswer) unsigned_in = shop_act (fixture, NULL, sofa, actions[i], NULL);
    g_autoptr (CityAnswer) a_resident =
        shop_act (fixture, fixture->residents[0], sofa, actions[i], NULL);
    g_autoptr (CityAnswer) foreign = shop_act (fixture, fixture->stranger, sofa, actions[i], NULL);
    g_autoptr (CityAnswer) unseen = shop_act (fixture, fixture->stranger, draft, actions[i], NULL);
    g_autoptr (CityAnswer) absent =
        shop_act (fixture, fixture->clerk, "0000000000001", actions[i], NULL);

    g_test_message ("%s", actions[i]);
    city_assert_refused (unsigned_in, JL_ERROR_UNAUTHENTICATED);
    city_assert_refused (a_resident, JL_ERROR_FORBIDDEN);
    city_assert_refused (foreign, JL_ERROR_FORBIDDEN);
    city_assert_refused (unseen, JL_ERROR_NOT_FOUND);
    city_assert_refused (absent, JL_ERROR_NOT_FOUND);
  }
  {
    g_autoptr (CityAnswer) foreign =
        patch (fixture, fixture->stranger, sofa, 3, "{\"note\":\"x\"}");
    g_autoptr (CityAnswer) unseen =
        patch (fixture, fixture->stranger, draft, 1, "{\"note\":\"x\"}");
    g_autoptr (CityAnswer) a_resident =
        patch (fixture, fixture->residents[0], sofa, 3, "{\"note\":\"x\"}");
    g_autoptr (CityAnswer) photo = shop_add_photo (fixture, fixture->stranger, sofa);

    city_assert_refused (foreign, JL_ERROR_FORBIDDEN);
    city_assert_refused (unseen, JL_ERROR_NOT_FOUND);
    city_assert_refused (a_resident, JL_ERROR_FORBIDDEN);
    city_assert_refused (photo, JL_ERROR_FORBIDDEN);
  }
}

static void
test_edit (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = shop_create (fixture, fixture->clerk, SHOP_SOFA);
  g_autoptr (CityAnswer) edited =
      edit (fixture,
            id,
            "{\"title\":\" 双人位沙发 \",\"attributes\":{\"seats\":2,\"material\":\"leather\"},"
            "\"note\":\"老张送来\",\"price_fen\":null,\"community\":\"130104001001\"}");
  g_autoptr (CityAnswer) same = NULL;
  g_autoptr (CityAnswer) stale = NULL;
  g_autoptr (CityAnswer) unversioned = NULL;

  city_assert_status (edited, 200);
  g_assert_cmpstr (city_answer_get_text (edited, "title"), ==, "双人位沙发");
  g_assert_cmpint (city_answer_get_integer (edited, "attributes.seats"), ==, 2);
  g_assert_false (json_object_has_member (
      json_object_get_object_member (json_node_get_object (edited->json), "attributes"),
      "length_cm"));
  g_assert_cmpstr (city_answer_get_text (edited, "district"), ==, "130104");
  g_assert_cmpint (city_answer_get_integer (edited, "version"), ==, 2);
  g_assert_cmpstr (city_answer_get_text (edited, "description"), ==, "可拆洗");

  /* Nothing changes: no version. */
  same = edit (fixture, id, "{\"note\":\"老张送来\"}");
  city_assert_status (same, 200);
  g_assert_cmpint (city_answer_get_integer (same, "version"), ==, 2);

  stale = patch (fixture, fixture->clerk, id, 1, "{\"note\":\"x\"}");
  city_assert_refused (stale, JL_ERROR_VERSION_CONFLICT);
  unversioned = patch (fixture, fixture->clerk, id, 0, "{\"note\":\"x\"}");
  city_assert_refused (unversioned, JL_ERROR_VERSION_REQUIRED);

  assert_invalid (fixture, id, "{\"label_code\":\"HMA-000001-0\"}", "label_code");
  assert_invalid (fixture, id, "{\"custody\":\"held\"}", "custody");
  assert_invalid (fixture, id, "{\"title\":\" \"}", "title");
  assert_invalid (fixture, id, "{\"attributes\":{\"seats\":99}}", "attributes.seats");
  /* What a sofa is asked is not what a fridge is asked. */
  assert_invalid (fixture, id, "{\"category\":\"fridge\"}", "attributes.seats");
}

/* What is on offer must stay worth offering, and what is reserved stays as it is. */
static void
test_edit_listed (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = shop_publish_sofa (fixture);
  g_autoptr (CityAnswer) cheaper = edit (fixture, id, "{\"price_fen\":30000}");
  g_autoptr (CityAnswer) empty = edit (fixture, id, "{\"price_fen\":null,\"photos\":[]}");
  g_autoptr (CityAnswer) banned = edit (fixture, id, "{\"description\":\"送一把仿真枪\"}");
  g_autoptr (CityAnswer) dearer = NULL;
  g_autoptr (CityAnswer) described = NULL;
  g_autoptr (CityAnswer) concluded = NULL;
  g_autoptr (CityAnswer) noted = NULL;
  g_autofree char *reservation = NULL;

  city_assert_status (cheaper, 200);
  city_assert_refused (empty, JL_ERROR_NOT_PUBLISHABLE);
  g_assert_cmpuint (jl_error_get_reasons (empty->error)->len, ==, 2);
  city_assert_refused (banned, JL_ERROR_NOT_PUBLISHABLE);

  reservation = shop_reserve (fixture, 0, id);
  dearer = edit (fixture, id, "{\"price_fen\":60000}");
  city_assert_refused (dearer, JL_ERROR_CONFLICT);
  described = edit (fixture, id, "{\"description\":\"可拆洗，送脚凳\",\"note\":\"周六来取\"}");
  city_assert_status (described, 200);

  city_answer_free (shop_act (fixture, fixture->clerk, id, "sale", "{\"payment\":\"cash\"}"));
  concluded = edit (fixture, id, "{\"description\":\"另一件\"}");
  city_assert_refused (concluded, JL_ERROR_CONFLICT);
  noted = edit (fixture, id, "{\"note\":\"已取走\"}");
  city_assert_status (noted, 200);
}

/* Serial numbers go in among the attributes and come out only to the own organisation. */
static void
test_private_attributes (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = shop_create (
      fixture,
      fixture->clerk,
      "{\"category\":\"smartphone\",\"title\":\"手机\",\"mode\":\"sell\",\"attributes\":"
      "{\"brand\":\"华为\",\"imei\":\"49-015420-323751-8\"}}");
  g_autoptr (CityAnswer) own = shop_get_item (fixture, fixture->clerk, id);
  g_autoptr (CityAnswer) kept = NULL;
  g_autoptr (CityAnswer) dropped = NULL;

  g_assert_cmpstr (city_answer_get_text (own, "private_attributes.imei"), ==, "490154203237518");
  g_assert_cmpstr (city_answer_get_text (own, "attributes.brand"), ==, "华为");
  g_assert_false (json_object_has_member (
      json_object_get_object_member (json_node_get_object (own->json), "attributes"), "imei"));

  kept = edit (fixture, id, "{\"title\":\"华为手机\"}");
  g_assert_cmpstr (city_answer_get_text (kept, "private_attributes.imei"), ==, "490154203237518");
  /* Attributes are replaced as a whole, the private ones too. */
  dropped = edit (fixture, id, "{\"attributes\":{\"brand\":\"华为\"}}");
  g_assert_cmpuint (json_object_get_size (json_object_get_object_member (
                        json_node_get_object (dropped->json), "private_attributes")),
                    ==,
                    0);
  assert_invalid (
      fixture, id, "{\"attributes\":{\"imei\":\"490154203237519\"}}", "attributes.imei");
}

static void
test_labels (ShopFixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) block =
      city_post (&fixture->city, fixture->clerk, "/labels", "{\"count\":3}");
  g_autoptr (CityAnswer) too_many =
      city_post (&fixture->city, fixture->clerk, "/labels", "{\"count\":501}");
  g_autofree char *first = shop_create (fixture, fixture->clerk, SHOP_SOFA);
  g_autoptr (CityAnswer) item = shop_get_item (fixture, fixture->clerk, first);
  g_autofree char *plain = NULL;
  g_autofree char *body = NULL;
  g_autoptr (CityAnswer) printed = NULL;
  g_autoptr (CityAnswer) again = NULL;
  g_autoptr (CityAnswer) foreign = NULL;

  city_assert_status (block, 201);
  city_assert_refused (too_many, JL_ERROR_INVALID);
  g_assert_cmpuint (city_answer_get_length (block, "label_codes"), ==, 3);
  g_assert_true (g_str_has_prefix (city_answer_get_text (block, "label_codes[1]"), "HMA-000002-"));
  g_assert_true (g_str_has_prefix (city_answer_get_text (item, "label_code"), "HMA-000004-"));

  /* As a scanner without hyphens types it. */
  plain = g_ascii_strdown (city_answer_get_text (block, "label_codes[1]"), -1);
  body = g_strdup_printf ("{" CHAIR ",\"label_code\":\"%s\"}", plain);
  printed = city_post (&fixture->city, fixture->clerk, "/items", body);
  city_assert_status (printed, 201);
  g_assert_cmpstr (city_answer_get_text (printed, "label_code"),
                   ==,
                   city_answer_get_text (block, "label_codes[1]"));
  again = city_post (&fixture->city, fixture->clerk, "/items", body);
  city_assert_refused (again, JL_ERROR_CONFLICT);
  g_assert_cmpstr (jl_error_get_field (again->error), ==, "label_code");
  foreign = city_post (&fixture->city, fixture->stranger, "/items", body);
  city_assert_refused (foreign, JL_ERROR_INVALID);
}

static void
forget_counters (ShopFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (jl_connection_execute (
      jl_writer_get_connection (fixture->city.writer), "DELETE FROM label_counter", &error));
  g_assert_no_error (error);
}

/* The numbers given out follow from the records: no label is ever given twice, also where only the
 * records were brought from elsewhere. */
static void
test_labels_from_records (ShopFixture *fixture, gconstpointer data)
{
  static const char *const expected[] = { "HMA-000006-", "HMA-000007-" };
  g_autofree char *first = shop_create (fixture, fixture->clerk, SHOP_SOFA);
  g_autoptr (CityAnswer) block =
      city_post (&fixture->city, fixture->clerk, "/labels", "{\"count\":4}");

  city_assert_status (block, 201);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    g_autofree char *id = NULL;
    g_autoptr (CityAnswer) item = NULL;

    forget_counters (fixture);
    id = shop_create (fixture, fixture->clerk, SHOP_SOFA);
    item = shop_get_item (fixture, fixture->clerk, id);
    g_assert_true (g_str_has_prefix (city_answer_get_text (item, "label_code"), expected[i]));
  }
}

static void
test_photos (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = shop_create (fixture, fixture->clerk, SHOP_SOFA);
  g_autoptr (CityAnswer) three = NULL;
  g_autoptr (CityAnswer) arranged = NULL;
  g_autoptr (CityAnswer) full = NULL;
  g_auto (GStrv) ids = g_new0 (char *, 4);
  g_autofree char *body = NULL;
  g_autofree char *twice = NULL;

  for (guint i = 0; i < 2; i++)
    city_answer_free (shop_add_photo (fixture, fixture->clerk, id));
  three = shop_add_photo (fixture, fixture->clerk, id);
  for (guint i = 0; i < 3; i++) {
    g_autofree char *path = g_strdup_printf ("photos[%u].id", i);

    ids[i] = g_strdup (city_answer_get_text (three, path));
  }
  g_assert_cmpint (
      city_query (&fixture->city, "SELECT photo_bytes FROM item_counter"), ==, 3 * 510000);
  /* The name of the files is nobody's business. */
  g_assert_null (strstr (three->text, "content"));

  body = g_strdup_printf (
      "{\"photos\":[{\"id\":\"%s\",\"caption\":\"侧面\"},{\"id\":\"%s\"}]}", ids[2], ids[0]);
  arranged = edit (fixture, id, body);
  city_assert_status (arranged, 200);
  g_assert_cmpuint (city_answer_get_length (arranged, "photos"), ==, 2);
  g_assert_cmpstr (city_answer_get_text (arranged, "photos[0].id"), ==, ids[2]);
  g_assert_cmpstr (city_answer_get_text (arranged, "photos[0].caption"), ==, "侧面");
  g_assert_cmpint (city_answer_get_integer (arranged, "photos[0].width"), ==, 1600);
  g_assert_cmpint (
      city_query (&fixture->city, "SELECT photo_bytes FROM item_counter"), ==, 2 * 510000);
  g_assert_cmpint (city_query (&fixture->city, "SELECT count(*) FROM item_photo"), ==, 2);

  assert_invalid (fixture, id, "{\"photos\":[{\"id\":\"0000000000001\"}]}", "photos[0].id");
  assert_invalid (fixture, id, "{\"photos\":[{\"caption\":\"?\"}]}", "photos[0].id");
  twice = g_strdup_printf ("{\"photos\":[{\"id\":\"%s\"},{\"id\":\"%s\"}]}", ids[0], ids[0]);
  assert_invalid (fixture, id, twice, "photos[1].id");

  for (guint i = 2; i < JL_ITEM_MAX_PHOTOS; i++) {
    g_autoptr (CityAnswer) added = shop_add_photo (fixture, fixture->clerk, id);

    city_assert_status (added, 201);
  }
  full = shop_add_photo (fixture, fixture->clerk, id);
  city_assert_refused (full, JL_ERROR_CONFLICT);
}

static void
test_photo_visibility (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = shop_create (fixture, fixture->clerk, SHOP_SOFA);
  g_autoptr (CityAnswer) added = shop_add_photo (fixture, fixture->clerk, id);
  g_autofree char *path =
      g_strdup_printf ("/photos/%s?size=thumb", city_answer_get_text (added, "photos[0].id"));
  g_autoptr (CityAnswer) own = city_get (&fixture->city, fixture->clerk, path);
  g_autoptr (CityAnswer) foreign = city_get (&fixture->city, fixture->stranger, path);
  g_autoptr (CityAnswer) nobody = city_get (&fixture->city, NULL, path);
  g_autoptr (CityAnswer) public = NULL;
  g_autoptr (CityAnswer) withdrawn = NULL;
  g_autoptr (CityAnswer) absent = city_get (&fixture->city, NULL, "/photos/0000000000001");

  g_assert_nonnull (own->file);
  g_assert_true (g_str_has_suffix (own->file, "-thumb.jpg"));
  city_assert_refused (foreign, JL_ERROR_NOT_FOUND);
  city_assert_refused (nobody, JL_ERROR_NOT_FOUND);
  city_assert_refused (absent, JL_ERROR_NOT_FOUND);

  city_answer_free (shop_act (fixture, fixture->clerk, id, "publish", NULL));
  public = city_get (&fixture->city, NULL, path);
  g_assert_nonnull (public->file);
  city_answer_free (shop_act (fixture, fixture->clerk, id, "withdraw", NULL));
  withdrawn = city_get (&fixture->city, NULL, path);
  city_assert_refused (withdrawn, JL_ERROR_NOT_FOUND);
}

static void
test_quota (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *id = shop_create (fixture, fixture->clerk, SHOP_SOFA);
  g_autoptr (GError) error = NULL;
  g_autoptr (CityAnswer) first = NULL;
  g_autoptr (CityAnswer) second = NULL;

  /* The quota is an administrator's to set; here it is set behind the service's back. */
  jl_connection_execute (jl_writer_get_connection (fixture->city.writer),
                         "UPDATE organisation SET photo_quota = 600000",
                         &error);
  g_assert_no_error (error);
  first = shop_add_photo (fixture, fixture->clerk, id);
  second = shop_add_photo (fixture, fixture->clerk, id);
  city_assert_status (first, 201);
  city_assert_refused (second, JL_ERROR_QUOTA);
}

/* A repeated request with the same key creates once, another body is refused. */
static void
test_repeated (ShopFixture *fixture, gconstpointer data)
{
  CityRequest request = { .token = fixture->clerk,
                          .method = "POST",
                          .path = "/items",
                          .body = SHOP_SOFA,
                          .key = "intake-1" };
  g_autoptr (CityAnswer) first = city_send (&fixture->city, &request);
  g_autoptr (CityAnswer) second = city_send (&fixture->city, &request);
  g_autoptr (CityAnswer) other = NULL;

  g_assert_cmpstr (first->text, ==, second->text);
  request.body = "{" CHAIR "}";
  other = city_send (&fixture->city, &request);
  city_assert_refused (other, JL_ERROR_IDEMPOTENCY_CONFLICT);
  g_assert_cmpint (city_query (&fixture->city, "SELECT count(*) FROM item"), ==, 1);
}

/* A renamed shop's items show the new name soon: in slices, each as a change of its own. */
static void
test_renamed_shop (ShopFixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->city;
  g_autofree char *sofa = shop_publish_sofa (fixture);
  g_autofree char *draft = NULL;
  g_autofree char *path = NULL;
  g_autofree char *manager = NULL;
  g_autoptr (CityAnswer) before = shop_get_item (fixture, NULL, sofa);
  g_autoptr (CityAnswer) renamed = NULL;
  g_autoptr (CityAnswer) after = NULL;
  g_autoptr (CityAnswer) found = NULL;
  char id[JL_ID_TEXT_SIZE];

  for (guint i = 0; i < 45; i++) {
    g_free (draft);
    draft = shop_create (fixture, fixture->clerk, SHOP_SOFA);
  }
  g_free (shop_create (fixture, fixture->stranger, SHOP_SOFA));
  city_add_account (city, fixture->shop, "manager", "zhao");
  manager = city_sign_in (city, "zhao");
  jl_id_to_text (fixture->shop, id);
  path = g_strconcat ("/organisations/", id, NULL);
  renamed = city_patch (city, manager, path, 1, "{\"name\":\"和平旧货行\"}");
  city_assert_status (renamed, 200);
  shop_run_due (fixture);
  shop_index (fixture);

  after = shop_get_item (fixture, NULL, sofa);
  g_assert_cmpstr (city_answer_get_text (after, "organisation_name"), ==, "和平旧货行");
  g_assert_cmpint (city_answer_get_integer (after, "version"),
                   ==,
                   city_answer_get_integer (before, "version") + 1);
  shop_assert_state (fixture, draft, "organisation_name", "和平旧货行");
  g_assert_cmpint (
      city_query (city, "SELECT count(*) FROM item WHERE organisation_name = '和平旧货行'"),
      ==,
      46);
  g_assert_cmpint (city_query (city, "SELECT count(*) FROM item_renaming"), ==, 0);
  g_assert_cmpint (
      city_query (city, "SELECT count(*) FROM journal WHERE command = 'item.rename'"), ==, 3);
  /* 和平旧货 */
  found = city_get (city, NULL, "/items?q=%E5%92%8C%E5%B9%B3%E6%97%A7%E8%B4%A7");
  g_assert_cmpuint (city_answer_get_length (found, "items"), ==, 1);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/items/edit/" name, ShopFixture, NULL, shop_setup, func, shop_teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("bad-creates", test_bad_creates);
  ADD ("roles", test_roles);
  ADD ("edit", test_edit);
  ADD ("edit-listed", test_edit_listed);
  ADD ("private-attributes", test_private_attributes);
  ADD ("labels", test_labels);
  ADD ("labels-from-records", test_labels_from_records);
  ADD ("photos", test_photos);
  ADD ("photo-visibility", test_photo_visibility);
  ADD ("quota", test_quota);
  ADD ("repeated", test_repeated);
  ADD ("renamed-shop", test_renamed_shop);
  return g_test_run ();
}
