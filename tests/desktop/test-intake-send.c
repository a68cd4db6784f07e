// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-intake-send.h"

#include "jl-error.h"
#include "jl-fake-service.h"
#include "jl-intake-texts.h"
#include "jl-item-actions.h"
#include "jl-wait.h"

#define ACCOUNT "01HJ2K3M4N5P8"
#define JPEG "\xff\xd8\xff\xe0 a photo of a sofa"

typedef struct {
  JlFakeService *service;
  JlClient *client;
  JlIntakeDraft *draft;
  JlRecord *item;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  fixture->service = jl_fake_service_new (0);
  fixture->client = jl_client_new (jl_fake_service_get_address (fixture->service));
  jl_client_sign_in_async (fixture->client, "clerk", "password", NULL, jl_wait_result_cb, &result);
  g_assert_true (jl_client_sign_in_finish (fixture->client, jl_wait_result (&result), NULL));
  fixture->draft = jl_intake_draft_new (ACCOUNT);
  fixture->item = jl_record_new (&jl_item_table);
  jl_record_set_text (fixture->item, JL_ITEM_TITLE, "三人位沙发");
  jl_record_set_text (fixture->item, JL_ITEM_CATEGORY, "sofa");
  jl_record_set_integer (fixture->item, JL_ITEM_MODE, JL_MODE_SELL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  jl_intake_draft_delete (fixture->draft);
  g_clear_object (&fixture->item);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->draft);
  g_assert_finalize_object (fixture->client);
  jl_fake_service_free (fixture->service);
}

static void
add_photos (Fixture *fixture, guint n)
{
  g_autoptr (GBytes) photo = g_bytes_new_static (JPEG, strlen (JPEG));

  for (guint i = 0; i < n; i++)
    g_assert_true (jl_intake_draft_add_photo (fixture->draft, photo, NULL));
}

static JlRecord *
send_draft (Fixture *fixture, gboolean publish, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  jl_intake_send_async (
      fixture->client, fixture->draft, fixture->item, publish, NULL, jl_wait_result_cb, &result);
  return jl_intake_send_finish (jl_wait_result (&result), error);
}

static JlRecord *
load (Fixture *fixture, JlRecord *item)
{
  g_autofree char *id = jl_record_dup_field_text (item, JL_ITEM_ID);
  g_autoptr (JlAction) action = jl_item_action_get (id);
  g_autoptr (GAsyncResult) result = NULL;

  jl_client_run_async (fixture->client, action, NULL, jl_wait_result_cb, &result);
  return jl_client_run_record_finish (fixture->client, jl_wait_result (&result), NULL);
}

static JlIntakePhoto *
get_photo (Fixture *fixture, guint position)
{
  g_autoptr (JlIntakePhoto) photo =
      g_list_model_get_item (jl_intake_draft_get_photos (fixture->draft), position);

  return photo;
}

static void
test_publish (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) item = NULL;
  GPtrArray *photos;
  g_autofree char *second = NULL;

  add_photos (fixture, 2);
  jl_intake_photo_set_caption (get_photo (fixture, 1), "from the left");
  item = send_draft (fixture, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (jl_record_get_integer (item, JL_ITEM_OFFER), ==, JL_OFFER_PUBLISHED);
  photos = jl_record_get_list (item, JL_ITEM_PHOTOS);
  g_assert_cmpuint (photos->len, ==, 2);
  g_assert_cmpstr (jl_record_get_text (photos->pdata[1], JL_PHOTO_CAPTION), ==, "from the left");
  second = jl_record_dup_field_text (photos->pdata[1], JL_PHOTO_ID);
  g_assert_cmpstr (jl_intake_photo_get_id (get_photo (fixture, 1)), ==, second);
  g_assert_null (jl_intake_draft_get_pending (fixture->draft));
}

static void
test_save_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) item = send_draft (fixture, FALSE, &error);

  g_assert_no_error (error);
  g_assert_cmpint (jl_record_get_integer (item, JL_ITEM_OFFER), ==, JL_OFFER_DRAFT);
  g_assert_cmpuint (jl_fake_service_count_requests (fixture->service, "PATCH", "/items/"), ==, 0);
}

/* Saving again what was not changed asks nothing; what was changed is a PATCH of it. */
static void
test_save_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlRecord) first = send_draft (fixture, FALSE, NULL);
  g_autoptr (JlRecord) second = send_draft (fixture, FALSE, NULL);
  g_autoptr (JlRecord) third = NULL;

  g_assert_true (jl_record_equal (first, second));
  jl_record_set_text (fixture->item, JL_ITEM_TITLE, "双人位沙发");
  third = send_draft (fixture, FALSE, NULL);
  g_assert_cmpstr (jl_record_get_text (third, JL_ITEM_TITLE), ==, "双人位沙发");
  g_assert_cmpuint (jl_fake_service_count_items (fixture->service), ==, 1);
  g_assert_cmpuint (jl_fake_service_count_requests (fixture->service, "PATCH", "/items/"), ==, 1);
}

/* Answers are lost until the client itself gives up. */
static void
lose_answers (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  jl_fake_service_lose_answers (fixture->service, 3);
  g_assert_null (send_draft (fixture, TRUE, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_UNAVAILABLE);
  g_assert_true (jl_intake_send_may_retry (error));
}

/* The answer to making the item is lost, and the person types on: still there is one item. */
static void
test_lost_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) item = NULL;

  add_photos (fixture, 1);
  lose_answers (fixture);
  g_assert_nonnull (jl_intake_draft_get_pending (fixture->draft));
  jl_record_set_text (fixture->item, JL_ITEM_TITLE, "双人位沙发");
  item = send_draft (fixture, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (jl_record_get_text (item, JL_ITEM_TITLE), ==, "双人位沙发");
  g_assert_cmpuint (jl_fake_service_count_items (fixture->service), ==, 1);
}

/* The same, with the program closed in between. */
static void
test_lost_program (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) drafts = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) item = NULL;

  add_photos (fixture, 1);
  jl_intake_texts_set (jl_intake_draft_get_texts (fixture->draft), "title", "三人位沙发");
  lose_answers (fixture);
  g_clear_object (&fixture->draft);
  drafts = jl_intake_draft_list (ACCOUNT);
  g_assert_cmpuint (drafts->len, ==, 1);
  fixture->draft = g_object_ref (drafts->pdata[0]);
  item = send_draft (fixture, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (jl_record_get_integer (item, JL_ITEM_OFFER), ==, JL_OFFER_PUBLISHED);
  g_assert_cmpuint (jl_fake_service_count_items (fixture->service), ==, 1);
  g_assert_cmpuint (jl_record_get_list (item, JL_ITEM_PHOTOS)->len, ==, 1);
  g_ptr_array_set_size (drafts, 0);
}

static void
breaks_off_cb (JlIntakePhoto *photo, Fixture *fixture)
{
  if (jl_intake_photo_get_state (photo) == JL_INTAKE_PHOTO_SENDING)
    jl_fake_service_set_offline (fixture->service, TRUE);
}

/* The network goes while the second photo is on its way: the first is not sent again. */
static void
test_lost_photo (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) item = NULL;
  gulong handler;

  add_photos (fixture, 2);
  handler =
      g_signal_connect (get_photo (fixture, 1), "changed", G_CALLBACK (breaks_off_cb), fixture);
  g_assert_null (send_draft (fixture, TRUE, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_UNAVAILABLE);
  g_clear_error (&error);
  g_signal_handler_disconnect (get_photo (fixture, 1), handler);
  g_assert_cmpint (jl_intake_photo_get_state (get_photo (fixture, 0)), ==, JL_INTAKE_PHOTO_SENT);
  g_assert_cmpint (jl_intake_photo_get_state (get_photo (fixture, 1)), ==, JL_INTAKE_PHOTO_WAITING);
  jl_fake_service_set_offline (fixture->service, FALSE);
  item = send_draft (fixture, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (jl_record_get_list (item, JL_ITEM_PHOTOS)->len, ==, 2);
}

/* All reasons come back, the item is there as a draft, and nothing of it is made twice. */
static void
test_not_publishable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) item = NULL;

  g_assert_null (send_draft (fixture, TRUE, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_NOT_PUBLISHABLE);
  g_assert_cmpuint (jl_error_get_reasons (error)->len, >=, 3);
  g_assert_null (jl_intake_draft_get_pending (fixture->draft));
  g_clear_error (&error);
  add_photos (fixture, 1);
  item = send_draft (fixture, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (jl_fake_service_count_items (fixture->service), ==, 1);
}

static void
test_stale (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) item = send_draft (fixture, FALSE, NULL);
  g_autoptr (JlRecord) theirs = NULL;
  g_autoptr (JlRecord) merged = NULL;
  g_autofree char *id = jl_record_dup_field_text (item, JL_ITEM_ID);

  jl_fake_service_change_title (fixture->service, id, "Somebody else's");
  jl_record_set_text (fixture->item, JL_ITEM_NOTE, "mine");
  g_assert_null (send_draft (fixture, FALSE, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_VERSION_CONFLICT);
  g_assert_false (jl_intake_send_may_retry (error));
  g_clear_error (&error);

  theirs = load (fixture, item);
  jl_intake_draft_set_item (fixture->draft, theirs);
  jl_record_set_text (fixture->item, JL_ITEM_TITLE, "Somebody else's");
  merged = send_draft (fixture, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (jl_record_get_text (merged, JL_ITEM_NOTE), ==, "mine");
  g_assert_cmpstr (jl_record_get_text (merged, JL_ITEM_TITLE), ==, "Somebody else's");
}

/* Photos are put in the order of the form, and left out. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) item = NULL;
  g_autofree char *first = NULL;
  GPtrArray *photos;
  g_autofree char *shown = NULL;

  add_photos (fixture, 3);
  g_clear_object (&item);
  item = send_draft (fixture, FALSE, &error);
  g_assert_no_error (error);
  first = g_strdup (jl_intake_photo_get_id (get_photo (fixture, 2)));
  jl_intake_draft_move_photo (fixture->draft, 2, 0);
  jl_intake_draft_remove_photo (fixture->draft, 2);
  g_clear_object (&item);
  item = send_draft (fixture, FALSE, &error);
  g_assert_no_error (error);
  photos = jl_record_get_list (item, JL_ITEM_PHOTOS);
  g_assert_cmpuint (photos->len, ==, 2);
  shown = jl_record_dup_field_text (photos->pdata[0], JL_PHOTO_ID);
  g_assert_cmpstr (shown, ==, first);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) item = NULL;

  jl_intake_send_async (fixture->client,
                        fixture->draft,
                        fixture->item,
                        FALSE,
                        cancellable,
                        jl_wait_result_cb,
                        &result);
  g_cancellable_cancel (cancellable);
  g_assert_null (jl_intake_send_finish (jl_wait_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  /* It may have happened: the same is asked again first. */
  g_assert_nonnull (jl_intake_draft_get_pending (fixture->draft));
  item = send_draft (fixture, FALSE, NULL);
  g_assert_nonnull (item);
  g_assert_cmpuint (jl_fake_service_count_items (fixture->service), ==, 1);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/desktop/intake-send/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("publish", test_publish);
  ADD ("save-only", test_save_only);
  ADD ("save-again", test_save_again);
  ADD ("lost-answer", test_lost_answer);
  ADD ("lost-program", test_lost_program);
  ADD ("lost-photo", test_lost_photo);
  ADD ("not-publishable", test_not_publishable);
  ADD ("stale", test_stale);
  ADD ("order", test_order);
  ADD ("cancel", test_cancel);
  return g_test_run ();
}
