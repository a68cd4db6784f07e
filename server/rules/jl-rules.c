// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-rules-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

/* Every rules file, those first that others refer to. */
static const JlRuleReader *const readers[] = {
  &jl_grades_reader,   &jl_attributes_reader,    &jl_categories_reader,   &jl_prohibited_reader,
  &jl_safe_use_reader, &jl_retention_reader,     &jl_reservations_reader, &jl_listings_reader,
  &jl_pins_reader,     &jl_organisations_reader, &jl_moderation_reader,   &jl_consents_reader,
  &jl_holidays_reader,
};

#define DIVISIONS_HISTORY "divisions-history.csv"

static void
rules_file_free (gpointer data)
{
  JlRulesFile *file = data;

  g_free (file->name);
  g_free (file->version);
  g_free (file->digest);
  g_ptr_array_unref (file->rows);
  g_free (file);
}

static int
compare_files (gconstpointer a, gconstpointer b)
{
  const JlRulesFile *const *left = a;
  const JlRulesFile *const *right = b;

  return strcmp ((*left)->name, (*right)->name);
}

/* Half of what `LC_ALL=C sha256sum * | sha256sum` prints in the directory: anybody can check it,
 * and nobody finds other rules of the same version. Each entry of the journal and each item has it.
 */
#define VERSION_DIGITS 32

static char *
compute_version (GPtrArray *files)
{
  g_autoptr (GString) list = g_string_new (NULL);
  g_autofree char *digest = NULL;

  for (guint i = 0; i < files->len; i++) {
    const JlRulesFile *file = files->pdata[i];

    g_string_append_printf (list, "%s  %s\n", file->digest, file->name);
  }
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, list->str, list->len);
  return g_strndup (digest, VERSION_DIGITS);
}

static gboolean
is_known (const char *base)
{
  if (g_str_equal (base, JL_RULES_DIVISIONS) || g_str_equal (base, DIVISIONS_HISTORY))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++) {
    g_autofree char *name = g_strconcat (readers[i]->name, ".json", NULL);

    if (g_str_equal (base, name))
      return TRUE;
  }
  return FALSE;
}

/* A file that nothing reads is a typing error, or meant for a newer version. */
static gboolean
check_strangers (const char *directory, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (GDir) dir = g_dir_open (directory, 0, &failed);
  const char *base;

  if (dir == NULL) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, failed->message);
    return FALSE;
  }
  while ((base = g_dir_read_name (dir)) != NULL) {
    if (base[0] != '.' && !is_known (base)) {
      g_set_error (
          error, JL_ERROR, JL_ERROR_INVALID, _ ("%s: not a rules file that is known"), base);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
read_divisions (JlRules *self, const char *directory, GError **error)
{
  g_autoptr (GBytes) current = jl_rules_open_file (self, directory, JL_RULES_DIVISIONS, error);
  g_autoptr (GBytes) history = NULL;

  if (current == NULL)
    return FALSE;
  history = jl_rules_open_file (self, directory, DIVISIONS_HISTORY, error);
  if (history == NULL)
    return FALSE;
  self->divisions = jl_divisions_new_from_csv (current, history, error);
  return self->divisions != NULL;
}

/**
 * jl_rules_load:
 * @directory: the folder of the rules files
 *
 * Reads and checks all rules files.
 *
 * Returns: (transfer full): the rules, or %NULL with NOT_FOUND, MALFORMED or INVALID; the message
 * names file, row and member, e.g. `categories.json: rows[3].attributes[0].name (bed): …`
 */
JlRules *
jl_rules_load (const char *directory, GError **error)
{
  g_autoptr (JlRules) self = g_new0 (JlRules, 1);

  g_mutex_init (&self->json_lock);
  self->files = g_ptr_array_new_with_free_func (rules_file_free);
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    readers[i]->create (self);

  if (!check_strangers (directory, error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++) {
    if (!jl_rules_read_file (self, readers[i], directory, error))
      return NULL;
  }
  if (!read_divisions (self, directory, error))
    return NULL;
  g_ptr_array_sort (self->files, compare_files);
  self->version = compute_version (self->files);
  return g_steal_pointer (&self);
}

/**
 * jl_rules_free:
 * @self: (transfer full): rules
 *
 * Nothing that was looked up may be used afterwards.
 */
void
jl_rules_free (JlRules *self)
{
  g_free (self->version);
  g_clear_pointer (&self->divisions, jl_divisions_free);
  g_clear_pointer (&self->holidays, jl_holidays_free);
  g_clear_pointer (&self->holiday_rows, g_array_unref);
  g_clear_pointer (&self->consents, jl_rule_index_free);
  g_clear_pointer (&self->pins, jl_rule_index_free);
  g_clear_pointer (&self->moderation, jl_rule_index_free);
  g_clear_pointer (&self->organisations, jl_rule_index_free);
  g_clear_pointer (&self->listings, jl_rule_index_free);
  g_clear_pointer (&self->reservations, jl_rule_index_free);
  g_clear_pointer (&self->retention, jl_rule_index_free);
  g_clear_pointer (&self->safe_use, jl_rule_index_free);
  g_clear_pointer (&self->words, jl_word_list_free);
  g_clear_pointer (&self->prohibitions, jl_rule_index_free);
  g_clear_pointer (&self->categories, jl_rule_index_free);
  g_clear_pointer (&self->attributes, jl_rule_index_free);
  g_clear_pointer (&self->scales, jl_rule_index_free);
  for (guint i = 0; i < JL_CATEGORY_N_DETAILS; i++)
    g_clear_pointer (&self->json[i], g_bytes_unref);
  g_ptr_array_unref (self->files);
  g_mutex_clear (&self->json_lock);
  g_free (self);
}

/**
 * jl_rules_get_version:
 * @self: the rules
 *
 * Returns: (transfer none): 32 hex digits that change with any byte of any file
 */
const char *
jl_rules_get_version (const JlRules *self)
{
  return self->version;
}

/**
 * jl_rules_get_files:
 * @self: the rules
 *
 * Returns: (transfer none) (element-type JlRulesFile): what was read, by name
 */
const GPtrArray *
jl_rules_get_files (const JlRules *self)
{
  return self->files;
}
