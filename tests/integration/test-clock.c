// SPDX-License-Identifier: GPL-3.0-or-later
#include "fault-fixture.h"

#include <signal.h>

/*
 * The clock jumps back a year and, later, forward again: ids and the journal's times never go
 * backwards, who is signed in stays so, who signs in can, and what runs out does so at its time.
 */

#define NS_PER_DAY (INT64_C (24) * 60 * 60 * 1000 * 1000 * 1000)
#define RESIDENT "13912345678"

typedef struct {
  ServiceFixture service;
  FaultFixture faults;
  char *manager;  /* owned: token */
  char *resident; /* owned: token */
  char *last_id;  /* owned */
  char *last_at;  /* owned: RFC 3339, so that later is greater */
} Clock;

static void
setup (Clock *self, gconstpointer data)
{
  g_autofree char *root = NULL;
  g_autofree char *shop = NULL;

  service_fixture_make (&self->service);
  fault_fixture_open (&self->faults, &self->service, FALSE);
  service_fixture_init (&self->service);
  service_start (&self->service, NULL);
  root = service_sign_in (&self->service, SERVICE_ADMINISTRATOR);
  shop =
      service_add_organisation (&self->service, root, "shop", "惠民寄卖店", "HMA", "130102001002");
  self->manager = service_add_member (&self->service, root, shop, "manager", "li.na");
  self->resident = service_add_member (&self->service, self->manager, shop, NULL, RESIDENT);
  self->last_id = g_strdup ("");
  self->last_at = g_strdup ("");
}

static void
teardown (Clock *self, gconstpointer data)
{
  fault_fixture_close (&self->faults);
  service_fixture_close (&self->service);
  g_free (self->manager);
  g_free (self->resident);
  g_free (self->last_id);
  g_free (self->last_at);
}

static void
set_clock (Clock *self, gint64 days)
{
  atomic_store (&self->faults.control->clock_offset, days * NS_PER_DAY);
}

static ServiceAnswer *
post (Clock *self, const char *token, const char *path, const char *body, guint status)
{
  const ServiceRequest request = { .method = "POST", .path = path, .token = token, .body = body };
  ServiceAnswer *answer = service_send (&self->service, &request);

  if (answer->status != status)
    g_error ("POST %s: %u %s", path, answer->status, answer->text);
  return answer;
}

/* @time and @id come after all that were given before. */
static void
assert_later (Clock *self, const char *id, const char *at)
{
  g_assert_cmpstr (id, >, self->last_id);
  g_assert_cmpstr (at, >=, self->last_at);
  g_free (self->last_id);
  g_free (self->last_at);
  self->last_id = g_strdup (id);
  self->last_at = g_strdup (at);
}

/* An item is taken in, published and reserved. */
static void
work (Clock *self)
{
  static const char body[] =
      "{\"category\":\"textbook\",\"title\":\"语文\",\"mode\":\"sell\",\"price_fen\":500,"
      "\"grade\":\"B90\",\"attributes\":{\"school_stage\":\"primary\",\"subject\":\"chinese\","
      "\"school_grade\":\"grade_1\",\"school_term\":\"first\",\"textbook_edition\":\"renjiao\","
      "\"publication_year\":2024}}";
  g_autoptr (ServiceAnswer) item = post (self, self->manager, "/api/v1/items", body, 201);
  const char *id = service_answer_get_text (item, "id");
  g_autofree char *publish = g_strdup_printf ("/api/v1/items/%s/publish", id);
  g_autofree char *reserve = g_strdup_printf ("/api/v1/items/%s/reservations", id);
  g_autoptr (ServiceAnswer) published = NULL;
  g_autoptr (ServiceAnswer) reservation = NULL;

  assert_later (self, id, service_answer_get_text (item, "created_at"));
  published = post (self, self->manager, publish, NULL, 200);
  g_assert_cmpstr (service_answer_get_text (published, "expires_at"), >, self->last_at);
  reservation = post (self, self->resident, reserve, NULL, 201);
  assert_later (self,
                service_answer_get_text (reservation, "id"),
                service_answer_get_text (reservation, "created_at"));
  g_assert_cmpstr (service_answer_get_text (reservation, "expires_at"), >, self->last_at);
}

/* Somebody mistypes a password, and signs in. */
static void
sign_in (Clock *self)
{
  static const char wrong[] = "{\"username\":\"li.na\",\"password\":\"nothing\"}";
  static const char right[] = "{\"username\":\"li.na\",\"password\":\"" SERVICE_PASSWORD "\"}";
  g_autoptr (ServiceAnswer) refused = post (self, NULL, "/api/v1/sessions", wrong, 401);
  g_autoptr (ServiceAnswer) session = post (self, NULL, "/api/v1/sessions", right, 201);
  g_autoptr (ServiceAnswer) items = service_get (
      &self->service, "/api/v1/items?limit=1", service_answer_get_text (session, "token"));

  g_assert_cmpstr (service_answer_get_text (session, "expires_at"), >, self->last_at);
  g_assert_cmpuint (items->status, ==, 200);
}

static void
assert_in_order (Clock *self)
{
  const char *const arguments[] = { "check", "--data", self->service.data_dir, NULL };
  g_autofree char *output = NULL;

  if (service_run (&self->service, arguments, &output) != 0)
    g_error ("jielid check: %s", output);
}

static void
work_and_restart (Clock *self)
{
  work (self);
  sign_in (self);
  g_assert_cmpint (service_end (&self->service, SIGTERM), ==, 0);
  service_start (&self->service, NULL);
  work (self);
  sign_in (self);
}

static void
test_jumps (Clock *self, gconstpointer data)
{
  work (self);
  sign_in (self);
  set_clock (self, -365);
  work_and_restart (self);
  assert_in_order (self);
  set_clock (self, 0);
  work_and_restart (self);
  assert_in_order (self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/integration/clock/jumps", Clock, NULL, setup, test_jumps, teardown);
  return g_test_run ();
}
