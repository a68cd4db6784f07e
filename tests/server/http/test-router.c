// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-id.h"
#include "jl-router.h"

static JlResponse *
read_nothing (JlRequest *request, GError **error)
{
  return jl_response_new_not_modified ();
}

#define READ(path_)                                                                                \
  {                                                                                                \
    .method = "GET", .path = (path_), .read = read_nothing                                         \
  }

static const JlCommand command = { .name = "test" };
static const JlRoute one_routes[] = {
  READ ("/items"),
  { .method = "POST", .path = "/items", .command = &command },
  READ ("/items/{id}"),
  { .method = "PATCH", .path = "/items/{id}", .command = &command },
  READ ("/items/mine"),
  READ ("/items/{id}/photos/{photo_id}"),
  READ ("/wipe-certificates/{trace_code}"),
  READ ("/wipe-certificates/{trace_code}.pdf"),
  { .method = NULL },
};
static const JlRoute two_routes[] = { READ ("/.well-known/jwks.json"), { .method = NULL } };
static const JlCapability one = { .name = "one", .routes = one_routes };
static const JlCapability two = { .name = "two", .routes = two_routes };
static const JlCapability without = { .name = "without" };
static const JlCapability *const capabilities[] = { &one, &without, &two, NULL };

#define ID_TEXT "00000000000FM"
#define OTHER_ID "00000000000Z1"

static const struct {
  const char *method;
  const char *path;
  const char *template; /* NULL: refused with code */
  JlErrorCode code;
  const char *first; /* parameter */
  const char *second;
} rows[] = {
  { "GET", "/api/v1/items", "/items" },
  { "HEAD", "/api/v1/items", "/items" },
  { "POST", "/api/v1/items", "/items" },
  { "GET", "/api/v1/items/" ID_TEXT, "/items/{id}", 0, ID_TEXT },
  { "GET", "/api/v1/items/mine", "/items/mine" },
  { "GET", "/api/v1/%69tems/%6Dine", "/items/mine" },
  { "GET",
    "/api/v1/items/" ID_TEXT "/photos/" OTHER_ID,
    "/items/{id}/photos/{photo_id}",
    0,
    ID_TEXT,
    OTHER_ID },
  { "GET", "/api/v1/wipe-certificates/AB-12", "/wipe-certificates/{trace_code}", 0, "AB-12" },
  { "GET",
    "/api/v1/wipe-certificates/AB-12.pdf",
    "/wipe-certificates/{trace_code}.pdf",
    0,
    "AB-12" },
  { "GET", "/api/v1/wipe-certificates/.pdf", "/wipe-certificates/{trace_code}", 0, ".pdf" },
  { "GET", "/api/v1/wipe-certificates/%E6%B2%99", "/wipe-certificates/{trace_code}", 0, "沙" },
  { "GET", "/.well-known/jwks.json", "/.well-known/jwks.json" },

  { "DELETE", "/api/v1/items", NULL, JL_ERROR_METHOD_NOT_ALLOWED },
  { "get", "/api/v1/items", NULL, JL_ERROR_METHOD_NOT_ALLOWED },
  { "GET", "/api/v1/items/not-an-id", NULL, JL_ERROR_MALFORMED },
  { "GET", "/api/v1/items/0000000000000", NULL, JL_ERROR_MALFORMED },
  { "GET", "/api/v1/items/" ID_TEXT "/photos/x", NULL, JL_ERROR_MALFORMED },
  { "GET", "/api/v1/items/", NULL, JL_ERROR_NOT_FOUND },
  { "GET", "/api/v1/items/" ID_TEXT "/photos", NULL, JL_ERROR_NOT_FOUND },
  { "GET", "/api/v1/items/" ID_TEXT "/", NULL, JL_ERROR_NOT_FOUND },
  { "GET", "/api/v1//items", NULL, JL_ERROR_NOT_FOUND },
  { "GET", "/api/v1", NULL, JL_ERROR_NOT_FOUND },
  { "GET", "/api/v1/", NULL, JL_ERROR_NOT_FOUND },
  { "GET", "/", NULL, JL_ERROR_NOT_FOUND },
  { "GET", "", NULL, JL_ERROR_NOT_FOUND },
  { "GET", "*", NULL, JL_ERROR_NOT_FOUND },
  { "GET", "/api/v2/items", NULL, JL_ERROR_NOT_FOUND },
  { "GET", "/api/v1/wipe-certificates/a%2Fb", NULL, JL_ERROR_NOT_FOUND },
  { "GET", "/api/v1/wipe-certificates/a%00b", NULL, JL_ERROR_NOT_FOUND },
  { "GET", "/api/v1/wipe-certificates/a%0Ab", NULL, JL_ERROR_NOT_FOUND },
  { "GET", "/api/v1/wipe-certificates/%FF", NULL, JL_ERROR_NOT_FOUND },
  { "GET", "/api/v1/wipe-certificates/%ZZ", NULL, JL_ERROR_NOT_FOUND },
  { "GET", "/api/v1/wipe-certificates/..", NULL, JL_ERROR_NOT_FOUND },
  { "GET", "/api/v1/wipe-certificates/%2e%2E", NULL, JL_ERROR_NOT_FOUND },
  { "GET", "/api/v1/wipe-certificates/.", NULL, JL_ERROR_NOT_FOUND },
};

static void
test_match (void)
{
  g_autoptr (GError) router_error = NULL;
  g_autoptr (JlRouter) router = jl_router_new (capabilities, &router_error);

  g_assert_no_error (router_error);
  g_assert_cmpuint (jl_router_get_n_routes (router), ==, 9);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *allow = NULL;
    JlRouteMatch match = { 0 };
    gboolean ok = jl_router_match (router, rows[i].method, rows[i].path, &match, &allow, &error);

    g_test_message ("%s %s", rows[i].method, rows[i].path);
    if (rows[i].template != NULL) {
      gint64 id = 0;

      g_assert_no_error (error);
      g_assert_true (ok);
      g_assert_cmpstr (match.route->path, ==, rows[i].template);
      g_assert_true (jl_router_get_route (router, match.index) == match.route);
      g_assert_cmpstr (match.texts[0], ==, rows[i].first);
      g_assert_cmpstr (match.texts[1], ==, rows[i].second);
      if (rows[i].first != NULL && jl_id_from_text (rows[i].first, &id, NULL))
        g_assert_cmpint (match.ids[0], ==, id);
      if (rows[i].second != NULL && jl_id_from_text (rows[i].second, &id, NULL))
        g_assert_cmpint (match.ids[1], ==, id);
    } else {
      g_assert_false (ok);
      g_assert_error (error, JL_ERROR, (int)rows[i].code);
      g_assert_cmpint (allow != NULL, ==, rows[i].code == JL_ERROR_METHOD_NOT_ALLOWED);
    }
    jl_route_match_clear (&match);
  }
}

static void
test_allow (void)
{
  g_autoptr (JlRouter) router = jl_router_new (capabilities, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *allow = NULL;
  JlRouteMatch match = { 0 };

  g_assert_false (
      jl_router_match (router, "PUT", "/api/v1/items/" ID_TEXT, &match, &allow, &error));
  g_assert_cmpstr (allow, ==, "GET, HEAD, PATCH");
  jl_route_match_clear (&match);
}

static void
test_bad_field (void)
{
  g_autoptr (JlRouter) router = jl_router_new (capabilities, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *allow = NULL;
  JlRouteMatch match = { 0 };

  jl_router_match (router, "GET", "/api/v1/items/" ID_TEXT "/photos/zzz", &match, &allow, &error);
  g_assert_cmpstr (jl_error_get_field (error), ==, "photo_id");
  jl_route_match_clear (&match);
}

static void
test_bad_tables (void)
{
  static const JlRoute twice[] = { READ ("/a"), READ ("/a"), { .method = NULL } };
  static const JlRoute empty[] = { { .method = "GET", .path = "/a" }, { .method = NULL } };
  static const JlRoute both[] = {
    { .method = "GET", .path = "/a", .read = read_nothing, .command = &command }, { .method = NULL }
  };
  static const JlRoute many[] = { READ ("/{id}/{a_id}/{b_id}/{c_id}"), { .method = NULL } };
  static const JlRoute mixed[] = { READ ("/a/{id}"), READ ("/a/{code}/b"), { .method = NULL } };
  static const JlRoute *const tables[] = { twice, empty, both, many, mixed };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++) {
    const JlCapability bad = { .name = "bad", .routes = tables[i] };
    const JlCapability *const list[] = { &bad, NULL };
    g_autoptr (GError) error = NULL;

    g_assert_null (jl_router_new (list, &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_INTERNAL);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/http/router/match", test_match);
  g_test_add_func ("/http/router/allow", test_allow);
  g_test_add_func ("/http/router/bad-field", test_bad_field);
  g_test_add_func ("/http/router/bad-tables", test_bad_tables);
  return g_test_run ();
}
