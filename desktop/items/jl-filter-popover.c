// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-filter-popover.h"

#include "jl-money.h"

#include <glib/gi18n-lib.h>

struct _JlFilterPopover {
  GtkPopover parent_instance;

  /* Template widgets */
  GtkDropDown *category;
  GtkDropDown *district;
  GtkDropDown *community;
  GtkDropDown *mode;
  GtkDropDown *offer;
  GtkDropDown *sort;
  GtkEntry *min_price;
  GtkEntry *max_price;

  JlWorkspace *workspace; /* owned */
  GPtrArray *categories;  /* owned: codes, [0] is NULL */
  GPtrArray *districts;   /* owned: codes, [0] is NULL */
  GPtrArray *communities; /* owned: codes, [0] is NULL */
  gboolean filling;
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const char *const sorts[] = { NULL, "price_asc", "price_desc" };

G_DEFINE_FINAL_TYPE (JlFilterPopover, jl_filter_popover, GTK_TYPE_POPOVER)

static GPtrArray *
new_codes (void)
{
  GPtrArray *codes = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (codes, NULL);
  return codes;
}

static void
set_model (GtkDropDown *drop_down, GtkStringList *names)
{
  gtk_drop_down_set_model (drop_down, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (drop_down, 0);
  gtk_widget_set_sensitive (GTK_WIDGET (drop_down),
                            g_list_model_get_n_items (G_LIST_MODEL (names)) > 1);
}

static void
fill_categories (JlFilterPopover *self)
{
  JlGoods *goods = jl_workspace_get_goods (self->workspace);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const GPtrArray *categories = goods != NULL ? jl_goods_get_categories (goods) : NULL;

  self->filling = TRUE;
  g_ptr_array_unref (self->categories);
  self->categories = new_codes ();
  gtk_string_list_append (names, _ ("All categories"));
  for (guint i = 0; categories != NULL && i < categories->len; i++) {
    const JlGoodsCategory *category = categories->pdata[i];

    gtk_string_list_take (names, jl_goods_dup_full_name (goods, category));
    g_ptr_array_add (self->categories, g_strdup (category->code));
  }
  set_model (self->category, names);
  self->filling = FALSE;
}

/* Divisions as choices, behind one that means all. */
static GPtrArray *
fill_places (GtkDropDown *drop_down, const char *all, GPtrArray *places)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GPtrArray *codes = new_codes ();

  gtk_string_list_append (names, all);
  for (guint i = 0; places != NULL && i < places->len; i++) {
    const JlDivision *place = places->pdata[i];

    gtk_string_list_append (names, place->name);
    g_ptr_array_add (codes, g_strdup (place->code));
  }
  set_model (drop_down, names);
  return codes;
}

static const char *
get_selected (GtkDropDown *drop_down, GPtrArray *codes)
{
  guint selected = gtk_drop_down_get_selected (drop_down);

  return selected < codes->len ? codes->pdata[selected] : NULL;
}

static void
fill_communities (JlFilterPopover *self)
{
  const JlDivisions *divisions = jl_workspace_get_divisions (self->workspace);
  const char *district = get_selected (self->district, self->districts);
  g_autoptr (GPtrArray) places = divisions != NULL && district != NULL
                                     ? jl_places_list_communities (divisions, district)
                                     : NULL;

  self->filling = TRUE;
  g_ptr_array_unref (self->communities);
  self->communities = fill_places (self->community, _ ("All communities"), places);
  self->filling = FALSE;
}

static void
fill_districts (JlFilterPopover *self)
{
  const JlDivisions *divisions = jl_workspace_get_divisions (self->workspace);
  g_autoptr (GPtrArray) places = divisions != NULL ? jl_places_list_districts (divisions) : NULL;

  self->filling = TRUE;
  g_ptr_array_unref (self->districts);
  self->districts = fill_places (self->district, _ ("All districts"), places);
  self->filling = FALSE;
  fill_communities (self);
}

static void
fill_enum (GtkDropDown *drop_down, const char *all, const JlEnum *values)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, all);
  for (guint i = 0; values->names[i] != NULL; i++)
    gtk_string_list_append (names, jl_enum_get_label (values, i));
  set_model (drop_down, names);
}

static void
changed_cb (JlFilterPopover *self)
{
  if (!self->filling)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
district_cb (JlFilterPopover *self)
{
  if (self->filling)
    return;
  fill_communities (self);
  changed_cb (self);
}

/* A price that cannot be read is marked and not used. */
static gint64
read_price (GtkEntry *entry)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));
  gint64 fen = -1;
  gboolean valid = *text == '\0' || jl_money_from_text (text, FALSE, &fen, NULL);

  if (valid)
    gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
  return valid ? fen : -1;
}

static void
reset_cb (JlFilterPopover *self)
{
  jl_filter_popover_reset (self);
}

static void
jl_filter_popover_dispose (GObject *object)
{
  JlFilterPopover *self = JL_FILTER_POPOVER (object);

  g_clear_object (&self->workspace);
  gtk_widget_dispose_template (GTK_WIDGET (self), JL_TYPE_FILTER_POPOVER);
  G_OBJECT_CLASS (jl_filter_popover_parent_class)->dispose (object);
}

static void
jl_filter_popover_finalize (GObject *object)
{
  JlFilterPopover *self = JL_FILTER_POPOVER (object);

  g_ptr_array_unref (self->categories);
  g_ptr_array_unref (self->districts);
  g_ptr_array_unref (self->communities);
  G_OBJECT_CLASS (jl_filter_popover_parent_class)->finalize (object);
}

static void
jl_filter_popover_class_init (JlFilterPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_filter_popover_dispose;
  G_OBJECT_CLASS (klass)->finalize = jl_filter_popover_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/jieli/Jieli/items/jl-filter-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, JlFilterPopover, category);
  gtk_widget_class_bind_template_child (widget_class, JlFilterPopover, district);
  gtk_widget_class_bind_template_child (widget_class, JlFilterPopover, community);
  gtk_widget_class_bind_template_child (widget_class, JlFilterPopover, mode);
  gtk_widget_class_bind_template_child (widget_class, JlFilterPopover, offer);
  gtk_widget_class_bind_template_child (widget_class, JlFilterPopover, sort);
  gtk_widget_class_bind_template_child (widget_class, JlFilterPopover, min_price);
  gtk_widget_class_bind_template_child (widget_class, JlFilterPopover, max_price);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, district_cb);
  gtk_widget_class_bind_template_callback (widget_class, reset_cb);
  signals[SIGNAL_CHANGED] = g_signal_new (
      "changed", JL_TYPE_FILTER_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
jl_filter_popover_init (JlFilterPopover *self)
{
  g_autoptr (GtkStringList) orders = gtk_string_list_new (NULL);

  self->categories = new_codes ();
  self->districts = new_codes ();
  self->communities = new_codes ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->filling = TRUE;
  fill_enum (self->mode, _ ("All ways"), &jl_mode_enum);
  fill_enum (self->offer, _ ("All states"), &jl_offer_enum);
  gtk_string_list_append (orders, _ ("Newest first"));
  gtk_string_list_append (orders, _ ("Cheapest first"));
  gtk_string_list_append (orders, _ ("Dearest first"));
  set_model (self->sort, orders);
  self->filling = FALSE;
}

/**
 * jl_filter_popover_new:
 * @workspace: where goods and places have names
 *
 * Returns: (transfer floating): a popover that filters nothing
 */
GtkWidget *
jl_filter_popover_new (JlWorkspace *workspace)
{
  JlFilterPopover *self = g_object_new (JL_TYPE_FILTER_POPOVER, NULL);

  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (
      workspace, "notify::goods", G_CALLBACK (fill_categories), self, G_CONNECT_SWAPPED);
  fill_categories (self);
  fill_districts (self);
  return GTK_WIDGET (self);
}

/**
 * jl_filter_popover_apply:
 * @self: a popover
 * @filter: (inout): gets the conditions that were chosen
 */
void
jl_filter_popover_apply (JlFilterPopover *self, JlItemFilter *filter)
{
  guint sort = gtk_drop_down_get_selected (self->sort);

  jl_item_filter_set_text (&filter->category, get_selected (self->category, self->categories));
  jl_item_filter_set_text (&filter->district, get_selected (self->district, self->districts));
  jl_item_filter_set_text (&filter->community, get_selected (self->community, self->communities));
  jl_item_filter_set_text (&filter->sort, sort < G_N_ELEMENTS (sorts) ? sorts[sort] : NULL);
  filter->mode = (int)gtk_drop_down_get_selected (self->mode) - 1;
  filter->offer = (int)gtk_drop_down_get_selected (self->offer) - 1;
  filter->min_price_fen = read_price (self->min_price);
  filter->max_price_fen = read_price (self->max_price);
}

/**
 * jl_filter_popover_set_sort:
 * @self: a popover
 * @sort: (nullable): as the service calls it; %NULL: the newest first
 */
void
jl_filter_popover_set_sort (JlFilterPopover *self, const char *sort)
{
  for (guint i = 0; i < G_N_ELEMENTS (sorts); i++)
    if (g_strcmp0 (sorts[i], sort) == 0)
      gtk_drop_down_set_selected (self->sort, i);
}

/**
 * jl_filter_popover_reset:
 * @self: a popover
 *
 * Takes all conditions away.
 */
void
jl_filter_popover_reset (JlFilterPopover *self)
{
  GtkDropDown *drop_downs[] = { self->category, self->district, self->community,
                                self->mode,     self->offer,    self->sort };

  self->filling = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (drop_downs); i++)
    gtk_drop_down_set_selected (drop_downs[i], 0);
  gtk_editable_set_text (GTK_EDITABLE (self->min_price), "");
  gtk_editable_set_text (GTK_EDITABLE (self->max_price), "");
  self->filling = FALSE;
  fill_communities (self);
  changed_cb (self);
}
