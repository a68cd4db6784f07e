// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-fake-service.h"
#include "jl-intake.h"
#include "jl-wait.h"

#define ACCOUNT "01HJ2K3M4N5P8"

typedef struct {
  JlFakeService *service;
  JlClient *client;
  JlDraft *draft;
  GAsyncResult *result;
  double done;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  JlRecord *item;

  fixture->service = jl_fake_service_new (0);
  fixture->client = jl_client_new (jl_fake_service_get_address (fixture->service));
  jl_client_sign_in_async (fixture->client, "clerk", "password", NULL, jl_wait_result_cb, &result);
  g_assert_true (jl_client_sign_in_finish (fixture->client, jl_wait_result (&result), NULL));
  fixture->draft = jl_draft_new (ACCOUNT);
  item = jl_draft_get_item (fixture->draft);
  jl_record_set_text (item, JL_ITEM_TITLE, "三人位沙发");
  jl_record_set_text (item, JL_ITEM_CATEGORY, "sofa");
  jl_record_set_integer (item, JL_ITEM_MODE, JL_MODE_SELL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->result);
  jl_draft_delete (fixture->draft);
  g_clear_object (&fixture->draft);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->client);
  jl_fake_service_free (fixture->service);
}

static void
add_photos (Fixture *fixture, guint n)
{
  g_autoptr (GBytes) photo = g_bytes_new_static ("\xff\xd8\xff\xe0 a photo of a sofa", 23);

  for (guint i = 0; i < n; i++)
    g_assert_true (jl_draft_add_photo (fixture->draft, photo, NULL));
}

static void
progress_cb (double done, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_cmpfloat (done, >=, fixture->done);
  g_assert_cmpfloat (done, <=, 1);
  fixture->done = done;
}

static JlRecord *
send_draft (Fixture *fixture, gboolean publish, GError **error)
{
  g_clear_object (&fixture->result);
  fixture->done = 0;
  jl_intake_send_async (fixture->client,
                        fixture->draft,
                        publish,
                        progress_cb,
                        fixture,
                        NULL,
                        jl_wait_result_cb,
                        &fixture->result);
  return jl_intake_send_finish (jl_wait_result (&fixture->result), error);
}

static guint
count_drafts (void)
{
  g_autoptr (GPtrArray) list = jl_draft_list (ACCOUNT);

  return list->len;
}

static void
test_publish (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) item = NULL;

  add_photos (fixture, 2);
  item = send_draft (fixture, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (jl_record_get_integer (item, JL_ITEM_OFFER), ==, JL_OFFER_PUBLISHED);
  g_assert_cmpuint (jl_record_get_list (item, JL_ITEM_PHOTOS)->len, ==, 2);
  g_assert_cmpfloat (fixture->done, >, 0.7);
  g_assert_cmpuint (count_drafts (), ==, 0);
}

static void
test_save_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) item = send_draft (fixture, FALSE, &error);

  g_assert_no_error (error);
  g_assert_cmpint (jl_record_get_integer (item, JL_ITEM_OFFER), ==, JL_OFFER_DRAFT);
}

/* The network fails at each step in turn; in the end there is one item with two photos. */
static void
test_broken_off (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) item = NULL;

  add_photos (fixture, 2);
  jl_fake_service_lose_answers (fixture->service, 3);
  g_assert_null (send_draft (fixture, TRUE, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_UNAVAILABLE);
  g_clear_error (&error);
  g_assert_cmpuint (count_drafts (), ==, 1);
  g_assert_cmpuint (jl_fake_service_count_items (fixture->service), ==, 1);

  /* The program was closed and started again. */
  g_object_unref (fixture->draft);
  {
    g_autoptr (GPtrArray) list = jl_draft_list (ACCOUNT);

    fixture->draft = g_object_ref (list->pdata[0]);
  }
  item = send_draft (fixture, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (jl_fake_service_count_items (fixture->service), ==, 1);
  g_assert_cmpuint (jl_record_get_list (item, JL_ITEM_PHOTOS)->len, ==, 2);
  g_assert_cmpuint (count_drafts (), ==, 0);
}

/* Refused with reasons: the item is a draft of the service; the next try changes that one. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) item = NULL;

  g_assert_null (send_draft (fixture, TRUE, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_NOT_PUBLISHABLE);
  g_assert_cmpuint (jl_error_get_reasons (error)->len, ==, 4);
  g_clear_error (&error);
  g_assert_cmpuint (count_drafts (), ==, 1);

  add_photos (fixture, 1);
  jl_record_set_integer (jl_draft_get_item (fixture->draft), JL_ITEM_PRICE_FEN, 80000);
  item = send_draft (fixture, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (jl_record_get_integer (item, JL_ITEM_PRICE_FEN), ==, 80000);
  g_assert_cmpuint (jl_fake_service_count_items (fixture->service), ==, 1);
}

/* Somebody else changed it: said once, then what was typed here holds. */
static void
test_stale (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) item = NULL;
  g_autofree char *id = NULL;

  g_assert_null (send_draft (fixture, TRUE, &error));
  g_clear_error (&error);
  id = jl_record_dup_field_text (jl_draft_get_created (fixture->draft), JL_ITEM_ID);
  jl_fake_service_change_title (fixture->service, id, "Other");
  jl_record_set_text (jl_draft_get_item (fixture->draft), JL_ITEM_TITLE, "沙发");
  g_assert_null (send_draft (fixture, FALSE, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_VERSION_CONFLICT);
  g_clear_error (&error);
  item = send_draft (fixture, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (jl_record_get_text (item, JL_ITEM_TITLE), ==, "沙发");
}

static void
test_media_type (void)
{
  static const struct {
    const char *bytes;
    gsize length;
    const char *type;
  } cases[] = { { "\xff\xd8\xff\xe0 12345678", 13, "image/jpeg" },
                { "\x89PNG\r\n\x1a\n1234", 12, "image/png" },
                { "RIFF1234WEBPxx", 14, "image/webp" },
                { "\0\0\0\x18"
                  "ftypheic1234",
                  16,
                  "image/heic" },
                { "#!/bin/sh\nrm x", 14, NULL },
                { "GIF", 3, NULL } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new_static (cases[i].bytes, cases[i].length);

    g_assert_cmpstr (jl_intake_guess_media_type (bytes), ==, cases[i].type);
  }
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/desktop/intake/publish", test_publish);
  ADD ("/desktop/intake/save-only", test_save_only);
  ADD ("/desktop/intake/broken-off", test_broken_off);
  ADD ("/desktop/intake/refused", test_refused);
  ADD ("/desktop/intake/stale", test_stale);
  g_test_add_func ("/desktop/intake/media-type", test_media_type);
  return g_test_run ();
}
