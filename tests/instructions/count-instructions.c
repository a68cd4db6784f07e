// SPDX-License-Identifier: GPL-3.0-or-later
/* Sends fixed requests through a real worker, writer and indexer, and through a bare SoupServer,
 * and lets callgrind write down after each kind how many instructions that took: a dump with the
 * name of the kind and how many there were, which check-instructions.py reads. Nothing here depends
 * on chance, the time of day or on how fast the machine is. */
#include "floor-server.h"
#include "jl-worker.h"
#include "serial-client.h"
#include "shop-fixture.h"

#include "jl-accounts.h"
#include "jl-search-find.h"
#include "jl-store.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <valgrind/callgrind.h>

#define COMMUNITY "130102001002"
#define N_ITEMS 240
#define N_READS 300
#define N_WARM_UP 30
#define N_POSTS 192
/* Committed together, as with so many clients. */
#define BATCH 16
#define AHEAD_SECONDS 3600

typedef struct {
  ShopFixture shop;
  char *ids[N_ITEMS]; /* owned */
  JlMetrics *memory;  /* owned */
  JlMetrics *metrics; /* owned */
  JlWorker *worker;   /* owned */
  guint port;
  SoupServer *floor; /* owned */
  guint floor_port;
} City;

/* Stands in for GLib's in the service's code: the clock stands still, so that a batch holds what it
 * is given, however slow valgrind is. Ahead of time, so that no time-out is ever due. */
gint64
g_get_monotonic_time (void)
{
  static gint64 now;
  struct timespec start;

  if (now == 0) {
    clock_gettime (CLOCK_MONOTONIC, &start);
    now = (start.tv_sec + AHEAD_SECONDS) * G_USEC_PER_SEC;
  }
  return now;
}

/* The way to the writer */

static gboolean
run_batch_cb (gpointer user_data)
{
  City *self = user_data;

  jl_writer_run_batch (self->shop.city.writer);
  jl_worker_journal_grew (self->worker, jl_writer_get_position (self->shop.city.writer));
  return G_SOURCE_REMOVE;
}

static gboolean
submit (gpointer writer, GBytes *frame, JlWriterAnswer answer, gpointer user_data, GError **error)
{
  City *self = writer;

  if (!jl_writer_queue (self->shop.city.writer, frame, answer, user_data, error))
    return FALSE;
  if (jl_writer_get_n_queued (self->shop.city.writer) == BATCH)
    g_idle_add (run_batch_cb, self);
  return TRUE;
}

static JlConnection *
connect_reader (const char *data_dir, GError **error)
{
  g_autofree char *path = g_build_filename (data_dir, "search.db", NULL);
  g_autoptr (JlConnection) connection = jl_store_open_reader (data_dir, error);

  if (connection == NULL || !jl_search_attach (connection, path, error))
    return NULL;
  return g_steal_pointer (&connection);
}

static gint64
get_time (void)
{
  return city_clock;
}

/* The city */

/* Every third is a sofa by its title, all are handed on, one is rare. */
static char *
make_body (guint number)
{
  static const char *const names[] = { "三人位布艺沙发", "实木餐桌转让", "儿童书桌", "折叠椅",
                                       "双人沙发转让",   "落地台灯",     "四门衣柜" };

  return g_strdup_printf (
      "{\"category\":\"sofa\",\"title\":\"%s%u\",\"mode\":\"sell\",\"price_fen\":%u,"
      "\"grade\":\"B\",\"description\":\"搬家处理，可以上门看货，楼下自提，第%u件\","
      "\"attributes\":{\"seats\":3,\"material\":\"fabric\",\"length_cm\":210}}",
      names[number % G_N_ELEMENTS (names)],
      number,
      10000 + number * 100,
      number);
}

static void
fill (City *self)
{
  ShopFixture *shop = &self->shop;

  for (guint i = 0; i < N_ITEMS; i++) {
    const char *token = i % 2 == 0 ? shop->clerk : shop->stranger;
    g_autofree char *body = make_body (i);
    g_autoptr (CityAnswer) photo = NULL;
    g_autoptr (CityAnswer) published = NULL;

    self->ids[i] = shop_create (shop, token, body);
    photo = shop_add_photo (shop, token, self->ids[i]);
    city_assert_status (photo, 201);
    published = shop_act (shop, token, self->ids[i], "publish", NULL);
    city_assert_status (published, 200);
  }
  shop_index (shop);
  /* As at rest: pages are read from the database and not looked for in the log. */
  while (jl_writer_idle (shop->city.writer))
    continue;
}

static int
listen_to (guint *port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl (INADDR_LOOPBACK) } };
  socklen_t size = sizeof address;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (bind (fd, (struct sockaddr *)&address, sizeof address), ==, 0);
  g_assert_cmpint (listen (fd, 128), ==, 0);
  g_assert_cmpint (getsockname (fd, (struct sockaddr *)&address, &size), ==, 0);
  *port = ntohs (address.sin_port);
  return fd;
}

static void
open_city (City *self)
{
  JlWorkerConfig config = { .public_url = "https://jieli.example",
                            .authenticate = jl_accounts_authenticate,
                            .connect = connect_reader,
                            .get_time = get_time,
                            .submit = submit,
                            .writer = self,
                            .limits = jl_worker_limits_default };
  g_autoptr (GError) error = NULL;

  shop_setup (&self->shop, NULL);
  fill (self);
  self->memory = jl_metrics_new (1, &error);
  g_assert_no_error (error);
  self->metrics = jl_metrics_open (jl_metrics_get_fd (self->memory), 0, &error);
  g_assert_no_error (error);
  config.listen_fd = listen_to (&self->port);
  config.data_dir = self->shop.city.data_dir;
  config.capabilities = self->shop.city.capabilities;
  config.context = self->shop.city.rules;
  config.metrics = self->metrics;
  config.access_log_fd = open ("/dev/null", O_WRONLY | O_CLOEXEC);
  self->worker = jl_worker_new (&config, &error);
  g_assert_no_error (error);
  self->floor = floor_server_new (&self->floor_port, &error);
  g_assert_no_error (error);
}

static void
close_city (City *self)
{
  g_clear_object (&self->floor);
  jl_worker_quit (self->worker);
  jl_worker_run (self->worker);
  jl_worker_free (self->worker);
  jl_metrics_free (self->metrics);
  jl_metrics_free (self->memory);
  for (guint i = 0; i < N_ITEMS; i++)
    g_free (self->ids[i]);
  shop_teardown (&self->shop, NULL);
}

/* Counting */

static void
write_down (const char *kind, guint n)
{
  g_autofree char *name = g_strdup_printf ("%s %u", kind, n);

  CALLGRIND_DUMP_STATS_AT (name);
}

static void
count (const char *kind, const SerialRequests *requests)
{
  SerialRequests first = *requests;

  first.n_sent = N_WARM_UP;
  serial_client_run (&first);
  CALLGRIND_ZERO_STATS;
  serial_client_run (requests);
  write_down (kind, requests->n_sent);
}

G_GNUC_PRINTF (2, 3)
static void
add_request (GPtrArray *texts, const char *format, ...)
{
  g_autofree char *lines = NULL;
  va_list arguments;

  va_start (arguments, format);
  lines = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  /* Not the real port: its digits must not count. */
  g_ptr_array_add (texts,
                   g_strdup_printf ("GET /api/v1/items%s\r\nHost: 127.0.0.1:8420\r\n\r\n", lines));
}

static char *
get_etag (City *self, const char *id)
{
  g_autoptr (CityAnswer) answer = shop_get_item (&self->shop, NULL, id);

  return jl_etag_new (
      &(JlEtag){ .version = city_answer_get_integer (answer, "version"), .view = JL_VIEW_PUBLIC });
}

static void
count_items (City *self)
{
  g_autoptr (GPtrArray) plain = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) tagged = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) signed_in = g_ptr_array_new_with_free_func (g_free);
  SerialRequests requests = { self->floor_port, plain, N_READS, 1, 200 };

  for (guint i = 0; i < N_ITEMS; i++) {
    g_autofree char *etag = get_etag (self, self->ids[i]);

    add_request (plain, "/%s HTTP/1.1", self->ids[i]);
    add_request (tagged, "/%s HTTP/1.1\r\nIf-None-Match: %s", self->ids[i], etag);
    add_request (signed_in,
                 "/%s HTTP/1.1\r\nAuthorization: Bearer %s",
                 self->ids[i],
                 self->shop.residents[0]);
  }
  count ("floor", &requests);
  requests.port = self->port;
  count ("item", &requests);
  requests.texts = signed_in;
  count ("item-signed-in", &requests);
  requests.texts = tagged;
  requests.status = 304;
  count ("item-unchanged", &requests);
}

static void
count_list (City *self, const char *kind, const char *query)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  const SerialRequests requests = { self->port, texts, N_READS, 1, 200 };

  add_request (texts, "%s HTTP/1.1", query);
  count (kind, &requests);
}

static void
count_posts (City *self)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  const SerialRequests requests = { self->port, texts, N_POSTS, BATCH, 201 };

  for (guint i = 0; i < N_POSTS; i++) {
    g_autofree char *body = make_body (N_ITEMS + i);

    g_ptr_array_add (texts,
                     g_strdup_printf ("POST /api/v1/items HTTP/1.1\r\nHost: 127.0.0.1:8420\r\n"
                                      "Authorization: Bearer %s\r\nIdempotency-Key: post-%u\r\n"
                                      "Content-Type: application/json\r\n"
                                      "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
                                      self->shop.clerk,
                                      i,
                                      strlen (body),
                                      body));
  }
  CALLGRIND_ZERO_STATS;
  serial_client_run (&requests);
  write_down ("post", N_POSTS);
  CALLGRIND_ZERO_STATS;
  shop_index (&self->shop);
  write_down ("index", N_POSTS);
}

int
main (int argc, char **argv)
{
  static City city;

  open_city (&city);
  CALLGRIND_START_INSTRUMENTATION;
  count_items (&city);
  count_list (&city, "list", "");
  count_list (&city, "list-filtered", "?category=sofa&community=" COMMUNITY "&offer=published");
  count_list (&city, "search", "?q=%E6%B2%99%E5%8F%91");
  count_list (&city, "search-absent", "?q=%E9%BA%92%E9%BA%9F");
  count_list (&city,
              "search-filtered",
              "?q=%E8%BD%AC%E8%AE%A9&category=sofa&community=" COMMUNITY "&max_price_fen=20000");
  count_posts (&city);
  CALLGRIND_STOP_INSTRUMENTATION;
  close_city (&city);
  return EXIT_SUCCESS;
}
