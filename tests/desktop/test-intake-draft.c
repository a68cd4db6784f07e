// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-intake-draft.h"

#include "jl-error.h"
#include "jl-intake-texts.h"

#include <glib/gstdio.h>

#define ACCOUNT "01HJ2K3M4N5P8"
#define JPEG "\xff\xd8\xff\xe0 a photo of a sofa"

static JlIntakeDraft *
make_draft (const char *title)
{
  JlIntakeDraft *draft = jl_intake_draft_new (ACCOUNT);

  jl_intake_texts_set (jl_intake_draft_get_texts (draft), "title", title);
  return draft;
}

static void
add_photo (JlIntakeDraft *draft)
{
  g_autoptr (GBytes) content = g_bytes_new_static (JPEG, strlen (JPEG));
  g_autoptr (GError) error = NULL;

  g_assert_true (jl_intake_draft_add_photo (draft, content, &error));
  g_assert_no_error (error);
}

static void
save (JlIntakeDraft *draft)
{
  g_autoptr (GError) error = NULL;

  jl_intake_draft_save (draft, &error);
  g_assert_no_error (error);
}

static char *
find_file (JlIntakeDraft *draft)
{
  g_autoptr (JlIntakePhoto) photo = g_list_model_get_item (jl_intake_draft_get_photos (draft), 0);

  return g_strdup (jl_intake_photo_get_path (photo));
}

static guint
count_drafts (void)
{
  g_autoptr (GPtrArray) list = jl_intake_draft_list (ACCOUNT);

  return list->len;
}

static void
clean_up (void)
{
  g_autoptr (GPtrArray) list = jl_intake_draft_list (ACCOUNT);

  for (guint i = 0; i < list->len; i++)
    jl_intake_draft_delete (list->pdata[i]);
}

/* Everything typed is there again after the program was gone, wrong and half typed as it was. */
static void
test_again (void)
{
  g_autoptr (JlIntakeDraft) draft = make_draft ("三人位\"沙发\"");
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (JlIntakePhoto) photo = NULL;
  g_autofree char *key = NULL;
  GHashTable *texts = jl_intake_draft_get_texts (draft);

  jl_intake_texts_set (texts, "price_fen", "12x");
  jl_intake_texts_set (texts, "attributes.imei", "4901542");
  jl_intake_texts_set (texts, "description", "two\nlines");
  add_photo (draft);
  photo = g_list_model_get_item (jl_intake_draft_get_photos (draft), 0);
  jl_intake_photo_set_caption (photo, "from the left");
  jl_intake_draft_set_pending (draft, "POST", "/items", "{\"title\":\"x\"}", 7);
  key = g_strdup (jl_intake_draft_get_pending (draft)->key);
  save (draft);
  g_clear_object (&photo);
  g_clear_object (&draft);

  list = jl_intake_draft_list (ACCOUNT);
  g_assert_cmpuint (list->len, ==, 1);
  texts = jl_intake_draft_get_texts (list->pdata[0]);
  g_assert_cmpstr (jl_intake_texts_get (texts, "title"), ==, "三人位\"沙发\"");
  g_assert_cmpstr (jl_intake_texts_get (texts, "price_fen"), ==, "12x");
  g_assert_cmpstr (jl_intake_texts_get (texts, "attributes.imei"), ==, "4901542");
  g_assert_cmpstr (jl_intake_texts_get (texts, "description"), ==, "two\nlines");
  photo = g_list_model_get_item (jl_intake_draft_get_photos (list->pdata[0]), 0);
  g_assert_cmpstr (jl_intake_photo_get_caption (photo), ==, "from the left");
  g_assert_true (g_file_test (jl_intake_photo_get_path (photo), G_FILE_TEST_EXISTS));
  g_assert_cmpstr (jl_intake_draft_get_pending (list->pdata[0])->key, ==, key);
  g_assert_cmpint (jl_intake_draft_get_pending (list->pdata[0])->version, ==, 7);
}

/* A draft that a form shows is not offered by another. */
static void
test_open (void)
{
  g_autoptr (JlIntakeDraft) draft = make_draft ("Sofa");

  save (draft);
  g_assert_cmpuint (count_drafts (), ==, 0);
  g_clear_object (&draft);
  g_assert_cmpuint (count_drafts (), ==, 1);
}

static void
test_accounts (void)
{
  g_autoptr (JlIntakeDraft) draft = make_draft ("Sofa");
  g_autoptr (GPtrArray) others = NULL;

  save (draft);
  g_clear_object (&draft);
  others = jl_intake_draft_list ("another");
  g_assert_cmpuint (others->len, ==, 0);
}

/* What somebody else may read is not what was typed. */
static void
test_private (void)
{
  g_autoptr (JlIntakeDraft) draft = make_draft ("Sofa");
  g_autofree char *path = NULL;
  g_autofree char *folder = NULL;
  GStatBuf about;

  add_photo (draft);
  path = find_file (draft);
  folder = g_path_get_dirname (path);
  g_assert_cmpint (g_stat (path, &about), ==, 0);
  g_assert_cmpint (about.st_mode & 077, ==, 0);
  g_assert_cmpint (g_stat (folder, &about), ==, 0);
  g_assert_cmpint (about.st_mode & 077, ==, 0);
}

static void
test_delete (void)
{
  g_autoptr (JlIntakeDraft) draft = make_draft ("Sofa");
  g_autofree char *path = NULL;

  add_photo (draft);
  path = find_file (draft);
  jl_intake_draft_delete (draft);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_clear_object (&draft);
  g_assert_cmpuint (count_drafts (), ==, 0);
}

/* A file that was cut off, or is something else, is passed over; the others are offered. */
static void
test_broken (void)
{
  const char *bad[] = { "", "{", "[]", "nonsense", "{\"texts\":7,\"photos\":{},\"pending\":[]}" };
  g_autoptr (JlIntakeDraft) draft = make_draft ("Sofa");
  g_autofree char *path = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *file = NULL;

  add_photo (draft);
  path = find_file (draft);
  folder = g_path_get_dirname (path);
  file = g_build_filename (folder, "draft.json", NULL);
  g_clear_object (&draft);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_assert_true (g_file_set_contents (file, bad[i], -1, NULL));
    g_assert_cmpuint (count_drafts (), ==, i == 4 ? 1 : 0);
  }
}

/* A photo's name in the file leads to no other folder. */
static void
test_traversal (void)
{
  g_autoptr (JlIntakeDraft) draft = make_draft ("Sofa");
  g_autoptr (GPtrArray) list = NULL;
  g_autofree char *path = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *file = NULL;

  add_photo (draft);
  path = find_file (draft);
  folder = g_path_get_dirname (path);
  file = g_build_filename (folder, "draft.json", NULL);
  g_clear_object (&draft);
  g_assert_true (g_file_set_contents (
      file,
      "{\"photos\":[{\"file\":\"../../../../../../../etc/passwd\",\"key\":\"k\"}]}",
      -1,
      NULL));
  list = jl_intake_draft_list (ACCOUNT);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (jl_intake_draft_get_photos (list->pdata[0])), ==, 0);
}

static void
test_empty (void)
{
  g_autoptr (JlIntakeDraft) draft = jl_intake_draft_new (ACCOUNT);
  GHashTable *texts = jl_intake_draft_get_texts (draft);

  g_assert_true (jl_intake_draft_is_empty (draft));
  jl_intake_texts_set (texts, "category", "sofa");
  g_assert_true (jl_intake_draft_is_empty (draft));
  jl_intake_texts_set (texts, "title", "S");
  g_assert_false (jl_intake_draft_is_empty (draft));
  jl_intake_texts_set (texts, "title", "");
  add_photo (draft);
  g_assert_false (jl_intake_draft_is_empty (draft));
}

static void
test_photos (void)
{
  g_autoptr (JlIntakeDraft) draft = make_draft ("Sofa");
  g_autoptr (GBytes) script = g_bytes_new_static ("#!/bin/sh\nrm -rf /\n", 19);
  g_autoptr (GBytes) photo = g_bytes_new_static (JPEG, strlen (JPEG));
  g_autoptr (GBytes) huge = NULL;
  g_autoptr (GError) error = NULL;
  guint8 *bytes;

  g_assert_false (jl_intake_draft_add_photo (draft, script, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_UNSUPPORTED_MEDIA);
  g_clear_error (&error);
  bytes = g_malloc0 (JL_INTAKE_PHOTO_MAX_BYTES + 1);
  memcpy (bytes, "\xff\xd8\xff", 3);
  huge = g_bytes_new_take (bytes, JL_INTAKE_PHOTO_MAX_BYTES + 1);
  g_assert_false (jl_intake_draft_add_photo (draft, huge, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_TOO_LARGE);
  g_clear_error (&error);
  for (guint i = 0; i < JL_ITEM_MAX_PHOTOS; i++)
    add_photo (draft);
  g_assert_false (jl_intake_draft_add_photo (draft, photo, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
}

static void
test_order (void)
{
  g_autoptr (JlIntakeDraft) draft = make_draft ("Sofa");
  GListModel *photos = jl_intake_draft_get_photos (draft);
  g_autoptr (JlIntakePhoto) first = NULL;
  g_autoptr (JlIntakePhoto) last = NULL;
  g_autofree char *path = NULL;

  for (guint i = 0; i < 3; i++)
    add_photo (draft);
  first = g_list_model_get_item (photos, 0);
  jl_intake_draft_move_photo (draft, 0, 9);
  last = g_list_model_get_item (photos, 2);
  g_assert_true (first == last);
  path = g_strdup (jl_intake_photo_get_path (first));
  jl_intake_draft_remove_photo (draft, 2);
  g_assert_cmpuint (g_list_model_get_n_items (photos), ==, 2);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static JlRecord *
make_item (guint n_photos)
{
  JlRecord *item = jl_record_new (&jl_item_table);
  g_autoptr (GPtrArray) photos = g_ptr_array_new_with_free_func (g_object_unref);

  jl_record_set_integer (item, JL_ITEM_ID, 1000);
  jl_record_set_text (item, JL_ITEM_TITLE, "Sofa");
  jl_record_set_integer (item, JL_ITEM_MODE, JL_MODE_SELL);
  for (guint i = 0; i < n_photos; i++) {
    JlRecord *photo = jl_record_new (&jl_photo_table);

    jl_record_set_integer (photo, JL_PHOTO_ID, 2000 + i);
    g_ptr_array_add (photos, photo);
  }
  jl_record_set_list (item, JL_ITEM_PHOTOS, photos);
  return item;
}

/* A form that edits an item keeps nothing on disk before something is changed. */
static void
test_edit (void)
{
  g_autoptr (JlRecord) item = make_item (3);
  g_autoptr (JlIntakeDraft) draft = jl_intake_draft_new_for_item (ACCOUNT, item);
  g_autoptr (GPtrArray) arranged = NULL;

  g_assert_true (jl_intake_draft_is_empty (draft));
  g_assert_null (jl_intake_draft_arrange_photos (draft));
  jl_intake_draft_move_photo (draft, 2, 0);
  g_assert_false (jl_intake_draft_is_empty (draft));
  jl_intake_draft_remove_photo (draft, 1);
  arranged = jl_intake_draft_arrange_photos (draft);
  g_assert_cmpuint (arranged->len, ==, 2);
  g_assert_cmpint (jl_record_get_integer (arranged->pdata[0], JL_PHOTO_ID), ==, 2002);
  g_assert_cmpint (jl_record_get_integer (arranged->pdata[1], JL_PHOTO_ID), ==, 2001);
}

/* What somebody else did to the photos is taken over, the order stays. */
static void
test_merge_photos (void)
{
  g_autoptr (JlRecord) item = make_item (3);
  g_autoptr (JlRecord) theirs = make_item (4);
  g_autoptr (JlIntakeDraft) draft = jl_intake_draft_new_for_item (ACCOUNT, item);
  g_autoptr (GPtrArray) arranged = NULL;
  GPtrArray *photos = jl_record_get_list (theirs, JL_ITEM_PHOTOS);
  g_autoptr (GPtrArray) left = g_ptr_array_copy (photos, (GCopyFunc)(void *)g_object_ref, NULL);

  g_ptr_array_set_free_func (left, g_object_unref);
  g_ptr_array_remove_index (left, 0);
  jl_record_set_list (theirs, JL_ITEM_PHOTOS, left);
  jl_intake_draft_move_photo (draft, 2, 0);
  jl_intake_draft_set_item (draft, theirs);
  jl_intake_draft_merge_photos (draft);
  arranged = jl_intake_draft_arrange_photos (draft);
  g_assert_cmpuint (arranged->len, ==, 3);
  g_assert_cmpint (jl_record_get_integer (arranged->pdata[0], JL_PHOTO_ID), ==, 2002);
  g_assert_cmpint (jl_record_get_integer (arranged->pdata[1], JL_PHOTO_ID), ==, 2001);
  g_assert_cmpint (jl_record_get_integer (arranged->pdata[2], JL_PHOTO_ID), ==, 2003);
}

typedef struct {
  void (*run) (void);
} Case;

static void
run_case (gconstpointer data)
{
  ((const Case *)data)->run ();
  clean_up ();
}

static void
add (const char *path, void (*run) (void))
{
  Case *data = g_new0 (Case, 1);

  data->run = run;
  g_test_add_data_func_full (path, data, run_case, g_free);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add ("/desktop/intake-draft/again", test_again);
  add ("/desktop/intake-draft/open", test_open);
  add ("/desktop/intake-draft/accounts", test_accounts);
  add ("/desktop/intake-draft/private", test_private);
  add ("/desktop/intake-draft/delete", test_delete);
  add ("/desktop/intake-draft/broken", test_broken);
  add ("/desktop/intake-draft/traversal", test_traversal);
  add ("/desktop/intake-draft/empty", test_empty);
  add ("/desktop/intake-draft/photos", test_photos);
  add ("/desktop/intake-draft/order", test_order);
  add ("/desktop/intake-draft/edit", test_edit);
  add ("/desktop/intake-draft/merge-photos", test_merge_photos);
  return g_test_run ();
}
