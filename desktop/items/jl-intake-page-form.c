// SPDX-License-Identifier: GPL-3.0-or-later
/* The fields of the form, and what stands in them. */
#include "jl-intake-page-private.h"

#include "jl-attribute-field.h"
#include "jl-choice-field.h"
#include "jl-division-field.h"
#include "jl-form-layout.h"
#include "jl-grade-field.h"
#include "jl-intake-texts.h"
#include "jl-price-field.h"
#include "jl-text-field.h"
#include "jl-tree-field.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ATTRIBUTES "attributes."
#define COLUMN_WIDTH 250

static GHashTable *
get_texts (JlIntakePage *self)
{
  return jl_intake_draft_get_texts (self->draft);
}

/* Returns: the category that is chosen, NULL before. */
const JlGoodsCategory *
jl_intake_page_get_category (JlIntakePage *self)
{
  return jl_goods_find (self->goods, jl_intake_texts_get (get_texts (self), "category"));
}

/* Finds a field by the path of a refusal: `photos[2].caption` leads to `photos`. */
JlFormField *
jl_intake_page_find_field (JlIntakePage *self, const char *path)
{
  for (guint i = 0; path != NULL && i < self->fields->len; i++) {
    const char *own = jl_form_field_get_path (self->fields->pdata[i]);

    if (g_str_equal (own, path) ||
        (g_str_has_prefix (path, own) && strchr ("[.", path[strlen (own)]) != NULL))
      return self->fields->pdata[i];
  }
  return NULL;
}

static const JlGoodsAttribute *
find_attribute (JlIntakePage *self, const char *path)
{
  const JlGoodsCategory *category = jl_intake_page_get_category (self);

  return category != NULL && g_str_has_prefix (path, ATTRIBUTES)
             ? jl_goods_find_attribute (category, path + strlen (ATTRIBUTES))
             : NULL;
}

/* Returns: what is wrong with a field as it stands; NULL if nothing is. */
static char *
check (JlIntakePage *self, JlFormField *field)
{
  g_autofree char *text = jl_form_field_dup_text (field);
  g_autoptr (GError) error = NULL;

  if (*text == '\0' || jl_intake_texts_check (self->goods,
                                              jl_intake_texts_get (get_texts (self), "category"),
                                              jl_form_field_get_path (field),
                                              text,
                                              &error))
    return NULL;
  return g_strdup (error->message);
}

/* What is given away has no price; what is swapped or lent may have one. */
static void
update_price (JlIntakePage *self)
{
  JlFormField *price = jl_intake_page_find_field (self, "price_fen");
  const char *mode = jl_intake_texts_get (get_texts (self), "mode");
  gboolean sells = *mode == '\0' || g_str_equal (mode, "sell");

  gtk_widget_set_visible (GTK_WIDGET (price), !g_str_equal (mode, "give"));
  jl_form_field_set_label (price, sells ? _ ("Price") : _ ("What it is worth, if known"));
  jl_form_field_set_required (price, sells);
}

static void add_field (JlIntakePage *self, GtkWidget *box, JlFormField *field, gboolean wide);

static void
clear_box (JlIntakePage *self, GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL) {
    g_ptr_array_remove (self->fields, child);
    gtk_box_remove (GTK_BOX (box), child);
  }
}

/* Makes the fields that the chosen category asks for. What was typed for another one is kept. */
static void
build_attributes (JlIntakePage *self)
{
  const JlGoodsCategory *category = jl_intake_page_get_category (self);
  JlFormField *grade = jl_intake_page_find_field (self, "grade");
  guint n_more = 0;

  clear_box (self, self->required);
  clear_box (self, self->more);
  for (guint i = 0; category != NULL && i < category->attributes->len; i++) {
    const JlGoodsAttribute *attribute = category->attributes->pdata[i];
    JlFormField *field = jl_attribute_field_new (attribute);

    add_field (self, attribute->required ? self->required : self->more, field, FALSE);
    n_more += !attribute->required;
  }
  gtk_widget_set_visible (self->details, category != NULL && category->attributes->len > 0);
  gtk_widget_set_visible (self->required, category != NULL && n_more < category->attributes->len);
  gtk_widget_set_visible (self->more_title, n_more > 0 && gtk_widget_get_visible (self->required));
  gtk_widget_set_visible (self->more, n_more > 0);
  jl_grade_field_set_category (JL_GRADE_FIELD (grade), category);
  gtk_widget_set_visible (GTK_WIDGET (grade), category != NULL);
  jl_form_field_set_required (JL_FORM_FIELD (self->photos),
                              category != NULL && category->needs_photo);
}

static void
fill_field (JlIntakePage *self, JlFormField *field)
{
  const char *path = jl_form_field_get_path (field);
  g_autofree char *problem = NULL;

  jl_form_field_set_text (field, jl_intake_texts_get (get_texts (self), path));
  jl_form_field_set_hint (field, NULL);
  problem = check (self, field);
  jl_form_field_set_problem (field, problem);
}

static void
take_category (JlIntakePage *self)
{
  gboolean filling = self->filling;

  self->filling = TRUE;
  build_attributes (self);
  for (guint i = 0; i < self->fields->len; i++)
    if (g_str_has_prefix (jl_form_field_get_path (self->fields->pdata[i]), ATTRIBUTES))
      fill_field (self, self->fields->pdata[i]);
  self->filling = filling;
}

static void
changed_cb (JlFormField *field, JlIntakePage *self)
{
  const char *path = jl_form_field_get_path (field);
  g_autofree char *text = NULL;
  g_autofree char *problem = NULL;

  if (self->filling || self->draft == NULL)
    return;
  text = jl_form_field_dup_text (field);
  if (field != JL_FORM_FIELD (self->photos))
    jl_intake_texts_set (get_texts (self), path, text);
  if (g_str_equal (path, "category"))
    take_category (self);
  else if (g_str_equal (path, "mode"))
    update_price (self);
  problem = check (self, field);
  jl_attribute_field_show_check (field, find_attribute (self, path), problem);
  jl_reasons_list_settle (self->reasons, path);
  jl_intake_page_queue_keep (self);
}

/* While somebody types, what is not right yet is a hint; when they go on, it is a problem. */
static void
left_cb (JlFormField *field, JlIntakePage *self)
{
  g_autofree char *problem = NULL;

  if (self->draft == NULL || jl_form_field_get_problem (field) != NULL)
    return;
  problem = check (self, field);
  jl_form_field_set_hint (field, NULL);
  jl_form_field_set_problem (field, problem);
}

static void
add_field (JlIntakePage *self, GtkWidget *box, JlFormField *field, gboolean wide)
{
  g_signal_connect_object (field, "changed", G_CALLBACK (changed_cb), self, 0);
  g_signal_connect_object (field, "left", G_CALLBACK (left_cb), self, 0);
  if (wide)
    jl_form_layout_set_wide (GTK_WIDGET (field));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (field));
  g_ptr_array_add (self->fields, field);
}

static GtkWidget *
make_title (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  return label;
}

/* A card with a heading. Returns: the box in it. */
static GtkWidget *
add_card (GtkBox *pane, const char *title, GtkWidget **whole)
{
  GtkWidget *section = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14);

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "form-card");
  if (title != NULL)
    gtk_box_append (GTK_BOX (section), make_title (title));
  gtk_box_append (GTK_BOX (section), card);
  gtk_box_append (pane, section);
  if (whole != NULL)
    *whole = section;
  return card;
}

static GtkWidget *
add_columns (GtkWidget *card)
{
  GtkWidget *columns = jl_form_layout_make_box (2, COLUMN_WIDTH);

  gtk_box_append (GTK_BOX (card), columns);
  return columns;
}

static JlFormField *
make_category (JlIntakePage *self)
{
  const GPtrArray *categories = jl_goods_get_categories (self->goods);
  JlFormField *field = jl_tree_field_new ("category", _ ("Category"));

  for (guint i = 0; i < categories->len; i++) {
    const JlGoodsCategory *category = categories->pdata[i];

    jl_tree_field_add (JL_TREE_FIELD (field),
                       category->code,
                       category->parent,
                       category->name,
                       category->parent == NULL ? category->icon : NULL);
  }
  jl_form_field_set_required (field, TRUE);
  jl_tree_field_open (JL_TREE_FIELD (field));
  return field;
}

static JlFormField *
make_title_field (void)
{
  JlFormField *field = jl_text_field_new ("title", _ ("Title"));

  jl_text_field_set_max (JL_TEXT_FIELD (field), (guint)jl_item_table.fields[JL_ITEM_TITLE].max);
  jl_form_field_set_required (field, TRUE);
  jl_form_field_set_help (field, _ ("What people see first, for example: Three-seat fabric sofa"));
  return field;
}

static JlFormField *
make_enum (const char *path, const char *label, const JlEnum *values, guint n)
{
  JlFormField *field = jl_choice_field_new_buttons (path, label);

  for (guint i = 0; i < n; i++)
    jl_choice_field_add (JL_CHOICE_FIELD (field), values->names[i], _ (values->labels[i]));
  return field;
}

static void
add_what (JlIntakePage *self)
{
  GtkWidget *columns = add_columns (add_card (self->main_pane, NULL, NULL));
  JlFormField *mode = make_enum ("mode", _ ("How it is offered"), &jl_mode_enum, 4);
  JlFormField *grade = jl_grade_field_new ("grade", _ ("Condition"));

  add_field (self, columns, make_category (self), TRUE);
  add_field (self, columns, make_title_field (), TRUE);
  add_field (self, columns, mode, FALSE);
  add_field (self, columns, jl_price_field_new ("price_fen", _ ("Price")), FALSE);
  add_field (self, columns, grade, TRUE);
  jl_form_field_set_required (grade, TRUE);
}

static void
add_details (JlIntakePage *self)
{
  GtkWidget *card = add_card (self->main_pane, _ ("Details"), &self->details);

  self->required = add_columns (card);
  self->more_title = gtk_label_new (_ ("More, if it is known"));
  gtk_label_set_xalign (GTK_LABEL (self->more_title), 0);
  gtk_widget_add_css_class (self->more_title, "note");
  gtk_box_append (GTK_BOX (card), self->more_title);
  self->more = add_columns (card);
}

static void
add_words (JlIntakePage *self)
{
  GtkWidget *columns = add_columns (add_card (self->main_pane, NULL, NULL));
  JlFormField *description = jl_text_field_new_lines ("description", _ ("Description"));
  JlFormField *note = jl_text_field_new_lines ("note", _ ("Note for colleagues"));

  jl_text_field_set_max (JL_TEXT_FIELD (description),
                         (guint)jl_item_table.fields[JL_ITEM_DESCRIPTION].max);
  jl_text_field_set_max (JL_TEXT_FIELD (note), (guint)jl_item_table.fields[JL_ITEM_NOTE].max);
  jl_form_field_set_help (description,
                          _ ("What a buyer would want to know: faults, what comes with it"));
  jl_form_field_set_help (note, _ ("Nobody outside your organisation sees it"));
  add_field (self, columns, description, TRUE);
  add_field (self, columns, note, TRUE);
}

static JlFormField *
make_community (JlIntakePage *self)
{
  JlFormField *field;

  if (self->divisions == NULL)
    self->divisions = jl_places_load (NULL);
  field = jl_community_field_new ("community", self->divisions);
  jl_tree_field_set_empty_name (JL_TREE_FIELD (field), _ ("That of your organisation"));
  return field;
}

static void
add_place (JlIntakePage *self)
{
  GtkWidget *columns = add_columns (add_card (self->main_pane, NULL, NULL));
  JlFormField *custody = jl_choice_field_new_buttons ("custody", _ ("Where it is"));

  jl_choice_field_add (JL_CHOICE_FIELD (custody), "held", _ ("In keeping"));
  jl_choice_field_add (JL_CHOICE_FIELD (custody), "expected", _ ("Announced"));
  add_field (self, columns, custody, FALSE);
  add_field (self, columns, make_community (self), TRUE);
}

/* Makes all fields but those of a category. */
void
jl_intake_page_build_form (JlIntakePage *self)
{
  GtkWidget *card;

  self->main_pane = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 18));
  self->side_pane = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 18));
  gtk_widget_set_valign (GTK_WIDGET (self->side_pane), GTK_ALIGN_START);
  jl_side_panes_set_children (
      self->panes, GTK_WIDGET (self->main_pane), GTK_WIDGET (self->side_pane));
  add_what (self);
  add_details (self);
  add_words (self);
  add_place (self);
  card = add_card (self->side_pane, NULL, NULL);
  self->photos = JL_PHOTO_STRIP (jl_photo_strip_new (self->client));
  add_field (self, card, JL_FORM_FIELD (self->photos), FALSE);
}

/* Shows the draft in the fields. */
void
jl_intake_page_fill (JlIntakePage *self)
{
  JlRecord *item = jl_intake_draft_get_item (self->draft);
  JlFormField *custody = jl_intake_page_find_field (self, "custody");

  self->filling = TRUE;
  jl_photo_strip_set_draft (self->photos, self->draft);
  build_attributes (self);
  for (guint i = 0; i < self->fields->len; i++)
    fill_field (self, self->fields->pdata[i]);
  /* Where a thing is changes by being brought, handed over and returned, not by being edited. */
  gtk_widget_set_visible (GTK_WIDGET (custody), item == NULL);
  update_price (self);
  self->filling = FALSE;
}
