// SPDX-License-Identifier: GPL-3.0-or-later
/* What people may ask about their own data, through every capability that holds some. */
#include "shop-fixture.h"

#include "jl-accounts.h"
#include "jl-error.h"
#include "jl-id.h"
#include "jl-journal.h"
#include "jl-store.h"

#include <string.h>

#define PHONE "13800000000"
#define NAME "N13800000000"
#define PASSWORD "{\"password\":\"" CITY_PASSWORD "\"}"

typedef struct {
  ShopFixture shop;
  char *administrator; /* owned: token */
  char *person;        /* owned: id of the first resident */
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->shop.city;
  g_autoptr (CityAnswer) account = NULL;

  shop_setup (&fixture->shop, data);
  city_add_account (city, city->city, "administrator", "root");
  fixture->administrator = city_sign_in (city, "root");
  account = city_get (city, fixture->shop.residents[0], "/account");
  fixture->person = g_strdup (city_answer_get_text (account, "person"));
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->administrator);
  g_free (fixture->person);
  shop_teardown (&fixture->shop, data);
}

static CityAnswer *
get (Fixture *fixture, const char *token, const char *path)
{
  return city_get (&fixture->shop.city, token, path);
}

static CityAnswer *
post (Fixture *fixture, const char *token, const char *body, const char *format, const char *id)
{
  g_autofree char *path =
      g_strdup_printf ("%s%s%s", id != NULL ? "/people/" : "", id ?: "", format);

  return city_post (&fixture->shop.city, token, path, body);
}

static char *
reserve_and_contact (Fixture *fixture, const char *item)
{
  char *reservation = shop_reserve (&fixture->shop, 0, item);
  g_autofree char *path = g_strdup_printf ("/reservations/%s/contact", reservation);
  g_autoptr (CityAnswer) contact = city_post (&fixture->shop.city, fixture->shop.clerk, path, NULL);

  city_assert_status (contact, 200);
  return reservation;
}

static void
test_looks (Fixture *fixture, gconstpointer data)
{
  g_autofree char *item = shop_publish_sofa (&fixture->shop);
  g_autofree char *reservation = reserve_and_contact (fixture, item);
  g_autoptr (CityAnswer) exported = post (
      fixture, fixture->administrator, "{\"reason\":\"request\"}", "/export", fixture->person);
  g_autoptr (CityAnswer) page = NULL;
  g_autoptr (CityAnswer) looks = NULL;
  g_autoptr (CityAnswer) others = NULL;

  city_assert_status (exported, 200);
  g_assert_nonnull (strstr (exported->text, PHONE));
  page = post (fixture,
               fixture->administrator,
               "{\"reason\":\"authority\",\"format\":\"html\"}",
               "/export",
               fixture->person);
  g_assert_true (g_str_has_prefix (city_answer_get_text (page, "page"), "<!DOCTYPE html>"));
  g_assert_nonnull (strstr (city_answer_get_text (page, "page"), PHONE));
  looks = get (fixture, fixture->shop.residents[0], "/account/looks");
  g_assert_cmpuint (city_answer_get_length (looks, "items"), ==, 3);
  g_assert_cmpstr (city_answer_get_text (looks, "items[0].reason"), ==, "export.authority");
  g_assert_cmpstr (city_answer_get_text (looks, "items[1].reason"), ==, "export.request");
  g_assert_cmpstr (city_answer_get_text (looks, "items[2].reason"), ==, "reservation");
  g_assert_cmpstr (city_answer_get_text (looks, "items[2].organisation_name"), ==, "惠民寄卖店");
  g_assert_cmpstr (city_answer_get_text (looks, "items[2].nickname"), ==, "Nli.na");
  others = get (fixture, fixture->shop.residents[1], "/account/looks");
  g_assert_cmpuint (city_answer_get_length (others, "items"), ==, 0);
}

static void
test_export (Fixture *fixture, gconstpointer data)
{
  static const char *const lists[] = { "person",  "account", "memberships",  "sessions", "looks",
                                       "notices", "journal", "reservations", "wants" };
  const char *resident = fixture->shop.residents[0];
  g_autofree char *item = shop_publish_sofa (&fixture->shop);
  g_autofree char *reservation = reserve_and_contact (fixture, item);
  g_autoptr (CityAnswer) want =
      city_post (&fixture->shop.city, resident, "/wants", "{\"text\":\"<书架>\"}");
  g_autoptr (CityAnswer) json = get (fixture, resident, "/account/export");
  g_autoptr (CityAnswer) html = get (fixture, resident, "/account/export?format=html");
  g_autoptr (CityAnswer) nobody = get (fixture, NULL, "/account/export");
  g_autoptr (CityAnswer) clerk =
      post (fixture, fixture->shop.clerk, "{\"reason\":\"request\"}", "/export", fixture->person);

  city_assert_status (want, 201);
  city_assert_status (json, 200);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    g_test_message ("%s", lists[i]);
    g_assert_true (json_object_has_member (json_node_get_object (json->json), lists[i]));
  }
  g_assert_cmpstr (city_answer_get_text (json, "person[0].phone"), ==, PHONE);
  g_assert_cmpstr (city_answer_get_text (json, "person[0].nickname"), ==, NAME);
  g_assert_cmpstr (city_answer_get_text (json, "reservations[0].id"), ==, reservation);
  g_assert_cmpstr (city_answer_get_text (json, "wants[0].text"), ==, "<书架>");
  g_assert_cmpstr (city_answer_get_text (json, "looks[0].reason"), ==, "reservation");
  g_assert_cmpuint (city_answer_get_length (json, "sessions"), ==, 1);
  g_assert_nonnull (strstr (json->text, "\"item.reserve\""));
  g_assert_nonnull (strstr (json->text, "\"want.create\""));

  city_assert_status (html, 200);
  g_assert_true (g_str_has_prefix (html->text, "<!DOCTYPE html>"));
  g_assert_nonnull (strstr (html->text, PHONE));
  g_assert_nonnull (strstr (html->text, "&lt;书架&gt;"));
  g_assert_null (strstr (html->text, "<书架>"));
  city_assert_refused (nobody, JL_ERROR_UNAUTHENTICATED);
  city_assert_refused (clerk, JL_ERROR_FORBIDDEN);
}

static void
copy_file (const char *from, const char *to)
{
  g_autofree char *content = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (from, &content, &length, NULL));
  g_assert_true (g_file_set_contents (to, content, length, NULL));
}

static void
assert_gone (Fixture *fixture, const char *item)
{
  CityFixture *city = &fixture->shop.city;
  g_autofree char *history_path = g_strdup_printf ("/items/%s/history", item);
  g_autoptr (CityAnswer) again = city_post (
      city, NULL, "/sessions", "{\"username\":\"" PHONE "\",\"password\":\"" CITY_PASSWORD "\"}");
  g_autoptr (CityAnswer) session = get (fixture, fixture->shop.residents[0], "/account");
  g_autoptr (CityAnswer) history = get (fixture, fixture->shop.clerk, history_path);
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  gint64 person, n;

  city_assert_refused (again, JL_ERROR_UNAUTHENTICATED);
  city_assert_refused (session, JL_ERROR_UNAUTHENTICATED);
  shop_assert_state (&fixture->shop, item, "offer", "published");
  g_assert_nonnull (strstr (history->text, "item.reserve"));
  g_assert_nonnull (strstr (history->text, "a resident who has left"));
  problems = jl_journal_verify (city->reader, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);

  g_assert_true (jl_id_from_text (fixture->person, &person, NULL));
  g_assert_null (jl_accounts_get_nickname (city->reader, person, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_NOT_FOUND);
  g_assert_cmpint (city_query (city, "SELECT count(*) FROM want WHERE open = 1"), ==, 0);
  g_assert_cmpint (city_query (city, "SELECT count(*) FROM person_leaving"), ==, 0);
}

static void
test_leave (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->shop.city;
  const char *resident = fixture->shop.residents[0];
  g_autofree char *path = jl_store_get_path (city->data_dir);
  g_autofree char *backup = g_strconcat (path, ".backup", NULL);
  g_autofree char *item = shop_publish_sofa (&fixture->shop);
  g_autofree char *reservation = shop_reserve (&fixture->shop, 0, item);
  g_autoptr (CityAnswer) want = city_post (city, resident, "/wants", "{\"text\":\"书架\"}");
  g_autoptr (CityAnswer) wrong = NULL;
  g_autoptr (CityAnswer) left = NULL;

  city_fixture_suspend (city);
  copy_file (path, backup);
  city_fixture_resume (city);

  wrong = city_post (city, resident, "/account/erasure", "{\"password\":\"wrong\"}");
  city_assert_refused (wrong, JL_ERROR_FORBIDDEN);
  g_assert_cmpstr (jl_error_get_field (wrong->error), ==, "password");
  shop_assert_state (&fixture->shop, item, "offer", "reserved");
  left = city_post (city, resident, "/account/erasure", PASSWORD);
  city_assert_status (left, 204);
  shop_run_due (&fixture->shop);
  assert_gone (fixture, item);

  /* A copy of before is put in place: nothing of them can be read, and they leave again. */
  city_fixture_suspend (city);
  copy_file (backup, path);
  city_fixture_resume (city);
  shop_run_due (&fixture->shop);
  assert_gone (fixture, item);
}

static void
test_erase (Fixture *fixture, gconstpointer data)
{
  static const char reason[] = "{\"reason\":\"request\"}";
  g_autofree char *item = shop_publish_sofa (&fixture->shop);
  g_autofree char *reservation = shop_reserve (&fixture->shop, 0, item);
  g_autoptr (CityAnswer) clerk =
      post (fixture, fixture->shop.clerk, reason, "/erasure", fixture->person);
  g_autoptr (CityAnswer) without =
      post (fixture, fixture->administrator, "{}", "/erasure", fixture->person);
  g_autoptr (CityAnswer) erased =
      post (fixture, fixture->administrator, reason, "/erasure", fixture->person);
  g_autoptr (CityAnswer) again = NULL;

  city_assert_refused (clerk, JL_ERROR_FORBIDDEN);
  city_assert_refused (without, JL_ERROR_INVALID);
  city_assert_status (erased, 204);
  shop_run_due (&fixture->shop);
  assert_gone (fixture, item);
  again = post (fixture, fixture->administrator, reason, "/erasure", fixture->person);
  city_assert_status (again, 204);
  shop_run_due (&fixture->shop);
  assert_gone (fixture, item);
}

/* Whoever works somewhere is told what must happen first. */
static void
test_duties (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) account = get (fixture, fixture->shop.clerk, "/account");
  g_autoptr (CityAnswer) own =
      city_post (&fixture->shop.city, fixture->shop.clerk, "/account/erasure", PASSWORD);
  g_autoptr (CityAnswer) by_administrator = post (fixture,
                                                  fixture->administrator,
                                                  "{\"reason\":\"mistake\"}",
                                                  "/erasure",
                                                  city_answer_get_text (account, "person"));
  g_autoptr (CityAnswer) after = get (fixture, fixture->shop.clerk, "/account");

  city_assert_refused (own, JL_ERROR_CONFLICT);
  g_assert_nonnull (strstr (own->error->message, "惠民寄卖店"));
  city_assert_refused (by_administrator, JL_ERROR_CONFLICT);
  city_assert_status (after, 200);
}

/* Names, numbers, devices and addresses come in on every way; none of them lies anywhere. */
static void
test_nothing_in_plain (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->shop.city;
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *item = shop_publish_sofa (&fixture->shop);
  g_autofree char *reservation = reserve_and_contact (fixture, item);
  g_autoptr (CityAnswer) session =
      city_post (city,
                 NULL,
                 "/sessions",
                 "{\"username\":\"" PHONE "\",\"password\":\"" CITY_PASSWORD
                 "\",\"device\":\"红色的旧手机\"}");
  g_autoptr (CityAnswer) failed =
      city_post (city, NULL, "/sessions", "{\"username\":\"13911112222\",\"password\":\"wrong\"}");
  g_autoptr (CityAnswer) exported = post (
      fixture, fixture->administrator, "{\"reason\":\"authority\"}", "/export", fixture->person);
  g_autofree char *found = NULL;

  city_assert_status (session, 201);
  city_assert_status (exported, 200);
  shop_index (&fixture->shop);
  g_ptr_array_add (texts, g_strdup (PHONE));
  g_ptr_array_add (texts, g_strdup (NAME));
  g_ptr_array_add (texts, g_strdup ("红色的旧手机"));
  g_ptr_array_add (texts, g_strdup ("13911112222"));
  found = city_find_text (city->data_dir, texts);
  g_assert_cmpstr (found, ==, NULL);
  g_ptr_array_add (texts, g_strdup ("三人位布艺沙发"));
  found = city_find_text (city->data_dir, texts);
  g_assert_nonnull (found); /* the test can fail */
}

typedef struct {
  gboolean seen;
} Bodies;

static void
body_cb (const JlJournalEntry *entry, gpointer user_data)
{
  Bodies *bodies = user_data;

  g_assert_nonnull (entry->body);
  g_assert_null (strstr (entry->body, PHONE));
  g_assert_null (strstr (entry->body, NAME));
  bodies->seen = TRUE;
}

/* The bodies are packed: what they say is looked at unpacked. */
static void
test_journal (Fixture *fixture, gconstpointer data)
{
  g_autofree char *item = shop_publish_sofa (&fixture->shop);
  g_autofree char *reservation = reserve_and_contact (fixture, item);
  g_autoptr (CityAnswer) exported = post (
      fixture, fixture->administrator, "{\"reason\":\"request\"}", "/export", fixture->person);
  g_autoptr (GError) error = NULL;
  Bodies bodies = { FALSE };

  city_assert_status (exported, 200);
  g_assert_true (
      jl_journal_foreach (fixture->shop.city.reader, 0, 0, G_MAXINT, body_cb, &bodies, &error));
  g_assert_no_error (error);
  g_assert_true (bodies.seen);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, setup, func, teardown)
  ADD ("/items/person-rights/looks", test_looks);
  ADD ("/items/person-rights/export", test_export);
  ADD ("/items/person-rights/leave", test_leave);
  ADD ("/items/person-rights/erase", test_erase);
  ADD ("/items/person-rights/duties", test_duties);
  ADD ("/items/person-rights/nothing-in-plain", test_nothing_in_plain);
  ADD ("/items/person-rights/journal", test_journal);
#undef ADD
  return g_test_run ();
}
