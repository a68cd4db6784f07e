// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-changes.h"

#include "jl-error.h"
#include "jl-id.h"

#include <glib/gi18n-lib.h>

/* How many changes one poll looks at, whether the caller may see them or not. */
#define MAX_LOOK 1000

enum { QUERY_AFTER, QUERY_KIND, N_QUERY };

static const JlField query_fields[] = {
  [QUERY_AFTER] = { .name = "after",
                    .type = JL_FIELD_INTEGER,
                    .min = 0,
                    .max = G_MAXINT64,
                    .doc = "The `position` of the last answer; 0 or absent: from the beginning." },
  [QUERY_KIND] = { .name = "kind",
                   .type = JL_FIELD_TEXT,
                   .min = 1,
                   .max = 200,
                   .doc = "Only changes of these kinds of records, separated by commas." },
};

static const JlRecordTable query_table =
    JL_RECORD_TABLE ("change_query", "JlChangeQuery", query_fields);

static const JlField change_fields[] = {
  { .name = "seq", .type = JL_FIELD_INTEGER, .doc = "Rises with each change, with gaps." },
  { .name = "kind", .type = JL_FIELD_TEXT, .max = 50, .doc = "The kind of record." },
  { .name = "id", .type = JL_FIELD_ID, .doc = "The record that changed." },
  { .name = "version", .type = JL_FIELD_INTEGER, .doc = "The version it has now." },
};

static const JlRecordTable change_table =
    JL_RECORD_TABLE ("change", "JlChangeRecord", change_fields);

static const JlField answer_fields[] = {
  { .name = "items", .type = JL_FIELD_LIST, .record = &change_table, .max = MAX_LOOK },
  { .name = "position",
    .type = JL_FIELD_INTEGER,
    .doc = "Up to where this answer looked: the next `after`." },
  { .name = "more", .type = JL_FIELD_BOOLEAN, .doc = "Whether there is more to be had at once." },
};

static const JlRecordTable answer_table =
    JL_RECORD_TABLE ("change_page", "JlChangePage", answer_fields);

/**
 * jl_topics_read:
 * @self: zero-filled
 * @query: the query of a request for changes
 * @error: %JL_ERROR_INVALID
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_topics_read (JlTopics *self, JlRecord *query, GError **error)
{
  const char *kinds = jl_record_get_text (query, QUERY_KIND);

  if (kinds == NULL)
    return TRUE;
  self->kinds = g_strsplit (kinds, ",", -1);
  for (char **kind = self->kinds; *kind != NULL; kind++) {
    if (**kind == '\0') {
      jl_topics_clear (self);
      jl_set_error_field (
          error, JL_ERROR_INVALID, "kind", _ ("names separated by commas are expected"));
      return FALSE;
    }
  }
  return TRUE;
}

/**
 * jl_topics_clear:
 * @self: topics
 */
void
jl_topics_clear (JlTopics *self)
{
  g_clear_pointer (&self->kinds, g_strfreev);
}

/**
 * jl_changes_query_get_after:
 * @query: the query of a request for changes
 *
 * Returns: the change the caller has seen last, -1: not said
 */
gint64
jl_changes_query_get_after (JlRecord *query)
{
  return jl_record_has (query, QUERY_AFTER) ? jl_record_get_integer (query, QUERY_AFTER) : -1;
}

/**
 * jl_changes_may_see:
 * @change: a change
 * @caller: who listens
 * @topics: to what
 *
 * Returns: whether @caller is told of @change
 */
gboolean
jl_changes_may_see (const JlChange *change, const JlCaller *caller, const JlTopics *topics)
{
  JlView view;

  if (topics->kinds != NULL && !g_strv_contains ((const char *const *)topics->kinds, change->kind))
    return FALSE;
  return jl_caller_get_view (caller, change->organisation, change->owner, change->is_public, &view);
}

/**
 * jl_changes_append_json:
 * @change: a change
 * @out: where to append it
 */
void
jl_changes_append_json (const JlChange *change, GString *out)
{
  char id[JL_ID_TEXT_SIZE];

  jl_id_to_text (change->id, id);
  g_string_append_printf (out,
                          "{\"seq\":%" G_GINT64_FORMAT
                          ",\"kind\":\"%s\",\"id\":\"%s\",\"version\":%" G_GINT64_FORMAT "}",
                          change->seq,
                          change->kind,
                          id,
                          change->version);
}

typedef struct {
  const JlCaller *caller;
  JlTopics topics;
  GString *json;
  guint n_looked;
  guint n_told;
  gint64 position;
} Page;

static void
add_change (const JlChange *change, gpointer user_data)
{
  Page *page = user_data;

  page->n_looked++;
  page->position = change->seq;
  if (!jl_changes_may_see (change, page->caller, &page->topics))
    return;
  if (page->n_told++ > 0)
    g_string_append_c (page->json, ',');
  jl_changes_append_json (change, page->json);
}

/* GET /changes: `after`, `kind`; 200 with the changes behind `after` that the caller may see. */
static JlResponse *
changes_read (JlRequest *request, GError **error)
{
  g_autoptr (GString) json = g_string_new ("{\"items\":[");
  Page page = { .caller = request->caller, .json = json };
  gboolean ok;

  page.position = MAX (jl_changes_query_get_after (request->query), 0);
  if (!jl_topics_read (&page.topics, request->query, error))
    return NULL;
  ok = jl_changes_foreach (request->connection, page.position, MAX_LOOK, add_change, &page, error);
  jl_topics_clear (&page.topics);
  if (!ok)
    return NULL;

  g_string_append_printf (json,
                          "],\"position\":%" G_GINT64_FORMAT ",\"more\":%s}",
                          page.position,
                          page.n_looked == MAX_LOOK ? "true" : "false");
  return jl_response_new_json (g_string_free (g_steal_pointer (&json), FALSE));
}

static const JlRoute routes[] = {
  { .method = "GET",
    .path = "/changes",
    .roles = JL_ROLE_ANYONE,
    .flags = JL_ROUTE_STREAM | JL_ROUTE_PRIVATE,
    .query = &query_table,
    .output = &answer_table,
    .read = changes_read,
    .summary = "What has changed since; as text/event-stream: what changes" },
  { .method = NULL },
};

const JlCapability jl_changes_capability = { .name = "changes", .routes = routes };
