// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"
#include "jl-error.h"
#include "jl-router.h"

#include <string.h>

/* The first word is a method, the rest a path: there is a route, whose parameters are texts and
 * none of which leads out of its place, or the answer is 404, or 405 with what is allowed. */

static JlResponse *
read_nothing (JlRequest *request, GError **error)
{
  return jl_response_new_not_modified ();
}

static const JlCommand command = { .name = "fuzz" };
static const JlRoute routes[] = {
  { .method = "GET", .path = "/items", .flags = JL_ROUTE_LIST, .read = read_nothing },
  { .method = "POST", .path = "/items", .command = &command },
  { .method = "GET", .path = "/items/{id}", .read = read_nothing },
  { .method = "PATCH", .path = "/items/{id}", .command = &command },
  { .method = "POST", .path = "/items/{id}/photos", .command = &command },
  { .method = "GET", .path = "/items/{id}/photos/{photo}", .read = read_nothing },
  { .method = "GET", .path = "/certificates/{code}", .read = read_nothing },
  { .method = "GET", .path = "/certificates/{code}.pdf", .read = read_nothing },
  { .method = NULL },
};
static const JlCapability capability = { .name = "fuzz", .routes = routes };
static const JlCapability *const capabilities[] = { &capability, NULL };

static void
check_match (const JlRouteMatch *match)
{
  g_assert_nonnull (match->route);
  for (guint i = 0; match->texts[i] != NULL; i++) {
    g_assert_true (g_utf8_validate (match->texts[i], -1, NULL));
    g_assert_cmpstr (match->texts[i], !=, "");
  }
}

/**
 * LLVMFuzzerTestOneInput:
 * @data: any bytes
 * @size: how many
 *
 * Returns: 0
 */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static JlRouter *router;
  g_autofree char *method = g_strndup ((const char *)data, size);
  char *path = strchr (method, ' ');
  JlRouteMatch match = { 0 };
  g_autofree char *allow = NULL;
  g_autoptr (GError) error = NULL;

  if (router == NULL)
    router = jl_router_new (capabilities, NULL);
  if (path == NULL)
    return 0;
  *path++ = '\0';
  if (jl_router_match (router, method, path, &match, &allow, &error)) {
    check_match (&match);
    jl_route_match_clear (&match);
    return 0;
  }
  jl_route_match_clear (&match);
  g_assert_true (error != NULL && error->domain == JL_ERROR);
  g_assert_true ((error->code == JL_ERROR_METHOD_NOT_ALLOWED) == (allow != NULL));
  return 0;
}
