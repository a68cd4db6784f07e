// SPDX-License-Identifier: GPL-3.0-or-later
/* Every operation of the API over HTTP, and each answer against the service's own description. */
#include "service-fixture.h"

#include "jl-json.h"

#include <signal.h>
#include <string.h>

typedef struct {
  ServiceFixture service;
  GString *exchanges;

  char *root;     /* owned: tokens … */
  char *clerk;    /* owned */
  char *manager;  /* owned */
  char *resident; /* owned */
  char *shop;     /* owned: … and ids */
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  ServiceFixture *service = &fixture->service;

  service_fixture_open (service);
  service_start (service, NULL);
  fixture->exchanges = g_string_new (NULL);
  fixture->root = service_sign_in (service, SERVICE_ADMINISTRATOR);
  fixture->shop = service_add_organisation (
      service, fixture->root, "shop", "惠民寄卖店", "HMA", "130102001002");
  fixture->manager =
      service_add_member (service, fixture->root, fixture->shop, "manager", "zhang.wei");
  fixture->clerk = service_add_member (service, fixture->manager, fixture->shop, "clerk", "li.na");
  fixture->resident =
      service_add_member (service, fixture->manager, fixture->shop, NULL, "13800001234");
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  service_end (&fixture->service, SIGTERM);
  service_fixture_close (&fixture->service);
  g_string_free (fixture->exchanges, TRUE);
  g_free (fixture->root);
  g_free (fixture->clerk);
  g_free (fixture->manager);
  g_free (fixture->resident);
  g_free (fixture->shop);
}

static void
append_header_cb (const char *name, const char *value, gpointer user_data)
{
  GString *lines = user_data;

  if (lines->str[lines->len - 1] != '{')
    g_string_append_c (lines, ',');
  jl_json_append_string (lines, name);
  g_string_append_c (lines, ':');
  jl_json_append_string (lines, value);
}

static void
note (Fixture *fixture, const char *operation, SoupMessage *message, const char *body)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);
  GString *lines = fixture->exchanges;

  g_string_append_printf (lines,
                          "{\"operation\":\"%s\",\"status\":%u,\"type\":\"%s\",\"headers\":{",
                          operation,
                          soup_message_get_status (message),
                          type != NULL ? type : "");
  soup_message_headers_foreach (headers, append_header_cb, lines);
  g_string_append (lines, "},\"body\":");
  jl_json_append_string (lines, body);
  g_string_append (lines, "}\n");
}

/* `POST /items/{id}/publish` is post_items_id_publish. */
static char *
make_operation (const char *method, const char *template)
{
  g_autofree char *joined = g_strconcat (method, template, NULL);
  char *operation = g_ascii_strdown (joined, -1);
  char *to = operation;

  for (const char *from = operation; *from != '\0'; from++) {
    if (*from == '?')
      break;
    if (g_ascii_isalnum (*from))
      *to++ = *from;
    else if (*from != '{' && *from != '}')
      *to++ = '_';
  }
  *to = '\0';
  return operation;
}

/* @template: a path of the API whose parameter stands for @id, with query. Returns: the body. */
static JsonNode *
call (Fixture *fixture,
      const char *token,
      const char *method,
      const char *template,
      const char *id,
      const char *body,
      guint status)
{
  g_auto (GStrv) parts = g_strsplit_set (template, "{}", 3);
  g_autofree char *path =
      parts[1] != NULL ? g_strconcat (parts[0], id, parts[2], NULL) : g_strdup (template);
  g_autofree char *uri =
      g_strdup_printf ("http://127.0.0.1:%u/api/v1%s", fixture->service.port, path);
  g_autofree char *operation = make_operation (method, template);
  g_autofree char *bearer = g_strconcat ("Bearer ", token, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) sent = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;
  g_autoptr (GBytes) received = NULL;
  g_autofree char *text = NULL;
  gboolean is_json;

  if (token != NULL)
    soup_message_headers_append (headers, "Authorization", bearer);
  /* The first version of what is changed here. */
  if (strcmp (method, "PATCH") == 0 || g_str_has_suffix (template, "/decision"))
    soup_message_headers_append (headers, "If-Match", "\"1.own\"");
  if (sent != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json", sent);
  received = soup_session_send_and_read (fixture->service.session, message, NULL, &error);
  g_assert_no_error (error);
  is_json = soup_message_headers_get_content_type (soup_message_get_response_headers (message),
                                                   NULL) != NULL &&
            strstr (soup_message_headers_get_content_type (
                        soup_message_get_response_headers (message), NULL),
                    "json") != NULL;
  text = is_json ? g_strndup (g_bytes_get_data (received, NULL), g_bytes_get_size (received))
                 : g_strdup (g_bytes_get_size (received) > 0 ? "bytes" : "");
  g_test_message ("%s %s: %u", method, path, soup_message_get_status (message));
  if (soup_message_get_status (message) != status)
    g_test_message ("%s", text);
  g_assert_cmpuint (soup_message_get_status (message), ==, status);
  note (fixture, operation, message, text);
  return is_json ? jl_json_parse (text, -1, NULL) : NULL;
}

static void
do_call (Fixture *fixture,
         const char *token,
         const char *method,
         const char *template,
         const char *id,
         const char *body,
         guint status)
{
  JsonNode *node = call (fixture, token, method, template, id, body, status);

  g_clear_pointer (&node, json_node_unref);
}

static char *
get_member (JsonNode *node, const char *member)
{
  return g_strdup (json_object_get_string_member (json_node_get_object (node), member));
}

/* The id of the first element of a list. */
static char *
get_first_id (JsonNode *list)
{
  JsonArray *items = json_object_get_array_member (json_node_get_object (list), "items");

  g_assert_cmpuint (json_array_get_length (items), >, 0);
  return g_strdup (json_object_get_string_member (json_array_get_object_element (items, 0), "id"));
}

static char *
call_for (Fixture *fixture,
          const char *token,
          const char *method,
          const char *template,
          const char *id,
          const char *body,
          guint status,
          const char *member)
{
  g_autoptr (JsonNode) node = call (fixture, token, method, template, id, body, status);

  return get_member (node, member);
}

static void
upload_photo (Fixture *fixture, const char *item)
{
  g_autofree char *file =
      g_build_filename (g_getenv ("JIELI_TEST_FIXTURES"), "pictures", "phone.heic", NULL);
  g_autofree char *uri =
      g_strdup_printf ("http://127.0.0.1:%u/api/v1/items/%s/photos", fixture->service.port, item);
  g_autofree char *bearer = g_strconcat ("Bearer ", fixture->clerk, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("POST", uri);
  g_autoptr (GMappedFile) mapped = g_mapped_file_new (file, FALSE, NULL);
  g_autoptr (GBytes) photo = g_mapped_file_get_bytes (mapped);
  g_autoptr (GBytes) received = NULL;
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *id = NULL;

  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", bearer);
  soup_message_set_request_body_from_bytes (message, "image/heic", photo);
  received = soup_session_send_and_read (fixture->service.session, message, NULL, NULL);
  text = g_strndup (g_bytes_get_data (received, NULL), g_bytes_get_size (received));
  g_assert_cmpuint (soup_message_get_status (message), ==, 201);
  note (fixture, "post_items_id_photos", message, text);
  node = jl_json_parse (text, -1, NULL);
  id = g_strdup (json_object_get_string_member (
      json_array_get_object_element (
          json_object_get_array_member (json_node_get_object (node), "photos"), 0),
      "id"));
  do_call (fixture, fixture->clerk, "GET", "/photos/{id}?size=thumb", id, NULL, 200);
  do_call (fixture, NULL, "GET", "/photos/{id}", id, NULL, 404);
}

#define SOFA                                                                                          \
  "{\"category\":\"sofa\",\"title\":\"三人位布艺沙发\",\"mode\":\"sell\",\"price_fen\":45000," \
  "\"grade\":\"B\",\"attributes\":{\"seats\":3,\"material\":\"fabric\",\"length_cm\":210}}"

static void
use_catalogue (Fixture *fixture)
{
  do_call (fixture, NULL, "GET", "/categories", NULL, NULL, 200);
  do_call (fixture, NULL, "GET", "/categories?detail=names", NULL, NULL, 200);
  do_call (fixture, NULL, "GET", "/categories?detail=groups", NULL, NULL, 200);
  do_call (fixture, NULL, "GET", "/categories/{code}", "sofa", NULL, 200);
  do_call (fixture, NULL, "GET", "/categories/{code}", "dragon", NULL, 404);
  do_call (fixture, NULL, "GET", "/divisions?within=130102&level=community", NULL, NULL, 200);
  do_call (fixture, fixture->clerk, "POST", "/labels", NULL, "{\"count\":2}", 201);
}

static void
use_items (Fixture *fixture)
{
  const char *clerk = fixture->clerk;
  const char *resident = fixture->resident;
  g_autofree char *id = NULL;
  g_autofree char *want =
      call_for (fixture, resident, "POST", "/wants", NULL, "{\"text\":\"沙发\"}", 201, "id");
  g_autofree char *reservation = NULL;

  do_call (fixture, NULL, "POST", "/items", NULL, SOFA, 401);
  do_call (fixture, resident, "POST", "/items", NULL, SOFA, 403);
  do_call (fixture, clerk, "POST", "/items", NULL, "{}", 400);
  id = call_for (fixture, clerk, "POST", "/items", NULL, SOFA, 201, "id");
  do_call (fixture, clerk, "POST", "/items/{id}/publish", id, NULL, 409);
  do_call (fixture, clerk, "PATCH", "/items/{id}", id, "{\"note\":\"张先生送来\"}", 200);
  do_call (fixture, clerk, "PATCH", "/items/{id}", id, "{\"note\":\"?\"}", 412);
  upload_photo (fixture, id);
  do_call (fixture, NULL, "GET", "/items/{id}", id, NULL, 404);
  do_call (fixture, clerk, "POST", "/items/{id}/publish", id, NULL, 200);
  do_call (fixture, NULL, "GET", "/items/{id}", id, NULL, 200);
  do_call (fixture, clerk, "GET", "/items/{id}", id, NULL, 200);
  do_call (fixture, NULL, "GET", "/items?category=furniture&sort=price_asc", NULL, NULL, 200);
  do_call (fixture, NULL, "GET", "/items?q=HMA", NULL, NULL, 200);
  do_call (fixture, NULL, "GET", "/items?colour=red", NULL, NULL, 400);

  reservation =
      call_for (fixture, resident, "POST", "/items/{id}/reservations", id, NULL, 201, "id");
  do_call (fixture, clerk, "GET", "/reservations?state=active", NULL, NULL, 200);
  do_call (fixture, resident, "GET", "/reservations", NULL, NULL, 200);
  do_call (fixture, clerk, "GET", "/reservations/{id}", reservation, NULL, 200);
  do_call (fixture, clerk, "POST", "/reservations/{id}/contact", reservation, NULL, 200);
  do_call (fixture, resident, "POST", "/reservations/{id}/extend", reservation, NULL, 200);
  do_call (fixture, resident, "POST", "/reservations/{id}/cancel", reservation, NULL, 200);

  do_call (fixture, clerk, "POST", "/items/{id}/hand-over", id, NULL, 200);
  do_call (fixture, clerk, "POST", "/items/{id}/sale", id, "{\"payment\":\"wechat\"}", 200);
  do_call (fixture, clerk, "POST", "/items/{id}/take-back", id, NULL, 200);
  do_call (fixture, clerk, "POST", "/items/{id}/publish", id, NULL, 200);
  do_call (fixture, clerk, "POST", "/items/{id}/withdraw", id, NULL, 200);
  do_call (fixture, clerk, "POST", "/items/{id}/lose", id, NULL, 200);
  do_call (fixture, clerk, "POST", "/items/{id}/receive", id, NULL, 200);
  do_call (fixture, clerk, "POST", "/items/{id}/return", id, NULL, 200);
  do_call (fixture, clerk, "GET", "/items/{id}/history", id, NULL, 200);
  do_call (fixture, resident, "GET", "/wants", NULL, NULL, 200);
  do_call (fixture, clerk, "GET", "/wants?category=sofa", NULL, NULL, 200);
  do_call (fixture, resident, "POST", "/wants/{id}/close", want, NULL, 200);
  do_call (fixture, clerk, "GET", "/changes?after=0", NULL, NULL, 200);
  do_call (fixture, clerk, "GET", "/journal/heads", NULL, NULL, 200);
}

static void
use_notices (Fixture *fixture)
{
  g_autoptr (JsonNode) list = call (fixture, fixture->resident, "GET", "/notices", NULL, NULL, 200);
  g_autofree char *notice = get_first_id (list);

  do_call (fixture, fixture->resident, "POST", "/notices/{id}/read", notice, NULL, 204);
  do_call (fixture, fixture->resident, "POST", "/notices/read-all", NULL, NULL, 204);
}

/* Returns: an invitation of the manager's shop. */
static JsonNode *
invite (Fixture *fixture, const char *body)
{
  return call (fixture,
               fixture->manager,
               "POST",
               "/organisations/{id}/invitations",
               fixture->shop,
               body,
               201);
}

static void
use_organisations (Fixture *fixture)
{
  const char *root = fixture->root;
  g_autofree char *other = call_for (fixture,
                                     root,
                                     "POST",
                                     "/organisations",
                                     NULL,
                                     "{\"kind\":\"shop\",\"name\":\"旧时光\","
                                     "\"label_prefix\":\"JSG\",\"division\":\"130104001001\"}",
                                     201,
                                     "id");

  do_call (fixture, NULL, "GET", "/organisations", NULL, NULL, 200);
  do_call (fixture, NULL, "GET", "/organisations/{id}", other, NULL, 200);
  do_call (
      fixture, root, "PATCH", "/organisations/{id}", other, "{\"address\":\"中山路 1 号\"}", 200);
}

static void
use_members (Fixture *fixture)
{
  const char *manager = fixture->manager;
  g_autoptr (JsonNode) colleague = invite (fixture, "{\"role\":\"clerk\"}");
  g_autoptr (JsonNode) neighbour = invite (fixture, "{}");
  g_autofree char *code = get_member (colleague, "code");
  g_autofree char *join = g_strdup_printf ("{\"code\":\"%s\"}", code);
  g_autofree char *invitation = get_member (neighbour, "id");
  g_autoptr (JsonNode) members = NULL;
  g_autofree char *membership = NULL;

  do_call (fixture, manager, "GET", "/invitations/roles", NULL, NULL, 200);
  do_call (fixture, manager, "GET", "/invitations", NULL, NULL, 200);
  do_call (fixture, fixture->resident, "POST", "/memberships", NULL, join, 201);
  do_call (fixture, manager, "DELETE", "/invitations/{id}", invitation, NULL, 204);
  members = call (fixture, manager, "GET", "/members", NULL, NULL, 200);
  membership = get_first_id (members);
  do_call (fixture, manager, "PATCH", "/memberships/{id}", membership, "{\"active\":true}", 200);
}

#define COMPUTER "\"device\":\"0123456789abcdef0123456789abcdef0123456789ab\""

static void
use_pin (Fixture *fixture, const char *token)
{
  g_autoptr (JsonNode) account = call (fixture, token, "GET", "/account", NULL, NULL, 200);
  g_autofree char *id = get_member (account, "id");
  g_autofree char *body =
      g_strdup_printf ("{" COMPUTER ",\"account\":\"%s\",\"pin\":\"482913\"}", id);

  do_call (fixture, token, "POST", "/pin", NULL, "{" COMPUTER ",\"pin\":\"482913\"}", 201);
  do_call (fixture, NULL, "POST", "/sessions/pin", NULL, body, 201);
  do_call (fixture, token, "POST", "/pin/forget", NULL, "{" COMPUTER "}", 204);
}

static void
use_administration (Fixture *fixture)
{
  g_autofree char *root = service_sign_in (&fixture->service, SERVICE_ADMINISTRATOR);
  g_autoptr (JsonNode) sessions = call (fixture, root, "GET", "/members/sessions", NULL, NULL, 200);
  g_autofree char *session = get_first_id (sessions);

  do_call (fixture, root, "GET", "/health?period=day", NULL, NULL, 200);
  do_call (fixture, root, "GET", "/rules", NULL, NULL, 200);
  do_call (fixture, root, "GET", "/rules/{name}", "grades", NULL, 200);
  do_call (fixture, root, "GET", "/organisations/supervised?kind=shop", NULL, NULL, 200);
  do_call (fixture, root, "GET", "/organisations/{id}/members", fixture->shop, NULL, 200);
  use_pin (fixture, root);
  do_call (fixture, root, "DELETE", "/sessions", NULL, NULL, 204);
  do_call (fixture, root, "DELETE", "/members/sessions/{id}", session, NULL, 204);
}

/* What is done beside: looks until @state is reached, which takes as many requests. */
static void
wait_for_import (Fixture *fixture, const char *id, const char *state)
{
  g_autofree char *now = NULL;

  while (g_strcmp0 (now, state) != 0) {
    g_free (now);
    now = call_for (fixture, fixture->clerk, "GET", "/imports/{id}", id, NULL, 200, "state");
  }
}

static void
use_spreadsheets (Fixture *fixture)
{
  static const char table[] = "标题,类别,方式\n椅子,chair,转送\n桌子,没有这一类,转送\n";
  const char *clerk = fixture->clerk;
  g_autofree char *id =
      call_for (fixture, clerk, "POST", "/imports?name=a.csv", NULL, table, 201, "id");
  g_autofree char *second = call_for (fixture, clerk, "POST", "/imports", NULL, table, 201, "id");
  g_autofree char *made = NULL;

  do_call (fixture, clerk, "POST", "/imports/{id}/cancel", second, NULL, 200);
  wait_for_import (fixture, id, "ready");
  do_call (fixture, clerk, "GET", "/imports/{id}/rows?limit=10", id, NULL, 200);
  do_call (fixture, clerk, "POST", "/imports/{id}/start", id, NULL, 200);
  wait_for_import (fixture, id, "finished");
  do_call (fixture, clerk, "GET", "/imports/{id}/report", id, NULL, 200);
  do_call (fixture, clerk, "GET", "/imports", NULL, NULL, 200);
  made = call_for (fixture,
                   clerk,
                   "POST",
                   "/items/exports?offer=draft",
                   NULL,
                   "{\"format\":\"csv\"}",
                   201,
                   "id");
  do_call (fixture, clerk, "GET", "/exports/{id}", made, NULL, 200);
}

static void
use_accounts (Fixture *fixture)
{
  g_autoptr (JsonNode) account =
      call (fixture, fixture->resident, "GET", "/account", NULL, NULL, 200);
  g_autofree char *person = get_member (account, "person");
  g_autoptr (JsonNode) invited = invite (fixture, "{}");
  g_autofree char *code = get_member (invited, "code");
  g_autofree char *join = g_strdup_printf (
      "{\"code\":\"%s\",\"nickname\":\"小王\",\"phone\":\"13900001234\",\"password\":\"%s\","
      "\"consent\":1,\"of_age\":true}",
      code,
      SERVICE_PASSWORD);
  g_autofree char *sign_in =
      g_strdup_printf ("{\"username\":\"13900001234\",\"password\":\"%s\"}", SERVICE_PASSWORD);
  g_autofree char *passwords = g_strdup_printf (
      "{\"old_password\":\"%s\",\"new_password\":\"battery staple\"}", SERVICE_PASSWORD);
  g_autofree char *token = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  g_autoptr (JsonNode) sessions = NULL;
  g_autofree char *session = NULL;

  do_call (fixture, fixture->manager, "GET", "/people/{id}", person, NULL, 200);
  do_call (fixture, NULL, "POST", "/accounts", NULL, join, 201);
  token = call_for (fixture, NULL, "POST", "/sessions", NULL, sign_in, 201, "token");
  second = call_for (fixture, NULL, "POST", "/sessions", NULL, sign_in, 201, "token");
  do_call (fixture, token, "POST", "/sessions/current", NULL, NULL, 204);
  do_call (fixture, NULL, "GET", "/consents/texts", NULL, NULL, 200);
  do_call (fixture, token, "GET", "/account/consents", NULL, NULL, 200);
  do_call (fixture, token, "POST", "/account/consents/withdraw", NULL, NULL, 204);
  do_call (fixture,
           token,
           "POST",
           "/account/consents",
           NULL,
           "{\"text_version\":1,\"of_age\":true}",
           201);
  sessions = call (fixture, second, "GET", "/sessions", NULL, NULL, 200);
  session = get_first_id (sessions);
  do_call (fixture, token, "DELETE", "/sessions/{id}", session, NULL, 204);
  third = call_for (fixture, NULL, "POST", "/sessions", NULL, sign_in, 201, "token");
  do_call (fixture, third, "POST", "/password", NULL, passwords, 204);
  do_call (fixture, third, "DELETE", "/sessions/current", NULL, NULL, 204);
  do_call (fixture, third, "GET", "/account", NULL, NULL, 401);
}

static void
use_moderation (Fixture *fixture)
{
  static const char book[] =
      "{\"category\":\"textbook\",\"title\":\"语文\",\"mode\":\"sell\",\"price_fen\":500,"
      "\"grade\":\"B90\",\"attributes\":{\"school_stage\":\"primary\","
      "\"subject\":\"chinese\",\"school_grade\":\"grade_1\",\"school_term\":\"first\","
      "\"textbook_edition\":\"renjiao\",\"publication_year\":2024}}";
  static const char report[] = "{\"reason\":\"fraud\"}";
  static const char hide[] = "{\"reason\":\"fraud\",\"text\":\"请更正\"}";
  const char *root = fixture->root;
  g_autofree char *item =
      call_for (fixture, fixture->clerk, "POST", "/items", NULL, book, 201, "id");
  g_autofree char *want = call_for (
      fixture, fixture->resident, "POST", "/wants", NULL, "{\"text\":\"书架\"}", 201, "id");
  g_autofree char *of_item = NULL;
  g_autofree char *of_want = NULL;
  g_autofree char *reported = NULL;
  g_autoptr (JsonNode) reports = NULL;

  do_call (fixture, fixture->clerk, "POST", "/items/{id}/publish", item, NULL, 200);
  do_call (fixture, NULL, "GET", "/moderation/reasons", NULL, NULL, 200);
  do_call (fixture, NULL, "POST", "/items/{id}/reports", item, report, 201);
  do_call (fixture, fixture->resident, "POST", "/wants/{id}/reports", want, report, 201);
  reports = call (fixture, root, "GET", "/moderation/reports", NULL, NULL, 200);
  reported = get_first_id (reports);
  do_call (fixture, root, "GET", "/moderation/reports/{id}", reported, NULL, 200);
  do_call (fixture,
           root,
           "POST",
           "/moderation/reports/{id}/dismiss",
           reported,
           "{\"answer\":\"无误\"}",
           200);
  of_item = call_for (fixture, root, "POST", "/items/{id}/hide", item, hide, 201, "id");
  of_want = call_for (fixture, root, "POST", "/wants/{id}/hide", want, hide, 201, "id");
  do_call (fixture, NULL, "GET", "/items/{id}", item, NULL, 451);
  do_call (fixture, root, "GET", "/moderation/hidings", NULL, NULL, 200);
  do_call (fixture, root, "GET", "/moderation/hidings/{id}", of_item, NULL, 200);
  do_call (fixture,
           fixture->manager,
           "POST",
           "/moderation/hidings/{id}/appeal",
           of_item,
           "{\"text\":\"已更正\"}",
           200);
  do_call (fixture,
           root,
           "POST",
           "/moderation/hidings/{id}/decision",
           of_want,
           "{\"outcome\":\"lift\",\"text\":\"已更正\"}",
           200);
  do_call (fixture, root, "GET", "/moderation/log", NULL, NULL, 200);
  do_call (fixture, root, "GET", "/moderation/log.csv", NULL, NULL, 200);
}

static void
use_keeping (Fixture *fixture)
{
  const char *root = fixture->root;
  g_autofree char *hold_order = g_strdup_printf (
      "{\"subject_kind\":\"organisation\",\"subject\":\"%s\",\"reason\":\"来函\"}", fixture->shop);
  g_autofree char *hold = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  do_call (fixture, root, "GET", "/retention?limit=100", NULL, NULL, 200);
  hold = call_for (fixture, root, "POST", "/holds", NULL, hold_order, 201, "id");
  do_call (fixture, root, "GET", "/holds", NULL, NULL, 200);
  do_call (fixture, root, "POST", "/holds/{id}/release", hold, "{\"reason\":\"已结\"}", 200);
  first = call_for (fixture, root, "POST", "/purges", NULL, NULL, 201, "id");
  do_call (fixture, root, "POST", "/purges/{id}/cancel", first, NULL, 200);
  second = call_for (fixture, root, "POST", "/purges", NULL, NULL, 201, "id");
  do_call (fixture, root, "POST", "/purges/{id}/begin", second, NULL, 200);
  do_call (fixture, root, "GET", "/purges", NULL, NULL, 200);
}

/* What a person may ask about their own data, and an administrator for them. */
static void
be_a_person (Fixture *fixture)
{
  g_autofree char *root = service_sign_in (&fixture->service, SERVICE_ADMINISTRATOR);
  static const char sign_in[] = "{\"username\":\"13900001234\",\"password\":\"battery staple\"}";
  g_autofree char *token =
      call_for (fixture, NULL, "POST", "/sessions", NULL, sign_in, 201, "token");
  g_autoptr (JsonNode) account = call (fixture, token, "GET", "/account", NULL, NULL, 200);
  g_autofree char *person = get_member (account, "person");

  do_call (fixture, root, "POST", "/people/find", NULL, "{\"who\":\"13900001234\"}", 200);
  do_call (fixture, root, "POST", "/people/{id}/export", person, "{\"reason\":\"request\"}", 200);
  do_call (fixture,
           root,
           "POST",
           "/people/{id}/export",
           person,
           "{\"reason\":\"authority\",\"format\":\"html\"}",
           200);
  do_call (fixture, token, "GET", "/account/looks", NULL, NULL, 200);
  do_call (fixture, token, "GET", "/account/export", NULL, NULL, 200);
  do_call (
      fixture, token, "POST", "/account/erasure", NULL, "{\"password\":\"battery staple\"}", 204);
  do_call (fixture, root, "POST", "/people/{id}/erasure", person, "{\"reason\":\"request\"}", 204);
}

/* tests/support/check-openapi.py: the description is one, answers are as it says, and every
 * operation was seen to succeed. */
static void
check (Fixture *fixture)
{
  g_autoptr (ServiceAnswer) description =
      service_get (&fixture->service, "/api/v1/openapi.json", NULL);
  g_autofree char *document = g_build_filename (fixture->service.data_dir, "openapi.json", NULL);
  g_autofree char *exchanges = g_build_filename (fixture->service.data_dir, "exchanges", NULL);
  g_autofree char *script = g_build_filename (
      g_getenv ("JIELI_TEST_FIXTURES"), "..", "support", "check-openapi.py", NULL);
  const char *argv[] = { "python3", script, document, exchanges, NULL };
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (document, description->text, -1, NULL));
  g_assert_true (g_file_set_contents (exchanges, fixture->exchanges->str, -1, NULL));
  g_spawn_sync (
      NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, &errors, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (errors, ==, "");
  g_assert_cmpstr (output, ==, "");
}

static void
test_all (Fixture *fixture, gconstpointer data)
{
  use_catalogue (fixture);
  use_items (fixture);
  use_notices (fixture);
  use_organisations (fixture);
  use_members (fixture);
  use_accounts (fixture);
  use_spreadsheets (fixture);
  use_moderation (fixture);
  use_keeping (fixture);
  use_administration (fixture);
  be_a_person (fixture);
  check (fixture);
}

/* With the catalogue that the build made: a title and a detail that people read. */
static void
test_language (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *language;
    const char *title;
    const char *detail;
  } cases[] = {
    { "en", "Please sign in", "Username or password is wrong" },
    { "zh-CN,zh;q=0.9,en;q=0.5", "请先登录", "用户名或密码不对" },
  };
  static const char body[] = "{\"username\":\"nobody\",\"password\":\"not this one\"}";

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *uri =
        g_strdup_printf ("http://127.0.0.1:%u/api/v1/sessions", fixture->service.port);
    g_autoptr (SoupMessage) message = soup_message_new ("POST", uri);
    g_autoptr (GBytes) bytes = g_bytes_new_static (body, strlen (body));
    g_autoptr (GBytes) answer = NULL;
    g_autoptr (JsonNode) problem = NULL;
    g_autofree char *title = NULL;
    g_autofree char *detail = NULL;
    g_autofree char *text = NULL;

    soup_message_set_request_body_from_bytes (message, "application/json", bytes);
    soup_message_headers_append (
        soup_message_get_request_headers (message), "Accept-Language", cases[i].language);
    answer = soup_session_send_and_read (fixture->service.session, message, NULL, NULL);
    g_assert_nonnull (answer);
    text = g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
    problem = json_from_string (text, NULL);
    title = get_member (problem, "title");
    detail = get_member (problem, "detail");
    g_assert_cmpstr (title, ==, cases[i].title);
    g_assert_cmpstr (detail, ==, cases[i].detail);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/integration/api/all", Fixture, NULL, setup, test_all, teardown);
  g_test_add ("/integration/api/language", Fixture, NULL, setup, test_language, teardown);
  return g_test_run ();
}
