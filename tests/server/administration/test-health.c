// SPDX-License-Identifier: GPL-3.0-or-later
#include "city-fixture.h"

#include "jl-accounts.h"
#include "jl-administration.h"
#include "jl-error.h"

static const JlCapability *const capabilities[] = { &jl_accounts_capability,
                                                    &jl_administration_capability,
                                                    NULL };

#define GIB (G_GINT64_CONSTANT (1) << 30)

static JlHealthRing *
new_ring (void)
{
  g_autoptr (GError) error = NULL;
  JlHealthRing *ring = jl_health_ring_new (CITY_NOW, &error);

  g_assert_no_error (error);
  return ring;
}

/* A service that answers ten requests an interval, in which nothing is wrong. */
static JlHealthReading
make_reading (guint n)
{
  return (JlHealthReading){
    .at = CITY_NOW + n * 1000 * JL_HEALTH_INTERVAL_S,
    .requests = 10 * n,
    .commits = 2 * n,
    .commit_micros = 2 * n * 3000,
    .disk_free = 50 * GIB,
    .disk_total = 100 * GIB,
  };
}

static void
fill (JlHealthRing *ring, guint n)
{
  for (guint i = 0; i < n; i++) {
    const JlHealthReading reading = make_reading (i);

    jl_health_ring_add (ring, &reading);
  }
}

static void
test_intervals (void)
{
  g_autoptr (JlHealthRing) ring = new_ring ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JlHealthRing) other = jl_health_ring_open (jl_health_ring_get_fd (ring), &error);
  g_autoptr (GArray) none = NULL;
  g_autoptr (GArray) hour = NULL;
  g_autoptr (GArray) day = NULL;
  const JlHealthSample *first;

  g_assert_no_error (error);
  none = jl_health_ring_list (other, JL_HEALTH_HOUR);
  g_assert_cmpuint (none->len, ==, 0);
  fill (ring, 1 + 2 * JL_HEALTH_DAY_FACTOR);
  hour = jl_health_ring_list (other, JL_HEALTH_HOUR);
  g_assert_cmpuint (hour->len, ==, 2 * JL_HEALTH_DAY_FACTOR);
  first = &g_array_index (hour, JlHealthSample, 0);
  g_assert_cmpint (first->at, ==, CITY_NOW + 1000 * JL_HEALTH_INTERVAL_S);
  g_assert_cmpint (first->requests, ==, 10);
  day = jl_health_ring_list (other, JL_HEALTH_DAY);
  g_assert_cmpuint (day->len, ==, 2);
  g_assert_cmpint (g_array_index (day, JlHealthSample, 1).requests, ==, 10 * JL_HEALTH_DAY_FACTOR);
  g_assert_cmpint (jl_health_ring_get_disk_free (other), ==, 50 * GIB);
  g_assert_cmpint (jl_health_ring_get_disk_total (other), ==, 100 * GIB);
  g_assert_cmpint (jl_health_ring_get_started_at (other), ==, CITY_NOW);
}

/* The oldest are forgotten. */
static void
test_wrap (void)
{
  g_autoptr (JlHealthRing) ring = new_ring ();
  g_autoptr (GArray) hour = NULL;

  fill (ring, 3 * JL_HEALTH_N_SAMPLES + 8);
  hour = jl_health_ring_list (ring, JL_HEALTH_HOUR);
  g_assert_cmpuint (hour->len, ==, JL_HEALTH_N_SAMPLES);
  for (guint i = 1; i < hour->len; i++)
    g_assert_cmpint (g_array_index (hour, JlHealthSample, i).at -
                         g_array_index (hour, JlHealthSample, i - 1).at,
                     ==,
                     1000 * JL_HEALTH_INTERVAL_S);
  g_assert_cmpint (g_array_index (hour, JlHealthSample, hour->len - 1).at,
                   ==,
                   CITY_NOW + (3 * JL_HEALTH_N_SAMPLES + 7) * 1000 * JL_HEALTH_INTERVAL_S);
}

static JlHealthState
judge_with (JlHealthSubject subject, const JlHealthReading *last, gint64 backup_at, gint64 now)
{
  g_autoptr (JlHealthRing) ring = new_ring ();
  g_autoptr (GArray) hour = NULL;
  const JlHealthFacts facts = {
    .now = now,
    .started_at = CITY_NOW,
    .disk_total = 100 * GIB,
    .backup_at = backup_at,
  };

  fill (ring, 20);
  /* Four in a row: a minute. */
  for (guint i = 0; i < 4; i++)
    jl_health_ring_add (ring, last);
  hour = jl_health_ring_list (ring, JL_HEALTH_HOUR);
  return jl_health_judge (subject, &facts, hour);
}

static void
test_judgements (void)
{
  const gint64 day = G_GINT64_CONSTANT (24) * 60 * 60 * 1000;
  const JlHealthReading good = make_reading (20);
  JlHealthReading full = good, slow = good, long_queue = good, behind = good, errors = good,
                  died = good;

  full.disk_free = 4 * GIB;
  slow.commits += 10;
  slow.commit_micros += 10 * G_USEC_PER_SEC;
  long_queue.queue = 500;
  behind.lag = 5000;
  errors.requests += 100;
  errors.errors += 5;
  died.died = 1;
  for (guint subject = 0; subject < JL_N_HEALTH_SUBJECTS; subject++)
    g_assert_cmpint (judge_with (subject, &good, 0, CITY_NOW), ==, JL_HEALTH_IN_ORDER);
  g_assert_cmpint (judge_with (JL_HEALTH_DISK, &full, 0, CITY_NOW), ==, JL_HEALTH_LOOK);
  g_assert_cmpint (judge_with (JL_HEALTH_WRITES, &slow, 0, CITY_NOW), ==, JL_HEALTH_LOOK);
  g_assert_cmpint (judge_with (JL_HEALTH_WRITES, &long_queue, 0, CITY_NOW), ==, JL_HEALTH_LOOK);
  g_assert_cmpint (judge_with (JL_HEALTH_SEARCH, &behind, 0, CITY_NOW), ==, JL_HEALTH_LOOK);
  g_assert_cmpint (judge_with (JL_HEALTH_ERRORS, &errors, 0, CITY_NOW), ==, JL_HEALTH_LOOK);
  g_assert_cmpint (judge_with (JL_HEALTH_PROCESSES, &died, 0, CITY_NOW), ==, JL_HEALTH_LOOK);
  g_assert_cmpint (judge_with (JL_HEALTH_BACKUP, &good, 0, CITY_NOW + day), ==, JL_HEALTH_IN_ORDER);
  g_assert_cmpint (judge_with (JL_HEALTH_BACKUP, &good, 0, CITY_NOW + 2 * day), ==, JL_HEALTH_LOOK);
  g_assert_cmpint (judge_with (JL_HEALTH_BACKUP, &good, CITY_NOW + day, CITY_NOW + 2 * day),
                   ==,
                   JL_HEALTH_IN_ORDER);
}

/* A peak is nothing to look at. */
static void
test_peak (void)
{
  g_autoptr (JlHealthRing) ring = new_ring ();
  g_autoptr (GArray) hour = NULL;
  const JlHealthFacts facts = { .now = CITY_NOW, .started_at = CITY_NOW, .disk_total = 1 };
  JlHealthReading peak = make_reading (21), after = make_reading (22);

  fill (ring, 20);
  peak.lag = 9000;
  peak.queue = 900;
  jl_health_ring_add (ring, &peak);
  jl_health_ring_add (ring, &after);
  hour = jl_health_ring_list (ring, JL_HEALTH_HOUR);
  g_assert_cmpint (jl_health_judge (JL_HEALTH_SEARCH, &facts, hour), ==, JL_HEALTH_IN_ORDER);
  g_assert_cmpint (jl_health_judge (JL_HEALTH_WRITES, &facts, hour), ==, JL_HEALTH_IN_ORDER);
}

static void
test_route (void)
{
  CityFixture city = { 0 };
  g_autoptr (JlHealthRing) ring = new_ring ();
  g_autofree char *administrator = NULL;
  g_autofree char *manager = NULL;
  g_autoptr (CityAnswer) hour = NULL;
  g_autoptr (CityAnswer) day = NULL;
  g_autoptr (CityAnswer) week = NULL;
  g_autoptr (CityAnswer) refused = NULL;
  gint64 shop;

  city_fixture_open (&city, capabilities);
  shop = city_add_organisation (&city, "shop", "惠民寄卖店", "HMA", "130102001002");
  city_add_account (&city, city.city, "administrator", "admin");
  city_add_account (&city, shop, "manager", "wang");
  administrator = city_sign_in (&city, "admin");
  manager = city_sign_in (&city, "wang");
  fill (ring, 100);
  city.health = ring;

  hour = city_get (&city, administrator, "/health");
  city_assert_status (hour, 200);
  g_assert_cmpuint (city_answer_get_length (hour, "samples"), ==, 99);
  g_assert_cmpuint (city_answer_get_length (hour, "checks"), ==, JL_N_HEALTH_SUBJECTS);
  g_assert_cmpstr (city_answer_get_text (hour, "checks[0].state"), ==, "in_order");
  g_assert_cmpint (city_answer_get_integer (hour, "interval"), ==, JL_HEALTH_INTERVAL_S);
  day = city_get (&city, administrator, "/health?period=day");
  city_assert_status (day, 200);
  g_assert_cmpuint (city_answer_get_length (day, "samples"), ==, 99 / JL_HEALTH_DAY_FACTOR);
  week = city_get (&city, administrator, "/health?period=week");
  city_assert_refused (week, JL_ERROR_INVALID);
  refused = city_get (&city, manager, "/health");
  city_assert_refused (refused, JL_ERROR_FORBIDDEN);
  city_fixture_close (&city);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/administration/health/intervals", test_intervals);
  g_test_add_func ("/administration/health/wrap", test_wrap);
  g_test_add_func ("/administration/health/judgements", test_judgements);
  g_test_add_func ("/administration/health/peak", test_peak);
  g_test_add_func ("/administration/health/route", test_route);
  return g_test_run ();
}
