// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-form-field.h"

#include <glib/gi18n-lib.h>

#define SIGHT_MARGIN 12

typedef struct {
  char *path;
  char *help;         /* owned, nullable */
  char *hint;         /* owned, nullable */
  char *problem;      /* owned, nullable */
  GtkWidget *header;  /* child */
  GtkWidget *label;   /* child of header */
  GtkWidget *note;    /* child of header: a counter */
  GtkWidget *demand;  /* child of header: that it is required */
  GtkWidget *content; /* child */
  GtkWidget *control; /* borrowed: what takes the keyboard */
  GtkWidget *message; /* child: help, hint or problem */
  GtkWidget *sign;    /* child of message */
  GtkWidget *text;    /* child of message */
  guint sight_source;
} JlFormFieldPrivate;

enum { PROP_PATH = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];
enum { SIGNAL_CHANGED, SIGNAL_LEFT, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (JlFormField, jl_form_field, GTK_TYPE_WIDGET)

static JlFormFieldPrivate *
get_private (JlFormField *self)
{
  return jl_form_field_get_instance_private (self);
}

static void
jl_form_field_dispose (GObject *object)
{
  JlFormFieldPrivate *priv = get_private (JL_FORM_FIELD (object));

  g_clear_handle_id (&priv->sight_source, g_source_remove);
  g_clear_pointer (&priv->header, gtk_widget_unparent);
  g_clear_pointer (&priv->content, gtk_widget_unparent);
  g_clear_pointer (&priv->message, gtk_widget_unparent);
  G_OBJECT_CLASS (jl_form_field_parent_class)->dispose (object);
}

static void
jl_form_field_finalize (GObject *object)
{
  JlFormFieldPrivate *priv = get_private (JL_FORM_FIELD (object));

  g_free (priv->path);
  g_free (priv->help);
  g_free (priv->hint);
  g_free (priv->problem);
  G_OBJECT_CLASS (jl_form_field_parent_class)->finalize (object);
}

static void
jl_form_field_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_string (value, get_private (JL_FORM_FIELD (object))->path);
}

static gboolean
jl_form_field_grab_focus (GtkWidget *widget)
{
  JlFormFieldPrivate *priv = get_private (JL_FORM_FIELD (widget));

  return priv->control != NULL && gtk_widget_grab_focus (priv->control);
}

/* GTK's own way ends with grab_focus(), which would hold back who goes backwards. */
static gboolean
jl_form_field_focus (GtkWidget *widget, GtkDirectionType direction)
{
  JlFormFieldPrivate *priv = get_private (JL_FORM_FIELD (widget));

  return priv->content != NULL && gtk_widget_child_focus (priv->content, direction);
}

static char *
describe_as_it_is (JlFormField *self, const char *text)
{
  return g_strdup (text);
}

/* The look of all fields, for whichever program shows one first. */
static void
load_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  GdkDisplay *display = gdk_display_get_default ();

  if (display == NULL)
    return;
  gtk_css_provider_load_from_resource (provider, "/cn/jieli/Jieli/widgets/jl-form.css");
  gtk_style_context_add_provider_for_display (
      display, GTK_STYLE_PROVIDER (provider), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static void
jl_form_field_class_init (JlFormFieldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = jl_form_field_dispose;
  object_class->finalize = jl_form_field_finalize;
  object_class->get_property = jl_form_field_get_property;
  widget_class->grab_focus = jl_form_field_grab_focus;
  widget_class->focus = jl_form_field_focus;
  klass->describe = describe_as_it_is;

  properties[PROP_PATH] =
      g_param_spec_string ("path", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_CHANGED] = g_signal_new (
      "changed", JL_TYPE_FORM_FIELD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_LEFT] = g_signal_new (
      "left", JL_TYPE_FORM_FIELD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "jlfield");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  load_style ();
}

static gboolean
keep_in_sight_cb (gpointer user_data)
{
  GtkWidget *self = user_data;
  GtkWidget *window = gtk_widget_get_ancestor (self, GTK_TYPE_SCROLLED_WINDOW);
  GtkWidget *content = window != NULL ? gtk_widget_get_first_child (window) : NULL;
  graphene_rect_t bounds;

  get_private (JL_FORM_FIELD (self))->sight_source = 0;
  content = content != NULL ? gtk_widget_get_first_child (content) : NULL;
  if (content != NULL && gtk_widget_compute_bounds (self, content, &bounds))
    gtk_adjustment_clamp_page (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (window)),
                               bounds.origin.y - SIGHT_MARGIN,
                               bounds.origin.y + bounds.size.height + SIGHT_MARGIN);
  return G_SOURCE_REMOVE;
}

/* GTK scrolls to what has the keyboard; who types wants to see its label and its message too. They
 * get their places before this is done. */
static void
keep_in_sight (JlFormField *self)
{
  JlFormFieldPrivate *priv = get_private (self);

  if (priv->sight_source == 0)
    priv->sight_source = g_idle_add_full (G_PRIORITY_LOW, keep_in_sight_cb, self, NULL);
}

static void
left_cb (JlFormField *self)
{
  g_signal_emit (self, signals[SIGNAL_LEFT], 0);
}

static void
make_header (JlFormField *self)
{
  JlFormFieldPrivate *priv = get_private (self);

  priv->header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  priv->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (priv->label), 0);
  gtk_label_set_wrap (GTK_LABEL (priv->label), TRUE);
  gtk_widget_add_css_class (priv->label, "label");
  priv->demand = gtk_label_new (_ ("required"));
  gtk_widget_add_css_class (priv->demand, "note");
  gtk_widget_set_visible (priv->demand, FALSE);
  priv->note = gtk_label_new (NULL);
  gtk_widget_add_css_class (priv->note, "note");
  gtk_widget_add_css_class (priv->note, "numeric");
  gtk_widget_set_hexpand (priv->note, TRUE);
  gtk_widget_set_visible (priv->note, FALSE);
  gtk_widget_set_halign (priv->note, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (priv->header), priv->label);
  gtk_box_append (GTK_BOX (priv->header), priv->demand);
  gtk_box_append (GTK_BOX (priv->header), priv->note);
  gtk_widget_set_parent (priv->header, GTK_WIDGET (self));
}

static void
make_message (JlFormField *self)
{
  JlFormFieldPrivate *priv = get_private (self);

  priv->message = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_add_css_class (priv->message, "field-message");
  gtk_widget_set_visible (priv->message, FALSE);
  priv->sign = jl_form_icon_new ("dialog-warning-symbolic");
  gtk_widget_set_valign (priv->sign, GTK_ALIGN_START);
  priv->text = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (priv->text), 0);
  gtk_label_set_wrap (GTK_LABEL (priv->text), TRUE);
  gtk_widget_set_hexpand (priv->text, TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (priv->text), PANGO_WRAP_WORD_CHAR);
  gtk_box_append (GTK_BOX (priv->message), priv->sign);
  gtk_box_append (GTK_BOX (priv->message), priv->text);
}

static void
jl_form_field_init (JlFormField *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 4);
  make_header (self);
  make_message (self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (left_cb), self);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (keep_in_sight), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

/**
 * jl_form_icon_new:
 * @name: of an icon
 *
 * Returns: (transfer floating): an icon that says nothing which does not stand beside it in words
 */
GtkWidget *
jl_form_icon_new (const char *name)
{
  return g_object_new (
      GTK_TYPE_IMAGE, "icon-name", name, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
}

/**
 * jl_form_field_set_up:
 * @self: a field, made by its kind
 * @path: of the member that it is for
 * @content: (transfer floating): what stands between label and message
 * @control: (transfer none): what takes the keyboard: @content or something in it
 */
void
jl_form_field_set_up (JlFormField *self, const char *path, GtkWidget *content, GtkWidget *control)
{
  JlFormFieldPrivate *priv = get_private (self);

  priv->path = g_strdup (path);
  priv->content = content;
  priv->control = control;
  gtk_widget_set_parent (content, GTK_WIDGET (self));
  gtk_widget_set_parent (priv->message, GTK_WIDGET (self));
}

/**
 * jl_form_field_get_path:
 * @self: a field
 *
 * Returns: (transfer none): of the member that it is for, e.g. `attributes.seats`
 */
const char *
jl_form_field_get_path (JlFormField *self)
{
  return get_private (self)->path;
}

/**
 * jl_form_field_get_label:
 * @self: a field
 *
 * Returns: (transfer none): what people call it
 */
const char *
jl_form_field_get_label (JlFormField *self)
{
  return gtk_label_get_text (GTK_LABEL (get_private (self)->label));
}

/**
 * jl_form_field_set_label:
 * @self: a field
 * @label: what people call it
 */
void
jl_form_field_set_label (JlFormField *self, const char *label)
{
  JlFormFieldPrivate *priv = get_private (self);

  gtk_label_set_text (GTK_LABEL (priv->label), label);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (priv->control), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/**
 * jl_form_field_set_required:
 * @self: a field
 * @required: whether it must be filled in before publishing
 */
void
jl_form_field_set_required (JlFormField *self, gboolean required)
{
  JlFormFieldPrivate *priv = get_private (self);

  gtk_widget_set_visible (priv->demand, required);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (priv->control), GTK_ACCESSIBLE_PROPERTY_REQUIRED, required, -1);
}

/* A problem goes before a hint, and that before help. */
static void
update_message (JlFormField *self)
{
  JlFormFieldPrivate *priv = get_private (self);
  const char *text = priv->problem != NULL ? priv->problem
                     : priv->hint != NULL  ? priv->hint
                                           : priv->help;

  gtk_label_set_text (GTK_LABEL (priv->text), text != NULL ? text : "");
  gtk_widget_set_visible (priv->message, text != NULL);
  gtk_widget_set_visible (priv->sign, priv->problem != NULL);
  if (priv->problem != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "invalid");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "invalid");
  gtk_accessible_update_property (GTK_ACCESSIBLE (priv->control),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text != NULL ? text : "",
                                  -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (priv->control),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               priv->problem != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                                     : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static void
replace_text (JlFormField *self, char **place, const char *text)
{
  if (g_strcmp0 (*place, text) == 0)
    return;
  g_free (*place);
  *place = g_strdup (text);
  update_message (self);
  if (gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL)
    keep_in_sight (self);
}

/**
 * jl_form_field_set_help:
 * @self: a field
 * @help: (nullable): what to look at when filling it in
 */
void
jl_form_field_set_help (JlFormField *self, const char *help)
{
  replace_text (self, &get_private (self)->help, help);
}

/**
 * jl_form_field_set_hint:
 * @self: a field
 * @hint: (nullable): what is to be said of what is just being typed
 */
void
jl_form_field_set_hint (JlFormField *self, const char *hint)
{
  replace_text (self, &get_private (self)->hint, hint);
}

/**
 * jl_form_field_set_problem:
 * @self: a field
 * @problem: (nullable): why it cannot stay so
 */
void
jl_form_field_set_problem (JlFormField *self, const char *problem)
{
  replace_text (self, &get_private (self)->problem, problem);
}

/**
 * jl_form_field_get_problem:
 * @self: a field
 *
 * Returns: (transfer none) (nullable): why it cannot stay so
 */
const char *
jl_form_field_get_problem (JlFormField *self)
{
  return get_private (self)->problem;
}

/**
 * jl_form_field_set_note:
 * @self: a field
 * @note: a short text at the end of the label's line, e.g. a counter
 */
void
jl_form_field_set_note (JlFormField *self, const char *note)
{
  GtkWidget *label = get_private (self)->note;

  gtk_label_set_text (GTK_LABEL (label), note);
  gtk_widget_set_visible (label, *note != '\0');
}

/**
 * jl_form_field_emit_changed:
 * @self: a field whose content is another now
 */
void
jl_form_field_emit_changed (JlFormField *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * jl_form_field_dup_text:
 * @self: a field
 *
 * Returns: (transfer full): its content; empty if there is none
 */
char *
jl_form_field_dup_text (JlFormField *self)
{
  return JL_FORM_FIELD_GET_CLASS (self)->dup_text (self);
}

/**
 * jl_form_field_set_text:
 * @self: a field
 * @text: its content
 */
void
jl_form_field_set_text (JlFormField *self, const char *text)
{
  g_autofree char *present = jl_form_field_dup_text (self);

  if (!g_str_equal (present, text))
    JL_FORM_FIELD_GET_CLASS (self)->set_text (self, text);
}

/**
 * jl_form_field_describe:
 * @self: a field
 * @text: a content that it could have
 *
 * Returns: (transfer full): the same for people: the name of what a code stands for
 */
char *
jl_form_field_describe (JlFormField *self, const char *text)
{
  return JL_FORM_FIELD_GET_CLASS (self)->describe (self, text);
}
