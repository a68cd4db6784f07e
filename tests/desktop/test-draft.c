// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-draft.h"

#define ACCOUNT "01HJ2K3M4N5P8"

static JlDraft *
new_draft (const char *title)
{
  JlDraft *draft = jl_draft_new (ACCOUNT);

  jl_record_set_text (jl_draft_get_item (draft), JL_ITEM_TITLE, title);
  return draft;
}

static void
test_empty (void)
{
  g_autoptr (JlDraft) draft = jl_draft_new (ACCOUNT);
  g_autoptr (GPtrArray) list = jl_draft_list (ACCOUNT);

  g_assert_true (jl_draft_is_empty (draft));
  jl_record_set_integer (jl_draft_get_item (draft), JL_ITEM_MODE, JL_MODE_GIVE);
  g_assert_true (jl_draft_is_empty (draft));
  jl_record_set_text (jl_draft_get_item (draft), JL_ITEM_TITLE, "S");
  g_assert_false (jl_draft_is_empty (draft));
  g_assert_cmpuint (list->len, ==, 0);
}

/* All of it is there again after the program was closed, and only for who typed it. */
static void
test_keep (void)
{
  g_autoptr (JlDraft) draft = new_draft ("三人位沙发");
  g_autoptr (GBytes) photo = g_bytes_new_static ("photo", 5);
  g_autoptr (JsonObject) attributes = json_object_new ();
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) others = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;
  JlDraft *kept;

  json_object_set_int_member (attributes, "seats", 3);
  jl_record_set_object (jl_draft_get_item (draft), JL_ITEM_ATTRIBUTES, attributes);
  jl_record_set_integer (jl_draft_get_item (draft), JL_ITEM_PRICE_FEN, 80000);
  g_assert_true (jl_draft_add_photo (draft, photo, &error));
  g_assert_true (jl_draft_add_photo (draft, photo, &error));
  jl_draft_mark_uploaded (draft, 0);
  g_assert_true (jl_draft_begin_sending (draft));
  g_assert_true (jl_draft_save (draft, &error));
  g_assert_no_error (error);

  list = jl_draft_list (ACCOUNT);
  others = jl_draft_list ("01HJ2K3M4N5P9");
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpuint (others->len, ==, 0);
  kept = list->pdata[0];
  g_assert_true (jl_record_equal (jl_draft_get_item (kept), jl_draft_get_item (draft)));
  g_assert_cmpstr (jl_draft_get_key (kept), ==, jl_draft_get_key (draft));
  g_assert_cmpuint (jl_draft_get_photos (kept)->len, ==, 2);
  g_assert_true (((JlDraftPhoto *)jl_draft_get_photos (kept)->pdata[0])->uploaded);
  g_assert_false (((JlDraftPhoto *)jl_draft_get_photos (kept)->pdata[1])->uploaded);
  g_assert_true (g_file_get_contents (
      ((JlDraftPhoto *)jl_draft_get_photos (kept)->pdata[1])->path, &content, NULL, &error));
  g_assert_cmpstr (content, ==, "photo");

  jl_draft_delete (kept);
  g_ptr_array_unref (list);
  list = jl_draft_list (ACCOUNT);
  g_assert_cmpuint (list->len, ==, 0);
}

/* A key is for one request: sending the same again keeps it, sending something else does not. */
static void
test_key (void)
{
  g_autoptr (JlDraft) draft = new_draft ("Lamp");
  g_autoptr (JlRecord) answer = jl_record_new (&jl_item_table);
  g_autofree char *first = g_strdup (jl_draft_get_key (draft));

  g_assert_true (jl_draft_begin_sending (draft));
  g_assert_true (jl_draft_begin_sending (draft));
  g_assert_cmpstr (jl_draft_get_key (draft), ==, first);
  jl_record_set_text (jl_draft_get_item (draft), JL_ITEM_TITLE, "Desk lamp");
  g_assert_true (jl_draft_begin_sending (draft));
  g_assert_cmpstr (jl_draft_get_key (draft), !=, first);

  jl_draft_set_created (draft, answer, TRUE);
  g_assert_false (jl_draft_begin_sending (draft));
  jl_draft_set_created (draft, answer, FALSE);
  g_assert_true (jl_draft_begin_sending (draft));
}

static void
test_order (void)
{
  g_autoptr (JlDraft) draft = new_draft ("Lamp");
  g_autoptr (GBytes) photo = g_bytes_new_static ("photo", 5);
  GPtrArray *photos = jl_draft_get_photos (draft);
  gpointer a, b, c;

  for (guint i = 0; i < 3; i++)
    g_assert_true (jl_draft_add_photo (draft, photo, NULL));
  a = photos->pdata[0];
  b = photos->pdata[1];
  c = photos->pdata[2];
  jl_draft_move_photo (draft, 2, -1);
  g_assert_true (photos->pdata[1] == c && photos->pdata[2] == b);
  jl_draft_move_photo (draft, 0, -1);
  g_assert_true (photos->pdata[0] == a);
  jl_draft_move_photo (draft, 2, 1);
  g_assert_true (photos->pdata[2] == b);
  jl_draft_remove_photo (draft, 0);
  g_assert_cmpuint (photos->len, ==, 2);
  jl_draft_delete (draft);
}

/* A file that something else has spoilt is passed over; the others are found. */
static void
test_damaged (void)
{
  g_autoptr (JlDraft) draft = new_draft ("Lamp");
  g_autofree char *folder =
      g_build_filename (g_get_user_data_dir (), "jieli", "drafts", ACCOUNT, "broken", NULL);
  g_autofree char *path = g_build_filename (folder, "draft.json", NULL);
  g_autoptr (GPtrArray) list = NULL;

  g_assert_true (jl_draft_save (draft, NULL));
  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (path, "{\"key\":", -1, NULL));
  list = jl_draft_list (ACCOUNT);
  g_assert_cmpuint (list->len, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/desktop/draft/empty", test_empty);
  g_test_add_func ("/desktop/draft/keep", test_keep);
  g_test_add_func ("/desktop/draft/key", test_key);
  g_test_add_func ("/desktop/draft/order", test_order);
  g_test_add_func ("/desktop/draft/damaged", test_damaged);
  return g_test_run ();
}
