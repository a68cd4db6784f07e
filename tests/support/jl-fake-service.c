// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-fake-service-private.h"

#include "jl-rules.h"

#include <string.h>

/* What a key was used for and what came of it. */
typedef struct {
  char *digest;
  guint status;
  char *answer;
} Outcome;

static void
outcome_free (Outcome *outcome)
{
  g_free (outcome->digest);
  g_free (outcome->answer);
  g_free (outcome);
}

/* A clock of its own, so that every record has another time. */
gint64
jl_fake_now (JlFakeService *self)
{
  gint64 now = g_get_real_time () / 1000;

  self->clock = MAX (self->clock + 1, now);
  return self->clock;
}

JlRecord *
jl_fake_find (GPtrArray *records, const char *id)
{
  for (guint i = 0; i < records->len; i++) {
    const JlRecordTable *table = jl_record_get_table (records->pdata[i]);
    g_autofree char *text =
        jl_record_dup_field_text (records->pdata[i], jl_record_table_find (table, "id"));

    if (g_strcmp0 (text, id) == 0)
      return records->pdata[i];
  }
  return NULL;
}

/* Tells all streams that a record changed. */
void
jl_fake_tell (JlFakeService *self, JlRecord *record)
{
  const JlRecordTable *table = jl_record_get_table (record);
  g_autofree char *id = jl_record_dup_field_text (record, jl_record_table_find (table, "id"));
  gint64 version = jl_record_get_integer (record, jl_record_table_find (table, "version"));
  g_autofree char *event = NULL;

  self->seq++;
  event = g_strdup_printf ("id: %" G_GUINT64_FORMAT "\ndata: {\"seq\":%" G_GUINT64_FORMAT
                           ",\"kind\":\"%s\",\"id\":\"%s\",\"version\":%" G_GINT64_FORMAT "}\n\n",
                           self->seq,
                           self->seq,
                           table->name,
                           id,
                           version);
  for (guint i = 0; i < self->streams->len; i++) {
    soup_message_body_append (soup_server_message_get_response_body (self->streams->pdata[i]),
                              SOUP_MEMORY_COPY,
                              event,
                              strlen (event));
    soup_server_message_unpause (self->streams->pdata[i]);
  }
}

void
jl_fake_touch (JlFakeService *self, JlRecord *record)
{
  const JlRecordTable *table = jl_record_get_table (record);
  int version = jl_record_table_find (table, "version");

  jl_record_set_integer (record, version, jl_record_get_integer (record, version) + 1);
  jl_record_set_integer (record, jl_record_table_find (table, "updated_at"), jl_fake_now (self));
  jl_fake_tell (self, record);
}

static void
append_reasons (GString *out, const GError *error)
{
  GPtrArray *reasons = jl_error_get_reasons (error);

  for (guint i = 0; reasons != NULL && i < reasons->len; i++) {
    const JlReason *reason = reasons->pdata[i];

    g_string_append (out, i == 0 ? ",\"reasons\":[{\"code\":" : ",{\"code\":");
    jl_json_append_string (out, reason->code);
    if (reason->field != NULL) {
      g_string_append (out, ",\"field\":");
      jl_json_append_string (out, reason->field);
    }
    g_string_append (out, ",\"detail\":");
    jl_json_append_string (out, reason->detail);
    g_string_append_c (out, '}');
  }
  if (reasons != NULL && reasons->len > 0)
    g_string_append_c (out, ']');
}

void
jl_fake_refuse (JlFakeRequest *request, const GError *error)
{
  request->status = jl_error_code_get_status (error->code);
  g_string_assign (request->answer, "{\"type\":\"about:blank\",\"code\":");
  jl_json_append_string (request->answer, jl_error_code_get_name (error->code));
  g_string_append (request->answer, ",\"detail\":");
  jl_json_append_string (request->answer, error->message);
  if (jl_error_get_field (error) != NULL) {
    g_string_append (request->answer, ",\"field\":");
    jl_json_append_string (request->answer, jl_error_get_field (error));
  }
  append_reasons (request->answer, error);
  g_string_append_c (request->answer, '}');
}

static void
refuse (JlFakeRequest *request, JlErrorCode code, const char *detail)
{
  g_autoptr (GError) error = g_error_new_literal (JL_ERROR, code, detail);

  jl_fake_refuse (request, error);
}

/* The tables' own writer leaves a person's data out; the fake has it in the record. */
static void
append_record (GString *out, JlRecord *record)
{
  const JlRecordTable *table = jl_record_get_table (record);
  gboolean first = TRUE;

  g_string_append_c (out, '{');
  for (guint i = 0; i < table->n_fields; i++) {
    if (table->fields[i].view == JL_VIEW_STORED || !jl_record_has (record, i))
      continue;
    g_string_append_printf (out, "%s\"%s\":", first ? "" : ",", table->fields[i].name);
    if (table->fields[i].type == JL_FIELD_RECORD)
      append_record (out, jl_record_get_record (record, i));
    else if (table->fields[i].type == JL_FIELD_LIST && table->fields[i].record != NULL) {
      GPtrArray *list = jl_record_get_list (record, i);

      g_string_append_c (out, '[');
      for (guint j = 0; j < list->len; j++) {
        if (j > 0)
          g_string_append_c (out, ',');
        append_record (out, list->pdata[j]);
      }
      g_string_append_c (out, ']');
    } else
      jl_record_append_field_json (record, i, JL_VIEW_OWN, out);
    first = FALSE;
  }
  g_string_append_c (out, '}');
}

void
jl_fake_answer_record (JlFakeRequest *request, guint status, JlRecord *record)
{
  request->status = status;
  append_record (request->answer, record);
}

/* The cursor is the id of the last record of the page. */
void
jl_fake_answer_list (JlFakeRequest *request, GPtrArray *records)
{
  const char *limit_text = g_hash_table_lookup (request->query, "limit");
  const char *cursor = g_hash_table_lookup (request->query, "cursor");
  guint limit = limit_text != NULL ? atoi (limit_text) : 20;
  guint start = 0;
  guint n;

  for (guint i = 0; cursor != NULL && i < records->len; i++)
    if (jl_fake_find (records, cursor) == records->pdata[i])
      start = i + 1;
  n = MIN (limit, records->len - start);
  request->status = 200;
  g_string_append (request->answer, "{\"items\":[");
  for (guint i = start; i < start + n; i++) {
    if (i > start)
      g_string_append_c (request->answer, ',');
    append_record (request->answer, records->pdata[i]);
  }
  g_string_append (request->answer, "],\"next\":");
  if (start + n < records->len) {
    const JlRecordTable *table = jl_record_get_table (records->pdata[0]);
    g_autofree char *id = jl_record_dup_field_text (records->pdata[start + n - 1],
                                                    jl_record_table_find (table, "id"));
    jl_json_append_string (request->answer, id);
  } else {
    g_string_append (request->answer, "null");
  }
  g_string_append_c (request->answer, '}');
}

JlRecord *
jl_fake_read_body (JlFakeRequest *request, const JlRecordTable *table, JlReadMode mode)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *text = g_bytes_get_data (request->body, &length);
  g_autoptr (JsonNode) node = jl_json_parse (text != NULL ? text : "", length, &error);
  JlRecord *record = node != NULL ? jl_record_read_json (table, node, mode, &error) : NULL;

  if (record == NULL)
    jl_fake_refuse (request, error);
  return record;
}

static JlRecord *
make_account (void)
{
  JlRecord *account = jl_record_new (&jl_account_table);
  g_autoptr (JlRecord) membership = jl_record_new (&jl_membership_table);
  g_autoptr (GPtrArray) memberships = g_ptr_array_new_with_free_func (g_object_unref);

  g_object_set (membership,
                "id",
                "01HJ2K3M4N5P7",
                "organisation",
                JL_FAKE_SHOP,
                "organisation-name",
                "友谊大街寄卖店",
                "organisation-kind",
                "shop",
                "role",
                "manager",
                "active",
                TRUE,
                NULL);
  g_ptr_array_add (memberships, g_object_ref (membership));
  g_object_set (account,
                "id",
                "01HJ2K3M4N5P8",
                "username",
                "clerk",
                "nickname",
                "王芳",
                "memberships",
                memberships,
                NULL);
  return account;
}

static void
create_session (JlFakeRequest *request)
{
  JlFakeService *self = request->service;
  g_autoptr (JlRecord) sign_in = jl_fake_read_body (request, &jl_sign_in_table, JL_READ_CREATE);
  g_autoptr (JlRecord) session = NULL;
  g_autoptr (JlRecord) account = NULL;

  if (sign_in == NULL)
    return;
  if (g_strcmp0 (jl_record_get_text (sign_in, JL_SIGN_IN_USERNAME), "clerk") != 0 ||
      g_strcmp0 (jl_record_get_text (sign_in, JL_SIGN_IN_PASSWORD), "password") != 0) {
    refuse (request, JL_ERROR_UNAUTHENTICATED, "The username or the password is wrong");
    return;
  }
  g_free (self->token);
  self->token = g_uuid_string_random ();
  account = make_account ();
  session = jl_record_new (&jl_session_table);
  g_object_set (session, "token", self->token, "account", account, NULL);
  jl_fake_answer_record (request, 201, session);
}

static void
sessions (JlFakeRequest *request)
{
  if (g_str_equal (request->method, "POST")) {
    /* A session of this service never ends by itself. */
    if (g_strcmp0 (request->parts[1], "current") == 0)
      request->status = 204;
    else
      create_session (request);
    return;
  }
  if (g_str_equal (request->method, "GET")) {
    g_autoptr (GPtrArray) none = g_ptr_array_new ();

    jl_fake_answer_list (request, none);
    return;
  }
  g_clear_pointer (&request->service->token, g_free);
  request->status = 204;
}

static void
account (JlFakeRequest *request)
{
  g_autoptr (JlRecord) record = make_account ();

  jl_fake_answer_record (request, 200, record);
}

/* Refuses all but the one password that signs in, and changes nothing. */
static void
password (JlFakeRequest *request)
{
  g_autoptr (JlRecord) change = jl_fake_read_body (request, &jl_password_table, JL_READ_CREATE);
  g_autoptr (GError) error = NULL;

  if (change == NULL)
    return;
  if (g_strcmp0 (jl_record_get_text (change, JL_PASSWORD_OLD), "password") != 0) {
    jl_set_error_field (&error, JL_ERROR_FORBIDDEN, "old_password", "The old password is wrong");
    jl_fake_refuse (request, error);
    return;
  }
  request->status = 204;
}

static void
categories (JlFakeRequest *request)
{
  gsize length;
  const char *text = g_bytes_get_data (request->service->categories, &length);

  request->status = 200;
  g_string_append_len (request->answer, text, length);
}

static void
notices (JlFakeRequest *request)
{
  if (g_str_equal (request->method, "GET")) {
    jl_fake_answer_list (request, request->service->notices);
    return;
  }
  for (guint i = 0; i < request->service->notices->len; i++) {
    g_object_set (request->service->notices->pdata[i], "read", TRUE, NULL);
    jl_fake_touch (request->service, request->service->notices->pdata[i]);
  }
  request->status = 204;
}

static void
photos (JlFakeRequest *request)
{
  GBytes *photo = request->parts[1] != NULL
                      ? g_hash_table_lookup (request->service->photos, request->parts[1])
                      : NULL;

  if (photo == NULL) {
    refuse (request, JL_ERROR_NOT_FOUND, "No such photo");
    return;
  }
  request->status = 200;
  g_string_append_len (request->answer, g_bytes_get_data (photo, NULL), g_bytes_get_size (photo));
}

static const struct {
  const char *name;
  void (*handle) (JlFakeRequest *request);
  gboolean open;
} routes[] = {
  { "sessions", sessions, TRUE },
  { "account", account },
  { "password", password },
  { "categories", categories, TRUE },
  { "items", jl_fake_items },
  { "reservations", jl_fake_reservations },
  { "invitations", jl_fake_invitations },
  { "organisations", jl_fake_organisations },
  { "journal", jl_fake_journal },
  { "members", jl_fake_members },
  { "memberships", jl_fake_memberships },
  { "notices", notices },
  { "photos", photos },
};

static gboolean
is_signed_in (JlFakeRequest *request)
{
  const char *authorization = soup_message_headers_get_one (
      soup_server_message_get_request_headers (request->message), "Authorization");

  return request->service->token != NULL && authorization != NULL &&
         g_str_has_suffix (authorization, request->service->token);
}

static void
dispatch (JlFakeRequest *request)
{
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++) {
    if (g_strcmp0 (routes[i].name, request->parts[0]) != 0)
      continue;
    if (!routes[i].open && !is_signed_in (request))
      refuse (request, JL_ERROR_UNAUTHENTICATED, "Please sign in");
    else
      routes[i].handle (request);
    return;
  }
  refuse (request, JL_ERROR_NOT_FOUND, "No such route");
}

/* Returns: whether the key told the answer. */
static gboolean
replay (JlFakeRequest *request, const char *key, const char *digest)
{
  Outcome *outcome = key != NULL ? g_hash_table_lookup (request->service->outcomes, key) : NULL;

  if (outcome == NULL)
    return FALSE;
  if (!g_str_equal (outcome->digest, digest)) {
    refuse (request, JL_ERROR_IDEMPOTENCY_CONFLICT, "This key was used for another request");
  } else {
    request->status = outcome->status;
    g_string_assign (request->answer, outcome->answer);
  }
  return TRUE;
}

static void
run_once (JlFakeRequest *request, const char *path)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);
  const char *key = soup_message_headers_get_one (headers, "Idempotency-Key");
  const char *match = soup_message_headers_get_one (headers, "If-Match");
  g_autofree char *body = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, request->body);
  g_autofree char *digest =
      g_strjoin (" ", request->method, path, match != NULL ? match : "", body, NULL);
  Outcome *outcome;

  if (replay (request, key, digest))
    return;
  dispatch (request);
  if (key == NULL || request->status >= 300)
    return;
  outcome = g_new0 (Outcome, 1);
  *outcome = (Outcome){ .digest = g_steal_pointer (&digest),
                        .status = request->status,
                        .answer = g_strdup (request->answer->str) };
  g_hash_table_insert (request->service->outcomes, g_strdup (key), outcome);
}

static void
drop (SoupServerMessage *message)
{
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);

  g_io_stream_close (stream, NULL, NULL);
}

static void
stream_finished_cb (SoupServerMessage *message, JlFakeService *self)
{
  g_ptr_array_remove (self->streams, message);
}

static void
changes (JlFakeService *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_server_message_set_status (message, 200, NULL);
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_headers_set_content_type (headers, "text/event-stream", NULL);
  soup_message_body_append (
      soup_server_message_get_response_body (message), SOUP_MEMORY_STATIC, ":\n\n", 3);
  g_ptr_array_add (self->streams, g_object_ref (message));
  g_signal_connect (message, "finished", G_CALLBACK (stream_finished_cb), self);
}

static void
send_answer (JlFakeRequest *request)
{
  const char *type = request->status >= 400                         ? "application/problem+json"
                     : g_strcmp0 (request->parts[0], "photos") == 0 ? "image/png"
                                                                    : "application/json";
  gsize length = request->answer->len;

  soup_server_message_set_status (request->message, request->status, NULL);
  if (request->status != 204)
    soup_server_message_set_response (
        request->message, type, SOUP_MEMORY_TAKE, g_string_free (request->answer, FALSE), length);
  else
    g_string_free (request->answer, TRUE);
}

/* Returns: whether the photo is left unanswered for the time being. */
static gboolean
hold_photo (JlFakeService *self, SoupServerMessage *message, const char *path)
{
  if (!self->holds || !g_str_has_suffix (path, "/photos"))
    return FALSE;
  g_ptr_array_add (self->held, g_object_ref (message));
  soup_server_message_pause (message);
  return TRUE;
}

/* Returns: whether the request was refused for being one too many. */
static gboolean
be_busy (JlFakeService *self, JlFakeRequest *request)
{
  g_autofree char *seconds = g_strdup_printf ("%u", self->retry_after_s);

  if (self->n_busy == 0)
    return FALSE;
  self->n_busy--;
  refuse (request, self->busy, "Busy");
  soup_message_headers_replace (
      soup_server_message_get_response_headers (request->message), "Retry-After", seconds);
  return TRUE;
}

static void
handler_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  JlFakeService *self = user_data;
  JlFakeRequest request = { .service = self, .message = message };
  g_auto (GStrv) parts = g_strsplit (path + strlen ("/api/v1/"), "/", -1);
  g_autoptr (GHashTable) no_query = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GBytes) body =
      soup_message_body_flatten (soup_server_message_get_request_body (message));

  if (hold_photo (self, message, path))
    return;
  request.method = soup_server_message_get_method (message);
  g_ptr_array_add (self->log, g_strdup_printf ("%s %s", request.method, path));
  if (self->offline) {
    drop (message);
    return;
  }
  if (g_str_equal (parts[0], "changes")) {
    changes (self, message);
    return;
  }
  request.parts = parts;
  request.query = query != NULL ? query : no_query;
  request.body = body;
  request.answer = g_string_new (NULL);
  if (!be_busy (self, &request))
    run_once (&request, path);
  if (self->n_lost > 0) {
    self->n_lost--;
    g_string_free (request.answer, TRUE);
    drop (message);
    return;
  }
  send_answer (&request);
}

void
jl_fake_hold_photos (JlFakeService *self, gpointer hold)
{
  self->holds = GPOINTER_TO_INT (hold);
  while (!self->holds && self->held->len > 0) {
    g_autoptr (SoupServerMessage) message = g_ptr_array_steal_index (self->held, 0);

    handler_cb (
        self->server, message, g_uri_get_path (soup_server_message_get_uri (message)), NULL, self);
    soup_server_message_unpause (message);
  }
}

static gpointer
run_thread (gpointer data)
{
  JlFakeService *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static GBytes *
load_categories (void)
{
  g_autofree char *dir = g_build_filename (g_getenv ("JIELI_DATA_DIR"), "rules", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRules) rules = jl_rules_load (dir, &error);
  JlDate today = jl_time_get_china_date (g_get_real_time () / 1000);

  g_assert_no_error (error);
  return jl_rules_get_categories_json (rules, JL_CATEGORY_FULL, today);
}

/* libsoup's server warns of clients that leave before they are seen, AT-SPI of windows that close
 * while they are read; that is what tests do to them. */
static gboolean
is_fatal (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  return g_strcmp0 (domain, "libsoup") != 0 && g_strcmp0 (domain, "dbind") != 0;
}

static void
ignore_log (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
}

JlFakeService *
jl_fake_service_new (guint16 port)
{
  JlFakeService *self = g_new0 (JlFakeService, 1);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  if (g_test_initialized ()) {
    g_log_set_handler ("libsoup", G_LOG_LEVEL_WARNING | G_LOG_FLAG_FATAL, ignore_log, NULL);
    g_log_set_handler ("dbind", G_LOG_LEVEL_WARNING | G_LOG_FLAG_FATAL, ignore_log, NULL);
    g_test_log_set_fatal_handler (is_fatal, NULL);
  }
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->reservations = g_ptr_array_new_with_free_func (g_object_unref);
  self->notices = g_ptr_array_new_with_free_func (g_object_unref);
  self->invitations = g_ptr_array_new_with_free_func (g_object_unref);
  self->members = g_ptr_array_new_with_free_func (g_object_unref);
  self->heads = g_ptr_array_new_with_free_func (g_object_unref);
  self->steps = g_ptr_array_new_with_free_func (g_free);
  self->streams = g_ptr_array_new_with_free_func (g_object_unref);
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  self->log = g_ptr_array_new_with_free_func (g_free);
  self->photos =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  self->outcomes =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)outcome_free);
  self->categories = load_categories ();
  self->ids = (JlIdMaker){ .node = 1 };

  g_main_context_push_thread_default (self->context);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, "/api/v1", handler_cb, self, NULL);
  soup_server_listen_local (self->server, port, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  g_main_context_pop_thread_default (self->context);
  uris = soup_server_get_uris (self->server);
  self->address = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  self->thread = g_thread_new ("fake-service", run_thread, self);
  return self;
}

void
jl_fake_drop_streams (JlFakeService *self, gpointer data)
{
  while (self->streams->len > 0) {
    g_autoptr (SoupServerMessage) message = g_object_ref (self->streams->pdata[0]);

    g_signal_handlers_disconnect_by_data (message, self);
    g_ptr_array_remove_index (self->streams, 0);
    drop (message);
  }
}

static void
stop (JlFakeService *self, gpointer data)
{
  jl_fake_drop_streams (self, NULL);
  soup_server_disconnect (self->server);
  g_main_loop_quit (self->loop);
}

void
jl_fake_service_free (JlFakeService *self)
{
  jl_fake_order (self, stop, NULL);
  g_thread_join (self->thread);
  g_object_unref (self->server);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->reservations);
  g_ptr_array_unref (self->notices);
  g_ptr_array_unref (self->invitations);
  g_ptr_array_unref (self->members);
  g_ptr_array_unref (self->heads);
  g_ptr_array_unref (self->steps);
  g_ptr_array_unref (self->streams);
  g_ptr_array_unref (self->held);
  g_ptr_array_unref (self->log);
  g_hash_table_unref (self->photos);
  g_hash_table_unref (self->outcomes);
  g_bytes_unref (self->categories);
  g_free (self->token);
  g_free (self->address);
  g_free (self);
}

const char *
jl_fake_service_get_address (JlFakeService *self)
{
  return self->address;
}
