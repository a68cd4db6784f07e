// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-check-private.h"
#include "jl-journal-private.h"
#include "jl-json.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

/* Whether records, ready JSON, changes and the journal say the same. */

static void
add_record_problem (JlCheck *self, const char *kind, gint64 id, const char *trouble)
{
  char text[JL_ID_TEXT_SIZE];

  jl_id_to_text (id, text);
  jl_check_add (self, "%s %s: %s", kind, text, trouble);
}

static const char *
compare_ready (JlCheck *self, const JlKindSql *sql, JlRecord *record)
{
  static const char select[] =
      "SELECT kind, organisation, owner, version, public, own FROM ready WHERE id = ?1";
  g_autoptr (JlStatement) ready = jl_check_prepare (self, select);
  g_autofree char *own = NULL;
  g_autofree char *public = NULL;

  if (ready == NULL)
    return NULL;
  jl_statement_bind_integer (ready, 1, jl_record_get_integer (record, sql->id));
  if (!jl_check_step (self, ready))
    return self->error == NULL ? _ ("has no ready answer") : NULL;

  own = jl_record_to_json (record, JL_VIEW_OWN);
  if (jl_kind_is_public (sql->kind, record))
  public = jl_record_to_json (record, JL_VIEW_PUBLIC);
  if (g_strcmp0 (jl_statement_get_text (ready, 0), sql->kind->table->name) != 0 ||
      jl_statement_get_integer (ready, 1) != jl_record_get_integer (record, sql->organisation) ||
      jl_statement_get_integer (ready, 2) != jl_kind_get_owner (sql->kind, record) ||
      jl_statement_get_integer (ready, 3) != jl_record_get_integer (record, sql->version) ||
      g_strcmp0 (jl_statement_get_text (ready, 4), public) != 0 ||
      g_strcmp0 (jl_statement_get_text (ready, 5), own) != 0)
    return _ ("differs from its ready answer");
  return NULL;
}

typedef struct {
  gint64 id;
  const JlKindSql *sql;
  JlRecord *record; /* owned, nullable: what the image says */
  gboolean found;
} Image;

static gboolean
take_image_cb (const JlStoredEffect *effect, gpointer user_data, GError **error)
{
  Image *image = user_data;

  if (effect->id != image->id)
    return TRUE;
  image->found = TRUE;
  if (effect->image == NULL || JSON_NODE_HOLDS_NULL (effect->image))
    return TRUE;
  image->record =
      jl_record_read_json (image->sql->kind->table, effect->image, JL_READ_STORED, error);
  return image->record != NULL;
}

/* Whether a body has images of the schema that the database now has: those of an older one need not
 * be what migrations have made of the rows. */
static gboolean
is_of_this_schema (JlCheck *self, JsonNode *body)
{
  return JSON_NODE_HOLDS_OBJECT (body) &&
         json_object_get_int_member_with_default (json_node_get_object (body), "schema", 0) ==
             self->schema;
}

/* Reads the image of a record in the body of an entry. FALSE: it cannot be compared, because it was
 * erased, is of an older schema, or cannot be read, which is a problem. */
static gboolean
read_image (JlCheck *self, gint64 seq, Image *image)
{
  static const char sql[] = "SELECT journal_text (body) FROM journal_body WHERE seq = ?1";
  g_autoptr (JlStatement) statement = jl_check_prepare (self, sql);
  g_autoptr (JsonNode) body = NULL;
  g_autoptr (GError) error = NULL;
  const char *text;
  gsize size;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, seq);
  if (!jl_check_step (self, statement))
    return FALSE;
  text = jl_statement_get_blob (statement, 0, &size);
  body = jl_json_parse (text, (gssize)size, &error);
  if (body != NULL && !is_of_this_schema (self, body))
    return FALSE;
  if (body == NULL || !jl_journal_foreach_effect (body, take_image_cb, image, &error)) {
    add_record_problem (self, image->sql->kind->table->name, image->id, error->message);
    return FALSE;
  }
  return TRUE;
}

static const char *
compare_journal (JlCheck *self, const JlKindSql *sql, JlRecord *record)
{
  static const char select[] =
      "SELECT version, journal FROM change WHERE record = ?1 ORDER BY seq DESC LIMIT 1";
  g_autoptr (JlStatement) change = jl_check_prepare (self, select);
  Image image = { .id = jl_record_get_integer (record, sql->id), .sql = sql };
  const char *trouble = NULL;

  if (change == NULL)
    return NULL;
  jl_statement_bind_integer (change, 1, image.id);
  if (!jl_check_step (self, change))
    return self->error == NULL ? _ ("was never changed by the journal") : NULL;
  if (jl_statement_get_integer (change, 0) != jl_record_get_integer (record, sql->version))
    return _ ("has another version than its last change");

  if (read_image (self, jl_statement_get_integer (change, 1), &image)) {
    if (image.record != NULL)
      jl_kind_sql_normalise (sql, image.record);
    if (image.record == NULL || !jl_record_equal (image.record, record))
      trouble = _ ("differs from what the journal says");
  }
  g_clear_object (&image.record);
  return trouble;
}

static void
check_kind (JlCheck *self, const JlKindSql *sql)
{
  const char *kind = sql->kind->table->name;
  g_autoptr (JlStatement) statement = jl_check_prepare (self, sql->select_all);

  while (statement != NULL && jl_check_step (self, statement)) {
    g_autoptr (GError) error = NULL;
    g_autoptr (JlRecord) record = jl_statement_get_record (statement, sql->kind->table, &error);
    const char *trouble;

    if (record == NULL) {
      jl_check_add (self, "%s: %s", kind, error->message);
      continue;
    }
    if (sql->kind->flags & JL_KIND_INTERNAL)
      continue;
    trouble = compare_ready (self, sql, record);
    if (trouble == NULL)
      trouble = compare_journal (self, sql, record);
    if (trouble != NULL)
      add_record_problem (self, kind, jl_record_get_integer (record, sql->id), trouble);
  }
}

/* Ready answers of records that are not there. */
static void
check_left_over (JlCheck *self, const JlKindSql *sql)
{
  const char *kind = sql->kind->table->name;
  g_autofree char *select = g_strdup_printf (
      "SELECT id FROM ready WHERE kind = '%s' AND id NOT IN (SELECT id FROM \"%s\")", kind, kind);
  g_autoptr (JlStatement) statement = jl_check_prepare (self, select);

  while (statement != NULL && jl_check_step (self, statement))
    add_record_problem (self,
                        kind,
                        jl_statement_get_integer (statement, 0),
                        _ ("has a ready answer but does not exist"));
}

/* Records that the journal put and did not remove, but that are gone. */
static void
check_lost (JlCheck *self)
{
  static const char sql[] =
      "SELECT c.kind, c.record, c.journal FROM change AS c WHERE NOT EXISTS (SELECT 1 FROM ready "
      "AS r WHERE r.id = c.record) AND NOT EXISTS (SELECT 1 FROM change AS d WHERE d.record = "
      "c.record AND d.seq > c.seq)";
  g_autoptr (JlStatement) statement = jl_check_prepare (self, sql);

  while (statement != NULL && jl_check_step (self, statement)) {
    const char *kind = jl_statement_get_text (statement, 0);
    Image image = { .id = jl_statement_get_integer (statement, 1),
                    .sql = jl_catalog_get_kind (self->catalog, kind) };

    if (image.sql == NULL)
      add_record_problem (self, kind, image.id, _ ("is of an unknown kind"));
    else if (read_image (self, jl_statement_get_integer (statement, 2), &image) &&
             image.record != NULL)
      add_record_problem (self, kind, image.id, _ ("is in the journal but does not exist"));
    g_clear_object (&image.record);
  }
}

/**
 * jl_check_records: (skip)
 * @self: a check
 *
 * Compares every record with its ready answer, its last change and its last image in the journal.
 */
void
jl_check_records (JlCheck *self)
{
  for (guint i = 0; i < self->catalog->kinds->len && self->error == NULL; i++) {
    check_kind (self, self->catalog->kinds->pdata[i]);
    check_left_over (self, self->catalog->kinds->pdata[i]);
  }
  check_lost (self);
}

/* A walk along changes and entries, which have the same order. */
typedef struct {
  JlCheck *check;
  JlStatement *changes;
  gint64 before;    /* the last entry with a body */
  gint64 seq;       /* of the entry */
  gboolean is_left; /* there is a change that no entry was compared with */
  gboolean same;
} Comparison;

static void
next_change (Comparison *self)
{
  self->is_left = jl_check_step (self->check, self->changes);
}

static gboolean
compare_effect_cb (const JlStoredEffect *effect, gpointer user_data, GError **error)
{
  Comparison *self = user_data;
  const JlKindSql *sql = jl_catalog_get_kind (self->check->catalog, effect->kind);

  if (sql != NULL && sql->kind->flags & JL_KIND_INTERNAL)
    return TRUE;
  self->same = self->same && self->is_left &&
               jl_statement_get_integer (self->changes, 0) == self->seq &&
               g_strcmp0 (jl_statement_get_text (self->changes, 1), effect->kind) == 0 &&
               jl_statement_get_integer (self->changes, 2) == effect->id &&
               jl_statement_get_integer (self->changes, 3) == effect->version;
  if (self->is_left && jl_statement_get_integer (self->changes, 0) == self->seq)
    next_change (self);
  return TRUE;
}

static void
add_difference (Comparison *self, gint64 seq)
{
  jl_check_add (self->check, _ ("Entry %" PRId64 ": its changes are not its effects"), seq);
}

/* Passes over changes of entries that have no body any more, up to @seq. Others that are left here
 * are in nobody's effects. */
static void
pass_over (Comparison *self, gint64 seq)
{
  while (self->is_left && jl_statement_get_integer (self->changes, 0) < seq) {
    gint64 journal = jl_statement_get_integer (self->changes, 0);

    if (journal <= self->before)
      add_difference (self, journal);
    next_change (self);
  }
}

/* Whether an entry's effects and its changes are the same, in the same order. */
static gboolean
effects_match (Comparison *self, const char *text, gsize size)
{
  g_autoptr (JsonNode) body = jl_json_parse (text, (gssize)size, NULL);

  self->same = TRUE;
  if (body == NULL || !jl_journal_foreach_effect (body, compare_effect_cb, self, NULL))
    return FALSE;
  return self->same && !(self->is_left && jl_statement_get_integer (self->changes, 0) == self->seq);
}

/**
 * jl_check_effects: (skip)
 * @self: a check
 *
 * Compares the change stream with the effects in the journal.
 */
void
jl_check_effects (JlCheck *self)
{
  static const char bodies_sql[] = "SELECT seq, journal_text (body) FROM journal_body ORDER BY seq";
  static const char changes_sql[] =
      "SELECT journal, kind, record, version FROM change ORDER BY seq";
  g_autoptr (JlStatement) bodies = jl_check_prepare (self, bodies_sql);
  g_autoptr (JlStatement) changes = jl_check_prepare (self, changes_sql);
  Comparison comparison = { .check = self, .changes = changes };

  if (changes != NULL)
    next_change (&comparison);
  while (bodies != NULL && changes != NULL && jl_check_step (self, bodies)) {
    gsize size;
    const char *body = jl_statement_get_blob (bodies, 1, &size);

    comparison.seq = jl_statement_get_integer (bodies, 0);
    pass_over (&comparison, comparison.seq);
    if (!effects_match (&comparison, body, size))
      add_difference (&comparison, comparison.seq);
    comparison.before = comparison.seq;
  }
  pass_over (&comparison, G_MAXINT64);
}
