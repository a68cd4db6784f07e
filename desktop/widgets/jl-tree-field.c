// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-tree-field.h"

#include "jl-spelling.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Who sees more than these types one more character. */
#define MAX_FOUND 60

typedef struct _Node Node;
struct _Node {
  char *code;     /* owned */
  char *name;     /* owned */
  char *folded;   /* owned: name, for searching */
  char *spelling; /* owned: its pinyin, for searching */
  char *word;     /* owned: code, for searching: an English word in every language */
  char *icon;     /* owned, nullable */
  Node *parent;   /* borrowed, nullable */
  guint n_children;
};

struct _JlTreeField {
  JlFormField parent_instance;

  GPtrArray *nodes;          /* owned: Node, parents before children */
  GHashTable *by_code;       /* owned: its values are of nodes */
  GPtrArray *shown;          /* owned: Node of each row; NULL: the row that goes back */
  char *code;                /* owned: what is chosen, also when there is no such node */
  char *empty_name;          /* owned: what stands there when nothing is chosen */
  Node *place;               /* borrowed, nullable: the group that is shown */
  GtkStack *stack;           /* template */
  GtkWidget *button;         /* template */
  GtkLabel *name;            /* template */
  GtkWidget *entry;          /* template */
  GtkListBox *list;          /* template */
  GtkScrolledWindow *window; /* template */
  GtkWidget *nothing;        /* template */
};

G_DEFINE_FINAL_TYPE (JlTreeField, jl_tree_field, JL_TYPE_FORM_FIELD)

static void
node_free (Node *node)
{
  g_free (node->code);
  g_free (node->name);
  g_free (node->folded);
  g_free (node->spelling);
  g_free (node->word);
  g_free (node->icon);
  g_free (node);
}

static void
jl_tree_field_finalize (GObject *object)
{
  JlTreeField *self = JL_TREE_FIELD (object);

  g_hash_table_unref (self->by_code);
  g_ptr_array_unref (self->nodes);
  g_ptr_array_unref (self->shown);
  g_free (self->code);
  g_free (self->empty_name);
  G_OBJECT_CLASS (jl_tree_field_parent_class)->finalize (object);
}

static char *
fold (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_NFKC);

  return normal != NULL ? g_utf8_casefold (normal, -1) : g_strdup ("");
}

/* The names of all groups it lies in, the widest first, then its own. */
static char *
dup_full_name (const Node *node)
{
  GString *text = g_string_new (node->name);

  for (const Node *above = node->parent; above != NULL; above = above->parent) {
    g_string_prepend (text, " › ");
    g_string_prepend (text, above->name);
  }
  return g_string_free (text, FALSE);
}

static char *
jl_tree_field_dup_text (JlFormField *field)
{
  return g_strdup (JL_TREE_FIELD (field)->code);
}

static char *
jl_tree_field_describe (JlFormField *field, const char *text)
{
  JlTreeField *self = JL_TREE_FIELD (field);
  const Node *node = g_hash_table_lookup (self->by_code, text);

  if (node == NULL)
    return g_strdup (*text != '\0' ? text : self->empty_name);
  return dup_full_name (node);
}

static void
show_name (JlTreeField *self)
{
  g_autofree char *name = jl_tree_field_describe (JL_FORM_FIELD (self), self->code);
  g_autofree char *spoken =
      g_strdup_printf ("%s: %s", jl_form_field_get_label (JL_FORM_FIELD (self)), name);

  gtk_label_set_text (self->name, name);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static gboolean
is_open (JlTreeField *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "open") == 0;
}

static void
set_code (JlTreeField *self, const char *code)
{
  g_autofree char *before = self->code;

  self->code = g_strdup (code);
  show_name (self);
  gtk_stack_set_visible_child_name (self->stack, "closed");
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  if (!g_str_equal (before, code))
    jl_form_field_emit_changed (JL_FORM_FIELD (self));
}

static void
jl_tree_field_set_text (JlFormField *field, const char *text)
{
  set_code (JL_TREE_FIELD (field), text);
}

static gboolean
jl_tree_field_grab_focus (GtkWidget *widget)
{
  JlTreeField *self = JL_TREE_FIELD (widget);

  return gtk_widget_grab_focus (is_open (self) ? self->entry : self->button);
}

static GtkWidget *
make_row (const char *icon, const char *name, const char *group, gboolean goes_on)
{
  GtkIconTheme *icons = gtk_icon_theme_get_for_display (gdk_display_get_default ());
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *label = gtk_label_new (name);
  g_autofree char *spoken = group != NULL ? g_strdup_printf ("%s, %s", name, group) : NULL;

  if (icon != NULL && gtk_icon_theme_has_icon (icons, icon))
    gtk_box_append (GTK_BOX (box), jl_form_icon_new (icon));
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), label);
  if (group != NULL) {
    GtkWidget *above = gtk_label_new (group);

    gtk_widget_add_css_class (above, "note");
    gtk_label_set_ellipsize (GTK_LABEL (above), PANGO_ELLIPSIZE_START);
    gtk_box_append (GTK_BOX (box), above);
  }
  if (goes_on) {
    GtkWidget *sign = jl_form_icon_new ("go-next-symbolic");

    gtk_widget_set_hexpand (sign, TRUE);
    gtk_widget_set_halign (sign, GTK_ALIGN_END);
    gtk_box_append (GTK_BOX (box), sign);
  }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_focusable (row, FALSE);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken != NULL ? spoken : name, -1);
  return row;
}

static void
add_row (JlTreeField *self, Node *node, gboolean with_group)
{
  g_autofree char *group = with_group && node->parent != NULL ? dup_full_name (node->parent) : NULL;

  g_ptr_array_add (self->shown, node);
  gtk_list_box_append (self->list, make_row (node->icon, node->name, group, node->n_children > 0));
}

static void
list_group (JlTreeField *self)
{
  if (self->place != NULL) {
    g_ptr_array_add (self->shown, NULL);
    gtk_list_box_append (self->list,
                         make_row ("go-previous-symbolic", self->place->name, NULL, FALSE));
  }
  for (guint i = 0; i < self->nodes->len; i++) {
    Node *node = self->nodes->pdata[i];

    if (node->parent == self->place)
      add_row (self, node, FALSE);
  }
}

/* Whether its name or how that is read begins with the words, or at least has them. */
static gboolean
is_called (const Node *node, const char *words, gboolean begins)
{
  return (begins ? g_str_has_prefix (node->folded, words) : strstr (node->folded, words) != NULL) ||
         jl_spelling_matches (node->spelling, words, begins);
}

/* Those whose name begins so come first; groups are found by what is in them. */
static void
list_found (JlTreeField *self, const char *words)
{
  for (int begins = 1; begins >= 0; begins--)
    for (guint i = 0; i < self->nodes->len && self->shown->len < MAX_FOUND; i++) {
      Node *node = self->nodes->pdata[i];
      gboolean in_group = node->parent != NULL && is_called (node->parent, words, FALSE);

      if (node->n_children > 0 || is_called (node, words, TRUE) != begins)
        continue;
      if (begins || in_group || is_called (node, words, FALSE) ||
          g_str_has_prefix (node->word, words))
        add_row (self, node, TRUE);
    }
}

/* Says which row Enter would take. */
static void
select_row (JlTreeField *self, int position)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, position);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->window);
  graphene_rect_t bounds;

  gtk_list_box_select_row (self->list, row);
  if (row == NULL) {
    gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->entry),
                                   GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT);
    return;
  }
  gtk_accessible_update_relation (
      GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT, row, -1);
  if (gtk_widget_compute_bounds (GTK_WIDGET (row), GTK_WIDGET (self->list), &bounds))
    gtk_adjustment_clamp_page (adjustment, bounds.origin.y, bounds.origin.y + bounds.size.height);
}

static void
show_rows (JlTreeField *self)
{
  g_autofree char *words = fold (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  GtkListBoxRow *row;

  g_strstrip (words);
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  g_ptr_array_set_size (self->shown, 0);
  if (*words != '\0')
    list_found (self, words);
  else
    list_group (self);
  gtk_widget_set_visible (GTK_WIDGET (self->window), self->shown->len > 0);
  gtk_widget_set_visible (self->nothing, self->shown->len == 0);
  select_row (self, *words == '\0' && self->place != NULL ? 1 : 0);
}

static void
go_to (JlTreeField *self, Node *place)
{
  self->place = place;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  show_rows (self);
}

/* Goes on to the next field, as Tab does. */
static void
go_on (JlTreeField *self)
{
  gtk_widget_grab_focus (self->button);
  gtk_widget_child_focus (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self))),
                          GTK_DIR_TAB_FORWARD);
}

static void
take_row (JlTreeField *self, GtkListBoxRow *row)
{
  Node *node;

  if (row == NULL)
    return;
  node = self->shown->pdata[gtk_list_box_row_get_index (row)];
  if (node == NULL) {
    go_to (self, self->place->parent);
  } else if (node->n_children > 0) {
    go_to (self, node);
  } else {
    set_code (self, node->code);
    go_on (self);
  }
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, JlTreeField *self)
{
  take_row (self, row);
  if (is_open (self))
    gtk_widget_grab_focus (self->entry);
}

static void
entry_changed_cb (GtkEditable *entry, JlTreeField *self)
{
  if (is_open (self))
    show_rows (self);
}

static void
button_clicked_cb (GtkButton *button, JlTreeField *self)
{
  jl_tree_field_open (self);
}

static void
step (JlTreeField *self, int by)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int position = row != NULL ? gtk_list_box_row_get_index (row) + by : 0;

  select_row (self, CLAMP (position, 0, (int)self->shown->len - 1));
}

static gboolean
entry_key_cb (GtkEventControllerKey *controller,
              guint key,
              guint code,
              GdkModifierType state,
              JlTreeField *self)
{
  gboolean typed = *gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0';

  if ((state & (GDK_ALT_MASK | GDK_CONTROL_MASK)) != 0)
    return FALSE;
  switch (key) {
  case GDK_KEY_Down:
  case GDK_KEY_KP_Down:
    step (self, 1);
    return TRUE;
  case GDK_KEY_Up:
  case GDK_KEY_KP_Up:
    step (self, -1);
    return TRUE;
  case GDK_KEY_Return:
  case GDK_KEY_KP_Enter:
  case GDK_KEY_ISO_Enter:
    take_row (self, gtk_list_box_get_selected_row (self->list));
    return TRUE;
  case GDK_KEY_Tab:
    /* Who has typed enough goes on with what was found. */
    if (!typed || self->shown->len == 0)
      return FALSE;
    take_row (self, gtk_list_box_get_selected_row (self->list));
    return TRUE;
  case GDK_KEY_BackSpace:
    if (typed || self->place == NULL)
      return FALSE;
    go_to (self, self->place->parent);
    return TRUE;
  case GDK_KEY_Escape:
    if (*self->code == '\0' && *self->empty_name == '\0')
      return FALSE;
    set_code (self, self->code);
    gtk_widget_grab_focus (self->button);
    return TRUE;
  default:
    return FALSE;
  }
}

static void
jl_tree_field_class_init (JlTreeFieldClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jl_tree_field_finalize;
  GTK_WIDGET_CLASS (klass)->grab_focus = jl_tree_field_grab_focus;
  JL_FORM_FIELD_CLASS (klass)->dup_text = jl_tree_field_dup_text;
  JL_FORM_FIELD_CLASS (klass)->set_text = jl_tree_field_set_text;
  JL_FORM_FIELD_CLASS (klass)->describe = jl_tree_field_describe;
}

static void
jl_tree_field_init (JlTreeField *self)
{
  self->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify)node_free);
  self->by_code = g_hash_table_new (g_str_hash, g_str_equal);
  self->shown = g_ptr_array_new ();
  self->code = g_strdup ("");
  self->empty_name = g_strdup ("");
}

static GtkWidget *
make_closed (JlTreeField *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *sign = jl_form_icon_new ("document-edit-symbolic");

  self->button = gtk_button_new ();
  self->name = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->name, 0);
  gtk_label_set_ellipsize (self->name, PANGO_ELLIPSIZE_START);
  gtk_widget_set_hexpand (GTK_WIDGET (self->name), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->name));
  gtk_box_append (GTK_BOX (box), sign);
  gtk_button_set_child (GTK_BUTTON (self->button), box);
  gtk_widget_add_css_class (self->button, "chosen");
  g_signal_connect (self->button, "clicked", G_CALLBACK (button_clicked_cb), self);
  return self->button;
}

static GtkWidget *
make_list (JlTreeField *self)
{
  GtkWidget *window = gtk_scrolled_window_new ();

  self->window = GTK_SCROLLED_WINDOW (window);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_SINGLE);
  gtk_scrolled_window_set_policy (self->window, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (self->window, TRUE);
  gtk_scrolled_window_set_max_content_height (self->window, 260);
  gtk_scrolled_window_set_child (self->window, GTK_WIDGET (self->list));
  gtk_widget_add_css_class (window, "found");
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("What was found"), -1);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);
  return window;
}

static GtkWidget *
make_open (JlTreeField *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->entry = gtk_entry_new ();
  gtk_entry_set_icon_from_icon_name (
      GTK_ENTRY (self->entry), GTK_ENTRY_ICON_PRIMARY, "system-search-symbolic");
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry),
                                  _ ("Type a part of the name, or choose below"));
  g_signal_connect (self->entry, "changed", G_CALLBACK (entry_changed_cb), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (entry_key_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (self->entry, keys);
  self->nothing = gtk_label_new (_ ("Nothing has a name like this"));
  gtk_widget_add_css_class (self->nothing, "dim-label");
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), make_list (self));
  gtk_box_append (GTK_BOX (box), self->nothing);
  return box;
}

/**
 * jl_tree_field_new:
 * @path: of the member
 * @label: what people call it
 *
 * Returns: (transfer floating): a field without values, open
 */
JlFormField *
jl_tree_field_new (const char *path, const char *label)
{
  JlTreeField *self = g_object_new (JL_TYPE_TREE_FIELD, NULL);

  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_stack_add_named (self->stack, make_open (self), "open");
  gtk_stack_add_named (self->stack, make_closed (self), "closed");
  jl_form_field_set_up (JL_FORM_FIELD (self), path, GTK_WIDGET (self->stack), self->entry);
  jl_form_field_set_label (JL_FORM_FIELD (self), label);
  show_rows (self);
  return JL_FORM_FIELD (self);
}

/**
 * jl_tree_field_add:
 * @self: a field
 * @code: of a value or a group
 * @parent: (nullable): code of the group it lies in, which was added before
 * @name: for people
 * @icon: (nullable): name of its icon
 */
void
jl_tree_field_add (
    JlTreeField *self, const char *code, const char *parent, const char *name, const char *icon)
{
  Node *node = g_new0 (Node, 1);

  node->code = g_strdup (code);
  node->name = g_strdup (name);
  node->folded = fold (name);
  node->spelling = jl_spelling_new (name);
  node->word = g_strdelimit (g_strdup (code), "_", ' ');
  node->icon = g_strdup (icon);
  node->parent = parent != NULL ? g_hash_table_lookup (self->by_code, parent) : NULL;
  if (node->parent != NULL)
    node->parent->n_children++;
  g_ptr_array_add (self->nodes, node);
  g_hash_table_insert (self->by_code, node->code, node);
}

/**
 * jl_tree_field_clear:
 * @self: a field
 *
 * Takes all values from it; what was chosen stays.
 */
void
jl_tree_field_clear (JlTreeField *self)
{
  self->place = NULL;
  g_hash_table_remove_all (self->by_code);
  g_ptr_array_set_size (self->shown, 0);
  g_ptr_array_set_size (self->nodes, 0);
}

/**
 * jl_tree_field_set_empty_name:
 * @self: a field
 * @name: what it means that nothing is chosen; it closes then
 */
void
jl_tree_field_set_empty_name (JlTreeField *self, const char *name)
{
  g_free (self->empty_name);
  self->empty_name = g_strdup (name);
  show_name (self);
  if (*self->code == '\0')
    gtk_stack_set_visible_child_name (self->stack, "closed");
}

/**
 * jl_tree_field_open:
 * @self: a field
 *
 * Lets somebody choose: at the group of what is chosen now.
 */
void
jl_tree_field_open (JlTreeField *self)
{
  const Node *node = g_hash_table_lookup (self->by_code, self->code);

  gtk_stack_set_visible_child_name (self->stack, "open");
  go_to (self, node != NULL ? node->parent : NULL);
  gtk_widget_grab_focus (self->entry);
}
