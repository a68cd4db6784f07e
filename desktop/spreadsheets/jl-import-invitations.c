// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-import-invitations.h"

#include "jl-account.h"
#include "jl-date.h"
#include "jl-invitation-sheet.h"
#include "jl-print-dialog.h"
#include "jl-spreadsheet-actions.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What the reason of a row that was invited says, with spaces between. */
enum { WORD_CODE, WORD_ADDRESS, WORD_UNTIL, WORD_ORGANISATION, N_WORDS };

typedef struct {
  GtkWindow *parent; /* owned */
  JlRecord *import;  /* owned */
  GPtrArray *sheets; /* owned, nullable, (element-type JlInvitationSheet) */
  guint name_column;
  JlImportInvitationsDone done;
  gpointer user_data;
} Printing;

static void
printing_free (Printing *self)
{
  g_object_unref (self->parent);
  g_object_unref (self->import);
  g_clear_pointer (&self->sheets, g_ptr_array_unref);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Printing, printing_free)

static void read_page (Printing *self, JlClient *client, const char *cursor);

static void
add_sheet (Printing *self, const char *text, const char *guest)
{
  g_auto (GStrv) words = g_strsplit (text, " ", N_WORDS);
  g_autoptr (JlRecord) invitation = jl_record_new (&jl_invitation_table);
  JlDate until;

  if (g_strv_length (words) != N_WORDS || !jl_date_from_text (words[WORD_UNTIL], &until, NULL))
    return;
  jl_record_set_text (invitation, JL_INVITATION_CODE, words[WORD_CODE]);
  jl_record_set_text (invitation, JL_INVITATION_JOIN_URL, words[WORD_ADDRESS]);
  jl_record_set_integer (invitation, JL_INVITATION_ROLE, 0);
  jl_record_set_integer (invitation, JL_INVITATION_USES_LEFT, 1);
  jl_record_set_integer (invitation, JL_INVITATION_EXPIRES_AT, jl_date_get_start (until));
  g_ptr_array_add (self->sheets,
                   jl_invitation_sheet_new (invitation, words[WORD_ORGANISATION], guest));
}

static void
add_row (Printing *self, JlRecord *row)
{
  GPtrArray *reasons = jl_record_get_list (row, JL_IMPORT_ROW_REASONS);
  GPtrArray *cells = jl_record_get_list (row, JL_IMPORT_ROW_CELLS);

  for (guint i = 0; i < reasons->len; i++)
    if (g_strcmp0 (jl_record_get_text (reasons->pdata[i], JL_ROW_REASON_CODE),
                   JL_ROW_REASON_INVITED) == 0)
      add_sheet (self,
                 jl_record_get_text (reasons->pdata[i], JL_ROW_REASON_TEXT),
                 self->name_column < cells->len ? cells->pdata[self->name_column] : NULL);
}

static void
present (Printing *self)
{
  JlPrintJob job = { .draw = jl_invitation_sheet_draw,
                     .n_pages = self->sheets->len,
                     .content = self->sheets,
                     .free = (GDestroyNotify)g_ptr_array_unref };

  if (self->sheets->len == 0) {
    self->done (_ ("Nobody was invited: there is nothing to print"), self->user_data);
    return;
  }
  self->sheets = NULL;
  gtk_window_present (GTK_WINDOW (jl_print_dialog_new (self->parent, _ ("Invitations"), &job)));
  self->done (NULL, self->user_data);
}

static void
page_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Printing) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *next = NULL;
  g_autoptr (GPtrArray) rows =
      jl_client_run_list_finish (JL_CLIENT (source), result, &next, &error);

  if (rows == NULL) {
    self->done (error->message, self->user_data);
    return;
  }
  for (guint i = 0; i < rows->len; i++)
    add_row (self, rows->pdata[i]);
  if (next == NULL)
    present (self);
  else
    read_page (g_steal_pointer (&self), JL_CLIENT (source), next);
}

static void
read_page (Printing *self, JlClient *client, const char *cursor)
{
  g_autoptr (JlAction) action = jl_import_action_list_rows (self->import, cursor);

  jl_client_run_async (client, action, NULL, page_cb, self);
}

/**
 * jl_import_invitations_print:
 * @parent: the window it belongs to
 * @client: of who has imported
 * @import: a finished import of accounts
 * @done: (scope async): called when the pages are shown, or cannot be
 * @user_data: for @done
 *
 * Shows the pages to be printed or saved.
 */
void
jl_import_invitations_print (GtkWindow *parent,
                             JlClient *client,
                             JlRecord *import,
                             JlImportInvitationsDone done,
                             gpointer user_data)
{
  Printing *self = g_new0 (Printing, 1);
  GPtrArray *columns = jl_record_get_list (import, JL_IMPORT_JOB_COLUMNS);

  self->parent = g_object_ref (parent);
  self->import = g_object_ref (import);
  self->sheets = g_ptr_array_new_with_free_func ((GDestroyNotify)jl_invitation_sheet_free);
  self->done = done;
  self->user_data = user_data;
  while (self->name_column < columns->len &&
         g_strcmp0 (jl_record_get_text (columns->pdata[self->name_column], JL_IMPORT_COLUMN_MEMBER),
                    "name") != 0)
    self->name_column++;
  read_page (self, client, NULL);
}
