// SPDX-License-Identifier: GPL-3.0-or-later
/* What goes when its time of keeping is over (data/rules/retention.json, jl-purge.h). */
#include "jl-items-private.h"

#include "jl-picture-files.h"

#include <glib/gi18n-lib.h>

/* A thing that is still in somebody's keeping has not come to its end, whatever became of the
 * offer. What the ledger names stays as long as the ledger, and loses all but its title. */
#define STAYS_NAMED "EXISTS (SELECT 1 FROM ledger_transaction WHERE item = it.id)"
#define IS_ENDED                                                                                   \
  "(it.offer = 'concluded' OR (it.offer IN ('withdrawn', 'expired') AND it.custody <> 'held')) "   \
  "AND it.settlement <> 'due' AND it.updated_at < ?1"
#define IS_FULL "(it.photos <> '[]' OR it.description <> '' OR it.note <> '')"
#define HELD(subjects)                                                                             \
  "EXISTS (SELECT 1 FROM hold WHERE released_at IS NULL AND subject IN (" subjects "))"

const JlPurge jl_item_purge = {
  .record = "item",
  .table = "item AS it",
  .is_over = IS_ENDED " AND (" IS_FULL " OR NOT " STAYS_NAMED ")",
  .held = HELD ("it.id, it.organisation"),
  .has_id_of_time = TRUE,
};

const JlPurge jl_draft_purge = {
  .record = "draft",
  .table = "item AS it",
  .is_over = "it.offer = 'draft' AND it.publication IS NULL AND it.updated_at < ?1",
  .held = HELD ("it.id, it.organisation"),
  .has_id_of_time = TRUE,
};

const JlPurge jl_reservation_purge = {
  .record = "reservation",
  .table = "reservation",
  .is_over = "state NOT IN ('waiting', 'active') AND updated_at < ?1",
  .held = HELD ("reservation.item, reservation.person, reservation.organisation"),
  .has_id_of_time = TRUE,
};

const JlPurge jl_want_purge = {
  .record = "want",
  .table = "want",
  .is_over = "open = 0 AND updated_at < ?1",
  .held = HELD ("want.person, want.organisation"),
  .has_id_of_time = TRUE,
};

/* A backup that began before the last item lost it still wants the file. */
const JlPurge jl_photo_purge = {
  .record = "photo_file",
  .table = "photo_removal",
  .is_over = "since < ?1",
};

static char *photos_dir; /* owned by the process */

/**
 * jl_items_configure:
 * @data_dir: the data folder
 *
 * Says where the photos are; once, before anything else.
 */
void
jl_items_configure (const char *data_dir)
{
  g_free (photos_dir);
  photos_dir = g_build_filename (data_dir, "photos", NULL);
}

static gboolean
free_photo_bytes (JlTransaction *transaction, JlRecord *item, GError **error)
{
  GPtrArray *photos = jl_record_get_list (item, JL_ITEM_PHOTOS);
  g_autoptr (JlRecord) organisation = jl_item_get_organisation (
      transaction, jl_record_get_integer (item, JL_ITEM_ORGANISATION), error);
  gint64 bytes = 0;

  for (guint i = 0; i < photos->len; i++)
    bytes += jl_record_get_integer (photos->pdata[i], JL_PHOTO_BYTES);
  return organisation != NULL &&
         jl_item_count_photo_bytes (transaction, organisation, -bytes, error);
}

/* They ended before the item did. */
static gboolean
remove_reservations (JlTransaction *transaction, gint64 item, GError **error)
{
  static const char sql[] = "SELECT id FROM reservation WHERE item = ?1 ORDER BY id";
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, item);
  while (jl_statement_step (statement, &local_error)) {
    gint64 id = jl_statement_get_integer (statement, 0);

    g_array_append_val (ids, id);
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  for (guint i = 0; i < ids->len; i++) {
    g_autoptr (JlRecord) reservation = jl_transaction_get (
        transaction, &jl_reservation_kind, g_array_index (ids, gint64, i), error);

    if (reservation == NULL ||
        !jl_transaction_remove (transaction, &jl_reservation_kind, reservation, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
stays_named (JlTransaction *transaction, gint64 item, gboolean *stays, GError **error)
{
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction),
                             "SELECT " STAYS_NAMED " FROM item AS it WHERE id = ?1",
                             error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, item);
  if (!jl_statement_step (statement, error))
    return FALSE;
  *stays = jl_statement_get_integer (statement, 0) != 0;
  return TRUE;
}

/* What an entry of the ledger needs of its item: what it was, whose, and for how much. */
static gboolean
put_named (JlTransaction *transaction, JlRecord *item, GError **error)
{
  static const guint emptied[] = { JL_ITEM_DESCRIPTION, JL_ITEM_NOTE };
  g_autoptr (GPtrArray) none = g_ptr_array_new_with_free_func (g_object_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (emptied); i++)
    jl_record_set_text (item, emptied[i], "");
  jl_record_set_list (item, JL_ITEM_PHOTOS, none);
  return jl_transaction_put (transaction, &jl_item_kind, item, error);
}

static gboolean
remove_item (JlTransaction *transaction, const JlPurge *purge, JlRecord *item, GError **error)
{
  gint64 id = jl_record_get_integer (item, JL_ITEM_ID);
  gboolean stays = FALSE;

  if (!jl_purge_check (transaction, purge, id, error) ||
      !stays_named (transaction, id, &stays, error) ||
      !free_photo_bytes (transaction, item, error) || !remove_reservations (transaction, id, error))
    return FALSE;
  if (stays ? !put_named (transaction, item, error) || !jl_purge_note (transaction, purge, error)
            : !jl_purge_remove (transaction, purge, &jl_item_kind, item, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

static gboolean
item_purge_execute (JlTransaction *transaction, JlCall *call, GError **error)
{
  return remove_item (transaction, &jl_item_purge, call->target, error);
}

static gboolean
draft_purge_execute (JlTransaction *transaction, JlCall *call, GError **error)
{
  return remove_item (transaction, &jl_draft_purge, call->target, error);
}

static gboolean
reservation_purge_execute (JlTransaction *transaction, JlCall *call, GError **error)
{
  return jl_purge_execute (
      transaction, &jl_reservation_purge, &jl_reservation_kind, call->target, error);
}

static gboolean
want_purge_execute (JlTransaction *transaction, JlCall *call, GError **error)
{
  return jl_purge_execute (transaction, &jl_want_purge, &jl_want_kind, call->target, error);
}

/* The name of the file that is to go, NULL if an item names it again. */
static char *
read_unnamed (JlTransaction *transaction, gint64 id, GError **error)
{
  static const char sql[] = "SELECT content FROM photo_removal WHERE id = ?1 AND NOT EXISTS "
                            "(SELECT 1 FROM item_photo WHERE content = photo_removal.content)";
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);

  if (statement == NULL)
    return NULL;
  jl_statement_bind_integer (statement, 1, id);
  return jl_statement_step (statement, error) ? g_strdup (jl_statement_get_text (statement, 0))
                                              : NULL;
}

/* If the commit fails, the file is gone and its row is not: the next time nothing is there to
 * remove, which is no error. Nothing names the file either way. */
static gboolean
photo_purge_execute (JlTransaction *transaction, JlCall *call, GError **error)
{
  gint64 id = call->ids[0];
  g_autoptr (JlStatement) forget =
      jl_connection_prepare (jl_transaction_get_connection (transaction),
                             "DELETE FROM photo_removal WHERE id = ?1",
                             error);
  g_autofree char *content = NULL;
  GError *local_error = NULL;

  if (forget == NULL || !jl_purge_check (transaction, &jl_photo_purge, id, error))
    return FALSE;
  content = read_unnamed (transaction, id, &local_error);
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  if (content != NULL && (!jl_picture_files_remove (photos_dir, content, error) ||
                          !jl_purge_note (transaction, &jl_photo_purge, error)))
    return FALSE;
  jl_statement_bind_integer (forget, 1, id);
  if (!jl_statement_run (forget, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

const JlCommand jl_item_purge_command = {
  .name = "item.purge",
  .roles = JL_ROLE_SYSTEM,
  .target = &jl_item_kind,
  .execute = item_purge_execute,
};
const JlCommand jl_draft_purge_command = {
  .name = "item.purge-draft",
  .roles = JL_ROLE_SYSTEM,
  .target = &jl_item_kind,
  .execute = draft_purge_execute,
};
const JlCommand jl_reservation_purge_command = {
  .name = "reservation.purge",
  .roles = JL_ROLE_SYSTEM,
  .target = &jl_reservation_kind,
  .execute = reservation_purge_execute,
};
const JlCommand jl_want_purge_command = {
  .name = "want.purge",
  .roles = JL_ROLE_SYSTEM,
  .target = &jl_want_kind,
  .execute = want_purge_execute,
};
const JlCommand jl_photo_purge_command = {
  .name = "photo.purge",
  .roles = JL_ROLE_SYSTEM,
  .flags = JL_COMMAND_OPERATIONAL,
  .execute = photo_purge_execute,
};
