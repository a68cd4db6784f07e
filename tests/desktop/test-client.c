// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-client.h"
#include "jl-error.h"
#include "jl-fake-service.h"
#include "jl-item-actions.h"
#include "jl-wait.h"

#include <string.h>

typedef struct {
  JlFakeService *service;
  JlClient *client;
  GAsyncResult *result;
  guint n_changes;
  guint n_caught_up;
  guint n_ended;
} Fixture;

static void
changed_cb (JlClient *client, const char *kind, const char *id, gint64 version, Fixture *fixture)
{
  if (g_str_equal (kind, "item"))
    fixture->n_changes++;
}

static void
count_cb (JlClient *client, guint *count)
{
  (*count)++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->service = jl_fake_service_new (0);
  fixture->client = jl_client_new (jl_fake_service_get_address (fixture->service));
  g_signal_connect (fixture->client, "changed", G_CALLBACK (changed_cb), fixture);
  g_signal_connect (fixture->client, "caught-up", G_CALLBACK (count_cb), &fixture->n_caught_up);
  g_signal_connect (fixture->client, "session-ended", G_CALLBACK (count_cb), &fixture->n_ended);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->result);
  jl_client_stop_changes (fixture->client);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->client);
  jl_fake_service_free (fixture->service);
}

static GAsyncResult *
wait_result (Fixture *fixture)
{
  return jl_wait_result (&fixture->result);
}

static void
sign_in (Fixture *fixture, const char *password, GError **error)
{
  gboolean done;

  g_clear_object (&fixture->result);
  jl_client_sign_in_async (
      fixture->client, "clerk", password, NULL, jl_wait_result_cb, &fixture->result);
  done = jl_client_sign_in_finish (fixture->client, wait_result (fixture), error);
  g_assert_true (done == (jl_client_get_account (fixture->client) != NULL));
  g_clear_object (&fixture->result);
}

static GAsyncResult *
run (Fixture *fixture, JlAction *action)
{
  g_clear_object (&fixture->result);
  jl_client_run_async (fixture->client, action, NULL, jl_wait_result_cb, &fixture->result);
  return wait_result (fixture);
}

static JlRecord *
new_sofa (void)
{
  JlRecord *item = jl_record_new (&jl_item_table);

  jl_record_set_text (item, JL_ITEM_CATEGORY, "sofa");
  jl_record_set_text (item, JL_ITEM_TITLE, "三人位沙发");
  jl_record_set_integer (item, JL_ITEM_MODE, JL_MODE_SELL);
  jl_record_set_integer (item, JL_ITEM_PRICE_FEN, 80000);
  return item;
}

static void
test_server_address (void)
{
  static const struct {
    const char *typed;
    const char *address;
  } cases[] = { { " http://127.0.0.1:8420/ ", "http://127.0.0.1:8420" },
                { "127.0.0.1:8420", "http://127.0.0.1:8420" },
                { "localhost:1", "http://localhost:1" },
                { "jieli.example", "https://jieli.example" },
                { "https://jieli.example/items?x=1", "https://jieli.example" },
                { "", NULL },
                { "ftp://jieli.example", NULL },
                { "http://", NULL },
                { "two words", NULL } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *address = jl_client_normalize_server (cases[i].typed, &error);

    g_assert_cmpstr (address, ==, cases[i].address);
    if (cases[i].address == NULL)
      g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  }
}

static void
test_sign_in (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;
  JlRecord *membership;

  sign_in (fixture, "wrong", &error);
  g_assert_error (error, JL_ERROR, JL_ERROR_UNAUTHENTICATED);
  g_clear_error (&error);
  g_assert_cmpuint (fixture->n_ended, ==, 0);

  sign_in (fixture, "password", &error);
  g_assert_no_error (error);
  membership = jl_client_get_membership (fixture->client);
  g_assert_cmpstr (
      jl_record_get_text (membership, JL_MEMBERSHIP_ORGANISATION_NAME), ==, "友谊大街寄卖店");
  g_assert_true (jl_client_set_membership (fixture->client, JL_FAKE_SHOP));
  g_assert_false (jl_client_set_membership (fixture->client, "01HJ2K3M4N5P9"));

  token = g_strdup (jl_client_get_token (fixture->client));
  jl_client_resume_async (fixture->client, token, NULL, jl_wait_result_cb, &fixture->result);
  g_assert_true (jl_client_resume_finish (fixture->client, wait_result (fixture), &error));
  g_assert_no_error (error);
  g_clear_object (&fixture->result);

  jl_client_sign_out_async (fixture->client, NULL, jl_wait_result_cb, &fixture->result);
  g_assert_null (jl_client_get_account (fixture->client));
  g_assert_true (jl_client_sign_out_finish (fixture->client, wait_result (fixture), &error));
  g_clear_object (&fixture->result);

  jl_client_resume_async (fixture->client, token, NULL, jl_wait_result_cb, &fixture->result);
  g_assert_false (jl_client_resume_finish (fixture->client, wait_result (fixture), &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_UNAUTHENTICATED);
  g_assert_null (jl_client_get_token (fixture->client));
}

/* The answer is lost twice; the item is made once. */
static void
test_retry (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlRecord) sofa = new_sofa ();
  g_autoptr (JlAction) action = jl_item_action_create (sofa);
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) made = NULL;
  g_autoptr (JlRecord) again = NULL;

  sign_in (fixture, "password", &error);
  jl_fake_service_lose_answers (fixture->service, 2);
  made = jl_client_run_record_finish (fixture->client, run (fixture, action), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (jl_fake_service_count_requests (fixture->service, "POST", "/items"), ==, 3);
  g_assert_cmpuint (jl_fake_service_count_items (fixture->service), ==, 1);

  again = jl_client_run_record_finish (fixture->client, run (fixture, action), &error);
  g_assert_no_error (error);
  g_assert_true (jl_record_equal (made, again));
  g_assert_cmpuint (jl_fake_service_count_items (fixture->service), ==, 1);
}

/* A busy service says how long it wants to be left alone. */
static void
test_retry_after (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlAction) get = jl_action_new_get ("/items");
  g_autoptr (JlRecord) sofa = new_sofa ();
  g_autoptr (JlAction) create = jl_item_action_create (sofa);
  g_autoptr (GError) error = NULL;
  gint64 begun;

  sign_in (fixture, "password", &error);
  begun = g_get_monotonic_time ();
  jl_fake_service_be_busy (fixture->service, 1, JL_ERROR_UNAVAILABLE, 1);
  g_assert_true (jl_client_run_finish (fixture->client, run (fixture, create), &error));
  g_assert_cmpint (g_get_monotonic_time () - begun, >=, G_TIME_SPAN_SECOND);
  g_assert_cmpuint (jl_fake_service_count_items (fixture->service), ==, 1);

  begun = g_get_monotonic_time ();
  jl_fake_service_be_busy (fixture->service, 1, JL_ERROR_TOO_MANY, 1);
  g_assert_true (jl_client_run_finish (fixture->client, run (fixture, get), &error));
  g_assert_cmpint (g_get_monotonic_time () - begun, >=, G_TIME_SPAN_SECOND);
  g_assert_cmpuint (jl_fake_service_count_requests (fixture->service, "GET", "/items"), ==, 2);

  /* What takes longer is said to the person at once. */
  jl_fake_service_be_busy (fixture->service, 1, JL_ERROR_UNAVAILABLE, 3600);
  g_assert_false (jl_client_run_finish (fixture->client, run (fixture, get), &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_UNAVAILABLE);
  g_assert_cmpuint (jl_fake_service_count_requests (fixture->service, "GET", "/items"), ==, 3);
  g_clear_error (&error);

  /* And a write that was one too many is not repeated behind the person's back. */
  jl_fake_service_be_busy (fixture->service, 1, JL_ERROR_TOO_MANY, 1);
  g_assert_false (jl_client_run_finish (fixture->client, run (fixture, create), &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_TOO_MANY);
}

static void
test_key_conflict (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlRecord) sofa = new_sofa ();
  g_autoptr (JlAction) action = jl_item_action_create (sofa);
  g_autoptr (GError) error = NULL;

  sign_in (fixture, "password", &error);
  g_assert_true (jl_client_run_finish (fixture->client, run (fixture, action), &error));
  jl_record_set_text (sofa, JL_ITEM_TITLE, "Another");
  jl_action_set_body (action, sofa);
  g_assert_false (jl_client_run_finish (fixture->client, run (fixture, action), &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_IDEMPOTENCY_CONFLICT);
}

static void
test_stale (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) item = NULL;
  g_autoptr (JlRecord) changes = jl_record_new (&jl_item_table);
  g_autoptr (JlAction) get = NULL;
  g_autoptr (JlAction) edit = NULL;

  sign_in (fixture, "password", &error);
  id = jl_fake_service_add_item (fixture->service, "Lamp", 2000);
  get = jl_item_action_get (id);
  item = jl_client_run_record_finish (fixture->client, run (fixture, get), &error);
  g_assert_no_error (error);
  jl_fake_service_change_title (fixture->service, id, "Desk lamp");
  jl_record_set_integer (changes, JL_ITEM_PRICE_FEN, 1800);
  edit = jl_item_action_edit (item, changes);
  g_assert_false (jl_client_run_finish (fixture->client, run (fixture, edit), &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_VERSION_CONFLICT);
}

static void
test_problems (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlRecord) sofa = new_sofa ();
  g_autoptr (JlAction) create = NULL;
  g_autoptr (JlAction) publish = NULL;
  g_autoptr (JlAction) bad = jl_action_new_post ("/items");
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) item = NULL;
  GPtrArray *reasons;

  sign_in (fixture, "password", &error);
  create = jl_item_action_create (sofa);
  item = jl_client_run_record_finish (fixture->client, run (fixture, create), &error);
  publish = jl_item_action_do (item, "publish");
  g_assert_false (jl_client_run_finish (fixture->client, run (fixture, publish), &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_NOT_PUBLISHABLE);
  reasons = jl_error_get_reasons (error);
  g_assert_cmpuint (reasons->len, ==, 3);
  g_assert_cmpstr (((JlReason *)reasons->pdata[0])->code, ==, "photo_missing");
  g_assert_cmpstr (((JlReason *)reasons->pdata[0])->field, ==, "photos");
  g_clear_error (&error);

  jl_action_set_json (bad, "{\"category\":\"sofa\",\"title\":7,\"mode\":\"sell\"}");
  g_assert_false (jl_client_run_finish (fixture->client, run (fixture, bad), &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  g_assert_cmpstr (jl_error_get_field (error), ==, "title");
}

static void
test_offline (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlAction) action = jl_action_new_get ("/items");
  g_autoptr (GError) error = NULL;

  sign_in (fixture, "password", &error);
  jl_fake_service_set_offline (fixture->service, TRUE);
  g_assert_false (jl_client_run_finish (fixture->client, run (fixture, action), &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_UNAVAILABLE);
  g_assert_false (jl_client_is_online (fixture->client));
  g_clear_error (&error);
  jl_fake_service_set_offline (fixture->service, FALSE);
  g_assert_true (jl_client_run_finish (fixture->client, run (fixture, action), &error));
  g_assert_true (jl_client_is_online (fixture->client));
}

static void
test_session_ended (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlAction) action = jl_action_new_get ("/items");
  g_autoptr (GError) error = NULL;

  sign_in (fixture, "password", &error);
  jl_fake_service_end_sessions (fixture->service);
  g_assert_false (jl_client_run_finish (fixture->client, run (fixture, action), &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_UNAUTHENTICATED);
  g_assert_cmpuint (fixture->n_ended, ==, 1);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlAction) action = jl_action_new_get ("/items");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  sign_in (fixture, "password", &error);
  jl_client_run_async (fixture->client, action, cancellable, jl_wait_result_cb, &fixture->result);
  g_cancellable_cancel (cancellable);
  g_assert_false (jl_client_run_finish (fixture->client, wait_result (fixture), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (jl_client_is_online (fixture->client));
}

static void
test_changes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  sign_in (fixture, "password", &error);
  jl_client_start_changes (fixture->client);
  jl_wait_for (fixture->n_caught_up == 1);
  g_free (jl_fake_service_add_item (fixture->service, "Lamp", 2000));
  jl_wait_for (fixture->n_changes == 1);

  /* The connection breaks and comes back by itself. */
  jl_fake_service_set_offline (fixture->service, TRUE);
  jl_wait_for (!jl_client_is_online (fixture->client));
  jl_fake_service_set_offline (fixture->service, FALSE);
  jl_wait_for (jl_client_is_online (fixture->client));
  g_free (jl_fake_service_add_item (fixture->service, "Chair", 3000));
  jl_wait_for (fixture->n_changes == 2);
  /* It went on from the last event, so nothing had to be read again. */
  g_assert_cmpuint (fixture->n_caught_up, ==, 1);
}

typedef struct {
  goffset sent;
  goffset total;
  guint n;
} Progress;

static void
progress_cb (goffset sent, goffset total, gpointer user_data)
{
  Progress *progress = user_data;

  g_assert_cmpint (sent, >=, progress->sent);
  *progress = (Progress){ sent, total, progress->n + 1 };
}

/* Two views want the same photo: it is downloaded once, and later comes from memory. */
static void
test_photos (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (GBytes) content = g_bytes_new_take (g_strnfill (200000, 'x'), 200000);
  g_autoptr (GError) error = NULL;
  g_autoptr (JlAction) action = NULL;
  g_autoptr (JlRecord) item = NULL;
  g_autofree char *photo = NULL;
  g_autoptr (GAsyncResult) other = NULL;
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  g_autoptr (GBytes) third = NULL;
  Progress progress = { 0 };

  sign_in (fixture, "password", &error);
  id = jl_fake_service_add_item (fixture->service, "Lamp", 2000);
  action = jl_item_action_add_photo (id);
  jl_client_upload_async (fixture->client,
                          action,
                          content,
                          "image/jpeg",
                          progress_cb,
                          &progress,
                          NULL,
                          jl_wait_result_cb,
                          &fixture->result);
  item = jl_client_run_record_finish (fixture->client, wait_result (fixture), &error);
  g_assert_no_error (error);
  g_assert_cmpint (progress.sent, ==, 200000);
  g_assert_cmpint (progress.total, ==, 200000);
  g_assert_cmpuint (progress.n, >, 1);
  g_clear_object (&fixture->result);

  photo =
      jl_record_dup_field_text (jl_record_get_list (item, JL_ITEM_PHOTOS)->pdata[0], JL_PHOTO_ID);
  jl_client_load_photo_async (
      fixture->client, photo, "thumb", NULL, jl_wait_result_cb, &fixture->result);
  jl_client_load_photo_async (fixture->client, photo, "thumb", NULL, jl_wait_result_cb, &other);
  jl_wait_result (&other);
  first = jl_client_load_photo_finish (fixture->client, wait_result (fixture), &error);
  second = jl_client_load_photo_finish (fixture->client, other, &error);
  g_assert_true (g_bytes_equal (first, content));
  g_assert_true (g_bytes_equal (second, content));
  g_clear_object (&fixture->result);
  jl_client_load_photo_async (
      fixture->client, photo, "thumb", NULL, jl_wait_result_cb, &fixture->result);
  third = jl_client_load_photo_finish (fixture->client, wait_result (fixture), &error);
  g_assert_true (g_bytes_equal (third, content));
  g_assert_cmpuint (jl_fake_service_count_requests (fixture->service, "GET", "/photos"), ==, 1);
}

static void
test_photo_missing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  sign_in (fixture, "password", &error);
  jl_client_load_photo_async (
      fixture->client, "01HJ2K3M4N5P9", "thumb", NULL, jl_wait_result_cb, &fixture->result);
  g_assert_null (jl_client_load_photo_finish (fixture->client, wait_result (fixture), &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_NOT_FOUND);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/desktop/client/server-address", test_server_address);
  ADD ("/desktop/client/sign-in", test_sign_in);
  ADD ("/desktop/client/retry", test_retry);
  ADD ("/desktop/client/retry-after", test_retry_after);
  ADD ("/desktop/client/key-conflict", test_key_conflict);
  ADD ("/desktop/client/stale", test_stale);
  ADD ("/desktop/client/problems", test_problems);
  ADD ("/desktop/client/offline", test_offline);
  ADD ("/desktop/client/session-ended", test_session_ended);
  ADD ("/desktop/client/cancel", test_cancel);
  ADD ("/desktop/client/changes", test_changes);
  ADD ("/desktop/client/photos", test_photos);
  ADD ("/desktop/client/photo-missing", test_photo_missing);
  return g_test_run ();
}
