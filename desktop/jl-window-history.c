// SPDX-License-Identifier: GPL-3.0-or-later
/* The warning that the service's journal is not the one that was seen before. */
#include "jl-window-private.h"

#include <glib/gi18n-lib.h>

static void
show_trouble (JlWindow *self)
{
  gtk_widget_set_visible (self->history, jl_head_watch_get_trouble (self->head_watch) != NULL);
}

/* Begins to compare the service's journals with what this computer has kept of them. */
void
jl_window_begin_watch (JlWindow *self, JlClient *client)
{
  jl_window_end_watch (self);
  self->head_watch = jl_head_watch_new (client, NULL);
  g_signal_connect_object (
      self->head_watch, "notify::trouble", G_CALLBACK (show_trouble), self, G_CONNECT_SWAPPED);
  jl_head_watch_check (self->head_watch);
}

/* Ends that, when nobody is signed in any more. */
void
jl_window_end_watch (JlWindow *self)
{
  if (self->head_watch == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->head_watch, self);
  g_clear_object (&self->head_watch);
  gtk_widget_set_visible (self->history, FALSE);
}

static void
file_chosen_cb (GtkNativeDialog *dialog, int response, JlWindow *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autoptr (GError) error = NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL && self->head_watch != NULL)
    jl_window_show_toast (
        self, jl_head_watch_save (self->head_watch, path, &error) ? _ ("Saved") : error->message);
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
choose_file (JlWindow *self)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_ ("Save What Was Kept"),
                                                              GTK_WINDOW (self),
                                                              GTK_FILE_CHOOSER_ACTION_SAVE,
                                                              _ ("_Save"),
                                                              _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), "jieli-heads.json");
  g_signal_connect_object (dialog, "response", G_CALLBACK (file_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
start_anew (JlWindow *self)
{
  g_autoptr (GError) error = NULL;

  if (!jl_head_watch_start_anew (self->head_watch, &error))
    jl_window_show_toast (self, error->message);
  else
    jl_window_show_toast (self, _ ("From now on the journal as it is today is watched"));
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, JlWindow *self)
{
  if (self->head_watch == NULL)
    return;
  if (g_str_equal (response, "save"))
    choose_file (self);
  else if (g_str_equal (response, "anew"))
    start_anew (self);
}

/* Says what does not fit, and what to do. */
void
jl_window_show_history (JlWindow *self)
{
  const char *trouble = jl_head_watch_get_trouble (self->head_watch);
  AdwMessageDialog *dialog;
  g_autofree char *body = NULL;

  if (trouble == NULL)
    return;
  body = g_strconcat (
      trouble,
      "\n\n",
      _ ("This computer keeps signatures of what the service has recorded. What the service has "
         "now "
         "is something else: either it was restored from an older backup, or somebody has changed "
         "what was recorded.\n\nYou can go on working. Ask who runs the service. If they cannot "
         "explain it, save what was kept and give it to the department that supervises them: it "
         "shows what was changed."),
      NULL);
  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (
      GTK_WINDOW (self), _ ("The Journal Is Not the One Seen Before"), body));
  adw_message_dialog_add_responses (dialog,
                                    "close",
                                    _ ("_Close"),
                                    "anew",
                                    _ ("It Was _Explained"),
                                    "save",
                                    _ ("_Save What Was Kept…"),
                                    NULL);
  adw_message_dialog_set_response_appearance (dialog, "anew", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (dialog, "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "save");
  adw_message_dialog_set_close_response (dialog, "close");
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
