// SPDX-License-Identifier: GPL-3.0-or-later
#include "city-fixture.h"

#include "jl-accounts.h"
#include "jl-error.h"
#include "jl-id.h"
#include "jl-journal-heads.h"
#include "jl-signed-head.h"

static const JlCapability *const capabilities[] = { &jl_accounts_capability,
                                                    &jl_journal_capability,
                                                    NULL };

typedef struct {
  CityFixture city;
  JlKeys *keys;
  char shop[JL_ID_TEXT_SIZE];
  char other[JL_ID_TEXT_SIZE];
  char department[JL_ID_TEXT_SIZE];
  char *clerk;    /* owned: token */
  char *resident; /* owned: token */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  CityFixture *city = &fixture->city;
  g_autoptr (GError) error = NULL;
  gint64 shop;
  gint64 other;

  city_fixture_open (city, capabilities);
  shop = city_add_organisation (city, "shop", "惠民寄卖店", "HMA", "130102001002");
  other = city_add_organisation (city, "shop", "另一家", "YAA", "130102001002");
  jl_id_to_text (shop, fixture->shop);
  jl_id_to_text (other, fixture->other);
  jl_id_to_text (city->city, fixture->department);
  city_add_account (city, shop, "clerk", "li.na");
  city_add_account (city, shop, NULL, "13800001234");
  fixture->clerk = city_sign_in (city, "li.na");
  fixture->resident = city_sign_in (city, "13800001234");
  jl_keys_create (city->data_dir, NULL);
  fixture->keys = jl_keys_load (city->data_dir, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  jl_keys_free (fixture->keys);
  g_free (fixture->clerk);
  g_free (fixture->resident);
  city_fixture_close (&fixture->city);
}

static void
sign (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (jl_signed_heads_sign (fixture->city.writer, fixture->keys, NULL, &error));
  g_assert_no_error (error);
}

static CityAnswer *get (Fixture *fixture, const char *token, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

static CityAnswer *
get (Fixture *fixture, const char *token, const char *format, ...)
{
  va_list args;
  g_autofree char *query = NULL;
  g_autofree char *path = NULL;

  va_start (args, format);
  query = g_strdup_vprintf (format, args);
  va_end (args);
  path = g_strconcat ("/journal/heads", query, NULL);
  return city_get (&fixture->city, token, path);
}

static void
test_newest (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) before = get (fixture, fixture->clerk, "%s", "");
  g_autoptr (CityAnswer) clerk = NULL;
  g_autoptr (CityAnswer) resident = NULL;
  g_autoptr (CityAnswer) nobody = get (fixture, NULL, "%s", "");
  g_autofree char *signed_statement = NULL;

  city_assert_status (before, 200);
  g_assert_cmpuint (city_answer_get_length (before, "items"), ==, 0);
  city_assert_refused (nobody, JL_ERROR_UNAUTHENTICATED);

  sign (fixture);
  clerk = get (fixture, fixture->clerk, "%s", "");
  g_assert_cmpuint (city_answer_get_length (clerk, "items"), ==, 2);
  g_assert_cmpstr (city_answer_get_text (clerk, "items[0].organisation"), ==, fixture->department);
  g_assert_cmpstr (city_answer_get_text (clerk, "items[1].organisation"), ==, fixture->shop);
  g_assert_cmpstr (city_answer_get_text (clerk, "items[1].name"), ==, "惠民寄卖店");
  g_assert_cmpstr (city_answer_get_text (clerk, "items[1].key"),
                   ==,
                   jl_keys_get_current_id (fixture->keys, JL_KEY_SIGNING));
  g_assert_cmpuint (strlen (city_answer_get_text (clerk, "items[1].signature")), ==, 128);
  resident = get (fixture, fixture->resident, "%s", "");
  g_assert_cmpuint (city_answer_get_length (resident, "items"), ==, 1);
  g_assert_cmpstr (
      city_answer_get_text (resident, "items[0].organisation"), ==, fixture->department);
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) first = NULL;
  g_autoptr (CityAnswer) second = NULL;
  g_autoptr (CityAnswer) nonsense = get (fixture, fixture->clerk, "?cursor=nonsense");

  city_assert_refused (nonsense, JL_ERROR_INVALID);
  sign (fixture);
  first = get (fixture, fixture->clerk, "?limit=1");
  g_assert_cmpuint (city_answer_get_length (first, "items"), ==, 1);
  second =
      get (fixture, fixture->clerk, "?limit=1&cursor=%s", city_answer_get_text (first, "next"));
  g_assert_cmpuint (city_answer_get_length (second, "items"), ==, 1);
  g_assert_cmpstr (city_answer_get_text (second, "items[0].organisation"), ==, fixture->shop);
  g_assert_null (city_answer_get_text (second, "next"));
}

/* The hash at a number that somebody has kept, whatever has come since; nothing beyond the end. */
static void
test_entry (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) head = NULL;
  g_autoptr (CityAnswer) later = NULL;
  g_autoptr (CityAnswer) unsigned_entry = NULL;
  g_autoptr (CityAnswer) beyond = NULL;
  gint64 sequence;

  sign (fixture);
  head = get (fixture, fixture->resident, "?organisation=%s", fixture->department);
  sequence = city_answer_get_integer (head, "items[0].sequence");
  g_assert_cmpint (sequence, >, 1);
  city_add_account (&fixture->city, fixture->city.city, NULL, "13800005678");
  later = get (fixture,
               fixture->resident,
               "?organisation=%s&sequence=%" G_GINT64_FORMAT,
               fixture->department,
               sequence);
  g_assert_cmpstr (city_answer_get_text (later, "items[0].hash"),
                   ==,
                   city_answer_get_text (head, "items[0].hash"));
  g_assert_cmpstr (city_answer_get_text (later, "items[0].signature"),
                   ==,
                   city_answer_get_text (head, "items[0].signature"));

  unsigned_entry =
      get (fixture, fixture->resident, "?organisation=%s&sequence=1", fixture->department);
  g_assert_cmpuint (city_answer_get_length (unsigned_entry, "items"), ==, 1);
  g_assert_nonnull (strstr (unsigned_entry->text, "\"signature\":null"));
  beyond = get (fixture, fixture->resident, "?organisation=%s&sequence=99999", fixture->department);
  city_assert_status (beyond, 200);
  g_assert_cmpuint (city_answer_get_length (beyond, "items"), ==, 0);
}

static void
test_refuses (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CityAnswer) foreign =
      get (fixture, fixture->clerk, "?organisation=%s", fixture->other);
  g_autoptr (CityAnswer) not_mine =
      get (fixture, fixture->resident, "?organisation=%s&sequence=1", fixture->shop);
  g_autoptr (CityAnswer) nobodys = get (fixture, fixture->clerk, "?sequence=1");
  g_autoptr (CityAnswer) none =
      get (fixture, fixture->clerk, "?organisation=%s&sequence=0", fixture->shop);
  g_autoptr (CityAnswer) zero = get (fixture, fixture->resident, "?organisation=0000000000000");

  city_assert_refused (foreign, JL_ERROR_FORBIDDEN);
  city_assert_refused (not_mine, JL_ERROR_FORBIDDEN);
  city_assert_refused (nobodys, JL_ERROR_INVALID);
  city_assert_refused (none, JL_ERROR_INVALID);
  g_assert_nonnull (zero->error);
}

#define ADD(name, func) g_test_add ("/journal/heads/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("newest", test_newest);
  ADD ("pages", test_pages);
  ADD ("entry", test_entry);
  ADD ("refuses", test_refuses);
  return g_test_run ();
}
