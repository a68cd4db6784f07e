// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-file-saver.h"

#include <glib/gi18n-lib.h>

typedef struct {
  GtkFileChooserNative *dialog; /* owned */
  GBytes *content;              /* owned */
  JlFileSaved saved;
  gpointer user_data; /* owned: a reference of a GObject */
} Saver;

static void
saver_free (Saver *self)
{
  gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->dialog));
  g_object_unref (self->dialog);
  g_bytes_unref (self->content);
  g_object_unref (self->user_data);
  g_free (self);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Saver *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (source));
  gboolean is_written = g_file_replace_contents_finish (G_FILE (source), result, NULL, &error);

  self->saved (is_written ? name : NULL, error, self->user_data);
  saver_free (self);
}

static void
response_cb (GtkNativeDialog *dialog, int response, Saver *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response != GTK_RESPONSE_ACCEPT || file == NULL) {
    self->saved (NULL, NULL, self->user_data);
    saver_free (self);
    return;
  }
  g_file_replace_contents_bytes_async (
      file, self->content, NULL, FALSE, G_FILE_CREATE_NONE, NULL, written_cb, self);
}

/**
 * jl_file_saver_run:
 * @parent: the window that asks
 * @title: of the question where to save it
 * @name: how the file is called unless the person says otherwise
 * @content: what is in it
 * @saved: called once
 * @user_data: (type GObject): for @saved; lives until then
 *
 * Lets a person choose where something is saved, and saves it there.
 */
void
jl_file_saver_run (GtkWindow *parent,
                   const char *title,
                   const char *name,
                   GBytes *content,
                   JlFileSaved saved,
                   gpointer user_data)
{
  Saver *self = g_new0 (Saver, 1);

  self->dialog = gtk_file_chooser_native_new (
      title, parent, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  self->content = g_bytes_ref (content);
  self->saved = saved;
  self->user_data = g_object_ref (user_data);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->dialog), name);
  g_signal_connect (self->dialog, "response", G_CALLBACK (response_cb), self);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->dialog));
}
