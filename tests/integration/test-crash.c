// SPDX-License-Identifier: GPL-3.0-or-later
#include "service-fixture.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

/*
 * Kills the service at random moments while clients work, starts it again, and looks whether every
 * answer that was given still holds: nothing that was answered is lost, nothing is there twice, the
 * journal is whole.
 */

#define N_CLIENTS 4
#ifdef __SANITIZE_ADDRESS__
#define N_CRASHES 10 /* every start takes ten times as long */
#else
#define N_CRASHES 50
#endif
/* The service dies when this many more answers were given, at most. */
#define MAX_ANSWERS 60
#define PATIENCE_SECONDS 60

typedef struct {
  ServiceFixture service;
  char *shop;    /* owned: its id */
  char *manager; /* owned: token */

  GMutex lock;
  GCond changed;
  gboolean is_up;      /* the service is meant to answer */
  gboolean is_ending;  /* clients shall finish what they do */
  GAsyncQueue *counts; /* one element for each answer */
} Crash;

/* What a client was told of one of its items last. */
typedef struct {
  char *id;
  char *offer;
  char *title;
  gint64 version;
} Item;

typedef struct {
  Crash *crash; /* borrowed */
  guint number;
  GRand *random;        /* owned */
  SoupSession *session; /* owned */
  GPtrArray *items;     /* owned: (element-type Item) */
  guint n_keys;
  guint n_repeats; /* requests that had to be sent again */
} Client;

static void
item_free (gpointer data)
{
  Item *item = data;

  g_free (item->id);
  g_free (item->offer);
  g_free (item->title);
  g_free (item);
}

static void
await_service (Crash *crash)
{
  g_mutex_lock (&crash->lock);
  while (!crash->is_up)
    g_cond_wait (&crash->changed, &crash->lock);
  g_mutex_unlock (&crash->lock);
}

/* Sends it until it is answered: with the same key, so that it is done once. */
static ServiceAnswer *
client_send (Client *self, const ServiceRequest *request)
{
  for (;;) {
    ServiceAnswer *answer = service_send_with (self->session, self->crash->service.port, request);

    if (answer->status != 0 && answer->status != 503) {
      g_async_queue_push (self->crash->counts, self);
      return answer;
    }
    service_answer_free (answer);
    self->n_repeats++;
    await_service (self->crash);
  }
}

static void
assert_status (const ServiceRequest *request, ServiceAnswer *answer, guint status)
{
  if (answer->status != status)
    g_error ("%s %s: %u %s", request->method, request->path, answer->status, answer->text);
}

static gint64
get_version (ServiceAnswer *answer)
{
  return json_object_get_int_member (json_node_get_object (answer->json), "version");
}

static void
remember (Item *item, ServiceAnswer *answer)
{
  g_free (item->offer);
  g_free (item->title);
  item->offer = g_strdup (service_answer_get_text (answer, "offer"));
  item->title = g_strdup (service_answer_get_text (answer, "title"));
  item->version = get_version (answer);
}

static void
client_create (Client *self)
{
  g_autofree char *key = g_strdup_printf ("%u-%u", self->number, self->n_keys++);
  g_autofree char *body = g_strdup_printf (
      "{\"category\":\"textbook\",\"title\":\"语文 %s\",\"mode\":\"sell\",\"price_fen\":500,"
      "\"grade\":\"B90\",\"attributes\":{\"school_stage\":\"primary\",\"subject\":\"chinese\","
      "\"school_grade\":\"grade_1\",\"school_term\":\"first\",\"textbook_edition\":\"renjiao\","
      "\"publication_year\":2024}}",
      key);
  const ServiceRequest request = { .method = "POST",
                                   .path = "/api/v1/items",
                                   .token = self->crash->manager,
                                   .key = key,
                                   .body = body };
  g_autoptr (ServiceAnswer) answer = client_send (self, &request);
  Item *item = g_new0 (Item, 1);

  assert_status (&request, answer, 201);
  item->id = g_strdup (service_answer_get_text (answer, "id"));
  remember (item, answer);
  g_ptr_array_add (self->items, item);
}

static void
client_edit (Client *self, Item *item)
{
  g_autofree char *key = g_strdup_printf ("%u-%u", self->number, self->n_keys++);
  g_autofree char *path = g_strconcat ("/api/v1/items/", item->id, NULL);
  g_autofree char *body = g_strdup_printf ("{\"title\":\"数学 %s\"}", key);
  const ServiceRequest request = { .method = "PATCH",
                                   .path = path,
                                   .token = self->crash->manager,
                                   .key = key,
                                   .if_match = item->version,
                                   .body = body };
  g_autoptr (ServiceAnswer) answer = client_send (self, &request);

  assert_status (&request, answer, 200);
  g_assert_cmpint (get_version (answer), ==, item->version + 1);
  remember (item, answer);
}

static void
client_offer (Client *self, Item *item)
{
  const char *action = strcmp (item->offer, "published") == 0 ? "withdraw" : "publish";
  g_autofree char *key = g_strdup_printf ("%u-%u", self->number, self->n_keys++);
  g_autofree char *path = g_strdup_printf ("/api/v1/items/%s/%s", item->id, action);
  const ServiceRequest request = {
    .method = "POST", .path = path, .token = self->crash->manager, .key = key
  };
  g_autoptr (ServiceAnswer) answer = client_send (self, &request);

  assert_status (&request, answer, 200);
  remember (item, answer);
}

static void
client_check (Client *self, Item *item)
{
  g_autofree char *path = g_strconcat ("/api/v1/items/", item->id, NULL);
  const ServiceRequest request = { .method = "GET", .path = path, .token = self->crash->manager };
  g_autoptr (ServiceAnswer) answer = client_send (self, &request);

  assert_status (&request, answer, 200);
  g_assert_cmpint (get_version (answer), ==, item->version);
  g_assert_cmpstr (service_answer_get_text (answer, "offer"), ==, item->offer);
  g_assert_cmpstr (service_answer_get_text (answer, "title"), ==, item->title);
}

static gboolean
is_ending (Crash *crash)
{
  gboolean result;

  g_mutex_lock (&crash->lock);
  result = crash->is_ending;
  g_mutex_unlock (&crash->lock);
  return result;
}

static gpointer
client_thread (gpointer data)
{
  Client *self = data;

  while (!is_ending (self->crash)) {
    guint action = g_rand_int_range (self->random, 0, 10);
    Item *item;

    if (self->items->len == 0 || action < 3) {
      client_create (self);
      continue;
    }
    item = g_ptr_array_index (self->items, g_rand_int_range (self->random, 0, self->items->len));
    if (action < 5)
      client_edit (self, item);
    else if (action < 8)
      client_offer (self, item);
    else
      client_check (self, item);
  }
  return NULL;
}

static void
client_init (Client *self, Crash *crash, guint number)
{
  self->crash = crash;
  self->number = number;
  self->random = g_rand_new_with_seed (g_test_rand_int ());
  self->session = service_new_session ();
  self->items = g_ptr_array_new_with_free_func (item_free);
}

static void
client_clear (Client *self)
{
  g_rand_free (self->random);
  g_object_unref (self->session);
  g_ptr_array_unref (self->items);
}

static void
set_up (Crash *crash, gboolean is_up)
{
  g_mutex_lock (&crash->lock);
  crash->is_up = is_up;
  g_cond_broadcast (&crash->changed);
  g_mutex_unlock (&crash->lock);
}

static void
assert_in_order (Crash *crash)
{
  const char *const arguments[] = { "check", "--data", crash->service.data_dir, NULL };
  g_autofree char *output = NULL;

  if (service_run (&crash->service, arguments, &output) != 0)
    g_error ("jielid check: %s", output);
}

static void
kill_child (Crash *crash, const char *name)
{
  g_autoptr (GArray) pids = service_list_children (&crash->service, name);

  if (pids->len > 0)
    kill (g_array_index (pids, int, g_test_rand_int_range (0, pids->len)), SIGKILL);
}

static void
crash_once (Crash *crash, guint n)
{
  g_autofree char *listen = g_strdup_printf ("127.0.0.1:%u", crash->service.port);
  const char *const options[] = { "--listen", listen, "--workers", "2", NULL };

  for (int i = g_test_rand_int_range (0, MAX_ANSWERS); i > 0; i--)
    g_assert_nonnull (g_async_queue_timeout_pop (crash->counts, PATIENCE_SECONDS * G_USEC_PER_SEC));
  /* Now and then a child alone: the service must go on by itself. */
  if (n % 3 == 0)
    kill_child (crash, n % 2 == 0 ? "worker" : "indexer");
  if (n % 5 == 4)
    return;
  set_up (crash, FALSE);
  g_assert_true (WIFSIGNALED (service_end (&crash->service, SIGKILL)));
  if (n % 10 == 0)
    assert_in_order (crash);
  service_start (&crash->service, options);
  set_up (crash, TRUE);
}

/* How many items the shop has, whatever became of them. */
static guint
count_items (Crash *crash)
{
  g_autofree char *path = g_strdup_printf ("/api/v1/items?organisation=%s&limit=100", crash->shop);
  g_autofree char *first = g_strdup (path);
  guint n = 0;

  while (path != NULL) {
    g_autoptr (ServiceAnswer) answer = service_get (&crash->service, path, crash->manager);
    JsonObject *list;

    g_assert_cmpuint (answer->status, ==, 200);
    list = json_node_get_object (answer->json);
    n += json_array_get_length (json_object_get_array_member (list, "items"));
    g_clear_pointer (&path, g_free);
    if (!json_object_get_null_member (list, "next"))
      path = g_strdup_printf ("%s&cursor=%s", first, json_object_get_string_member (list, "next"));
  }
  return n;
}

static void
test_crash (void)
{
  Crash crash = { 0 };
  Client clients[N_CLIENTS] = { { 0 } };
  GThread *threads[N_CLIENTS];
  g_autofree char *root = NULL;
  guint n_items = 0;
  guint n_repeats = 0;

  g_mutex_init (&crash.lock);
  g_cond_init (&crash.changed);
  crash.counts = g_async_queue_new ();
  service_fixture_open (&crash.service);
  service_start (&crash.service, NULL);
  root = service_sign_in (&crash.service, SERVICE_ADMINISTRATOR);
  crash.shop =
      service_add_organisation (&crash.service, root, "shop", "惠民寄卖店", "HMA", "130102001002");
  crash.manager = service_add_member (&crash.service, root, crash.shop, "manager", "li.na");
  crash.is_up = TRUE;

  for (guint i = 0; i < N_CLIENTS; i++) {
    client_init (&clients[i], &crash, i);
    threads[i] = g_thread_new ("client", client_thread, &clients[i]);
  }
  /* One in five leaves the parent alone. */
  for (guint n = 0; n < N_CRASHES * 5 / 4 + 1; n++)
    crash_once (&crash, n);
  g_mutex_lock (&crash.lock);
  crash.is_ending = TRUE;
  g_mutex_unlock (&crash.lock);
  for (guint i = 0; i < N_CLIENTS; i++)
    g_thread_join (threads[i]);

  for (guint i = 0; i < N_CLIENTS; i++) {
    n_items += clients[i].items->len;
    n_repeats += clients[i].n_repeats;
    for (guint j = 0; j < clients[i].items->len; j++)
      client_check (&clients[i], g_ptr_array_index (clients[i].items, j));
  }
  g_test_message ("%u items, %u requests sent again", n_items, n_repeats);
  g_assert_cmpuint (n_repeats, >, 0);
  g_assert_cmpuint (count_items (&crash), ==, n_items);
  assert_in_order (&crash);
  g_assert_cmpint (service_end (&crash.service, SIGTERM), ==, 0);
  assert_in_order (&crash);

  for (guint i = 0; i < N_CLIENTS; i++)
    client_clear (&clients[i]);
  service_fixture_close (&crash.service);
  g_async_queue_unref (crash.counts);
  g_mutex_clear (&crash.lock);
  g_cond_clear (&crash.changed);
  g_free (crash.shop);
  g_free (crash.manager);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/integration/crash", test_crash);
  return g_test_run ();
}
