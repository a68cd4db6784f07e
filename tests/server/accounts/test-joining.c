// SPDX-License-Identifier: GPL-3.0-or-later
#include "city-fixture.h"

#include "jl-accounts.h"
#include "jl-error.h"
#include "jl-id.h"

static const JlCapability *const capabilities[] = { &jl_accounts_capability, NULL };

typedef struct {
  CityFixture city;
  gint64 shop;
  gint64 school;
  char *manager;     /* owned: token */
  char *clerk;       /* owned: token */
  char *teacher;     /* owned: token */
  char *invitations; /* owned: the shop's path */
} Fixture;

static char *
get_invitations_path (gint64 organisation)
{
  char id[JL_ID_TEXT_SIZE];

  jl_id_to_text (organisation, id);
  return g_strdup_printf ("/organisations/%s/invitations", id);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->city;

  city_fixture_open (city, capabilities);
  fixture->shop = city_add_organisation (city, "shop", "惠民寄卖店", "HMA", "130102001002");
  fixture->school = city_add_organisation (city, "school", "光华路小学", "GHX", "130102001002");
  city_add_account (city, fixture->shop, "manager", "wang");
  city_add_account (city, fixture->shop, "clerk", "li.na");
  city_add_account (city, fixture->school, "teacher", "sun");
  fixture->manager = city_sign_in (city, "wang");
  fixture->clerk = city_sign_in (city, "li.na");
  fixture->teacher = city_sign_in (city, "sun");
  fixture->invitations = get_invitations_path (fixture->shop);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->manager);
  g_free (fixture->clerk);
  g_free (fixture->teacher);
  g_free (fixture->invitations);
  city_fixture_close (&fixture->city);
}

static char *
invite (Fixture *fixture, const char *token, const char *body)
{
  g_autoptr (CityAnswer) answer = city_post (&fixture->city, token, fixture->invitations, body);

  city_assert_status (answer, 201);
  return g_strdup (city_answer_get_text (answer, "code"));
}

static CityAnswer *
join (Fixture *fixture, const char *code, const char *phone, const char *username)
{
  g_autoptr (GString) body = g_string_new (NULL);

  g_string_printf (
      body, "{\"code\":\"%s\",\"nickname\":\"小赵\",\"password\":\"" CITY_PASSWORD "\"", code);
  if (phone != NULL)
    g_string_append_printf (body, ",\"phone\":\"%s\"", phone);
  if (username != NULL)
    g_string_append_printf (body, ",\"username\":\"%s\"", username);
  g_string_append (body, ",\"consent\":1,\"of_age\":true}");
  return city_send (
      &fixture->city,
      &(CityRequest){ .method = "POST", .path = "/accounts", .body = body->str, .key = body->str });
}

static void
test_resident (Fixture *fixture, gconstpointer data)
{
  g_autofree char *code = invite (fixture, fixture->clerk, "{}");
  g_autofree char *typed = g_ascii_strdown (code, -1);
  g_autoptr (CityAnswer) joined = join (fixture, typed, "138-0000-1234", NULL);
  g_autoptr (CityAnswer) again = NULL;
  g_autofree char *token = NULL;

  city_assert_status (joined, 201);
  g_assert_cmpuint (city_answer_get_length (joined, "memberships"), ==, 0);
  token = city_sign_in (&fixture->city, "13800001234");
  again = join (fixture, code, "13800005678", NULL);
  city_assert_refused (again, JL_ERROR_INVALID);
  g_assert_cmpstr (jl_error_get_field (again->error), ==, "code");
}

static CityAnswer *
join_saying (Fixture *fixture, const char *code, const char *said)
{
  g_autofree char *body =
      g_strdup_printf ("{\"code\":\"%s\",\"nickname\":\"小赵\",\"phone\":\"13800001234\","
                       "\"password\":\"" CITY_PASSWORD "\"%s}",
                       code,
                       said);

  return city_post (&fixture->city, NULL, "/accounts", body);
}

/* Nobody joins unasked or too young; the code stays good for who may. */
static void
test_consent (Fixture *fixture, gconstpointer data)
{
  g_autofree char *code = invite (fixture, fixture->clerk, "{}");
  g_autoptr (CityAnswer) unasked = join_saying (fixture, code, ",\"of_age\":true");
  g_autoptr (CityAnswer) other = join_saying (fixture, code, ",\"consent\":7,\"of_age\":true");
  g_autoptr (CityAnswer) young = join_saying (fixture, code, ",\"consent\":1,\"of_age\":false");
  g_autoptr (CityAnswer) joined = NULL;
  g_autofree char *token = NULL;
  g_autoptr (CityAnswer) consents = NULL;

  city_assert_refused (unasked, JL_ERROR_INVALID);
  g_assert_cmpstr (jl_error_get_field (unasked->error), ==, "consent");
  city_assert_refused (other, JL_ERROR_CONFLICT);
  g_assert_cmpstr (jl_error_get_field (other->error), ==, "consent");
  city_assert_refused (young, JL_ERROR_INVALID);
  g_assert_cmpstr (jl_error_get_field (young->error), ==, "of_age");
  g_assert_cmpint (
      city_query (&fixture->city, "SELECT count(*) FROM person WHERE staff = 0"), ==, 0);
  joined = join_saying (fixture, code, ",\"consent\":1,\"of_age\":true");
  city_assert_status (joined, 201);
  token = city_sign_in (&fixture->city, "13800001234");
  consents = city_get (&fixture->city, token, "/account/consents");
  g_assert_cmpuint (city_answer_get_length (consents, "items"), ==, 1);
  g_assert_cmpint (city_answer_get_integer (consents, "items[0].text_version"), ==, 1);
}

static void
test_colleague (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) refused =
      city_post (&fixture->city, fixture->clerk, fixture->invitations, "{\"role\":\"clerk\"}");
  g_autoptr (CityAnswer) unfit =
      city_post (&fixture->city, fixture->manager, fixture->invitations, "{\"role\":\"teacher\"}");
  g_autofree char *code = invite (fixture, fixture->manager, "{\"role\":\"clerk\"}");
  g_autoptr (CityAnswer) nameless = join (fixture, code, "13800001234", NULL);
  g_autoptr (CityAnswer) joined = join (fixture, code, NULL, "xiao.zhao");

  city_assert_refused (refused, JL_ERROR_FORBIDDEN);
  city_assert_refused (unfit, JL_ERROR_INVALID);
  g_assert_cmpstr (jl_error_get_field (unfit->error), ==, "role");
  /* A refusal does not use the invitation up. */
  city_assert_refused (nameless, JL_ERROR_INVALID);
  g_assert_cmpstr (jl_error_get_field (nameless->error), ==, "username");
  city_assert_status (joined, 201);
  g_assert_cmpstr (city_answer_get_text (joined, "memberships[0].role"), ==, "clerk");
}

static void
test_several_uses (Fixture *fixture, gconstpointer data)
{
  g_autofree char *code = invite (fixture, fixture->clerk, "{\"uses_left\":2}");
  g_autoptr (CityAnswer) first = join (fixture, code, "13800000001", NULL);
  g_autoptr (CityAnswer) second = join (fixture, code, "13800000002", NULL);
  g_autoptr (CityAnswer) third = join (fixture, code, "13800000003", NULL);

  city_assert_status (first, 201);
  city_assert_status (second, 201);
  city_assert_refused (third, JL_ERROR_INVALID);
}

static void
test_expired (Fixture *fixture, gconstpointer data)
{
  g_autofree char *code = invite (fixture, fixture->clerk, "{}");
  g_autoptr (CityAnswer) past = city_post (&fixture->city,
                                           fixture->clerk,
                                           fixture->invitations,
                                           "{\"expires_at\":\"2020-01-01T00:00:00Z\"}");
  g_autoptr (CityAnswer) late = NULL;

  city_assert_refused (past, JL_ERROR_INVALID);
  city_clock += G_GINT64_CONSTANT (15) * 24 * 60 * 60 * 1000;
  late = join (fixture, code, "13800001234", NULL);
  city_assert_refused (late, JL_ERROR_INVALID);
}

static void
test_taken_back (Fixture *fixture, gconstpointer data)
{
  g_autofree char *code = invite (fixture, fixture->clerk, "{}");
  g_autoptr (CityAnswer) list = city_get (&fixture->city, fixture->clerk, "/invitations");
  g_autoptr (CityAnswer) foreign_list = city_get (&fixture->city, fixture->teacher, "/invitations");
  g_autoptr (CityAnswer) foreign = NULL;
  g_autoptr (CityAnswer) removed = NULL;
  g_autoptr (CityAnswer) late = NULL;
  g_autofree char *path = NULL;

  g_assert_cmpuint (city_answer_get_length (list, "items"), ==, 1);
  g_assert_null (strstr (list->text, code));
  g_assert_cmpuint (city_answer_get_length (foreign_list, "items"), ==, 0);
  path = g_strconcat ("/invitations/", city_answer_get_text (list, "items[0].id"), NULL);
  foreign =
      city_send (&fixture->city,
                 &(CityRequest){ .token = fixture->teacher, .method = "DELETE", .path = path });
  city_assert_refused (foreign, JL_ERROR_NOT_FOUND);
  removed = city_send (&fixture->city,
                       &(CityRequest){ .token = fixture->clerk, .method = "DELETE", .path = path });
  city_assert_status (removed, 204);
  late = join (fixture, code, "13800001234", NULL);
  city_assert_refused (late, JL_ERROR_INVALID);
}

static void
test_bad_codes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *code = invite (fixture, fixture->clerk, "{}");
  g_autofree char *slip = g_strdup (code);
  g_autoptr (CityAnswer) wrong = NULL;
  g_autoptr (CityAnswer) unknown = join (fixture, "00000-00000", "13800001234", NULL);

  /* One wrong character is found before anything is looked up. */
  slip[2] = slip[2] == 'A' ? 'B' : 'A';
  wrong = join (fixture, slip, "13800001234", NULL);
  city_assert_refused (wrong, JL_ERROR_INVALID);
  g_assert_nonnull (strstr (wrong->error->message, "not an invitation code"));
  city_assert_refused (unknown, JL_ERROR_INVALID);
}

static void
test_taken_names (Fixture *fixture, gconstpointer data)
{
  g_autofree char *code =
      invite (fixture, fixture->manager, "{\"role\":\"clerk\",\"uses_left\":9}");
  g_autofree char *resident = invite (fixture, fixture->clerk, "{\"uses_left\":9}");
  g_autoptr (CityAnswer) name = join (fixture, code, NULL, "LI.NA");
  g_autoptr (CityAnswer) digits = join (fixture, code, NULL, "13811112222");
  g_autoptr (CityAnswer) marks = join (fixture, code, NULL, "li na");
  g_autoptr (CityAnswer) landline = join (fixture, resident, "0311-86688668", NULL);
  g_autoptr (CityAnswer) first = join (fixture, resident, "13800001234", NULL);
  g_autoptr (CityAnswer) second = join (fixture, resident, "138 0000 1234", NULL);

  city_assert_refused (name, JL_ERROR_CONFLICT);
  g_assert_cmpstr (jl_error_get_field (name->error), ==, "username");
  city_assert_refused (digits, JL_ERROR_INVALID);
  city_assert_refused (marks, JL_ERROR_INVALID);
  city_assert_refused (landline, JL_ERROR_INVALID);
  g_assert_cmpstr (jl_error_get_field (landline->error), ==, "phone");
  city_assert_status (first, 201);
  city_assert_refused (second, JL_ERROR_CONFLICT);
  g_assert_cmpstr (jl_error_get_field (second->error), ==, "phone");
}

/* domain.md section 4: a school keeps no accounts of pupils. */
static void
test_no_pupils (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = get_invitations_path (fixture->school);
  g_autoptr (CityAnswer) answer = city_post (&fixture->city, fixture->teacher, path, "{}");

  city_assert_refused (answer, JL_ERROR_INVALID);
  g_assert_cmpint (city_query (&fixture->city, "SELECT count(*) FROM invitation"), ==, 0);
}

static void
test_foreign_invitation (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = get_invitations_path (fixture->school);
  g_autoptr (CityAnswer) resident = city_post (&fixture->city, fixture->manager, path, "{}");
  g_autoptr (CityAnswer) colleague =
      city_post (&fixture->city, fixture->manager, path, "{\"role\":\"teacher\"}");

  city_assert_refused (resident, JL_ERROR_FORBIDDEN);
  city_assert_refused (colleague, JL_ERROR_FORBIDDEN);
}

/* One person works here and there. */
static void
test_second_membership (Fixture *fixture, gconstpointer data)
{
  g_autofree char *code =
      invite (fixture, fixture->manager, "{\"role\":\"clerk\",\"uses_left\":3}");
  g_autofree char *body = g_strdup_printf ("{\"code\":\"%s\"}", code);
  g_autoptr (CityAnswer) joined =
      city_post (&fixture->city, fixture->teacher, "/memberships", body);
  g_autoptr (CityAnswer) twice = city_post (&fixture->city, fixture->teacher, "/memberships", body);
  g_autoptr (CityAnswer) acting = NULL;

  city_assert_status (joined, 201);
  g_assert_cmpuint (city_answer_get_length (joined, "memberships"), ==, 2);
  city_assert_refused (twice, JL_ERROR_CONFLICT);
  acting = city_send (&fixture->city,
                      &(CityRequest){ .token = fixture->teacher,
                                      .acting = fixture->shop,
                                      .method = "GET",
                                      .path = "/members" });
  city_assert_status (acting, 200);
  g_assert_cmpuint (city_answer_get_length (acting, "items"), ==, 3);
}

static void
test_members_are_own (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) shop = city_get (&fixture->city, fixture->clerk, "/members");
  g_autoptr (CityAnswer) school = city_get (&fixture->city, fixture->teacher, "/members");
  g_autoptr (CityAnswer) nobody = city_get (&fixture->city, NULL, "/members");

  g_assert_cmpuint (city_answer_get_length (shop, "items"), ==, 2);
  g_assert_cmpuint (city_answer_get_length (school, "items"), ==, 1);
  g_assert_null (strstr (school->text, "li.na"));
  city_assert_refused (nobody, JL_ERROR_UNAUTHENTICATED);
}

static void
test_edit_membership (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) members = city_get (&fixture->city, fixture->manager, "/members");
  g_autofree char *own =
      g_strconcat ("/memberships/", city_answer_get_text (members, "items[0].id"), NULL);
  g_autofree char *clerk =
      g_strconcat ("/memberships/", city_answer_get_text (members, "items[1].id"), NULL);
  g_autoptr (CityAnswer) last =
      city_patch (&fixture->city, fixture->manager, own, 1, "{\"active\":false}");
  g_autoptr (CityAnswer) by_clerk =
      city_patch (&fixture->city, fixture->clerk, own, 1, "{\"active\":false}");
  g_autoptr (CityAnswer) stale =
      city_patch (&fixture->city, fixture->manager, clerk, 7, "{\"role\":\"manager\"}");
  g_autoptr (CityAnswer) raised =
      city_patch (&fixture->city, fixture->manager, clerk, 1, "{\"role\":\"manager\"}");
  g_autoptr (CityAnswer) left =
      city_patch (&fixture->city, fixture->manager, own, 1, "{\"active\":false}");
  g_autoptr (CityAnswer) out = NULL;

  city_assert_refused (last, JL_ERROR_CONFLICT);
  city_assert_refused (by_clerk, JL_ERROR_FORBIDDEN);
  city_assert_refused (stale, JL_ERROR_VERSION_CONFLICT);
  city_assert_status (raised, 200);
  city_assert_status (left, 200);
  out = city_get (&fixture->city, fixture->manager, "/members");
  city_assert_refused (out, JL_ERROR_FORBIDDEN);
}

/* An administrator may do everything in the whole city: no manager of a department grants that. */
static void
test_only_administrators_make_administrators (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->city;
  gint64 department = city_add_organisation (city, "department", "商务局", "SWA", "130102001002");
  g_autofree char *invitations = get_invitations_path (department);
  g_autofree char *manager = NULL;
  g_autofree char *administrator = NULL;
  g_autofree char *own = NULL;
  g_autofree char *other = NULL;
  g_autoptr (CityAnswer) members = NULL;
  g_autoptr (CityAnswer) raised = NULL;
  g_autoptr (CityAnswer) invited = NULL;
  g_autoptr (CityAnswer) lowered = NULL;
  g_autoptr (CityAnswer) granted = NULL;

  city_add_account (city, department, "manager", "zheng");
  city_add_account (city, department, "administrator", "qian");
  manager = city_sign_in (city, "zheng");
  administrator = city_sign_in (city, "qian");
  members = city_get (city, manager, "/members");
  own = g_strconcat ("/memberships/", city_answer_get_text (members, "items[0].id"), NULL);
  other = g_strconcat ("/memberships/", city_answer_get_text (members, "items[1].id"), NULL);

  raised = city_patch (city, manager, own, 1, "{\"role\":\"administrator\"}");
  city_assert_refused (raised, JL_ERROR_FORBIDDEN);
  invited = city_post (city, manager, invitations, "{\"role\":\"administrator\"}");
  city_assert_refused (invited, JL_ERROR_FORBIDDEN);
  lowered = city_patch (city, manager, other, 1, "{\"active\":false}");
  city_assert_refused (lowered, JL_ERROR_FORBIDDEN);
  granted = city_patch (city, administrator, own, 1, "{\"role\":\"administrator\"}");
  city_assert_status (granted, 200);
}

static void
test_people_are_masked (Fixture *fixture, gconstpointer data)
{
  g_autofree char *code = invite (fixture, fixture->clerk, "{}");
  g_autoptr (CityAnswer) joined = join (fixture, code, "13800001234", NULL);
  g_autofree char *path = g_strconcat ("/people/", city_answer_get_text (joined, "person"), NULL);
  g_autofree char *token = city_sign_in (&fixture->city, "13800001234");
  g_autoptr (CityAnswer) staff = city_get (&fixture->city, fixture->clerk, path);
  g_autoptr (CityAnswer) foreign = city_get (&fixture->city, fixture->teacher, path);
  g_autoptr (CityAnswer) self = city_get (&fixture->city, token, path);

  city_assert_status (staff, 200);
  g_assert_cmpstr (city_answer_get_text (staff, "phone"), ==, "138****1234");
  g_assert_cmpstr (city_answer_get_text (staff, "nickname"), ==, "小**");
  city_assert_refused (foreign, JL_ERROR_NOT_FOUND);
  g_assert_cmpstr (city_answer_get_text (self, "phone"), ==, "13800001234");
}

static void
test_no_traces (Fixture *fixture, gconstpointer data)
{
  g_autofree char *code = invite (fixture, fixture->clerk, "{}");
  g_autoptr (CityAnswer) joined = join (fixture, code, "13800001234", NULL);
  const char *const planted[] = { "小赵", "13800001234", CITY_PASSWORD, code, "argon2" };

  city_assert_status (joined, 201);
  for (guint i = 0; i < G_N_ELEMENTS (planted); i++) {
    g_autofree char *sql = g_strdup_printf (
        "SELECT (SELECT count(*) FROM journal_body WHERE instr(journal_text (body), '%s') > 0) + "
        "(SELECT count(*) FROM journal WHERE instr(command, '%s') > 0) + "
        "(SELECT count(*) FROM ready WHERE instr(own, '%s') > 0) + "
        "(SELECT count(*) FROM idempotency WHERE instr(CAST(body AS TEXT), '%s') > 0)",
        planted[i],
        planted[i],
        planted[i],
        planted[i]);

    g_assert_cmpint (city_query (&fixture->city, sql), ==, 0);
  }
}

/* What a role offers to choose from is what is then accepted. */
static void
assert_invites (Fixture *fixture, const char *token, gint64 organisation, const char *expected)
{
  g_autoptr (CityAnswer) roles = city_get (&fixture->city, token, "/invitations/roles");
  g_autofree char *path = get_invitations_path (organisation);
  g_autoptr (GString) names = g_string_new (NULL);

  city_assert_status (roles, 200);
  for (guint i = 0; i < city_answer_get_length (roles, "items"); i++) {
    g_autofree char *member = g_strdup_printf ("items[%u].role", i);
    JsonArray *items = json_object_get_array_member (json_node_get_object (roles->json), "items");
    gboolean is_null =
        json_object_get_null_member (json_array_get_object_element (items, i), "role");
    const char *role = is_null ? NULL : city_answer_get_text (roles, member);
    g_autofree char *body = is_null ? g_strdup ("{}") : g_strdup_printf ("{\"role\":\"%s\"}", role);
    g_autoptr (CityAnswer) invited = city_post (&fixture->city, token, path, body);

    city_assert_status (invited, 201);
    g_assert_cmpstr (city_answer_get_text (invited, "join_url"),
                     ==,
                     is_null ? "https://jieli.example/join" : "https://jieli.example/join?staff");
    g_string_append_printf (names, "%s%s", i > 0 ? " " : "", is_null ? "resident" : role);
  }
  g_assert_cmpstr (names->str, ==, expected);
}

static void
test_roles (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->city;
  gint64 department = city_add_organisation (city, "department", "商务局", "SWA", "130100");
  g_autofree char *administrator = NULL;
  g_autofree char *officer = NULL;
  g_autoptr (CityAnswer) refused = NULL;

  city_add_account (city, department, "administrator", "qian");
  city_add_account (city, department, "officer", "zhou");
  administrator = city_sign_in (city, "qian");
  officer = city_sign_in (city, "zhou");
  assert_invites (fixture, fixture->manager, fixture->shop, "resident manager clerk");
  assert_invites (fixture, fixture->clerk, fixture->shop, "resident");
  assert_invites (fixture, fixture->teacher, fixture->school, "");
  assert_invites (fixture, administrator, department, "manager officer administrator");
  refused = city_get (city, officer, "/invitations/roles");
  city_assert_refused (refused, JL_ERROR_FORBIDDEN);
}

#define ADD(name, func) g_test_add ("/accounts/joining/" name, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("resident", test_resident);
  ADD ("consent", test_consent);
  ADD ("colleague", test_colleague);
  ADD ("several-uses", test_several_uses);
  ADD ("expired", test_expired);
  ADD ("taken-back", test_taken_back);
  ADD ("bad-codes", test_bad_codes);
  ADD ("taken-names", test_taken_names);
  ADD ("no-pupils", test_no_pupils);
  ADD ("foreign-invitation", test_foreign_invitation);
  ADD ("roles", test_roles);
  ADD ("second-membership", test_second_membership);
  ADD ("members-are-own", test_members_are_own);
  ADD ("edit-membership", test_edit_membership);
  ADD ("only-administrators-make-administrators", test_only_administrators_make_administrators);
  ADD ("people-are-masked", test_people_are_masked);
  ADD ("no-traces", test_no_traces);
  return g_test_run ();
}
