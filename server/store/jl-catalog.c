// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-catalog.h"
#include "jl-error.h"

static gboolean
add_kind (JlCatalog *self, const JlKind *kind, GError **error)
{
  JlKindSql *sql = jl_kind_sql_new (kind, error);

  if (sql == NULL)
    return FALSE;
  g_ptr_array_add (self->kinds, sql);
  if (!g_hash_table_insert (self->kinds_by_name, (gpointer)kind->table->name, sql)) {
    g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "two kinds are called %s", kind->table->name);
    return FALSE;
  }
  return TRUE;
}

static gboolean
add_command (JlCatalog *self, const JlCommand *command, GError **error)
{
  if (!g_hash_table_insert (self->commands_by_name, (gpointer)command->name, (gpointer)command)) {
    g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "two commands are called %s", command->name);
    return FALSE;
  }
  return TRUE;
}

static gboolean
add_schema (JlCatalog *self, const JlSchema *schema, GError **error)
{
  for (guint i = 0; schema->kinds != NULL && schema->kinds[i] != NULL; i++) {
    if (!add_kind (self, schema->kinds[i], error))
      return FALSE;
  }
  for (const JlDue *due = schema->dues; due != NULL && due->command != NULL; due++)
    g_ptr_array_add (self->dues, (gpointer)due);
  for (guint i = 0; schema->commands != NULL && schema->commands[i] != NULL; i++) {
    if (!add_command (self, schema->commands[i], error))
      return FALSE;
  }
  return TRUE;
}

/* A command's target must be a kind that somebody brings. */
static gboolean
check_targets (JlCatalog *self, GError **error)
{
  const JlCommand *command;
  GHashTableIter iter;

  g_hash_table_iter_init (&iter, self->commands_by_name);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&command)) {
    if (command->target != NULL &&
        jl_catalog_get_kind (self, command->target->table->name) == NULL) {
      g_set_error (
          error, JL_ERROR, JL_ERROR_INTERNAL, "the target of %s is no kind", command->name);
      return FALSE;
    }
  }
  return TRUE;
}

/**
 * jl_catalog_new:
 * @schemas: what the capabilities bring, NULL-terminated; the array need not outlive the call
 * @error: INTERNAL when the schemas contradict each other, which is our own mistake
 *
 * Returns: (transfer full): the catalog
 */
JlCatalog *
jl_catalog_new (const JlSchema *const *schemas, GError **error)
{
  g_autoptr (JlCatalog) self = g_new0 (JlCatalog, 1);
  guint n = 0;

  while (schemas[n] != NULL)
    n++;
  self->schemas = g_memdup2 (schemas, (n + 1) * sizeof *schemas);
  self->kinds = g_ptr_array_new_with_free_func ((GDestroyNotify)jl_kind_sql_free);
  self->dues = g_ptr_array_new ();
  self->kinds_by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->commands_by_name = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; schemas[i] != NULL; i++) {
    if (!add_schema (self, schemas[i], error))
      return NULL;
  }
  if (!check_targets (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * jl_catalog_free:
 * @self: (transfer full) (nullable): a catalog
 */
void
jl_catalog_free (JlCatalog *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->kinds_by_name);
  g_hash_table_unref (self->commands_by_name);
  g_ptr_array_unref (self->kinds);
  g_free (self->schemas);
  g_ptr_array_unref (self->dues);
  g_free (self);
}

/**
 * jl_catalog_get_kind:
 * @self: a catalog
 * @name: a kind's name
 *
 * Returns: (transfer none) (nullable): its statements
 */
const JlKindSql *
jl_catalog_get_kind (const JlCatalog *self, const char *name)
{
  return g_hash_table_lookup (self->kinds_by_name, name);
}

/**
 * jl_catalog_get_command:
 * @self: a catalog
 * @name: a command's name
 *
 * Returns: (transfer none) (nullable): the command
 */
const JlCommand *
jl_catalog_get_command (const JlCatalog *self, const char *name)
{
  return g_hash_table_lookup (self->commands_by_name, name);
}

/* Deep enough for every nesting there is; a table may nest itself. */
#define MAX_NESTING 4

static void
describe_table (GString *out, const JlRecordTable *table, guint depth)
{
  g_string_append_printf (out, "%s{", table->name);
  for (guint i = 0; i < table->n_fields; i++) {
    const JlField *field = &table->fields[i];

    g_string_append_printf (
        out, "%s %d %d %d ", field->name, field->type, field->flags, field->view);
    for (guint v = 0; field->values != NULL && field->values->names[v] != NULL; v++)
      g_string_append_printf (out, "%s,", field->values->names[v]);
    if (field->record != NULL && depth < MAX_NESTING)
      describe_table (out, field->record, depth + 1);
  }
  g_string_append_c (out, '}');
}

/**
 * jl_catalog_get_form:
 * @self: a catalog
 *
 * What ready JSON looks like follows from the program and its field tables: when this digest of
 * both changes, stored ready JSON is out of date.
 *
 * Returns: (transfer full): the digest
 */
char *
jl_catalog_get_form (const JlCatalog *self)
{
  g_autoptr (GString) out = g_string_new (JL_VERSION "\n");

  for (guint i = 0; i < self->kinds->len; i++) {
    const JlKindSql *sql = self->kinds->pdata[i];

    describe_table (out, sql->kind->table, 0);
    g_string_append_printf (out, "%u %d\n", sql->kind->owner, sql->kind->is_public != NULL);
  }
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, out->str, (gssize)out->len);
}
