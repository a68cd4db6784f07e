// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * One field of a form: its label above, what is typed or chosen, and below it help, a hint, or what
 * is wrong with it. Whatever kind it is, its content is a text: see jl-intake-texts.h. The path is
 * that of the record's member, by which refusals of the service find it.
 *
 * Signals: `changed` when its content is another; `left` when the keyboard went elsewhere.
 */
#define JL_TYPE_FORM_FIELD (jl_form_field_get_type ())
G_DECLARE_DERIVABLE_TYPE (JlFormField, jl_form_field, JL, FORM_FIELD, GtkWidget)

struct _JlFormFieldClass {
  GtkWidgetClass parent_class;

  char *(*dup_text) (JlFormField *self);
  void (*set_text) (JlFormField *self, const char *text);
  char *(*describe) (JlFormField *self, const char *text);
};

const char *jl_form_field_get_path (JlFormField *self);
const char *jl_form_field_get_label (JlFormField *self);
void jl_form_field_set_label (JlFormField *self, const char *label);
void jl_form_field_set_required (JlFormField *self, gboolean required);
void jl_form_field_set_help (JlFormField *self, const char *help);
void jl_form_field_set_hint (JlFormField *self, const char *hint);
void jl_form_field_set_problem (JlFormField *self, const char *problem);
const char *jl_form_field_get_problem (JlFormField *self);

char *jl_form_field_dup_text (JlFormField *self);
void jl_form_field_set_text (JlFormField *self, const char *text);
char *jl_form_field_describe (JlFormField *self, const char *text);

/* For the kinds of fields. */
void
jl_form_field_set_up (JlFormField *self, const char *path, GtkWidget *content, GtkWidget *control);
void jl_form_field_set_note (JlFormField *self, const char *note);
GtkWidget *jl_form_icon_new (const char *name);
void jl_form_field_emit_changed (JlFormField *self);

G_END_DECLS
