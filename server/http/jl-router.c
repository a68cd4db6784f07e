// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-router.h"

#include "jl-error.h"
#include "jl-id.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_SEGMENT 300

typedef struct _Node Node;

typedef struct {
  char *text; /* owned: a literal, or what follows a parameter, such as ".pdf" */
  gsize length;
  gboolean is_parameter;
  char *name; /* owned, nullable: of the parameter */
  gboolean is_id;
  Node *node; /* owned */
} Edge;

struct _Node {
  GArray *edges;  /* (element-type Edge), literals first, then parameters, longest suffix first */
  GArray *routes; /* (element-type guint): those that end here */
};

struct _JlRouter {
  GPtrArray *routes; /* (element-type JlRoute), borrowed */
  Node *root;        /* owned */
};

static Node *
node_new (void)
{
  Node *self = g_new0 (Node, 1);

  self->edges = g_array_new (FALSE, FALSE, sizeof (Edge));
  self->routes = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

static void
node_free (Node *self)
{
  for (guint i = 0; i < self->edges->len; i++) {
    Edge *edge = &g_array_index (self->edges, Edge, i);

    g_free (edge->text);
    g_free (edge->name);
    node_free (edge->node);
  }
  g_array_unref (self->edges);
  g_array_unref (self->routes);
  g_free (self);
}

/**
 * jl_route_is_id:
 * @parameter: the name of a path's parameter; need not be terminated
 * @length: of the name
 *
 * Returns: whether the parameter is an id and not a text: it is called `id`, or `person_id` and the
 *   like
 */
gboolean
jl_route_is_id (const char *parameter, gsize length)
{
  return (length == 2 && memcmp (parameter, "id", 2) == 0) ||
         (length > 3 && memcmp (parameter + length - 3, "_id", 3) == 0);
}

static int
compare_edges (gconstpointer a, gconstpointer b)
{
  const Edge *one = a;
  const Edge *two = b;

  if (one->is_parameter != two->is_parameter)
    return one->is_parameter ? 1 : -1;
  return one->length < two->length ? 1 : one->length > two->length ? -1 : 0;
}

/* The node behind one segment of a template, made if there is none; NULL: an id there and a text
 * here. */
static Node *
follow_template (Node *self, const char *segment, gsize length)
{
  const char *close = segment[0] == '{' ? memchr (segment, '}', length) : NULL;
  const char *text = close != NULL ? close + 1 : segment;
  gsize text_length = length - (gsize)(text - segment);
  Edge edge = { 0 };

  for (guint i = 0; i < self->edges->len; i++) {
    Edge *old = &g_array_index (self->edges, Edge, i);

    if (old->is_parameter == (close != NULL) && old->length == text_length &&
        memcmp (old->text, text, text_length) == 0)
      return close == NULL ||
                     old->is_id == jl_route_is_id (segment + 1, (gsize)(close - segment) - 1)
                 ? old->node
                 : NULL;
  }

  edge.text = g_strndup (text, text_length);
  edge.length = text_length;
  edge.node = node_new ();
  if (close != NULL) {
    edge.is_parameter = TRUE;
    edge.name = g_strndup (segment + 1, (gsize)(close - segment) - 1);
    edge.is_id = jl_route_is_id (edge.name, strlen (edge.name));
  }
  g_array_append_val (self->edges, edge);
  g_array_sort (self->edges, compare_edges);
  return edge.node;
}

/**
 * jl_route_dup_template:
 * @route: a route
 *
 * Returns: (transfer full): its whole path: below /api/v1, or as it is where it begins with
 *   /.well-known/
 */
char *
jl_route_dup_template (const JlRoute *route)
{
  return g_str_has_prefix (route->path, "/.well-known/")
             ? g_strdup (route->path)
             : g_strconcat (JL_API_BASE, route->path, NULL);
}

static gboolean
add_route (JlRouter *self, const JlRoute *route, GError **error)
{
  g_autofree char *template = jl_route_dup_template (route);
  const char *p = template + 1;
  Node *node = self->root;
  guint index = self->routes->len;
  guint n_parameters = 0;

  for (;;) {
    gsize length = strcspn (p, "/");

    n_parameters += p[0] == '{';
    node = follow_template (node, p, length);
    if (node == NULL) {
      g_set_error (
          error, JL_ERROR, JL_ERROR_INTERNAL, "“%s” has an id where another has a text", template);
      return FALSE;
    }
    if (p[length] == '\0')
      break;
    p += length + 1;
  }

  for (guint i = 0; i < node->routes->len; i++) {
    const JlRoute *other = self->routes->pdata[g_array_index (node->routes, guint, i)];

    if (strcmp (other->method, route->method) == 0) {
      g_set_error (
          error, JL_ERROR, JL_ERROR_INTERNAL, "two routes answer %s %s", route->method, template);
      return FALSE;
    }
  }
  if (n_parameters > JL_CALL_MAX_PARAMETERS || (route->read == NULL) == (route->command == NULL)) {
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_INTERNAL,
                 "the route %s %s needs one handler and at most %d parameters",
                 route->method,
                 template,
                 JL_CALL_MAX_PARAMETERS);
    return FALSE;
  }
  g_array_append_val (node->routes, index);
  g_ptr_array_add (self->routes, (gpointer)route);
  return TRUE;
}

/**
 * jl_router_new:
 * @capabilities: (array zero-terminated=1): whose routes to serve; they outlive the router
 * @error: %JL_ERROR_INTERNAL if two routes are the same or one is not complete
 *
 * Returns: (transfer full) (nullable): a router
 */
JlRouter *
jl_router_new (const JlCapability *const *capabilities, GError **error)
{
  g_autoptr (JlRouter) self = g_new0 (JlRouter, 1);

  self->routes = g_ptr_array_new ();
  self->root = node_new ();
  for (; *capabilities != NULL; capabilities++) {
    const JlRoute *route = (*capabilities)->routes;

    for (; route != NULL && route->method != NULL; route++)
      if (!add_route (self, route, error))
        return NULL;
  }
  return g_steal_pointer (&self);
}

/**
 * jl_router_free:
 * @self: (transfer full) (nullable): a router
 */
void
jl_router_free (JlRouter *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->routes);
  node_free (self->root);
  g_free (self);
}

/**
 * jl_route_match_clear:
 * @self: a match, or zero-filled
 */
void
jl_route_match_clear (JlRouteMatch *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->texts); i++)
    g_clear_pointer (&self->texts[i], g_free);
}

/* One segment of a request's path, decoded; NULL: it can be the name of nothing. */
static char *
dup_segment (const char *p, gsize length)
{
  g_autofree char *segment = NULL;

  if (length == 0 || length > MAX_SEGMENT)
    return NULL;
  segment = g_uri_unescape_segment (p, p + length, "/");
  if (segment == NULL || !g_utf8_validate (segment, -1, NULL) || strcmp (segment, ".") == 0 ||
      strcmp (segment, "..") == 0)
    return NULL;
  for (const char *c = segment; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      return NULL;
  return g_steal_pointer (&segment);
}

static Edge *
find_edge (Node *node, const char *segment)
{
  gsize length = strlen (segment);

  for (guint i = 0; i < node->edges->len; i++) {
    Edge *edge = &g_array_index (node->edges, Edge, i);

    if (edge->is_parameter
            ? length > edge->length &&
                  memcmp (segment + length - edge->length, edge->text, edge->length) == 0
            : length == edge->length && memcmp (segment, edge->text, length) == 0)
      return edge;
  }
  return NULL;
}

static gboolean
take_parameter (JlRouteMatch *match, guint n, const Edge *edge, const char *segment, GError **error)
{
  match->texts[n] = g_strndup (segment, strlen (segment) - edge->length);
  match->ids[n] = 0;
  if (!edge->is_id || jl_id_from_text (match->texts[n], &match->ids[n], NULL))
    return TRUE;
  jl_set_error_field (error, JL_ERROR_MALFORMED, edge->name, _ ("“%s” is not an id"), segment);
  return FALSE;
}

/* What Allow says: the methods of @node. */
static char *
dup_allow (JlRouter *self, Node *node)
{
  GString *allow = g_string_new (NULL);

  for (guint i = 0; i < node->routes->len; i++) {
    const JlRoute *route = self->routes->pdata[g_array_index (node->routes, guint, i)];

    g_string_append_printf (allow, "%s%s", i > 0 ? ", " : "", route->method);
    if (strcmp (route->method, "GET") == 0)
      g_string_append (allow, ", HEAD");
  }
  return g_string_free (allow, FALSE);
}

static gboolean
set_not_found (GError **error)
{
  g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("there is nothing at this address"));
  return FALSE;
}

/* Walks the tree along @path. */
static Node *
find_node (JlRouter *self, const char *path, JlRouteMatch *match, GError **error)
{
  const char *p = path + 1;
  Node *node = self->root;
  guint n = 0;

  for (;;) {
    gsize length = strcspn (p, "/");
    g_autofree char *segment = dup_segment (p, length);
    Edge *edge = segment != NULL ? find_edge (node, segment) : NULL;

    if (edge == NULL) {
      set_not_found (error);
      return NULL;
    }
    if (edge->is_parameter && !take_parameter (match, n++, edge, segment, error))
      return NULL;
    node = edge->node;
    if (p[length] == '\0')
      return node;
    p += length + 1;
  }
}

/**
 * jl_router_match:
 * @self: a router
 * @method: of the request; HEAD is answered by the route of GET
 * @path: of the request, as it was sent, escapes and all
 * @match: (inout): zero-filled; to be cleared by jl_route_match_clear(), on failure too
 * @allow: (out) (transfer full): what Allow is to say when the method is wrong, untouched otherwise
 * @error: %JL_ERROR_NOT_FOUND, %JL_ERROR_METHOD_NOT_ALLOWED, or %JL_ERROR_MALFORMED with the name
 * of the parameter that is not an id
 *
 * Returns: %FALSE if no route answers
 */
gboolean
jl_router_match (JlRouter *self,
                 const char *method,
                 const char *path,
                 JlRouteMatch *match,
                 char **allow,
                 GError **error)
{
  Node *node;

  if (path[0] != '/')
    return set_not_found (error);
  node = find_node (self, path, match, error);
  if (node == NULL)
    return FALSE;
  if (node->routes->len == 0)
    return set_not_found (error);

  if (strcmp (method, "HEAD") == 0)
    method = "GET";
  for (guint i = 0; i < node->routes->len; i++) {
    guint index = g_array_index (node->routes, guint, i);
    const JlRoute *route = self->routes->pdata[index];

    if (strcmp (route->method, method) == 0) {
      match->route = route;
      match->index = index;
      return TRUE;
    }
  }
  *allow = dup_allow (self, node);
  g_set_error (error,
               JL_ERROR,
               JL_ERROR_METHOD_NOT_ALLOWED,
               _ ("%s is not possible at this address"),
               method);
  return FALSE;
}

/**
 * jl_router_get_n_routes:
 * @self: a router
 *
 * Returns: how many routes there are
 */
guint
jl_router_get_n_routes (JlRouter *self)
{
  return self->routes->len;
}

/**
 * jl_router_get_route:
 * @self: a router
 * @index: below jl_router_get_n_routes(), in the order of the capabilities' tables
 *
 * Returns: (transfer none): the route
 */
const JlRoute *
jl_router_get_route (JlRouter *self, guint index)
{
  return self->routes->pdata[index];
}
