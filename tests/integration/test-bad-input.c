// SPDX-License-Identifier: GPL-3.0-or-later
/* What nobody should send, to the whole service. It must say no, go on, and store nothing of it. */
#include "conversation.h"

#include "jl-connection.h"
#include "jl-id.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#define PATIENCE_SECONDS 60
#define BOOK                                                                                       \
  "{\"category\":\"textbook\",\"title\":\"%s\",\"mode\":\"sell\",\"price_fen\":500,"               \
  "\"grade\":\"B90\",\"attributes\":{\"school_stage\":\"primary\",\"subject\":\"chinese\","        \
  "\"school_grade\":\"grade_1\",\"school_term\":\"first\",\"textbook_edition\":\"renjiao\","       \
  "\"publication_year\":2024}}"

/* One service for all tests: it has to stand all of it. */
typedef struct {
  Conversation talk;
  char *shop;     /* owned */
  char *other;    /* owned: another shop */
  char *clerk;    /* owned: token */
  char *stranger; /* owned: token of the other shop's clerk */
} City;

static void
city_open (City *self)
{
  ServiceFixture *service = &self->talk.service;
  g_autofree char *root = NULL;

  conversation_open (&self->talk);
  root = service_sign_in (service, SERVICE_ADMINISTRATOR);
  self->shop =
      service_add_organisation (service, root, "shop", "惠民寄卖店", "HMA", "130102001002");
  self->other = service_add_organisation (service, root, "shop", "旧时光", "JSG", "130104001001");
  self->clerk = service_add_member (service, root, self->shop, "clerk", "li.na");
  self->stranger = service_add_member (service, root, self->other, "clerk", "zhou");
}

static void
city_close (City *self)
{
  conversation_close (&self->talk);
  g_free (self->shop);
  g_free (self->other);
  g_free (self->clerk);
  g_free (self->stranger);
}

static guint
count_items (City *self)
{
  g_autofree char *path = g_strdup_printf ("/items?organisation=%s&limit=100", self->shop);
  g_autoptr (ServiceAnswer) answer = conversation_get (&self->talk, self->clerk, 200, path);

  return conversation_get_length (answer, "items");
}

static ServiceAnswer *
send_json (City *self, const char *bytes, gssize size)
{
  g_autoptr (GBytes) body = g_bytes_new (bytes, size < 0 ? strlen (bytes) : (gsize)size);

  return conversation_send (&self->talk,
                            &(ServiceRequest){ .method = "POST",
                                               .path = "/api/v1/items",
                                               .token = self->clerk,
                                               .upload = body,
                                               .type = "application/json" });
}

static void
assert_problem (ServiceAnswer *answer, guint status, const char *code, const char *field)
{
  if (answer->status != status)
    g_error ("%u and not %u: %s", answer->status, status, answer->text);
  if (code != NULL)
    g_assert_cmpstr (conversation_get_text (answer, "code"), ==, code);
  if (field != NULL)
    g_assert_cmpstr (conversation_get_text (answer, "field"), ==, field);
}

/* JSON */

#define START "{\"category\":\"textbook\",\"mode\":\"sell\","

static void
test_bodies (gconstpointer data)
{
  static const struct {
    const char *body;
    const char *code;
    const char *field;
  } rows[] = {
    { "", "malformed" },
    { "{", "malformed" },
    { "null", "invalid" },
    { "[]", "invalid" },
    { START "\"title\":\"a\",}", "malformed" },
    { START "\"title\":\"a\"} x", "malformed" },
    { START "'title':'a'}", "malformed" },
    { START "\"title\":\"a\",\"title\":\"b\"}", "malformed" },
    { START "\"title\":\"a\",\"t\\u0069tle\":\"b\"}", "malformed" },
    { START "\"title\":\"a\\u0000b\"}", "malformed" },
    { START "\"title\":\"\\ud800\"}", "malformed" },
    { START "\"title\":\"\\udc00\\ud800\"}", "malformed" },
    { START "\"title\":\"\xed\xa0\x80\"}", "malformed" },
    { START "\"title\":\"\xc0\xaf\"}", "malformed" },
    { START "\"title\":\"\xff\"}", "malformed" },
    { START "\"title\":\"a\nb\"}", "malformed" },
    { START "\"title\":7}", "invalid", "title" },
    { START "\"title\":null}", "invalid", "title" },
    { START "\"title\":[\"a\"]}", "invalid", "title" },
    { START "\"title\":\"a\",\"price_fen\":99999999999999999999}", NULL, NULL },
    { START "\"title\":\"a\",\"price_fen\":9223372036854775807}", "invalid", "price_fen" },
    { START "\"title\":\"a\",\"price_fen\":-1}", "invalid", "price_fen" },
    { START "\"title\":\"a\",\"price_fen\":1.5}", "invalid", "price_fen" },
    { START "\"title\":\"a\",\"price_fen\":1e400}", NULL, NULL },
    { START "\"title\":\"a\",\"price_fen\":NaN}", "malformed" },
    { START "\"title\":\"a\",\"price_fen\":\"500\"}", "invalid", "price_fen" },
    { START "\"title\":\"a\",\"colour\":\"red\"}", "invalid", "colour" },
    { START "\"title\":\"a\",\"__proto__\":{}}", "invalid", "__proto__" },
    { START "\"title\":\"a\",\"version\":7}", "invalid", "version" },
    { START "\"title\":\"a\",\"attributes\":[]}", "invalid", "attributes" },
    { "{\"category\":\"textbook\",\"title\":\"a\",\"mode\":\"steal\"}", "invalid", "mode" },
  };
  City *self = (City *)data;
  guint before = count_items (self);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (ServiceAnswer) answer = send_json (self, rows[i].body, -1);

    g_test_message ("%u: %s", i, answer->text);
    assert_problem (answer, 400, rows[i].code, rows[i].field);
  }
  g_assert_cmpuint (count_items (self), ==, before);
}

static void
test_large_bodies (gconstpointer data)
{
  City *self = (City *)data;
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autofree char *title = g_strnfill (100000, 'a');
  g_autofree char *long_title = g_strdup_printf (START "\"title\":\"%s\"}", title);
  g_autoptr (GString) names = g_string_new (START "\"title\":\"a\"");
  g_autoptr (ServiceAnswer) nested = send_json (self, deep, -1);
  g_autoptr (ServiceAnswer) nul = send_json (self, START "\"title\":\"a\0b\"}", 48);
  g_autoptr (ServiceAnswer) too_long = send_json (self, long_title, -1);
  g_autoptr (ServiceAnswer) many = NULL;

  for (guint i = 0; i < 10000; i++)
    g_string_append_printf (names, ",\"a%u\":1", i);
  g_string_append_c (names, '}');
  many = send_json (self, names->str, -1);
  assert_problem (nested, 400, "malformed", NULL);
  assert_problem (nul, 400, "malformed", NULL);
  assert_problem (too_long, 400, "invalid", "title");
  assert_problem (many, 400, NULL, NULL);
}

/* Whose, and which version */

static char *
create (City *self, const char *title)
{
  g_autofree char *body = g_strdup_printf (BOOK, title);
  g_autoptr (ServiceAnswer) answer =
      conversation_post (&self->talk, self->clerk, 201, "/items", body);

  return g_strdup (conversation_get_text (answer, "id"));
}

static void
expire_session (City *self, const char *id_text)
{
  g_autofree char *path = g_build_filename (self->talk.service.data_dir, "jieli.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JlConnection) connection = jl_connection_open (path, 0, &error);
  g_autoptr (JlStatement) statement = NULL;
  gint64 id;

  g_assert_no_error (error);
  g_assert_true (jl_id_from_text (id_text, &id, NULL));
  statement = jl_connection_prepare (
      connection, "UPDATE session SET expires_at = created_at WHERE id = ?1", &error);
  g_assert_no_error (error);
  jl_statement_bind_integer (statement, 1, id);
  g_assert_true (jl_statement_run (statement, &error));
  g_assert_cmpint (jl_connection_get_changes (connection), ==, 1);
}

static void
test_tokens (gconstpointer data)
{
  City *self = (City *)data;
  g_autoptr (ServiceAnswer) session = conversation_post (
      &self->talk,
      NULL,
      201,
      "/sessions",
      "{\"username\":\"li.na\",\"password\":\"" SERVICE_PASSWORD "\",\"device\":\"old phone\"}");
  const char *token = conversation_get_text (session, "token");
  g_autofree char *long_token = g_strnfill (5000, 'a');
  g_autoptr (ServiceAnswer) before = conversation_get (&self->talk, token, 200, "/account");
  g_autoptr (ServiceAnswer) read = NULL;
  g_autoptr (ServiceAnswer) written = NULL;
  g_autoptr (ServiceAnswer) invented = NULL;
  g_autoptr (ServiceAnswer) acting = NULL;

  expire_session (self, conversation_get_text (session, "id"));
  read = conversation_get (&self->talk, token, 401, "/account");
  written = conversation_post (&self->talk, token, 401, "/wants", "{\"text\":\"书架\"}");
  invented = conversation_get (&self->talk, long_token, 401, "/account");
  acting = conversation_expect (&self->talk,
                                403,
                                &(ServiceRequest){ .method = "GET",
                                                   .path = "/api/v1/members",
                                                   .token = self->clerk,
                                                   .acting = self->other });
}

static void
test_versions_and_ids (gconstpointer data)
{
  static const char *const ids[] = { "0", "ILOU", "ZZZZZZZZZZZZZ", "-1", "1%00", "0000000000001" };
  City *self = (City *)data;
  g_autofree char *id = create (self, "语文");
  g_autofree char *path = g_strconcat ("/api/v1/items/", id, NULL);
  const ServiceRequest edit = { .method = "PATCH",
                                .path = path,
                                .token = self->clerk,
                                .if_match = 1,
                                .body = "{\"title\":\"数学\"}" };
  ServiceRequest foreign = edit;
  ServiceRequest missing = edit;
  g_autoptr (ServiceAnswer) first = conversation_expect (&self->talk, 200, &edit);
  g_autoptr (ServiceAnswer) stale = conversation_expect (&self->talk, 412, &edit);
  g_autoptr (ServiceAnswer) not_theirs = NULL;
  g_autoptr (ServiceAnswer) without = NULL;

  assert_problem (stale, 412, "version_conflict", NULL);
  foreign.token = self->stranger;
  not_theirs = conversation_expect (&self->talk, 404, &foreign);
  missing.if_match = 0;
  without = conversation_send (&self->talk, &missing);
  g_assert_cmpuint (without->status, >=, 400);
  g_assert_cmpuint (without->status, <, 500);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    g_autofree char *bad = g_strconcat ("/api/v1/items/", ids[i], NULL);
    g_autoptr (ServiceAnswer) answer =
        conversation_send (&self->talk, &(ServiceRequest){ .method = "GET", .path = bad });

    g_test_message ("%s: %u", ids[i], answer->status);
    g_assert_true (answer->status == 400 || answer->status == 404);
  }
}

static void
test_repeated_key (gconstpointer data)
{
  City *self = (City *)data;
  g_autofree char *body = g_strdup_printf (BOOK, "英语");
  ServiceRequest request = { .method = "POST",
                             .path = "/api/v1/items",
                             .token = self->clerk,
                             .key = "the-same-key",
                             .body = body };
  guint before = count_items (self);
  g_autoptr (ServiceAnswer) first = conversation_expect (&self->talk, 201, &request);
  g_autoptr (ServiceAnswer) again = conversation_expect (&self->talk, 201, &request);
  g_autoptr (ServiceAnswer) other = NULL;
  g_autoptr (ServiceAnswer) somebody = NULL;

  g_assert_cmpstr (first->text, ==, again->text);
  request.body = "{\"category\":\"sofa\",\"title\":\"沙发\",\"mode\":\"give\"}";
  other = conversation_expect (&self->talk, 409, &request);
  assert_problem (other, 409, "idempotency_conflict", NULL);
  g_assert_cmpuint (count_items (self), ==, before + 1);
  /* Keys are each account's own. */
  request.token = self->stranger;
  somebody = conversation_expect (&self->talk, 201, &request);
}

/* Pictures */

static void
append_chunk (GByteArray *png, const char *type, gconstpointer data, guint32 size)
{
  guint32 length = GUINT32_TO_BE (size);
  guint32 crc = GUINT32_TO_BE (crc32 (crc32 (0, (const guint8 *)type, 4), data, size));

  g_byte_array_append (png, (guint8 *)&length, 4);
  g_byte_array_append (png, (const guint8 *)type, 4);
  g_byte_array_append (png, data, size);
  g_byte_array_append (png, (guint8 *)&crc, 4);
}

/* A whole and valid one: 30,000 × 30,000 white points of one bit, packed to about 100 KiB. */
static GBytes *
make_bomb (void)
{
  const guint32 side = 30000;
  const gsize row = 1 + side / 8;
  guint32 sizes[] = { GUINT32_TO_BE (side), GUINT32_TO_BE (side) };
  guint8 header[13] = { [8] = 1, [9] = 0 };
  uLongf length = compressBound (row * side);
  g_autofree guint8 *lines = g_malloc0 (row * side);
  g_autofree guint8 *packed = g_malloc (length);
  GByteArray *png = g_byte_array_new ();

  for (guint32 i = 0; i < side; i++)
    memset (lines + i * row + 1, 0xff, row - 1);
  g_assert_cmpint (compress2 (packed, &length, lines, row * side, 1), ==, Z_OK);
  memcpy (header, sizes, sizeof sizes);
  g_byte_array_append (png, (const guint8 *)"\x89PNG\r\n\x1a\n", 8);
  append_chunk (png, "IHDR", header, sizeof header);
  append_chunk (png, "IDAT", packed, length);
  append_chunk (png, "IEND", "", 0);
  return g_byte_array_free_to_bytes (png);
}

static void
test_pictures (gconstpointer data)
{
  static const char script[] = "#!/bin/sh\ntouch /tmp/jieli-was-here\n";
  static const char svg[] = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script>"
                            "<image href=\"file:///etc/passwd\"/></svg>";
  static const char page[] = "\xff\xd8\xff\xe0<html><script>alert(1)</script></html>";
  City *self = (City *)data;
  g_autofree char *id = create (self, "照片");
  g_autofree char *path = g_strdup_printf ("/api/v1/items/%s/photos", id);
  g_autofree char *item = g_strconcat ("/items/", id, NULL);
  GBytes *uploads[] = { g_bytes_new_static (script, sizeof script - 1),
                        g_bytes_new_static (svg, sizeof svg - 1),
                        g_bytes_new_static (page, sizeof page - 1),
                        g_bytes_new_static ("", 0),
                        make_bomb () };
  g_autoptr (ServiceAnswer) after = NULL;
  g_autoptr (ServiceAnswer) good = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (uploads); i++) {
    g_autoptr (ServiceAnswer) answer = conversation_send (
        &self->talk,
        &(ServiceRequest){
            .method = "POST", .path = path, .token = self->clerk, .upload = uploads[i] });

    g_test_message ("%u: %s", i, answer->text);
    g_assert_cmpuint (answer->status, >=, 400);
    g_assert_cmpuint (answer->status, <, 500);
    g_bytes_unref (uploads[i]);
  }
  after = conversation_get (&self->talk, self->clerk, 200, item);
  g_assert_cmpuint (conversation_get_length (after, "photos"), ==, 0);
  good = conversation_upload (&self->talk, self->clerk, id, "sofa-front.jpg");
}

/* Bare sockets */

/* @host: number of the client's own address in 127.0.0.0/8 */
static int
bare_open (City *self, guint host)
{
  struct sockaddr_in from = { .sin_family = AF_INET,
                              .sin_addr.s_addr = htonl (INADDR_LOOPBACK - 1 + host) };
  struct sockaddr_in to = { .sin_family = AF_INET,
                            .sin_port = htons (self->talk.service.port),
                            .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (bind (fd, (struct sockaddr *)&from, sizeof from), ==, 0);
  g_assert_cmpint (connect (fd, (struct sockaddr *)&to, sizeof to), ==, 0);
  return fd;
}

static void
bare_write (int fd, const char *text, gsize size)
{
  g_assert_cmpint (send (fd, text, size, MSG_NOSIGNAL), ==, (gssize)size);
}

/* Everything until the service closes the connection. */
static char *
bare_read_all (int fd)
{
  GString *text = g_string_new (NULL);
  char buffer[4096];

  for (;;) {
    struct pollfd one = { fd, POLLIN, 0 };
    gssize n;

    g_assert_cmpint (poll (&one, 1, PATIENCE_SECONDS * 1000), ==, 1);
    n = recv (fd, buffer, sizeof buffer, 0);
    if (n <= 0)
      return g_string_free (text, FALSE);
    g_string_append_len (text, buffer, n);
  }
}

static void
assert_answered (City *self)
{
  g_autoptr (ServiceAnswer) answer = service_get (&self->talk.service, "/api/v1/items", NULL);

  g_assert_cmpuint (answer->status, ==, 200);
}

static void
test_ten_megabytes (gconstpointer data)
{
  City *self = (City *)data;
  g_autofree char *head = g_strdup_printf ("POST /api/v1/items HTTP/1.1\r\nHost: a\r\n"
                                           "Authorization: Bearer %s\r\n"
                                           "Content-Type: application/json\r\n"
                                           "Content-Length: 10485760\r\n\r\n{\"title\":\"",
                                           self->clerk);
  g_autofree char *text = NULL;
  int fd = bare_open (self, 1);

  bare_write (fd, head, strlen (head));
  text = bare_read_all (fd);
  g_assert_true (g_str_has_prefix (text, "HTTP/1.1 413 "));
  g_assert_nonnull (strstr (text, "application/problem+json"));
  close (fd);
}

static void
test_paths (gconstpointer data)
{
  static const char *const paths[] = {
    "/../../../../etc/passwd",
    "/..%2f..%2f..%2fetc%2fpasswd",
    "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/js/../../../jieli.db",
    "/i/../../jielid.conf",
    "/index.html%00.png",
    "/api/v1/photos/..%2f..%2fjieli.db",
    "/api/v1/photos/../../../keys",
    "/api/v1/categories/..%2f..%2f..%2fetc%2fpasswd",
  };
  City *self = (City *)data;

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autofree char *request =
        g_strdup_printf ("GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", paths[i]);
    g_autofree char *text = NULL;
    int fd = bare_open (self, 1);

    bare_write (fd, request, strlen (request));
    text = bare_read_all (fd);
    g_test_message ("%s: %.12s", paths[i], text);
    g_assert_true (g_str_has_prefix (text, "HTTP/1.1 4"));
    g_assert_null (strstr (text, "root:"));
    close (fd);
  }
}

/* One byte a second: ten seconds is all one gets for a header. */
static gpointer
send_slowly (gpointer data)
{
  static const char request[] = "GET /healthz HTTP/1.1\r\nHost: jieli.example\r\n\r\n";
  int fd = GPOINTER_TO_INT (data);
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < strlen (request); i++) {
    struct pollfd one = { fd, POLLIN, 0 };

    if (poll (&one, 1, 1000) == 1)
      break;
    send (fd, &request[i], 1, MSG_NOSIGNAL);
  }
  return GSIZE_TO_POINTER ((gsize)((g_get_monotonic_time () - start) / 1000));
}

static gboolean
may_open (guint n)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  if (limit.rlim_max < n)
    return FALSE;
  limit.rlim_cur = MAX (limit.rlim_cur, n);
  return setrlimit (RLIMIT_NOFILE, &limit) == 0;
}

static void
test_connections (gconstpointer data)
{
  City *self = (City *)data;
  g_autoptr (GArray) idle = g_array_new (FALSE, FALSE, sizeof (int));
  g_autofree char *text = NULL;
  GThread *slow;
  gsize milliseconds;
  int fd;

  if (!may_open (1500)) {
    g_test_skip ("too few descriptors");
    return;
  }
  fd = bare_open (self, 1);
  slow = g_thread_new ("slow", send_slowly, GINT_TO_POINTER (fd));
  /* From eleven addresses, since one may not have so many. */
  for (guint i = 0; i < 1000; i++) {
    int one = bare_open (self, 2 + i / 91);

    g_array_append_val (idle, one);
  }
  for (guint i = 0; i < 100; i++)
    assert_answered (self);
  milliseconds = GPOINTER_TO_SIZE (g_thread_join (slow));
  text = bare_read_all (fd);
  g_test_message ("closed after %" G_GSIZE_FORMAT " ms: %.20s", milliseconds, text);
  g_assert_true (g_str_has_prefix (text, "HTTP/1.1 408 "));
  g_assert_cmpuint (milliseconds, >=, 9000);
  g_assert_cmpuint (milliseconds, <, 30000);
  close (fd);
  for (guint i = 0; i < idle->len; i++)
    close (g_array_index (idle, int, i));
  assert_answered (self);
}

/* A worker dies with requests */

#define N_HELD 20

static char *
make_post (City *self, const char *key, const char *body)
{
  return g_strdup_printf ("POST /api/v1/items HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n"
                          "Content-Type: application/json\r\nIdempotency-Key: %s\r\n"
                          "Content-Length: %zu\r\n\r\n%s",
                          self->clerk,
                          key,
                          strlen (body),
                          body);
}

static ServiceAnswer *
send_until_answered (City *self, const ServiceRequest *request)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_SECONDS * (gint64)G_USEC_PER_SEC;

  for (;;) {
    ServiceAnswer *answer = service_send (&self->talk.service, request);

    if (answer->status != 0 && answer->status != 503)
      return answer;
    service_answer_free (answer);
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
  }
}

/* The writer stands still, so that the workers hold the requests when they die. */
static void
test_worker_killed (gconstpointer data)
{
  City *self = (City *)data;
  ServiceFixture *service = &self->talk.service;
  g_autoptr (GArray) workers = service_list_children (service, "worker");
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint before = count_items (self);
  int fds[N_HELD];

  g_assert_cmpint (kill (service->pid, SIGSTOP), ==, 0);
  for (guint i = 0; i < N_HELD; i++) {
    g_autofree char *key = g_strdup_printf ("held-%u", i);
    g_autofree char *body = g_strdup_printf (BOOK, key);
    g_autofree char *request = make_post (self, key, body);

    fds[i] = bare_open (self, 1);
    bare_write (fds[i], request, strlen (request));
  }
  /* Reads need no writer; whoever answers them has seen what came before. */
  for (guint i = 0; i < 20; i++)
    assert_answered (self);
  for (guint i = 0; i < workers->len; i++)
    kill (g_array_index (workers, int, i), SIGKILL);
  for (guint i = 0; i < N_HELD; i++) {
    g_autofree char *text = bare_read_all (fds[i]);

    g_assert_cmpstr (text, ==, "");
    close (fds[i]);
  }
  g_assert_cmpint (kill (service->pid, SIGCONT), ==, 0);

  for (guint i = 0; i < 2 * N_HELD; i++) {
    g_autofree char *key = g_strdup_printf ("held-%u", i % N_HELD);
    g_autofree char *body = g_strdup_printf (BOOK, key);
    g_autoptr (ServiceAnswer) answer =
        send_until_answered (self,
                             &(ServiceRequest){ .method = "POST",
                                                .path = "/api/v1/items",
                                                .token = self->clerk,
                                                .key = key,
                                                .body = body });

    g_assert_cmpuint (answer->status, ==, 201);
    g_hash_table_add (ids, g_strdup (conversation_get_text (answer, "id")));
  }
  g_assert_cmpuint (g_hash_table_size (ids), ==, N_HELD);
  g_assert_cmpuint (count_items (self), ==, before + N_HELD);
}

/* Last: nothing of all this is left, and the answers were as described. */
static void
test_in_order (gconstpointer data)
{
  City *self = (City *)data;
  const char *const arguments[] = { "check", "--data", self->talk.service.data_dir, NULL };
  g_autofree char *output = NULL;
  g_autofree char *wrong = NULL;

  if (service_run (&self->talk.service, arguments, &output) != 0)
    g_error ("jielid check: %s", output);
  wrong = conversation_check (&self->talk, FALSE);
  g_assert_cmpstr (wrong, ==, "");
}

#define ADD(name, func) g_test_add_data_func ("/integration/bad-input/" name, &city, func)

int
main (int argc, char **argv)
{
  City city = { 0 };
  int result;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  city_open (&city);
  ADD ("bodies", test_bodies);
  ADD ("large-bodies", test_large_bodies);
  ADD ("tokens", test_tokens);
  ADD ("versions-and-ids", test_versions_and_ids);
  ADD ("repeated-key", test_repeated_key);
  ADD ("pictures", test_pictures);
  ADD ("ten-megabytes", test_ten_megabytes);
  ADD ("paths", test_paths);
  ADD ("connections", test_connections);
  ADD ("worker-killed", test_worker_killed);
  ADD ("in-order", test_in_order);
  result = g_test_run ();
  city_close (&city);
  return result;
}
