// SPDX-License-Identifier: GPL-3.0-or-later
/* The fields and lists of a form, each by itself. */
#include "jl-attribute-field.h"
#include "jl-choice-field.h"
#include "jl-conflict-list.h"
#include "jl-fake-service.h"
#include "jl-form-layout.h"
#include "jl-grade-field.h"
#include "jl-photo-strip.h"
#include "jl-price-field.h"
#include "jl-reasons-list.h"
#include "jl-screen.h"
#include "jl-side-panes.h"
#include "jl-text-field.h"
#include "jl-tree-field.h"
#include "jl-wait.h"
#include "jl-wrap-layout.h"

static void
count_cb (guint *count)
{
  (*count)++;
}

static GtkWidget *
show (GtkWidget *child)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static void
destroy (GtkWidget *window)
{
  gtk_window_destroy (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
expect_text (JlFormField *field, const char *text)
{
  g_autofree char *present = jl_form_field_dup_text (field);

  g_assert_cmpstr (present, ==, text);
}

static JlGoods *
load_goods (void)
{
  g_autoptr (JlFakeService) service = jl_fake_service_new (0);
  g_autoptr (JlClient) client = jl_client_new (jl_fake_service_get_address (service));
  g_autoptr (GAsyncResult) result = NULL;
  JlGoods *goods;

  jl_goods_load_async (client, "en", NULL, jl_wait_result_cb, &result);
  goods = jl_goods_load_finish (jl_wait_result (&result), NULL);
  g_assert_nonnull (goods);
  return goods;
}

static void
test_text (void)
{
  JlFormField *field = jl_text_field_new ("title", "Title");
  JlFormField *lines = jl_text_field_new_lines ("note", "Note");
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *window;
  guint count = 0;

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (field));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (lines));
  window = show (box);
  g_signal_connect_swapped (field, "changed", G_CALLBACK (count_cb), &count);
  jl_text_field_set_max (JL_TEXT_FIELD (field), 3);
  /* What is too long is kept, so that nothing of a pasted text is lost. */
  jl_form_field_set_text (field, "沙发沙发");
  expect_text (field, "沙发沙发");
  jl_form_field_set_text (field, "沙发沙发");
  g_assert_cmpuint (count, ==, 1);
  jl_form_field_set_text (lines, "a\nb");
  expect_text (lines, "a\nb");
  g_assert_cmpstr (jl_form_field_get_path (field), ==, "title");
  g_assert_cmpstr (jl_form_field_get_label (field), ==, "Title");
  destroy (window);
}

/* A problem is a class for its look and a sentence for everybody. */
static void
test_problem (void)
{
  JlFormField *field = jl_text_field_new ("title", "Title");
  GtkWidget *window = show (GTK_WIDGET (field));

  jl_form_field_set_help (field, "Help");
  jl_form_field_set_problem (field, "Wrong");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (field), "invalid"));
  g_assert_cmpstr (jl_form_field_get_problem (field), ==, "Wrong");
  jl_form_field_set_problem (field, NULL);
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (field), "invalid"));
  destroy (window);
}

static void
test_price (void)
{
  JlFormField *field = jl_price_field_new ("price_fen", "Price");
  GtkWidget *window = show (GTK_WIDGET (field));
  gint64 fen = -1;

  g_assert_false (jl_price_field_get_fen (field, &fen));
  jl_form_field_set_text (field, "¥１，２８０．５");
  g_assert_true (jl_price_field_get_fen (field, &fen));
  g_assert_cmpint (fen, ==, 128050);
  g_signal_emit_by_name (field, "left");
  expect_text (field, "1280.50");
  jl_form_field_set_text (field, "12x");
  g_signal_emit_by_name (field, "left");
  expect_text (field, "12x");
  destroy (window);
}

static void
check_choice (JlFormField *field)
{
  GtkWidget *window = show (GTK_WIDGET (field));
  g_autofree char *name = NULL;
  g_autofree char *unknown = NULL;
  guint count = 0;

  jl_choice_field_add (JL_CHOICE_FIELD (field), "true", "Yes");
  jl_choice_field_add (JL_CHOICE_FIELD (field), "false", "No");
  expect_text (field, "");
  g_signal_connect_swapped (field, "changed", G_CALLBACK (count_cb), &count);
  jl_form_field_set_text (field, "false");
  expect_text (field, "false");
  jl_form_field_set_text (field, "true");
  expect_text (field, "true");
  g_assert_cmpuint (count, ==, 2);
  jl_form_field_set_text (field, "");
  expect_text (field, "");
  name = jl_form_field_describe (field, "false");
  g_assert_cmpstr (name, ==, "No");
  unknown = jl_form_field_describe (field, "perhaps");
  g_assert_cmpstr (unknown, ==, "perhaps");
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (field)));
  destroy (window);
}

static void
test_choice (void)
{
  check_choice (jl_choice_field_new_buttons ("attributes.drying", "Also dries"));
  check_choice (jl_choice_field_new_list ("attributes.drying", "Also dries"));
}

static GtkWidget *
find_widget (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_widget (child, type);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static void
test_tree (void)
{
  JlFormField *field = jl_tree_field_new ("category", "Category");
  GtkWidget *window = show (GTK_WIDGET (field));
  g_autofree char *name = NULL;
  GtkListBox *list;

  jl_tree_field_add (JL_TREE_FIELD (field), "furniture", NULL, "家具", NULL);
  jl_tree_field_add (JL_TREE_FIELD (field), "sofa", "furniture", "沙发", NULL);
  jl_tree_field_add (JL_TREE_FIELD (field), "bed", "furniture", "床", NULL);
  name = jl_form_field_describe (field, "sofa");
  g_assert_cmpstr (name, ==, "家具 › 沙发");
  jl_form_field_set_text (field, "sofa");
  expect_text (field, "sofa");
  /* Found by how it is read: the only row left. */
  jl_tree_field_open (JL_TREE_FIELD (field));
  gtk_editable_set_text (GTK_EDITABLE (find_widget (GTK_WIDGET (field), GTK_TYPE_EDITABLE)), "sf");
  list = GTK_LIST_BOX (find_widget (GTK_WIDGET (field), GTK_TYPE_LIST_BOX));
  g_assert_nonnull (gtk_list_box_get_row_at_index (list, 0));
  g_assert_null (gtk_list_box_get_row_at_index (list, 1));
  gtk_editable_set_text (GTK_EDITABLE (find_widget (GTK_WIDGET (field), GTK_TYPE_EDITABLE)), "sz");
  g_assert_null (gtk_list_box_get_row_at_index (list, 0));
  /* What the service has and this list has not is kept as it is. */
  jl_form_field_set_text (field, "unknown");
  expect_text (field, "unknown");
  jl_tree_field_clear (JL_TREE_FIELD (field));
  expect_text (field, "unknown");
  destroy (window);
}

static void
test_grade (void)
{
  g_autoptr (JlGoods) goods = load_goods ();
  JlFormField *field = jl_grade_field_new ("grade", "Condition");
  GtkWidget *window = show (GTK_WIDGET (field));
  g_autofree char *name = NULL;

  jl_grade_field_set_category (JL_GRADE_FIELD (field), jl_goods_find (goods, "sofa"));
  jl_form_field_set_text (field, "B");
  name = jl_form_field_describe (field, "B");
  g_assert_cmpstr (name, ==, "B Light repair");
  /* A grade of another scale comes back with its scale. */
  jl_grade_field_set_category (JL_GRADE_FIELD (field), jl_goods_find (goods, "fridge"));
  expect_text (field, "B");
  jl_grade_field_set_category (JL_GRADE_FIELD (field), jl_goods_find (goods, "bed"));
  expect_text (field, "B");
  jl_form_field_set_text (field, "");
  expect_text (field, "");
  destroy (window);
}

/* Every attribute of every category gets a field of a kind that takes what it may be. */
static void
test_attributes (void)
{
  g_autoptr (JlGoods) goods = load_goods ();
  const GPtrArray *categories = jl_goods_get_categories (goods);
  guint n = 0;

  for (guint i = 0; i < categories->len; i++) {
    const JlGoodsCategory *category = categories->pdata[i];

    for (guint j = 0; category->leaf && j < category->attributes->len; j++, n++) {
      const JlGoodsAttribute *attribute = category->attributes->pdata[j];
      g_autoptr (JlFormField) field = g_object_ref_sink (jl_attribute_field_new (attribute));

      g_assert_true (g_str_has_suffix (jl_form_field_get_path (field), attribute->name));
      g_assert_cmpstr (jl_form_field_get_label (field), ==, attribute->label);
      if (attribute->values->len > 0) {
        const char *code = g_array_index (attribute->values, JlGoodsValue, 0).code;

        jl_form_field_set_text (field, code);
        expect_text (field, code);
      }
    }
  }
  g_assert_cmpuint (n, >, 100);
}

static void
chosen_cb (JlReasonsList *list, const char *path, char **chosen)
{
  g_free (*chosen);
  *chosen = g_strdup (path);
}

static void
test_reasons (void)
{
  JlReasonsList *list = jl_reasons_list_new ();
  GtkWidget *window = show (GTK_WIDGET (list));
  g_autofree char *chosen = NULL;

  g_signal_connect (list, "chosen", G_CALLBACK (chosen_cb), &chosen);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (list)));
  jl_reasons_list_set_title (list, "It could not be saved");
  jl_reasons_list_add (list, "title", "Title", "is missing");
  jl_reasons_list_add (list, NULL, NULL, "The moon is wrong");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (list)));
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (list)));
  g_assert_true (gtk_widget_activate (gtk_window_get_focus (GTK_WINDOW (window))));
  g_assert_cmpstr (chosen, ==, "title");
  jl_reasons_list_settle (list, "title");
  jl_reasons_list_clear (list);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (list)));
  destroy (window);
}

static void
test_conflicts (void)
{
  JlConflictList *list = jl_conflict_list_new ();
  GtkWidget *window = show (GTK_WIDGET (list));

  jl_conflict_list_add (list, "title", "Title", "Mine", "Theirs", FALSE);
  jl_conflict_list_add (list, "grade", "Condition", "", "B", TRUE);
  g_assert_false (jl_conflict_list_takes_theirs (list, "title"));
  g_assert_true (jl_conflict_list_takes_theirs (list, "grade"));
  g_assert_false (jl_conflict_list_takes_theirs (list, "price_fen"));
  destroy (window);
}

static int
get_height (GtkWidget *widget, int width)
{
  int natural;

  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

static GtkWidget *
make_block (int height)
{
  GtkWidget *block = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_set_size_request (block, 100, height);
  return block;
}

/* Two beside each other where there is room; a wide one has a row of its own. */
static void
test_form_layout (void)
{
  GtkWidget *box = jl_form_layout_make_box (2, 200);
  GtkWidget *wide = make_block (10);
  GtkWidget *window;
  int one;
  int two;

  gtk_box_append (GTK_BOX (box), make_block (30));
  gtk_box_append (GTK_BOX (box), make_block (50));
  jl_form_layout_set_wide (wide);
  gtk_box_append (GTK_BOX (box), wide);
  window = show (box);
  one = get_height (box, 300);
  two = get_height (box, 600);
  g_assert_cmpint (one - two, >, 29);
  g_assert_cmpint (two, >, 59);
  gtk_widget_set_visible (wide, FALSE);
  g_assert_cmpint (get_height (box, 600), ==, 50);
  destroy (window);
}

/* Each as wide as it is; what does not fit begins a line. */
static void
test_wrap_layout (void)
{
  GtkWidget *box = jl_wrap_layout_make_box ();
  GtkWidget *window;
  GtkWidget *last = make_block (20);
  int least;
  int best;

  gtk_box_append (GTK_BOX (box), make_block (20));
  gtk_box_append (GTK_BOX (box), make_block (30));
  gtk_box_append (GTK_BOX (box), last);
  window = show (box);
  gtk_widget_measure (box, GTK_ORIENTATION_HORIZONTAL, -1, &least, &best, NULL, NULL);
  g_assert_cmpint (least, ==, 100);
  g_assert_cmpint (best, ==, 312);
  g_assert_cmpint (get_height (box, 312), ==, 30);
  g_assert_cmpint (get_height (box, 311), ==, 30 + 6 + 20);
  g_assert_cmpint (get_height (box, 100), ==, 20 + 6 + 30 + 6 + 20);
  gtk_widget_set_visible (last, FALSE);
  g_assert_cmpint (get_height (box, 206), ==, 30);
  destroy (window);
}

static void
test_side_panes (void)
{
  GtkWidget *panes = g_object_new (JL_TYPE_SIDE_PANES, NULL);
  GtkWidget *window = show (panes);

  jl_side_panes_set_children (JL_SIDE_PANES (panes), make_block (300), make_block (100));
  g_assert_cmpint (get_height (panes, 1200), ==, 300);
  g_assert_cmpint (get_height (panes, 400), >, 399);
  destroy (window);
}

typedef struct {
  JlIntakeDraft *draft;
  JlFormField *strip;
  GtkWidget *window;
  char *refusal;
} Strip;

static void
refused_cb (JlPhotoStrip *strip, const char *message, Strip *fixture)
{
  g_free (fixture->refusal);
  fixture->refusal = g_strdup (message);
}

static guint
count_photos (Strip *fixture)
{
  return g_list_model_get_n_items (jl_intake_draft_get_photos (fixture->draft));
}

static void
strip_set_up (Strip *fixture, gconstpointer data)
{
  fixture->draft = jl_intake_draft_new ("01HJ2K3M4N5P8");
  fixture->strip = jl_photo_strip_new (NULL);
  fixture->window = show (GTK_WIDGET (fixture->strip));
  jl_photo_strip_set_draft (JL_PHOTO_STRIP (fixture->strip), fixture->draft);
  g_signal_connect (fixture->strip, "refused", G_CALLBACK (refused_cb), fixture);
}

static void
strip_tear_down (Strip *fixture, gconstpointer data)
{
  destroy (fixture->window);
  jl_intake_draft_delete (fixture->draft);
  g_object_unref (fixture->draft);
  g_free (fixture->refusal);
}

static GdkTexture *
make_texture (void)
{
  static const guint8 pixels[16] = { 0 };
  g_autoptr (GBytes) bytes = g_bytes_new_static (pixels, sizeof pixels);

  return gdk_memory_texture_new (2, 2, GDK_MEMORY_R8G8B8A8, bytes, 8);
}

/* Dropped and pasted pictures. */
static void
test_textures (Strip *fixture, gconstpointer data)
{
  g_autoptr (GdkTexture) texture = make_texture ();

  for (guint i = 0; i < 2; i++)
    jl_photo_strip_add_texture (JL_PHOTO_STRIP (fixture->strip), texture);
  jl_wait_for (count_photos (fixture) == 2);
  g_assert_null (fixture->refusal);
}

/* Files come in the order in which they were chosen; what is no photo is named, the rest taken. */
static void
test_files (Strip *fixture, gconstpointer data)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  const char *names[] = { "one.jpg", "script.jpg", "two.jpg", "missing.jpg" };
  const char *contents[] = { "\xff\xd8\xff\xe0 one, the first",
                             "#!/bin/sh\necho is no photo",
                             "\xff\xd8\xff\xe0 two, the last",
                             NULL };
  g_autoptr (JlIntakePhoto) last = NULL;
  g_autofree char *kept = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (g_get_user_cache_dir (), names[i], NULL);
    g_autoptr (GFile) file = g_file_new_for_path (path);

    g_mkdir_with_parents (g_get_user_cache_dir (), 0700);
    if (contents[i] != NULL)
      g_assert_true (g_file_set_contents (path, contents[i], -1, NULL));
    g_list_store_append (files, file);
  }
  jl_photo_strip_add_files (JL_PHOTO_STRIP (fixture->strip), G_LIST_MODEL (files));
  jl_wait_for (fixture->refusal != NULL && strstr (fixture->refusal, "missing.jpg") != NULL);
  g_assert_cmpuint (count_photos (fixture), ==, 2);
  last = g_list_model_get_item (jl_intake_draft_get_photos (fixture->draft), 1);
  g_assert_true (g_file_get_contents (jl_intake_photo_get_path (last), &kept, NULL, NULL));
  g_assert_nonnull (strstr (kept, "two"));
}

static GtkWidget *
get_tile (Strip *fixture, int position)
{
  GtkWidget *flow = find_widget (GTK_WIDGET (fixture->strip), GTK_TYPE_FLOW_BOX);

  return gtk_flow_box_child_get_child (
      gtk_flow_box_get_child_at_index (GTK_FLOW_BOX (flow), position));
}

/* Moved to the front, captioned, removed: the draft knows of each. */
static void
test_order (Strip *fixture, gconstpointer data)
{
  g_autoptr (GdkTexture) texture = make_texture ();
  GListModel *photos = jl_intake_draft_get_photos (fixture->draft);
  g_autoptr (JlIntakePhoto) moved = NULL;
  g_autoptr (JlIntakePhoto) first = NULL;
  guint count = 0;

  for (guint i = 0; i < 3; i++)
    jl_photo_strip_add_texture (JL_PHOTO_STRIP (fixture->strip), texture);
  jl_wait_for (count_photos (fixture) == 3);
  g_signal_connect_swapped (fixture->strip, "changed", G_CALLBACK (count_cb), &count);
  moved = g_list_model_get_item (photos, 2);
  g_assert_true (gtk_widget_activate_action (get_tile (fixture, 2), "photo.move", "i", -1));
  g_assert_true (gtk_widget_activate_action (get_tile (fixture, 1), "photo.move", "i", -1));
  /* Nothing lies before the first. */
  g_assert_true (gtk_widget_activate_action (get_tile (fixture, 0), "photo.move", "i", -1));
  first = g_list_model_get_item (photos, 0);
  g_assert_true (first == moved);
  g_assert_cmpuint (count, ==, 2);
  g_assert_true (gtk_widget_activate_action (get_tile (fixture, 0), "photo.remove", NULL));
  g_assert_cmpuint (count_photos (fixture), ==, 2);
  g_assert_cmpuint (count, ==, 3);
}

int
main (int argc, char *argv[])
{
  jl_screen_enter (argv);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  gtk_init ();
  g_test_add_func ("/desktop/form/text", test_text);
  g_test_add_func ("/desktop/form/problem", test_problem);
  g_test_add_func ("/desktop/form/price", test_price);
  g_test_add_func ("/desktop/form/choice", test_choice);
  g_test_add_func ("/desktop/form/tree", test_tree);
  g_test_add_func ("/desktop/form/grade", test_grade);
  g_test_add_func ("/desktop/form/attributes", test_attributes);
  g_test_add_func ("/desktop/form/reasons", test_reasons);
  g_test_add_func ("/desktop/form/conflicts", test_conflicts);
  g_test_add_func ("/desktop/form/layout", test_form_layout);
  g_test_add_func ("/desktop/form/wrap-layout", test_wrap_layout);
  g_test_add_func ("/desktop/form/side-panes", test_side_panes);
  g_test_add ("/desktop/form/textures", Strip, NULL, strip_set_up, test_textures, strip_tear_down);
  g_test_add ("/desktop/form/files", Strip, NULL, strip_set_up, test_files, strip_tear_down);
  g_test_add ("/desktop/form/order", Strip, NULL, strip_set_up, test_order, strip_tear_down);
  return g_test_run ();
}
