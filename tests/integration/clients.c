// SPDX-License-Identifier: GPL-3.0-or-later
#include "clients.h"

#include <string.h>
#include <zlib.h>

#define PATIENCE_SECONDS 120
/* Answers that each client asks for again after a breakdown. */
#define N_REPEATED 3
#define PICTURE_SIDE 16
/* So many items a client makes at once, and a new one when another has so many photos: what is
 * looked at after each breakdown stays little. */
#define N_ITEMS 12
#define MAX_PHOTOS 4

/* What a client was told of one of its items last. */
typedef struct {
  char *id;
  char *offer;
  char *title;
  gint64 version;
  guint n_photos;
  guint checked; /* the breakdown after which it was looked at last */
} Item;

/* A request that was answered. */
typedef struct {
  char *method;
  char *path;
  char *key;
  char *body;     /* nullable */
  GBytes *upload; /* nullable */
  gint64 if_match;
  guint status;
  char *text;
} Answered;

typedef struct {
  Clients *clients; /* borrowed */
  guint number;
  GThread *thread;
  GRand *random;        /* owned */
  SoupSession *session; /* owned */
  GPtrArray *items;     /* owned: (element-type Item) */
  GPtrArray *answered;  /* borrowed: (element-type Answered), of `by_key` */
  guint n_keys;
  guint n_repeats; /* requests that had to be sent again */
  guint checked;   /* breakdowns after which it has checked its items */
} Client;

struct _Clients {
  ServiceFixture *service; /* borrowed */
  char *token;             /* owned */
  ClientAnswered answered; /* nullable */
  gpointer user_data;      /* borrowed */
  Client *clients;         /* owned */
  guint n_clients;

  GMutex lock;
  GCond changed;
  GHashTable *by_key; /* owned: (element-type utf8 Answered) */
  gboolean is_up;     /* the service is meant to answer */
  gboolean is_ending; /* clients shall finish what they do */
  guint n_breakdowns;
  GAsyncQueue *counts; /* owned: one element for each answer */
};

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
answered_free (gpointer data)
{
  Answered *self = data;

  g_free (self->method);
  g_free (self->path);
  g_free (self->key);
  g_free (self->body);
  g_clear_pointer (&self->upload, g_bytes_unref);
  g_free (self->text);
  g_free (self);
}

static void
await_service (Clients *self)
{
  g_mutex_lock (&self->lock);
  while (!self->is_up)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
}

static void
assert_status (const ServiceRequest *request, ServiceAnswer *answer, guint status)
{
  if (answer->status != status)
    g_error ("%s %s: %u %s", request->method, request->path, answer->status, answer->text);
}

/* Sends it until it is answered: with the same key, so that it is done once. */
static ServiceAnswer *
client_send (Client *self, const ServiceRequest *request, guint status)
{
  for (;;) {
    ServiceAnswer *answer =
        service_send_with (self->session, self->clients->service->port, request);

    if (answer->status != 0 && answer->status != 503) {
      assert_status (request, answer, status);
      return answer;
    }
    service_answer_free (answer);
    self->n_repeats++;
    await_service (self->clients);
  }
}

static gint64
get_version (ServiceAnswer *answer)
{
  return json_object_get_int_member (json_node_get_object (answer->json), "version");
}

static guint
count_photos (ServiceAnswer *answer)
{
  return json_array_get_length (
      json_object_get_array_member (json_node_get_object (answer->json), "photos"));
}

static void
keep_answer (Client *self, const ServiceRequest *request, ServiceAnswer *answer)
{
  Answered *answered = g_new0 (Answered, 1);

  answered->method = g_strdup (request->method);
  answered->path = g_strdup (request->path);
  answered->key = g_strdup (request->key);
  answered->body = g_strdup (request->body);
  answered->upload = request->upload == NULL ? NULL : g_bytes_ref (request->upload);
  answered->if_match = request->if_match;
  answered->status = answer->status;
  answered->text = g_strdup (answer->text);
  g_ptr_array_add (self->answered, answered);
  g_mutex_lock (&self->clients->lock);
  g_hash_table_insert (self->clients->by_key, answered->key, answered);
  g_mutex_unlock (&self->clients->lock);
}

/* Sends a write, and remembers what was answered. */
static void
client_write (Client *self, Item *item, ServiceRequest *request, guint status)
{
  g_autofree char *key = g_strdup_printf ("%u-%u", self->number, self->n_keys++);
  g_autoptr (ServiceAnswer) answer = NULL;
  ClientAnswer note = { .key = key };

  request->token = self->clients->token;
  request->key = key;
  answer = client_send (self, request, status);
  if (item->id == NULL)
    item->id = g_strdup (service_answer_get_text (answer, "id"));
  g_free (item->offer);
  g_free (item->title);
  item->offer = g_strdup (service_answer_get_text (answer, "offer"));
  item->title = g_strdup (service_answer_get_text (answer, "title"));
  item->n_photos = count_photos (answer);
  item->version = get_version (answer);
  item->checked = 0;
  keep_answer (self, request, answer);
  note.item = item->id;
  note.version = item->version;
  if (self->clients->answered != NULL)
    self->clients->answered (&note, self->clients->user_data);
  g_async_queue_push (self->clients->counts, self);
}

static void
client_create (Client *self)
{
  g_autofree char *body = g_strdup_printf (
      "{\"category\":\"textbook\",\"title\":\"语文 %u-%u\",\"mode\":\"sell\",\"price_fen\":500,"
      "\"grade\":\"B90\",\"attributes\":{\"school_stage\":\"primary\",\"subject\":\"chinese\","
      "\"school_grade\":\"grade_1\",\"school_term\":\"first\",\"textbook_edition\":\"renjiao\","
      "\"publication_year\":2024}}",
      self->number,
      self->n_keys);
  ServiceRequest request = { .method = "POST", .path = "/api/v1/items", .body = body };
  Item *item = g_new0 (Item, 1);

  client_write (self, item, &request, 201);
  g_ptr_array_add (self->items, item);
}

static void
client_edit (Client *self, Item *item)
{
  g_autofree char *path = g_strconcat ("/api/v1/items/", item->id, NULL);
  g_autofree char *body =
      g_strdup_printf ("{\"title\":\"数学 %u-%u\"}", self->number, self->n_keys);
  gint64 version = item->version;
  ServiceRequest request = { .method = "PATCH", .path = path, .if_match = version, .body = body };

  client_write (self, item, &request, 200);
  g_assert_cmpint (item->version, ==, version + 1);
}

static void
client_offer (Client *self, Item *item)
{
  const char *action = strcmp (item->offer, "published") == 0 ? "withdraw" : "publish";
  g_autofree char *path = g_strdup_printf ("/api/v1/items/%s/%s", item->id, action);
  ServiceRequest request = { .method = "POST", .path = path };

  client_write (self, item, &request, 200);
}

static void
append_chunk (GByteArray *png, const char *type, const guint8 *data, guint32 size)
{
  guint32 length = g_htonl (size);
  uLong checksum = crc32 (0, (const Bytef *)type, 4);
  guint32 end;

  /* zlib begins anew where there is no data at all. */
  end = g_htonl ((guint32)(data == NULL ? checksum : crc32 (checksum, data, size)));
  g_byte_array_append (png, (const guint8 *)&length, sizeof length);
  g_byte_array_append (png, (const guint8 *)type, 4);
  g_byte_array_append (png, data, size);
  g_byte_array_append (png, (const guint8 *)&end, sizeof end);
}

/* A small picture that nobody has seen before: PNG, 8 bit RGB. */
static GBytes *
make_picture (GRand *random)
{
  static const guint8 signature[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
  const guint8 header[] = { 0, 0, 0, PICTURE_SIDE, 0, 0, 0, PICTURE_SIDE, 8, 2, 0, 0, 0 };
  guint8 pixels[PICTURE_SIDE * (1 + 3 * PICTURE_SIDE)];
  guint8 packed[sizeof pixels * 2];
  uLongf size = sizeof packed;
  GByteArray *png = g_byte_array_new ();

  for (guint i = 0; i < sizeof pixels; i++)
    pixels[i] = i % (1 + 3 * PICTURE_SIDE) == 0 ? 0 : (guint8)g_rand_int (random);
  g_assert_cmpint (compress (packed, &size, pixels, sizeof pixels), ==, Z_OK);
  g_byte_array_append (png, signature, sizeof signature);
  append_chunk (png, "IHDR", header, sizeof header);
  append_chunk (png, "IDAT", packed, (guint32)size);
  append_chunk (png, "IEND", NULL, 0);
  return g_byte_array_free_to_bytes (png);
}

static void
client_photograph (Client *self, Item *item)
{
  g_autofree char *path = g_strdup_printf ("/api/v1/items/%s/photos", item->id);
  g_autoptr (GBytes) picture = make_picture (self->random);
  guint n_photos = item->n_photos;
  ServiceRequest request = { .method = "POST", .path = path, .upload = picture };

  client_write (self, item, &request, 201);
  g_assert_cmpuint (item->n_photos, ==, n_photos + 1);
}

static void
check_photos (Client *self, ServiceAnswer *answer)
{
  JsonArray *photos = json_object_get_array_member (json_node_get_object (answer->json), "photos");

  for (guint i = 0; i < json_array_get_length (photos); i++) {
    JsonObject *photo = json_array_get_object_element (photos, i);
    g_autofree char *path = g_strdup_printf ("/api/v1/photos/%s?size=full",
                                             json_object_get_string_member (photo, "id"));
    const ServiceRequest request = { .method = "GET", .path = path, .token = self->clients->token };
    g_autoptr (ServiceAnswer) picture = client_send (self, &request, 200);

    g_assert_cmpuint (picture->size, >, 0);
  }
}

static void
client_check (Client *self, Item *item)
{
  g_autofree char *path = g_strconcat ("/api/v1/items/", item->id, NULL);
  const ServiceRequest request = { .method = "GET", .path = path, .token = self->clients->token };
  g_autoptr (ServiceAnswer) answer = client_send (self, &request, 200);

  g_assert_cmpint (get_version (answer), ==, item->version);
  g_assert_cmpstr (service_answer_get_text (answer, "offer"), ==, item->offer);
  g_assert_cmpstr (service_answer_get_text (answer, "title"), ==, item->title);
  g_assert_cmpuint (count_photos (answer), ==, item->n_photos);
  check_photos (self, answer);
}

static void
assert_repeatable (const Answered *answered, ServiceAnswer *answer)
{
  if (answer->status != answered->status || !g_str_equal (answer->text, answered->text))
    g_error ("%s %s, key %s: first %u %s, now %u %s",
             answered->method,
             answered->path,
             answered->key,
             answered->status,
             answered->text,
             answer->status,
             answer->text);
}

static ServiceRequest
request_of_answered (const Answered *answered, const char *token)
{
  return (ServiceRequest){ .method = answered->method,
                           .path = answered->path,
                           .token = token,
                           .key = answered->key,
                           .if_match = answered->if_match,
                           .body = answered->body,
                           .upload = answered->upload };
}

void
clients_assert_repeatable (Clients *self, const char *key, ServiceFixture *service)
{
  const Answered *answered = g_hash_table_lookup (self->by_key, key);
  const ServiceRequest request = request_of_answered (answered, self->token);
  g_autoptr (ServiceAnswer) answer = service_send (service, &request);

  assert_repeatable (answered, answer);
}

/* After a breakdown: the last answers are given once more, and what has not been looked at since it
 * changed is as it was told. */
static void
client_check_changed (Client *self)
{
  for (guint i = 0; i < MIN (N_REPEATED, self->answered->len); i++) {
    const Answered *answered = self->answered->pdata[self->answered->len - 1 - i];
    const ServiceRequest request = request_of_answered (answered, self->clients->token);
    g_autoptr (ServiceAnswer) answer = client_send (self, &request, answered->status);

    assert_repeatable (answered, answer);
  }
  for (guint i = 0; i < self->items->len; i++) {
    Item *item = self->items->pdata[i];

    if (item->checked != 0)
      continue;
    client_check (self, item);
    item->checked = self->checked + 1;
  }
}

static void
client_act (Client *self)
{
  guint action = g_rand_int_range (self->random, 0, 10);
  Item *item;

  if (self->items->len == 0 || (action < 3 && self->items->len < N_ITEMS)) {
    client_create (self);
    return;
  }
  item = g_ptr_array_index (self->items, g_rand_int_range (self->random, 0, self->items->len));
  if (action < 5)
    client_edit (self, item);
  else if (action < 8)
    client_offer (self, item);
  else if (item->n_photos < MAX_PHOTOS)
    client_photograph (self, item);
  else
    client_create (self);
}

/* What is to be done next. */
typedef enum { WORK, CHECK, END } Turn;

static Turn
get_turn (Client *self, guint *n_breakdowns)
{
  Clients *clients = self->clients;
  Turn turn;

  g_mutex_lock (&clients->lock);
  while (!clients->is_up)
    g_cond_wait (&clients->changed, &clients->lock);
  *n_breakdowns = clients->n_breakdowns;
  turn = self->checked < clients->n_breakdowns ? CHECK : clients->is_ending ? END : WORK;
  g_mutex_unlock (&clients->lock);
  return turn;
}

static gpointer
client_thread (gpointer data)
{
  Client *self = data;
  guint n_breakdowns;
  Turn turn;

  while ((turn = get_turn (self, &n_breakdowns)) != END) {
    if (turn == WORK) {
      client_act (self);
      continue;
    }
    client_check_changed (self);
    g_mutex_lock (&self->clients->lock);
    self->checked = n_breakdowns;
    g_cond_broadcast (&self->clients->changed);
    g_mutex_unlock (&self->clients->lock);
  }
  for (guint i = 0; i < self->items->len; i++)
    client_check (self, self->items->pdata[i]);
  return NULL;
}

Clients *
clients_start (ServiceFixture *service,
               const char *token,
               guint n_clients,
               ClientAnswered answered,
               gpointer user_data)
{
  Clients *self = g_new0 (Clients, 1);

  self->service = service;
  self->token = g_strdup (token);
  self->answered = answered;
  self->user_data = user_data;
  self->n_clients = n_clients;
  self->clients = g_new0 (Client, n_clients);
  self->counts = g_async_queue_new ();
  self->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, answered_free);
  self->is_up = TRUE;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  for (guint i = 0; i < n_clients; i++) {
    Client *client = &self->clients[i];

    client->clients = self;
    client->number = i;
    client->random = g_rand_new_with_seed (g_test_rand_int ());
    client->session = service_new_session ();
    client->items = g_ptr_array_new_with_free_func (item_free);
    client->answered = g_ptr_array_new ();
    client->thread = g_thread_new ("client", client_thread, client);
  }
  return self;
}

void
clients_free (Clients *self)
{
  for (guint i = 0; i < self->n_clients; i++) {
    Client *client = &self->clients[i];

    g_assert_null (client->thread);
    g_rand_free (client->random);
    g_object_unref (client->session);
    g_ptr_array_unref (client->items);
    g_ptr_array_unref (client->answered);
  }
  g_hash_table_unref (self->by_key);
  g_async_queue_unref (self->counts);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self->clients);
  g_free (self->token);
  g_free (self);
}

gboolean
clients_await_answer (Clients *self, guint milliseconds)
{
  return g_async_queue_timeout_pop (self->counts, milliseconds * G_GUINT64_CONSTANT (1000)) != NULL;
}

void
clients_await_answers (Clients *self, guint n)
{
  for (guint i = 0; i < n; i++)
    g_assert_true (clients_await_answer (self, PATIENCE_SECONDS * 1000));
}

static void
set_up (Clients *self, gboolean is_up)
{
  g_mutex_lock (&self->lock);
  self->is_up = is_up;
  if (is_up)
    self->n_breakdowns++;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

void
clients_pause (Clients *self)
{
  set_up (self, FALSE);
}

void
clients_resume (Clients *self)
{
  set_up (self, TRUE);
}

void
clients_await_checked (Clients *self)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_SECONDS * G_TIME_SPAN_SECOND;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->n_clients; i++) {
    while (self->clients[i].checked < self->n_breakdowns)
      g_assert_true (g_cond_wait_until (&self->changed, &self->lock, end));
  }
  g_mutex_unlock (&self->lock);
}

void
clients_stop (Clients *self)
{
  g_mutex_lock (&self->lock);
  self->is_ending = TRUE;
  g_mutex_unlock (&self->lock);
  for (guint i = 0; i < self->n_clients; i++)
    g_thread_join (g_steal_pointer (&self->clients[i].thread));
}

guint
clients_count_items (Clients *self)
{
  guint n = 0;

  for (guint i = 0; i < self->n_clients; i++)
    n += self->clients[i].items->len;
  return n;
}

guint
clients_count_repeats (Clients *self)
{
  guint n = 0;

  for (guint i = 0; i < self->n_clients; i++)
    n += self->clients[i].n_repeats;
  return n;
}
