// SPDX-License-Identifier: GPL-3.0-or-later
#include "http-fixture.h"
#include "jl-error.h"
#include "jl-id.h"

#include <string.h>

/* Exchanges by hand: no sockets, no libsoup. */

typedef struct {
  HttpFixture http;
  JlRouter *router;
  JlExchangeContext context;
  gint64 public_box;
  gint64 own_box;
  char public_id[JL_ID_TEXT_SIZE];
  char own_id[JL_ID_TEXT_SIZE];
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  http_fixture_setup (&fixture->http, NULL);
  fixture->public_box = http_fixture_make_box (
      &fixture->http, "{\"title\":\"三人位沙发\",\"note\":\"for us\",\"open\":true}");
  fixture->own_box = http_fixture_make_box (&fixture->http, "{\"title\":\"draft\",\"open\":false}");
  jl_id_to_text (fixture->public_box, fixture->public_id);
  jl_id_to_text (fixture->own_box, fixture->own_id);
  fixture->router = jl_router_new (http_capabilities, &error);
  g_assert_no_error (error);
  fixture->context = (JlExchangeContext){ .config = &fixture->http.config,
                                          .router = fixture->router,
                                          .connection = fixture->http.reader,
                                          .origin = jl_origin_from_url ("https://jieli.example/") };
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->context.origin);
  jl_router_free (fixture->router);
  http_fixture_teardown (&fixture->http, NULL);
}

/* Header fields, one a line: "Name: value\n". */
static const char *
get_header (gpointer message, const char *name)
{
  static char value[4096];
  const char *p = message;
  gsize length = strlen (name);

  while (p != NULL && *p != '\0') {
    const char *end = strchrnul (p, '\n');

    if (strncmp (p, name, length) == 0 && p[length] == ':') {
      g_strlcpy (value, p + length + 2, MIN (sizeof value, (gsize)(end - p) - length - 1));
      return g_intern_string (value);
    }
    p = *end != '\0' ? end + 1 : end;
  }
  return NULL;
}

/* Does what jl-server-message.c does with a request. */
static JlExchange *
run (
    Fixture *fixture, const char *method, const char *target, const char *headers, const char *body)
{
  const char *question = strchr (target, '?');
  g_autofree char *path =
      question != NULL ? g_strndup (target, (gsize)(question - target)) : g_strdup (target);
  const JlIncoming incoming = { .method = method,
                                .path = path,
                                .query = question != NULL ? question + 1 : NULL,
                                .address = "192.0.2.1",
                                .get_header = get_header,
                                .message = (gpointer)headers };
  JlExchange *exchange = jl_exchange_new (&fixture->context, &incoming);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (body, body != NULL ? strlen (body) : 0);

  if (jl_exchange_open (exchange, &error)) {
    if (jl_exchange_get_route (exchange)->read != NULL) {
      jl_exchange_read (exchange, &error);
      jl_connection_end_read (fixture->context.connection);
    } else if (jl_exchange_authenticate (exchange, &error) &&
               jl_exchange_take_json (exchange, bytes, &error)) {
      g_autoptr (GBytes) frame = jl_exchange_make_frame (exchange, NULL);
      JlReply *reply = NULL;

      g_assert_true (
          jl_writer_queue (fixture->http.writer, frame, http_keep_reply, &reply, &error));
      jl_writer_run_batch (fixture->http.writer);
      jl_exchange_take_reply (exchange, reply);
      jl_reply_free (reply);
    }
  }
  if (error != NULL)
    jl_exchange_take_error (exchange, error);
  return exchange;
}

static char *
dup_body (JlExchange *exchange)
{
  GBytes *body = jl_exchange_get_answer (exchange)->body;
  gsize size = 0;
  const char *text = body != NULL ? g_bytes_get_data (body, &size) : NULL;

  return g_strndup (text != NULL ? text : "", size);
}

/* A member of the body, "" if there is none. */
static char *
dup_member (JlExchange *exchange, const char *member)
{
  g_autofree char *body = dup_body (exchange);
  g_autoptr (JsonNode) node = jl_json_parse (body, -1, NULL);
  JsonObject *object;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return g_strdup ("");
  object = json_node_get_object (node);
  return g_strdup (json_object_has_member (object, member)
                       ? json_object_get_string_member_with_default (object, member, "")
                       : "");
}

#define BEARER(token) "Authorization: Bearer " token "\n"
#define JSON "Content-Type: application/json\n"
#define PUBLIC "{public}"
#define OWN "{own}"

typedef struct {
  const char *method;
  const char *target; /* {public} and {own} stand for the boxes' ids */
  const char *headers;
  const char *body;
  guint status;
  const char *code;  /* of a problem */
  const char *field; /* of a problem */
} Row;

static const Row rows[] = {
  /* who may see what */
  { "GET", "/api/v1/boxes/" PUBLIC, "", NULL, 200 },
  { "HEAD", "/api/v1/boxes/" PUBLIC, "", NULL, 200 },
  { "GET", "/api/v1/boxes/" OWN, "", NULL, 404, "not_found" },
  { "GET", "/api/v1/boxes/" OWN, BEARER (HTTP_STRANGER), NULL, 404, "not_found" },
  { "GET", "/api/v1/boxes/" OWN, BEARER (HTTP_CLERK), NULL, 200 },
  { "GET", "/api/v1/boxes/00000000000FM", "", NULL, 404, "not_found" },
  { "GET", "/api/v1/boxes/U", "", NULL, 400, "malformed", "id" },
  { "GET", "/api/v1/nowhere", "", NULL, 404, "not_found" },
  { "PUT", "/api/v1/boxes", "", NULL, 405, "method_not_allowed" },

  /* who asks */
  { "GET", "/api/v1/boxes", BEARER (HTTP_OVER), NULL, 401, "unauthenticated" },
  { "GET", "/api/v1/boxes", "Authorization: Basic YTpi\n", NULL, 401, "unauthenticated" },
  { "GET", "/api/v1/boxes", "Authorization: Bearer \n", NULL, 401, "unauthenticated" },
  { "GET", "/api/v1/reasons", "", NULL, 401, "unauthenticated" },
  { "GET", "/api/v1/reasons", BEARER (HTTP_RESIDENT), NULL, 403, "forbidden" },
  { "GET", "/api/v1/reasons", BEARER (HTTP_CLERK), NULL, 409, "not_publishable" },
  { "GET",
    "/api/v1/boxes",
    BEARER (HTTP_CLERK) "Jieli-Acting: 00000000000FM\n",
    NULL,
    200 }, /* 500 */
  { "GET",
    "/api/v1/boxes",
    BEARER (HTTP_CLERK) "Jieli-Acting: 00000000000FN\n",
    NULL,
    403,
    "forbidden" },
  { "GET",
    "/api/v1/boxes",
    BEARER (HTTP_CLERK) "Jieli-Acting: our shop\n",
    NULL,
    400,
    "malformed",
    "Jieli-Acting" },
  { "GET",
    "/api/v1/boxes",
    BEARER (HTTP_CLERK) "Jieli-Acting: \xff\n",
    NULL,
    400,
    "malformed",
    "Jieli-Acting" },
  { "POST", "/api/v1/boxes", JSON, "{\"title\":\"a\"}", 401, "unauthenticated" },
  { "POST", "/api/v1/boxes", JSON BEARER (HTTP_RESIDENT), "{\"title\":\"a\"}", 403, "forbidden" },

  /* pages */
  { "GET", "/api/v1/reasons", "Cookie: jieli_session=" HTTP_CLERK "\n", NULL, 409 },
  { "GET", "/api/v1/reasons", "Cookie: a=b; jieli_session=" HTTP_CLERK "; c=d\n", NULL, 409 },
  { "GET", "/api/v1/reasons", "Cookie: xjieli_session=" HTTP_CLERK "\n", NULL, 401 },
  { "GET", "/api/v1/boxes", "Cookie: jieli_session=" HTTP_OVER "\n", NULL, 200 },
  { "GET", "/api/v1/reasons", "Cookie: jieli_session=" HTTP_OVER "\n", NULL, 401 },
  { "POST",
    "/api/v1/boxes",
    JSON "Cookie: jieli_session=" HTTP_CLERK "\n",
    "{\"title\":\"a\"}",
    403,
    "forbidden" },
  { "POST",
    "/api/v1/boxes",
    JSON "Cookie: jieli_session=" HTTP_CLERK
         "\nOrigin: https://evil.example\nHost: jieli.example\n",
    "{\"title\":\"a\"}",
    403,
    "forbidden" },
  { "POST",
    "/api/v1/boxes",
    JSON "Cookie: jieli_session=" HTTP_CLERK
         "\nSec-Fetch-Site: cross-site\nOrigin: https://jieli.example\n",
    "{\"title\":\"a\"}",
    403,
    "forbidden" },
  { "POST",
    "/api/v1/boxes",
    JSON "Cookie: jieli_session=" HTTP_CLERK "\nOrigin: https://jieli.example\n",
    "{\"title\":\"a\"}",
    201 },
  { "POST",
    "/api/v1/boxes",
    JSON "Cookie: jieli_session=" HTTP_CLERK "\nSec-Fetch-Site: same-origin\n",
    "{\"title\":\"a\"}",
    201 },
  { "POST",
    "/api/v1/boxes",
    JSON "Cookie: jieli_session=" HTTP_CLERK
         "\nOrigin: http://10.0.0.5:8420\nHost: 10.0.0.5:8420\n",
    "{\"title\":\"a\"}",
    201 },
  { "POST",
    "/api/v1/boxes",
    JSON "Cookie: jieli_session=" HTTP_CLERK "\nOrigin: null\nHost: jieli.example\n",
    "{\"title\":\"a\"}",
    403,
    "forbidden" },
  { "POST",
    "/api/v1/boxes",
    JSON BEARER (HTTP_CLERK) "Origin: https://evil.example\n",
    "{\"title\":\"a\"}",
    201 },

  /* the query */
  { "GET", "/api/v1/boxes?shape=round&weight=5&limit=1", "", NULL, 200 },
  { "GET", "/api/v1/boxes?&&limit=100&", "", NULL, 200 },
  { "GET", "/api/v1/boxes?shape=%E6%B2%99", "", NULL, 200 },
  { "GET", "/api/v1/boxes?colour=red", "", NULL, 400, "invalid", "colour" },
  { "GET", "/api/v1/boxes?limit=0", "", NULL, 400, "invalid", "limit" },
  { "GET", "/api/v1/boxes?limit=101", "", NULL, 400, "invalid", "limit" },
  { "GET", "/api/v1/boxes?limit=-1", "", NULL, 400, "invalid", "limit" },
  { "GET", "/api/v1/boxes?limit=5x", "", NULL, 400, "invalid", "limit" },
  { "GET", "/api/v1/boxes?limit", "", NULL, 400, "invalid", "limit" },
  { "GET", "/api/v1/boxes?limit=5&limit=5", "", NULL, 400, "invalid", "limit" },
  { "GET", "/api/v1/boxes?weight=1&weight=1", "", NULL, 400, "invalid", "weight" },
  { "GET", "/api/v1/boxes?weight=1001", "", NULL, 400, "invalid", "weight" },
  { "GET", "/api/v1/boxes?weight=heavy", "", NULL, 400, "invalid", "weight" },
  { "GET", "/api/v1/boxes?shape=%FF", "", NULL, 400, "malformed", "shape" },
  { "GET", "/api/v1/boxes?shape=%00", "", NULL, 400, "malformed", "shape" },
  { "GET", "/api/v1/boxes?%FF=1", "", NULL, 400, "malformed" },
  { "GET", "/api/v1/boxes?cursor=AAAA", "", NULL, 400, "invalid", "cursor" },
  { "GET", "/api/v1/boxes/" PUBLIC "?limit=5", "", NULL, 400, "invalid", "limit" },
  { "GET", "/api/v1/boxes/" PUBLIC "?x=1", "", NULL, 400, "invalid", "x" },
  { "POST", "/api/v1/visits?x=1", "", NULL, 400, "invalid", "x" },

  /* the body */
  { "POST", "/api/v1/boxes", JSON BEARER (HTTP_CLERK), "{\"title\":\"沙发\"}", 201 },
  { "POST",
    "/api/v1/boxes",
    "Content-Type: application/json; charset=utf-8\n" BEARER (HTTP_CLERK),
    "{\"title\":\"沙发\"}",
    201 },
  { "POST", "/api/v1/boxes", JSON BEARER (HTTP_CLERK), NULL, 400, "malformed" },
  { "POST", "/api/v1/boxes", JSON BEARER (HTTP_CLERK), "{", 400, "malformed" },
  { "POST", "/api/v1/boxes", JSON BEARER (HTTP_CLERK), "[]", 400 },
  { "POST", "/api/v1/boxes", JSON BEARER (HTTP_CLERK), "{}", 400, "invalid", "title" },
  { "POST",
    "/api/v1/boxes",
    JSON BEARER (HTTP_CLERK),
    "{\"title\":\"a\",\"colour\":1}",
    400,
    "invalid",
    "colour" },
  { "POST",
    "/api/v1/boxes",
    JSON BEARER (HTTP_CLERK),
    "{\"title\":\"a\",\"title\":\"b\"}",
    400,
    "malformed" },
  { "POST",
    "/api/v1/boxes",
    JSON BEARER (HTTP_CLERK),
    "{\"title\":\"\\ud800\"}",
    400,
    "malformed" },
  { "POST", "/api/v1/boxes", JSON BEARER (HTTP_CLERK), "{\"title\":7}", 400, "invalid", "title" },
  { "POST", "/api/v1/boxes", BEARER (HTTP_CLERK), "{\"title\":\"a\"}", 415, "unsupported_media" },
  { "POST",
    "/api/v1/boxes",
    "Content-Type: text/plain\n" BEARER (HTTP_CLERK),
    "{\"title\":\"a\"}",
    415,
    "unsupported_media" },
  { "POST",
    "/api/v1/boxes",
    "Content-Type: application/jsonp\n" BEARER (HTTP_CLERK),
    "{\"title\":\"a\"}",
    415,
    "unsupported_media" },
  { "POST", "/api/v1/visits", "", NULL, 200 },
  { "POST", "/api/v1/visits", JSON, "{}", 400, "invalid" },

  /* versions and keys */
  { "PATCH",
    "/api/v1/boxes/" OWN,
    JSON BEARER (HTTP_CLERK),
    "{\"title\":\"b\"}",
    428,
    "version_required",
    "If-Match" },
  { "PATCH",
    "/api/v1/boxes/" OWN,
    JSON BEARER (HTTP_CLERK) "If-Match: *\n",
    "{\"title\":\"b\"}",
    400,
    "invalid",
    "If-Match" },
  { "PATCH",
    "/api/v1/boxes/" OWN,
    JSON BEARER (HTTP_CLERK) "If-Match: \"9.own\"\n",
    "{\"title\":\"b\"}",
    412,
    "version_conflict" },
  { "PATCH",
    "/api/v1/boxes/" OWN,
    JSON BEARER (HTTP_STRANGER) "If-Match: \"1.own\"\n",
    "{\"title\":\"b\"}",
    404,
    "not_found" },
  { "PATCH",
    "/api/v1/boxes/" OWN,
    JSON BEARER (HTTP_CLERK) "If-Match: W/\"1.own\"\n",
    "{\"title\":\"b\"}",
    200 },
  { "PATCH",
    "/api/v1/boxes/" OWN,
    JSON BEARER (HTTP_CLERK) "If-Match: \"1.own\"\n",
    "{\"title\":\"b\"}",
    412,
    "version_conflict" },
  { "POST",
    "/api/v1/boxes",
    JSON BEARER (HTTP_CLERK) "Idempotency-Key: two words\n",
    "{\"title\":\"a\"}",
    400,
    "invalid",
    "Idempotency-Key" },
  { "POST",
    "/api/v1/boxes",
    JSON BEARER (HTTP_CLERK) "Idempotency-Key: \n",
    "{\"title\":\"a\"}",
    400,
    "invalid",
    "Idempotency-Key" },
  { "DELETE", "/api/v1/boxes/" OWN, BEARER (HTTP_CLERK), NULL, 204 },
  { "DELETE", "/api/v1/boxes/" OWN, BEARER (HTTP_CLERK), NULL, 404, "not_found" },
};

static char *
replace_all (const char *text, const char *what, const char *with)
{
  g_auto (GStrv) parts = g_strsplit (text, what, -1);

  return g_strjoinv (with, parts);
}

static void
test_table (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    const Row *row = &rows[i];
    g_autofree char *half = replace_all (row->target, PUBLIC, fixture->public_id);
    g_autofree char *target = replace_all (half, OWN, fixture->own_id);
    g_autoptr (JlExchange) exchange = run (fixture, row->method, target, row->headers, row->body);
    JlAnswer *answer = jl_exchange_get_answer (exchange);
    g_autofree char *body = dup_body (exchange);
    g_autofree char *code = dup_member (exchange, "code");
    g_autofree char *field = dup_member (exchange, "field");

    g_test_message ("%u %s %s: %s", i, row->method, row->target, body);
    g_assert_cmpuint (answer->status, ==, row->status);
    if (row->code != NULL)
      g_assert_cmpstr (code, ==, row->code);
    if (row->field != NULL)
      g_assert_cmpstr (field, ==, row->field);
    if (row->status >= 400) {
      g_assert_cmpstr (answer->content_type, ==, "application/problem+json");
      g_assert_cmpint (answer->caching, ==, JL_CACHING_NONE);
      g_assert_null (answer->etag);
    }
    g_assert_cmpint (answer->challenge, ==, row->status == 401);
    g_assert_true (answer->varies);
  }
}

/* Which of the answers may be kept, and by whom. */
static void
test_caching (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *target;
    const char *headers;
    JlCaching caching;
    const char *etag;
  } cases[] = {
    { "/api/v1/boxes/" PUBLIC, "", JL_CACHING_SHARED, "\"1.public\"" },
    { "/api/v1/boxes/" PUBLIC, BEARER (HTTP_STRANGER), JL_CACHING_OWN, "\"1.public\"" },
    { "/api/v1/boxes/" PUBLIC, BEARER (HTTP_CLERK), JL_CACHING_NONE, "\"1.own\"" },
    { "/api/v1/boxes", "", JL_CACHING_SHARED, NULL },
    { "/api/v1/boxes", BEARER (HTTP_RESIDENT), JL_CACHING_NONE, NULL },
    { "/api/v1/labels/A1", "", JL_CACHING_SHARED, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *target = replace_all (cases[i].target, PUBLIC, fixture->public_id);
    g_autoptr (JlExchange) exchange = run (fixture, "GET", target, cases[i].headers, NULL);
    JlAnswer *answer = jl_exchange_get_answer (exchange);

    g_test_message ("%s %s", cases[i].target, cases[i].headers);
    g_assert_cmpuint (answer->status, ==, 200);
    g_assert_cmpint (answer->caching, ==, cases[i].caching);
    g_assert_cmpstr (answer->etag, ==, cases[i].etag);
  }
}

static void
test_not_modified (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *headers;
    guint status;
  } cases[] = {
    { "If-None-Match: \"1.public\"\n", 304 },
    { "If-None-Match: W/\"1.public\", \"0.public\"\n", 304 },
    { "If-None-Match: \"1.own\"\n", 200 }, /* another view of the same version */
    { "If-None-Match: \"2.public\"\n", 200 },
    { "If-None-Match: *\n", 200 },
    { BEARER (HTTP_CLERK) "If-None-Match: \"1.own\"\n", 304 },
    { BEARER (HTTP_CLERK) "If-None-Match: \"1.public\"\n", 200 },
  };
  g_autofree char *target = g_strconcat ("/api/v1/boxes/", fixture->public_id, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JlExchange) exchange = run (fixture, "GET", target, cases[i].headers, NULL);
    JlAnswer *answer = jl_exchange_get_answer (exchange);

    g_test_message ("%s", cases[i].headers);
    g_assert_cmpuint (answer->status, ==, cases[i].status);
    g_assert_cmpint (answer->body == NULL, ==, cases[i].status == 304);
    g_assert_nonnull (answer->etag);
  }
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) target = g_string_new ("/api/v1/boxes?limit=2");
  guint n = 0;

  for (guint i = 0; i < 5; i++)
    http_fixture_make_box (&fixture->http, "{\"title\":\"one more\",\"open\":true}");
  for (;;) {
    g_autoptr (JlExchange) exchange = run (fixture, "GET", target->str, "", NULL);
    g_autofree char *body = dup_body (exchange);
    g_autoptr (JsonNode) node = jl_json_parse (body, -1, NULL);
    JsonObject *page = json_node_get_object (node);

    g_assert_cmpuint (jl_exchange_get_answer (exchange)->status, ==, 200);
    n += json_array_get_length (json_object_get_array_member (page, "items"));
    if (json_object_get_null_member (page, "next"))
      break;
    g_string_printf (
        target, "/api/v1/boxes?limit=2&cursor=%s", json_object_get_string_member (page, "next"));
  }
  g_assert_cmpuint (n, ==, 6);
}

static void
test_idempotency (Fixture *fixture, gconstpointer data)
{
  static const char headers[] = JSON BEARER (HTTP_CLERK) "Idempotency-Key: k-1\n";
  g_autoptr (JlExchange) first =
      run (fixture, "POST", "/api/v1/boxes", headers, "{\"title\":\"a\"}");
  g_autoptr (JlExchange) again =
      run (fixture, "POST", "/api/v1/boxes", headers, "{\"title\":\"a\"}");
  g_autoptr (JlExchange) other =
      run (fixture, "POST", "/api/v1/boxes", headers, "{\"title\":\"b\"}");
  g_autoptr (JlExchange) path = run (fixture, "POST", "/api/v1/visits", headers, NULL);
  g_autoptr (JlExchange) none =
      run (fixture, "POST", "/api/v1/boxes", JSON BEARER (HTTP_CLERK), "{\"title\":\"a\"}");
  g_autofree char *first_body = dup_body (first);
  g_autofree char *again_body = dup_body (again);
  g_autofree char *code = dup_member (other, "code");

  g_assert_cmpuint (jl_exchange_get_answer (first)->status, ==, 201);
  g_assert_cmpuint (jl_exchange_get_answer (again)->status, ==, 201);
  g_assert_cmpstr (first_body, ==, again_body);
  g_assert_cmpstr (jl_exchange_get_answer (again)->idempotency_key, ==, "k-1");
  g_assert_cmpstr (jl_exchange_get_answer (again)->etag, ==, "\"1.own\"");
  g_assert_cmpuint (jl_exchange_get_answer (other)->status, ==, 409);
  g_assert_cmpstr (code, ==, "idempotency_conflict");
  /* An operational command is not remembered. */
  g_assert_cmpuint (jl_exchange_get_answer (path)->status, ==, 200);
  g_assert_cmpuint (strlen (jl_exchange_get_answer (none)->idempotency_key), ==, 36);
}

static void
test_session_cookie (Fixture *fixture, gconstpointer data)
{
  static const char body[] = "{\"username\":\"li\"}";
  g_autoptr (JlExchange) program = run (fixture, "POST", "/api/v1/sessions", JSON, body);
  g_autoptr (JlExchange) page =
      run (fixture, "POST", "/api/v1/sessions", JSON "Jieli-Session: cookie\n", body);
  g_autoptr (JlExchange) leave =
      run (fixture, "DELETE", "/api/v1/sessions/current", BEARER (HTTP_RESIDENT), NULL);
  g_autoptr (JlExchange) over =
      run (fixture, "GET", "/api/v1/boxes", "Cookie: jieli_session=" HTTP_OVER "\n", NULL);
  g_autofree char *token = dup_member (program, "token");
  g_autofree char *no_token = dup_member (page, "token");
  g_autofree char *name = dup_member (page, "name");

  g_assert_cmpstr (token, ==, HTTP_RESIDENT);
  g_assert_null (jl_exchange_get_answer (program)->set_cookie);
  g_assert_cmpstr (no_token, ==, "");
  g_assert_cmpstr (name, ==, "小李");
  g_assert_cmpstr (jl_exchange_get_answer (page)->set_cookie,
                   ==,
                   "jieli_session=" HTTP_RESIDENT
                   "; Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict; Secure");
  g_assert_cmpuint (jl_exchange_get_answer (leave)->status, ==, 204);
  g_assert_cmpstr (jl_exchange_get_answer (leave)->set_cookie,
                   ==,
                   "jieli_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure");
  g_assert_nonnull (strstr (jl_exchange_get_answer (over)->set_cookie, "Max-Age=0"));
}

static void
test_problem (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlExchange) reasons =
      run (fixture, "GET", "/api/v1/reasons", BEARER (HTTP_CLERK), NULL);
  g_autofree char *reasons_body = dup_body (reasons);
  g_autoptr (JlExchange) broken = NULL;
  g_autofree char *broken_body = NULL;

  g_assert_cmpstr (
      reasons_body,
      ==,
      "{\"type\":\"urn:jieli:problem:not_publishable\",\"title\":\"This cannot be published "
      "yet\",\"status\":409,\"code\":\"not_publishable\",\"detail\":\"not yet\",\"reasons\":["
      "{\"code\":\"photo_missing\",\"field\":\"photos\",\"detail\":\"a photo is missing\"},"
      "{\"code\":\"grade_missing\",\"detail\":\"a \\\"grade\\\" is missing\"}]}");

  g_test_expect_message ("jieli", G_LOG_LEVEL_WARNING, "internal: secret of the house");
  broken = run (fixture, "GET", "/api/v1/broken", "", NULL);
  g_test_assert_expected_messages ();
  broken_body = dup_body (broken);
  g_assert_cmpuint (jl_exchange_get_answer (broken)->status, ==, 500);
  g_assert_null (strstr (broken_body, "secret"));
}

#define ADD(name, func) g_test_add ("/http/exchange/" name, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("table", test_table);
  ADD ("caching", test_caching);
  ADD ("not-modified", test_not_modified);
  ADD ("pages", test_pages);
  ADD ("idempotency", test_idempotency);
  ADD ("session-cookie", test_session_cookie);
  ADD ("problem", test_problem);
  return g_test_run ();
}
