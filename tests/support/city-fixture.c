// SPDX-License-Identifier: GPL-3.0-or-later
#include "city-fixture.h"

#include "jl-accounts.h"
#include "jl-error.h"
#include "jl-id.h"
#include "jl-store.h"
#include "jl-token.h"

#include <glib/gstdio.h>
#include <string.h>

gint64 city_clock = CITY_NOW;

static gint64
get_time (void)
{
  return city_clock;
}

static void
open_writer (CityFixture *self)
{
  g_autofree const JlSchema **schemas = NULL;
  g_autoptr (GError) error = NULL;
  JlWriterConfig config = { .data_dir = self->data_dir,
                            .authenticate = jl_accounts_authenticate,
                            .rules_version = jl_rules_get_version (self->rules),
                            .context = self->rules,
                            .get_time = get_time };
  guint n = 0;

  while (self->capabilities[n] != NULL)
    n++;
  schemas = g_new0 (const JlSchema *, n + 1);
  for (guint i = 0; i < n; i++)
    schemas[i] = self->capabilities[i]->schema;
  config.schemas = schemas;
  self->writer = jl_writer_open (&config, &error);
  g_assert_no_error (error);
  self->reader = jl_store_open_reader (self->data_dir, &error);
  g_assert_no_error (error);
}

static void
found_city (CityFixture *self)
{
  const JlFrame frame = { .command = jl_city_found_command.name,
                          .language = "en",
                          .parameters = (const char *const[]){ NULL },
                          .input = "{\"kind\":\"department\",\"name\":\"石家庄市商务局\","
                                   "\"division\":\"130100\",\"label_prefix\":\"SJZ\"}" };
  g_autoptr (JlReply) reply = jl_writer_call_own (self->writer, &frame);

  g_assert_no_error (reply->error);
  self->city = reply->id;
}

/* As each process does when it starts. */
static void
configure_accounts (CityFixture *self)
{
  g_autofree char *person_path = jl_keys_get_person_path (self->data_dir);
  g_autoptr (GError) error = NULL;
  JlPersonKeys *person_keys;

  self->keys = jl_keys_load (self->data_dir, &error);
  g_assert_no_error (error);
  person_keys = jl_person_keys_open (person_path, self->keys, JL_CONNECTION_CREATE, &error);
  g_assert_no_error (error);
  /* As cheap as libsodium allows: these tests are not about the cost. */
  jl_accounts_configure (&(JlAccountsConfig){ .keys = self->keys,
                                              .person_keys = person_keys,
                                              .person_parts = self->person_parts,
                                              .hash_memory = 8192,
                                              .hash_passes = 1 });
}

void
city_fixture_prepare (CityFixture *self, const JlCapability *const *capabilities)
{
  g_autofree char *rules_dir = g_build_filename (g_getenv ("JIELI_DATA_DIR"), "rules", NULL);
  g_autoptr (GError) error = NULL;

  city_clock = CITY_NOW;
  self->data_dir = g_dir_make_tmp ("jieli-city-XXXXXX", &error);
  g_assert_no_error (error);
  self->capabilities = capabilities;
  self->rules = jl_rules_load (rules_dir, &error);
  g_assert_no_error (error);
  g_assert_true (jl_keys_create (self->data_dir, &error));
  g_assert_no_error (error);
}

/* @capabilities: with jl_accounts_capability first; borrowed */
void
city_fixture_open (CityFixture *self, const JlCapability *const *capabilities)
{
  g_autoptr (GError) error = NULL;
  JlStoreSettings settings = { .public_url = "https://jieli.example", .now = CITY_NOW };

  city_fixture_prepare (self, capabilities);
  settings.data_dir = self->data_dir;
  g_assert_true (jl_store_init (&settings, &error));
  g_assert_no_error (error);
  city_fixture_resume (self);
  found_city (self);
}

void
city_fixture_suspend (CityFixture *self)
{
  g_clear_pointer (&self->reader, jl_connection_close);
  g_clear_pointer (&self->writer, jl_writer_close);
  jl_accounts_release ();
  g_clear_pointer (&self->keys, jl_keys_free);
}

void
city_fixture_resume (CityFixture *self)
{
  configure_accounts (self);
  open_writer (self);
}

void
city_fixture_reopen (CityFixture *self)
{
  city_fixture_suspend (self);
  city_fixture_resume (self);
}

char *
city_find_text (const char *folder, GPtrArray *texts)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *content = NULL;
    gsize length;

    if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
      char *found = g_str_equal (name, "keys") ? NULL : city_find_text (path, texts);

      if (found != NULL)
        return found;
    } else if (g_file_get_contents (path, &content, &length, NULL)) {
      for (guint i = 0; i < texts->len; i++) {
        const char *text = texts->pdata[i];

        if (memmem (content, length, text, strlen (text)) != NULL)
          return g_strdup_printf ("%s: %s", path, text);
      }
    }
  }
  return NULL;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_tree (child);
  }
  g_remove (path);
}

void
city_fixture_close (CityFixture *self)
{
  city_fixture_suspend (self);
  remove_tree (self->data_dir);
  g_clear_pointer (&self->rules, jl_rules_free);
  g_clear_pointer (&self->data_dir, g_free);
}

gint64
city_add_organisation (
    CityFixture *self, const char *kind, const char *name, const char *prefix, const char *division)
{
  g_autofree char *input = g_strdup_printf (
      "{\"kind\":\"%s\",\"name\":\"%s\",\"division\":\"%s\",\"label_prefix\":\"%s\"}",
      kind,
      name,
      division,
      prefix);
  const JlFrame frame = { .command = jl_organisation_create_command.name,
                          .language = "en",
                          .parameters = (const char *const[]){ NULL },
                          .input = input };
  g_autoptr (JlReply) reply = jl_writer_call_own (self->writer, &frame);

  g_assert_no_error (reply->error);
  return reply->id;
}

gint64
city_add_account (CityFixture *self, gint64 organisation, const char *role, const char *name)
{
  char id[JL_ID_TEXT_SIZE];
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) prepared =
      g_variant_ref_sink (jl_accounts_prepare_password (CITY_PASSWORD, &error));
  g_autoptr (GString) input = g_string_new (NULL);
  g_autoptr (CityAnswer) answer = g_new0 (CityAnswer, 1);
  JlFrame frame = { .command = jl_account_create_command.name,
                    .language = "en",
                    .parameters = (const char *const[]){ NULL },
                    .prepared = prepared };
  g_autoptr (JlReply) reply = NULL;
  gint64 account = 0;

  g_assert_no_error (error);
  jl_id_to_text (organisation, id);
  g_string_printf (input, "{\"organisation\":\"%s\",\"nickname\":\"N%s\"", id, name);
  if (role != NULL)
    g_string_append_printf (input, ",\"role\":\"%s\"", role);
  g_string_append_printf (input,
                          ",\"consented\":true,\"%s\":\"%s\"}",
                          g_ascii_isdigit (name[0]) ? "phone" : "username",
                          name);
  frame.input = input->str;
  reply = jl_writer_call_own (self->writer, &frame);
  g_assert_no_error (reply->error);

  answer->json =
      jl_json_parse (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body), &error);
  g_assert_no_error (error);
  g_assert_true (jl_id_from_text (city_answer_get_text (answer, "id"), &account, &error));
  return account;
}

char *
city_sign_in (CityFixture *self, const char *name)
{
  g_autofree char *body =
      g_strdup_printf ("{\"username\":\"%s\",\"password\":\"%s\"}", name, CITY_PASSWORD);
  g_autoptr (CityAnswer) answer = city_post (self, NULL, "/sessions", body);

  city_assert_status (answer, 201);
  return g_strdup (city_answer_get_text (answer, "token"));
}

/* Finding the route */

static gboolean
match_path (const char *template, char **segments, GPtrArray *parameters)
{
  g_auto (GStrv) parts = g_strsplit (template + 1, "/", -1);

  if (g_strv_length (parts) != g_strv_length (segments))
    return FALSE;
  for (guint i = 0; parts[i] != NULL; i++) {
    if (parts[i][0] == '{')
      g_ptr_array_add (parameters, segments[i]);
    else if (g_strcmp0 (parts[i], segments[i]) != 0)
      return FALSE;
  }
  return TRUE;
}

/* A route without parameters wins over one with. */
static const JlRoute *
find_route (CityFixture *self, const char *method, char **segments, GPtrArray *parameters)
{
  const JlRoute *best = NULL;

  for (guint i = 0; self->capabilities[i] != NULL; i++) {
    for (const JlRoute *route = self->capabilities[i]->routes; route->method != NULL; route++) {
      g_autoptr (GPtrArray) found = g_ptr_array_new ();

      if (g_strcmp0 (route->method, method) != 0 || !match_path (route->path, segments, found) ||
          (best != NULL && found->len >= parameters->len))
        continue;
      best = route;
      g_ptr_array_set_size (parameters, 0);
      g_ptr_array_extend (parameters, found, NULL, NULL);
    }
  }
  g_ptr_array_add (parameters, NULL);
  return best;
}

static gboolean
read_query (JlRequest *request, const JlRoute *route, const char *text, GError **error)
{
  g_auto (GStrv) pairs = g_strsplit (text != NULL ? text : "", "&", -1);

  request->limit = 20;
  if (route->query != NULL)
    request->query = jl_record_new (route->query);
  for (guint i = 0; pairs[i] != NULL && pairs[i][0] != '\0'; i++) {
    g_auto (GStrv) pair = g_strsplit (pairs[i], "=", 2);
    g_autofree char *value = g_uri_unescape_string (pair[1] != NULL ? pair[1] : "", NULL);

    if (g_str_equal (pair[0], "limit"))
      request->limit = atoi (value);
    else if (g_str_equal (pair[0], "cursor"))
      request->cursor = g_intern_string (value);
    else if (request->query == NULL ||
             !jl_record_read_parameter (request->query, pair[0], value, error))
      return FALSE;
  }
  return TRUE;
}

/* Answering */

static void
take_body (CityAnswer *answer, GBytes *body)
{
  if (body == NULL)
    return;
  answer->text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  answer->json = jl_json_parse (answer->text, -1, NULL);
}

static void
read_route (JlRequest *request, const JlRoute *route, CityAnswer *answer)
{
  g_autoptr (JlResponse) response = NULL;

  g_assert_true (jl_connection_begin_read (request->connection, NULL));
  response = route->read (request, &answer->error);
  jl_connection_end_read (request->connection);
  g_assert_true ((response == NULL) == (answer->error != NULL));
  if (response == NULL)
    return;
  answer->status = jl_response_get_status (response);
  answer->file = g_strdup (jl_response_get_file (response));
  take_body (answer, jl_response_get_body (response));
}

static void
write_route (CityFixture *self,
             const CityRequest *asked,
             JlRequest *request,
             const JlRoute *route,
             CityAnswer *answer)
{
  g_autoptr (GVariant) prepared = NULL;
  g_autoptr (GBytes) token_hash = asked->token != NULL ? jl_token_hash (asked->token) : NULL;
  g_autofree char *digested = g_strdup_printf ("%s %s %" G_GINT64_FORMAT " %s",
                                               asked->method,
                                               asked->path,
                                               asked->if_match,
                                               asked->body != NULL ? asked->body : "");
  g_autoptr (GBytes) digest = g_bytes_new (digested, strlen (digested));
  g_autoptr (JlReply) reply = NULL;
  JlFrame frame = { .command = route->command->name,
                    .token_hash = token_hash,
                    .acting = asked->acting,
                    .address = "192.0.2.1",
                    .language = "en",
                    .key = asked->key,
                    .request_digest = digest,
                    .parameters = request->parameters,
                    .if_match = asked->if_match,
                    .input = asked->body };

  if (route->prepare != NULL) {
    prepared = route->prepare (request, &answer->error);
    if (prepared == NULL)
      return;
    prepared = g_variant_ref_sink (prepared);
    frame.prepared = prepared;
  }
  reply = jl_writer_call (self->writer, &frame);
  answer->error = g_steal_pointer (&reply->error);
  answer->status = reply->status;
  if (answer->error == NULL)
    take_body (answer, reply->body);
}

static void
dispatch (CityFixture *self,
          const CityRequest *asked,
          JlRequest *request,
          const char *query,
          CityAnswer *answer)
{
  const JlRoute *route = request->route;
  g_autoptr (GBytes) token_hash = asked->token != NULL ? jl_token_hash (asked->token) : NULL;
  g_autoptr (JlCaller) caller = jl_accounts_authenticate (
      self->reader, token_hash, asked->acting, city_clock, &answer->error);
  g_autoptr (JlRecord) owned_query = NULL;
  g_autoptr (JlRecord) input = NULL;

  if (caller == NULL)
    return;
  caller->address = g_strdup ("192.0.2.1");
  request->caller = caller;
  if (!jl_caller_may (caller, route->roles)) {
    g_set_error_literal (&answer->error,
                         JL_ERROR,
                         caller->account != 0 ? JL_ERROR_FORBIDDEN : JL_ERROR_UNAUTHENTICATED,
                         "role");
    return;
  }
  if (!read_query (request, route, query, &answer->error))
    return;
  owned_query = request->query;
  if (route->input != NULL && !(route->flags & JL_ROUTE_UPLOAD)) {
    gboolean patch = (route->command->flags & JL_COMMAND_PATCH) != 0;
    g_autoptr (JsonNode) node =
        jl_json_parse (asked->body != NULL ? asked->body : "{}", -1, &answer->error);

    if (node != NULL)
      input = jl_record_read_json (
          route->input, node, patch ? JL_READ_PATCH : JL_READ_CREATE, &answer->error);
    if (input == NULL)
      return;
    request->input = input;
  }
  if (route->read != NULL)
    read_route (request, route, answer);
  else
    write_route (self, asked, request, route, answer);
}

CityAnswer *
city_send (CityFixture *self, const CityRequest *asked)
{
  CityAnswer *answer = g_new0 (CityAnswer, 1);
  g_auto (GStrv) halves = g_strsplit (asked->path, "?", 2);
  g_auto (GStrv) segments = g_strsplit (halves[0] + 1, "/", -1);
  g_autoptr (GPtrArray) parameters = g_ptr_array_new ();
  JlRequest request = { .connection = self->reader,
                        .context = self->rules,
                        .pictures = self->pictures,
                        .health = self->health,
                        .data_dir = self->data_dir,
                        .public_url = "https://jieli.example",
                        .now = city_clock,
                        .language = "en",
                        .upload_path = asked->upload };

  request.route = find_route (self, asked->method, segments, parameters);
  if (request.route == NULL)
    g_error ("no route %s %s", asked->method, asked->path); /* nocheck: a test's own mistake */
  request.parameters = (const char *const *)parameters->pdata;
  for (guint i = 0; i + 1 < parameters->len; i++)
    jl_id_from_text (parameters->pdata[i], &request.ids[i], NULL);
  dispatch (self, asked, &request, halves[1], answer);
  if (answer->error != NULL)
    answer->status = jl_error_code_get_status (answer->error->code);
  return answer;
}

void
city_answer_free (CityAnswer *self)
{
  g_clear_pointer (&self->json, json_node_unref);
  g_free (self->text);
  g_free (self->file);
  g_clear_error (&self->error);
  g_free (self);
}

CityAnswer *
city_get (CityFixture *self, const char *token, const char *path)
{
  return city_send (self, &(CityRequest){ .token = token, .method = "GET", .path = path });
}

CityAnswer *
city_post (CityFixture *self, const char *token, const char *path, const char *body)
{
  return city_send (self,
                    &(CityRequest){ .token = token, .method = "POST", .path = path, .body = body });
}

CityAnswer *
city_patch (
    CityFixture *self, const char *token, const char *path, gint64 version, const char *body)
{
  return city_send (
      self,
      &(CityRequest){
          .token = token, .method = "PATCH", .path = path, .body = body, .if_match = version });
}

/* The node at a path like `items[0].id`; a missing one ends the test. */
static JsonNode *
find_node (CityAnswer *self, const char *path)
{
  g_auto (GStrv) names = g_strsplit_set (path, ".[", -1);
  JsonNode *node = self->json;

  g_assert_nonnull (node);
  for (guint i = 0; names[i] != NULL; i++) {
    if (names[i][0] == '\0')
      continue;
    if (g_str_has_suffix (names[i], "]"))
      node = json_array_get_element (json_node_get_array (node), atoi (names[i]));
    else
      node = json_object_get_member (json_node_get_object (node), names[i]);
    if (node == NULL)
      g_test_message ("no %s in %s", path, self->text);
    g_assert_nonnull (node);
  }
  return node;
}

const char *
city_answer_get_text (CityAnswer *self, const char *path)
{
  return json_node_get_string (find_node (self, path));
}

gint64
city_answer_get_integer (CityAnswer *self, const char *path)
{
  return json_node_get_int (find_node (self, path));
}

guint
city_answer_get_length (CityAnswer *self, const char *path)
{
  return json_array_get_length (json_node_get_array (find_node (self, path)));
}

void
city_report_status (
    const char *file, int line, const char *function, CityAnswer *answer, guint expected)
{
  g_autofree char *text =
      g_strdup_printf ("status %u instead of %u: %s",
                       answer->status,
                       expected,
                       answer->error != NULL ? answer->error->message : answer->text);

  g_assertion_message (G_LOG_DOMAIN, file, line, function, text);
}

gint64
city_query (CityFixture *self, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlStatement) statement = jl_connection_prepare_text (self->reader, sql, &error);
  gint64 value = 0;

  g_assert_no_error (error);
  if (jl_statement_step (statement, &error))
    value = jl_statement_get_integer (statement, 0);
  g_assert_no_error (error);
  return value;
}
