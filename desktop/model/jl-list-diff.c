// SPDX-License-Identifier: GPL-3.0-or-later
/* Making one list of records into another by the least that must be said, so that a view keeps its
 * place, its selection and its widgets. */
#include "jl-list-diff.h"

static gint64
get_id (gpointer record)
{
  const JlRecordTable *table = jl_record_get_table (record);

  return jl_record_get_integer (record, jl_record_table_find (table, "id"));
}

static guint
id_hash (gconstpointer record)
{
  gint64 id = get_id ((gpointer)record);

  return g_int64_hash (&id);
}

static gboolean
id_equal (gconstpointer a, gconstpointer b)
{
  return get_id ((gpointer)a) == get_id ((gpointer)b);
}

static GHashTable *
index_ids (GPtrArray *records)
{
  GHashTable *ids = g_hash_table_new (id_hash, id_equal);

  for (guint i = 0; i < records->len; i++)
    g_hash_table_add (ids, records->pdata[i]);
  return ids;
}

/**
 * jl_list_update_record:
 * @record: a record that is shown
 * @fresh: the same record as it is now
 *
 * Gives @record the values of @fresh; only properties that differ are notified.
 */
void
jl_list_update_record (JlRecord *record, JlRecord *fresh)
{
  const JlRecordTable *table = jl_record_get_table (record);

  if (jl_record_equal (record, fresh))
    return;
  for (guint i = 0; i < table->n_fields; i++)
    if (jl_record_has (record, i) && !jl_record_has (fresh, i))
      jl_record_unset (record, i);
  jl_record_apply (record, fresh);
}

/* Removes runs of records that are no longer there. */
static void
remove_vanished (GPtrArray *records, GHashTable *wanted, JlItemsChanged changed, gpointer user_data)
{
  guint i = records->len;

  while (i > 0) {
    guint end = i;

    while (i > 0 && !g_hash_table_contains (wanted, records->pdata[i - 1]))
      i--;
    if (i < end) {
      g_ptr_array_remove_range (records, i, end - i);
      changed (i, end - i, 0, user_data);
    } else {
      i--;
    }
  }
}

static guint
find_from (GPtrArray *records, guint start, gint64 id)
{
  while (start < records->len && get_id (records->pdata[start]) != id)
    start++;
  return start;
}

/* Inserts the run of records of @fresh from @position that are new. Returns: how many. */
static guint
insert_new (GPtrArray *records, GPtrArray *fresh, guint position, GHashTable *known)
{
  guint n = 0;

  while (position + n < fresh->len && !g_hash_table_contains (known, fresh->pdata[position + n])) {
    g_ptr_array_insert (records, position + n, g_object_ref (fresh->pdata[position + n]));
    n++;
  }
  return n;
}

/**
 * jl_list_diff:
 * @records: (element-type JlRecord): what is shown; becomes @fresh
 * @fresh: (element-type JlRecord): what is to be shown
 * @changed: told of each step after it was done
 * @user_data: for @changed
 *
 * A record of @records that is in @fresh too stays the same object and takes over its new values.
 */
void
jl_list_diff (GPtrArray *records, GPtrArray *fresh, JlItemsChanged changed, gpointer user_data)
{
  g_autoptr (GHashTable) wanted = index_ids (fresh);
  g_autoptr (GHashTable) known = NULL;
  guint position = 0;

  remove_vanished (records, wanted, changed, user_data);
  known = index_ids (records);
  while (position < fresh->len) {
    guint n = insert_new (records, fresh, position, known);
    guint found;

    if (n > 0) {
      changed (position, 0, n, user_data);
      position += n;
      continue;
    }
    found = find_from (records, position, get_id (fresh->pdata[position]));
    if (found > position) {
      JlRecord *moved = g_object_ref (records->pdata[found]);

      g_ptr_array_remove_index (records, found);
      changed (found, 1, 0, user_data);
      g_ptr_array_insert (records, position, moved);
      changed (position, 0, 1, user_data);
    }
    jl_list_update_record (records->pdata[position], fresh->pdata[position]);
    position++;
  }
}

/**
 * jl_list_keep_tail:
 * @records: (element-type JlRecord): what is shown
 * @fresh: (element-type JlRecord): its beginning as it is now
 *
 * Appends to @fresh what is behind it in @records, when the two meet: after the last record of
 * @fresh that is in @records.
 *
 * Returns: whether there was anything to append
 */
gboolean
jl_list_keep_tail (GPtrArray *records, GPtrArray *fresh)
{
  g_autoptr (GHashTable) ids = index_ids (fresh);
  guint start = 0;

  for (guint i = 0; i < records->len; i++)
    if (g_hash_table_contains (ids, records->pdata[i]))
      start = i + 1;
  for (guint i = start; start > 0 && i < records->len; i++)
    g_ptr_array_add (fresh, g_object_ref (records->pdata[i]));
  return start > 0 && start < records->len;
}

/**
 * jl_list_append_new:
 * @records: (element-type JlRecord): what is shown
 * @page: (element-type JlRecord): what comes behind it
 *
 * Appends the records of @page; one that is there already is updated where it stands.
 *
 * Returns: how many were appended
 */
guint
jl_list_append_new (GPtrArray *records, GPtrArray *page)
{
  g_autoptr (GHashTable) known = index_ids (records);
  guint n = 0;

  for (guint i = 0; i < page->len; i++) {
    JlRecord *shown = g_hash_table_lookup (known, page->pdata[i]);

    if (shown != NULL) {
      jl_list_update_record (shown, page->pdata[i]);
    } else {
      g_ptr_array_add (records, g_object_ref (page->pdata[i]));
      n++;
    }
  }
  return n;
}
