// SPDX-License-Identifier: GPL-3.0-or-later
#include "city-fixture.h"

#include "jl-accounts.h"
#include "jl-error.h"
#include "jl-id.h"
#include "jl-token.h"

static const JlCapability *const capabilities[] = { &jl_accounts_capability, NULL };

typedef struct {
  CityFixture city;
  char *administrator; /* owned: token */
  char *manager;       /* owned: token */
  char *path;          /* owned: of the shop */
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->city;
  char id[JL_ID_TEXT_SIZE];
  gint64 shop;

  city_fixture_open (city, capabilities);
  shop = city_add_organisation (city, "shop", "惠民寄卖店", "HMA", "130102001002");
  city_add_account (city, city->city, "administrator", "admin");
  city_add_account (city, shop, "manager", "wang");
  fixture->administrator = city_sign_in (city, "admin");
  fixture->manager = city_sign_in (city, "wang");
  jl_id_to_text (shop, id);
  fixture->path = g_strconcat ("/organisations/", id, NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->administrator);
  g_free (fixture->manager);
  g_free (fixture->path);
  city_fixture_close (&fixture->city);
}

static CityAnswer *
add (Fixture *fixture, const char *token, const char *members)
{
  g_autofree char *body =
      g_strdup_printf ("{\"kind\":\"shop\",\"name\":\"新华寄卖店\"%s}", members);

  return city_post (&fixture->city, token, "/organisations", body);
}

#define PLACE ",\"division\":\"130105001002\",\"label_prefix\":\"XHA\""

static void
test_create (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) made =
      add (fixture, fixture->administrator, PLACE ",\"uscc\":\"9135 0200 ma2y j1xr 9g\"");
  g_autoptr (CityAnswer) list = NULL;
  g_autoptr (CityAnswer) district = NULL;

  city_assert_status (made, 201);
  g_assert_cmpstr (city_answer_get_text (made, "uscc"), ==, "91350200MA2YJ1XR9G");
  list = city_get (&fixture->city, NULL, "/organisations?kind=shop");
  city_assert_status (list, 200);
  g_assert_cmpuint (city_answer_get_length (list, "items"), ==, 2);
  district = city_get (&fixture->city, NULL, "/organisations?division=130105");
  g_assert_cmpuint (city_answer_get_length (district, "items"), ==, 1);
  /* What only the organisation itself sees. */
  g_assert_null (strstr (list->text, "photo_quota"));
}

static void
test_create_refused (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *members;
    JlErrorCode code;
    const char *field;
  } cases[] = {
    { ",\"division\":\"130199\",\"label_prefix\":\"XHA\"", JL_ERROR_INVALID, "division" },
    { ",\"division\":\"130103\",\"label_prefix\":\"XHA\"", JL_ERROR_INVALID, "division" },
    { ",\"division\":\"130105001002\",\"label_prefix\":\"HMA\"",
      JL_ERROR_CONFLICT,
      "label_prefix" },
    { ",\"division\":\"130105001002\",\"label_prefix\":\"ILO\"", JL_ERROR_INVALID, "label_prefix" },
    { ",\"division\":\"130105001002\"", JL_ERROR_INVALID, "label_prefix" },
    { PLACE ",\"uscc\":\"91350203M0001QAY9B\"", JL_ERROR_INVALID, "uscc" },
    { PLACE ",\"uscc\":\"123\"", JL_ERROR_INVALID, "uscc" },
    { PLACE ",\"photo_quota\":-5", JL_ERROR_INVALID, "photo_quota" },
    { PLACE ",\"colour\":\"red\"", JL_ERROR_INVALID, "colour" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (CityAnswer) answer = add (fixture, fixture->administrator, cases[i].members);

    g_test_message ("%s", cases[i].members);
    city_assert_refused (answer, (int)cases[i].code);
    g_assert_cmpstr (jl_error_get_field (answer->error), ==, cases[i].field);
  }
}

/* A code that fails its check in a public validator and is real all the same (domain.md section 1).
 */
static void
test_uscc_override (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) made = add (fixture,
                                     fixture->administrator,
                                     PLACE ",\"uscc\":\"91350203M0001QAY9B\","
                                           "\"uscc_override\":\"as printed on the licence\"");
  g_autoptr (CityAnswer) list = NULL;
  g_autoptr (CityAnswer) twin = NULL;

  city_assert_status (made, 201);
  g_assert_nonnull (strstr (made->text, "as printed"));
  list = city_get (&fixture->city, NULL, "/organisations");
  g_assert_null (strstr (list->text, "as printed"));
  twin = add (fixture,
              fixture->administrator,
              ",\"division\":\"130105001002\",\"label_prefix\":\"XHC\","
              "\"uscc\":\"91350203M0001QAY9B\",\"uscc_override\":\"as printed\"");
  city_assert_refused (twin, JL_ERROR_CONFLICT);
  g_assert_cmpstr (jl_error_get_field (twin->error), ==, "uscc");
}

static void
test_only_administrators_create (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) manager = add (fixture, fixture->manager, PLACE);
  g_autoptr (CityAnswer) nobody = add (fixture, NULL, PLACE);

  city_assert_refused (manager, JL_ERROR_FORBIDDEN);
  city_assert_refused (nobody, JL_ERROR_UNAUTHENTICATED);
}

static void
test_edit (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->city;
  g_autofree char *other = NULL;
  g_autoptr (CityAnswer) edited =
      city_patch (city, fixture->manager, fixture->path, 1, "{\"opening_hours\":\"9:00–18:00\"}");
  g_autoptr (CityAnswer) stale =
      city_patch (city, fixture->manager, fixture->path, 1, "{\"address\":\"建北街\"}");
  g_autoptr (CityAnswer) blind =
      city_patch (city, fixture->manager, fixture->path, 0, "{\"address\":\"建北街\"}");
  g_autoptr (CityAnswer) prefix =
      city_patch (city, fixture->manager, fixture->path, 2, "{\"label_prefix\":\"ABC\"}");
  g_autoptr (CityAnswer) foreign = NULL;
  g_autoptr (CityAnswer) administrator =
      city_patch (city, fixture->administrator, fixture->path, 2, "{\"address\":\"建北街1号\"}");
  g_autoptr (CityAnswer) seen = city_get (city, NULL, fixture->path);

  city_assert_status (edited, 200);
  city_assert_refused (stale, JL_ERROR_VERSION_CONFLICT);
  city_assert_refused (blind, JL_ERROR_VERSION_REQUIRED);
  city_assert_refused (prefix, JL_ERROR_INVALID);
  city_assert_status (administrator, 200);
  g_assert_cmpstr (city_answer_get_text (seen, "opening_hours"), ==, "9:00–18:00");
  g_assert_cmpint (city_answer_get_integer (seen, "version"), ==, 3);

  city_add_account (city,
                    city_add_organisation (city, "shop", "另一家", "YAA", "130102001002"),
                    "manager",
                    "zhou");
  other = city_sign_in (city, "zhou");
  foreign = city_patch (city, other, fixture->path, 3, "{\"address\":\"\"}");
  city_assert_refused (foreign, JL_ERROR_FORBIDDEN);
}

static guint
get_status (CityAnswer *answer)
{
  return answer->error != NULL ? jl_error_code_get_status (answer->error->code) : answer->status;
}

static gint64
get_organisation_version (CityFixture *city, const char *path)
{
  g_autoptr (CityAnswer) answer = city_get (city, NULL, path);

  return city_answer_get_integer (answer, "version");
}

/* An administrator's reach is the division that the own department stands in. */
static void
test_reach (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *department; /* where the administrator's department stands */
    const char *place;      /* where the other organisation stands */
    gboolean reaches;
  } rows[] = {
    { "130100", "130102001002", TRUE },     { "130100", "130104", TRUE },
    { "130100", "130100", TRUE },           { "130102", "130102001002", TRUE },
    { "130102", "130102", TRUE },           { "130102", "130104001001", FALSE },
    { "130102", "130104", FALSE },          { "130102", "130100", FALSE },
    { "130102001", "130102001002", TRUE },  { "130102001", "130102", FALSE },
    { "130102001", "130102002010", FALSE },
  };
  CityFixture *city = &fixture->city;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *prefix = g_strdup_printf ("R%uA", i);
    g_autofree char *name = g_strdup_printf ("officer%u", i);
    g_autofree char *body = g_strdup_printf (
        "{\"kind\":\"market\",\"name\":\"市场\",\"division\":\"%s\",\"label_prefix\":\"M%uA\"}",
        rows[i].place,
        i);
    gint64 department =
        city_add_organisation (city, "department", "商务局", prefix, rows[i].department);
    g_autofree char *other = g_strdup_printf ("S%uA", i);
    gint64 place = city_add_organisation (city, "market", "集市", other, rows[i].place);
    char id[JL_ID_TEXT_SIZE];
    g_autofree char *path = NULL;
    g_autofree char *invitations = NULL;
    g_autofree char *token = NULL;
    g_autoptr (CityAnswer) created = NULL;
    g_autoptr (CityAnswer) edited = NULL;
    g_autoptr (CityAnswer) invited = NULL;

    g_test_message ("%s %s", rows[i].department, rows[i].place);
    jl_id_to_text (place, id);
    path = g_strconcat ("/organisations/", id, NULL);
    invitations = g_strconcat (path, "/invitations", NULL);
    city_add_account (city, department, "administrator", name);
    token = city_sign_in (city, name);
    created = city_post (city, token, "/organisations", body);
    g_assert_cmpuint (get_status (created), ==, rows[i].reaches ? 201 : 403);
    edited = city_patch (city, token, path, 1, "{\"address\":\"建北街\"}");
    g_assert_cmpuint (get_status (edited), ==, rows[i].reaches ? 200 : 403);
    invited = city_post (city, token, invitations, "{\"role\":\"manager\"}");
    g_assert_cmpuint (get_status (invited), ==, rows[i].reaches ? 201 : 403);
  }
}

/* Nobody moves an organisation out of reach, or a department to where it reaches further; a shop's
 * manager moves the shop. */
static void
test_move (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->city;
  gint64 department = city_add_organisation (city, "department", "商务局", "QSW", "130102");
  char id[JL_ID_TEXT_SIZE];
  g_autofree char *own = NULL;
  g_autofree char *administrator = NULL;
  g_autofree char *manager = NULL;
  g_autoptr (CityAnswer) away = NULL;
  g_autoptr (CityAnswer) up = NULL;
  g_autoptr (CityAnswer) up_by_manager = NULL;
  g_autoptr (CityAnswer) shop = NULL;

  jl_id_to_text (department, id);
  own = g_strconcat ("/organisations/", id, NULL);
  city_add_account (city, department, "administrator", "zhao");
  city_add_account (city, department, "manager", "qian");
  administrator = city_sign_in (city, "zhao");
  manager = city_sign_in (city, "qian");

  away = city_patch (city, administrator, fixture->path, 1, "{\"division\":\"130104001001\"}");
  city_assert_refused (away, JL_ERROR_FORBIDDEN);
  up = city_patch (city, administrator, own, 1, "{\"division\":\"130100\"}");
  city_assert_refused (up, JL_ERROR_FORBIDDEN);
  up_by_manager = city_patch (city, manager, own, 1, "{\"division\":\"130100\"}");
  city_assert_refused (up_by_manager, JL_ERROR_FORBIDDEN);
  shop = city_patch (city, fixture->manager, fixture->path, 1, "{\"division\":\"130104001001\"}");
  city_assert_status (shop, 200);
  g_assert_cmpint (get_organisation_version (city, own), ==, 1);
}

/* Whoever works for it reads its new name at once. */
static void
test_rename (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->city;
  g_autoptr (CityAnswer) renamed =
      city_patch (city, fixture->manager, fixture->path, 1, "{\"name\":\"惠民旧货行\"}");
  g_autoptr (CityAnswer) account = city_get (city, fixture->manager, "/account");

  city_assert_status (renamed, 200);
  g_assert_cmpstr (
      city_answer_get_text (account, "memberships[0].organisation_name"), ==, "惠民旧货行");
  g_assert_cmpint (city_answer_get_integer (account, "memberships[0].version"), ==, 2);
}

static void
test_repeated_key (Fixture *fixture, gconstpointer data)
{
  CityRequest request = {
    .token = fixture->administrator,
    .method = "POST",
    .path = "/organisations",
    .key = "once",
    .body = "{\"kind\":\"shop\",\"name\":\"新华寄卖店\"" PLACE "}",
  };
  g_autoptr (CityAnswer) first = city_send (&fixture->city, &request);
  g_autoptr (CityAnswer) again = city_send (&fixture->city, &request);
  g_autoptr (CityAnswer) other = NULL;

  city_assert_status (first, 201);
  city_assert_status (again, 201);
  g_assert_cmpstr (first->text, ==, again->text);
  request.body = "{\"kind\":\"shop\",\"name\":\"别的店\"" PLACE "}";
  other = city_send (&fixture->city, &request);
  city_assert_refused (other, JL_ERROR_IDEMPOTENCY_CONFLICT);
}

/* Who has lost the role gets no remembered answer from the writer either, whatever a worker lets
 * through. */
static void
test_repeated_key_without_role (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->city;
  g_autoptr (GBytes) token_hash = jl_token_hash (fixture->manager);
  g_autoptr (GBytes) digest = g_bytes_new_static ("digest", 6);
  const char *const parameters[] = { strrchr (fixture->path, '/') + 1, NULL };
  const JlFrame frame = { .command = "organisation.edit",
                          .token_hash = token_hash,
                          .language = "en",
                          .key = "mine",
                          .request_digest = digest,
                          .parameters = parameters,
                          .if_match = 1,
                          .input = "{\"address\":\"建北街1号\"}" };
  g_autoptr (JlReply) first = jl_writer_call (city->writer, &frame);
  g_autoptr (JlReply) repeated = jl_writer_call (city->writer, &frame);
  g_autoptr (JlReply) dismissed = NULL;
  g_autoptr (CityAnswer) members = city_get (city, fixture->manager, "/members");
  g_autofree char *path =
      g_strconcat ("/memberships/", city_answer_get_text (members, "items[0].id"), NULL);
  g_autoptr (CityAnswer) left = NULL;

  g_assert_no_error (first->error);
  g_assert_no_error (repeated->error);
  city_add_account (city, city_query (city, "SELECT max(id) FROM organisation"), "manager", "zhao");
  left = city_patch (city, fixture->manager, path, 1, "{\"active\":false}");
  city_assert_status (left, 200);
  dismissed = jl_writer_call (city->writer, &frame);
  g_assert_error (dismissed->error, JL_ERROR, JL_ERROR_FORBIDDEN);
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (CityAnswer) first = NULL;
  g_autoptr (CityAnswer) second = NULL;
  g_autoptr (CityAnswer) foreign = NULL;

  for (guint i = 0; i < 4; i++) {
    g_autofree char *prefix = g_strdup_printf ("P%uA", i);

    city_add_organisation (&fixture->city, "committee", "居委会", prefix, "130102001002");
  }
  first = city_get (&fixture->city, NULL, "/organisations?limit=3");
  g_assert_cmpuint (city_answer_get_length (first, "items"), ==, 3);
  path = g_strconcat ("/organisations?limit=3&cursor=", city_answer_get_text (first, "next"), NULL);
  second = city_get (&fixture->city, NULL, path);
  g_assert_cmpuint (city_answer_get_length (second, "items"), ==, 3);
  g_assert_true (json_object_get_null_member (json_node_get_object (second->json), "next"));
  foreign = city_get (&fixture->city, NULL, "/organisations?cursor=abc");
  city_assert_refused (foreign, JL_ERROR_INVALID);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/accounts/organisations/" name, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("create", test_create);
  ADD ("create-refused", test_create_refused);
  ADD ("uscc-override", test_uscc_override);
  ADD ("only-administrators-create", test_only_administrators_create);
  ADD ("edit", test_edit);
  ADD ("reach", test_reach);
  ADD ("move", test_move);
  ADD ("rename", test_rename);
  ADD ("repeated-key", test_repeated_key);
  ADD ("repeated-key-without-role", test_repeated_key_without_role);
  ADD ("pages", test_pages);
  return g_test_run ();
}
