// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-print-dialog.h"

#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>

/* A4 in points. */
#define PAGE_WIDTH 595.28
#define PAGE_HEIGHT 841.89

struct _JlPrintDialog {
  AdwWindow parent_instance;

  /* Template widgets */
  GtkDrawingArea *page;
  GtkLabel *trouble;
  GtkBox *turning;
  GtkButton *back;
  GtkButton *forward;
  GtkLabel *place;

  JlPrintJob job; /* its content is owned */
  guint shown;    /* which page */
};

G_DEFINE_FINAL_TYPE (JlPrintDialog, jl_print_dialog, ADW_TYPE_WINDOW)

static void
show_trouble (JlPrintDialog *self, const char *text)
{
  gtk_label_set_text (self->trouble, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), text != NULL);
}

static void
preview_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  JlPrintDialog *self = user_data;
  double scale = MIN (width / PAGE_WIDTH, height / PAGE_HEIGHT);

  cairo_translate (cr, (width - scale * PAGE_WIDTH) / 2, (height - scale * PAGE_HEIGHT) / 2);
  cairo_scale (cr, scale, scale);
  /* Paper is white, whatever the style. */
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_rectangle (cr, 0, 0, PAGE_WIDTH, PAGE_HEIGHT);
  cairo_fill (cr);
  self->job.draw (cr, PAGE_WIDTH, PAGE_HEIGHT, self->shown, self->job.content);
}

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, JlPrintDialog *self)
{
  self->job.draw (gtk_print_context_get_cairo_context (context),
                  gtk_print_context_get_width (context),
                  gtk_print_context_get_height (context),
                  (guint)page,
                  self->job.content);
}

static void
print_cb (JlPrintDialog *self)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GError) error = NULL;

  gtk_print_operation_set_n_pages (operation, (int)self->job.n_pages);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_job_name (operation, gtk_window_get_title (GTK_WINDOW (self)));
  g_signal_connect_object (operation, "draw-page", G_CALLBACK (draw_page_cb), self, 0);
  if (gtk_print_operation_run (
          operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, GTK_WINDOW (self), &error) ==
      GTK_PRINT_OPERATION_RESULT_ERROR)
    show_trouble (self, error->message);
}

/**
 * jl_print_save_pdf:
 * @path: of the file; one that is there is replaced
 * @job: what to save
 * @error: %G_IO_ERROR_FAILED
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_print_save_pdf (const char *path, const JlPrintJob *job, GError **error)
{
  cairo_surface_t *surface = cairo_pdf_surface_create (path, PAGE_WIDTH, PAGE_HEIGHT);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  for (guint i = 0; i < job->n_pages; i++) {
    job->draw (cr, PAGE_WIDTH, PAGE_HEIGHT, i, job->content);
    cairo_show_page (cr);
  }
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    g_set_error (
        error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", path, cairo_status_to_string (status));
  return status == CAIRO_STATUS_SUCCESS;
}

static void
show_page (JlPrintDialog *self, guint number)
{
  g_autofree char *text = g_strdup_printf (_ ("Page %u of %u"), number + 1, self->job.n_pages);

  self->shown = number;
  gtk_label_set_text (self->place, text);
  gtk_widget_set_sensitive (GTK_WIDGET (self->back), number > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->forward), number + 1 < self->job.n_pages);
  gtk_widget_set_visible (GTK_WIDGET (self->turning), self->job.n_pages > 1);
  gtk_widget_queue_draw (GTK_WIDGET (self->page));
}

static void
back_cb (JlPrintDialog *self)
{
  show_page (self, self->shown - 1);
}

static void
forward_cb (JlPrintDialog *self)
{
  show_page (self, self->shown + 1);
}

static void
save_response_cb (GtkNativeDialog *chooser, int response, JlPrintDialog *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autoptr (GError) error = NULL;

  g_object_unref (chooser);
  if (response != GTK_RESPONSE_ACCEPT || path == NULL)
    return;
  if (jl_print_save_pdf (path, &self->job, &error))
    show_trouble (self, NULL);
  else
    show_trouble (self, error->message);
}

static void
save_cb (JlPrintDialog *self)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Save as PDF"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  g_autofree char *name = g_strconcat (gtk_window_get_title (GTK_WINDOW (self)), ".pdf", NULL);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_signal_connect_object (chooser, "response", G_CALLBACK (save_response_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
jl_print_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), JL_TYPE_PRINT_DIALOG);
  G_OBJECT_CLASS (jl_print_dialog_parent_class)->dispose (object);
}

static void
jl_print_dialog_finalize (GObject *object)
{
  JlPrintDialog *self = JL_PRINT_DIALOG (object);

  self->job.free (self->job.content);
  G_OBJECT_CLASS (jl_print_dialog_parent_class)->finalize (object);
}

static void
jl_print_dialog_class_init (JlPrintDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_print_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = jl_print_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/jieli/Jieli/print/jl-print-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, JlPrintDialog, page);
  gtk_widget_class_bind_template_child (widget_class, JlPrintDialog, trouble);
  gtk_widget_class_bind_template_child (widget_class, JlPrintDialog, turning);
  gtk_widget_class_bind_template_child (widget_class, JlPrintDialog, back);
  gtk_widget_class_bind_template_child (widget_class, JlPrintDialog, forward);
  gtk_widget_class_bind_template_child (widget_class, JlPrintDialog, place);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, forward_cb);
  gtk_widget_class_bind_template_callback (widget_class, print_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
jl_print_dialog_init (JlPrintDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drawing_area_set_draw_func (self->page, preview_cb, self, NULL);
}

/**
 * jl_print_dialog_new:
 * @parent: the window it belongs to
 * @title: of the window, the print job and the file
 * @job: what is printed; takes its content
 *
 * Returns: (transfer floating): the dialog
 */
GtkWidget *
jl_print_dialog_new (GtkWindow *parent, const char *title, const JlPrintJob *job)
{
  JlPrintDialog *self =
      g_object_new (JL_TYPE_PRINT_DIALOG, "transient-for", parent, "title", title, NULL);

  self->job = *job;
  show_page (self, 0);
  return GTK_WIDGET (self);
}
