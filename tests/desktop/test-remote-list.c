// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-fake-service.h"
#include "jl-item.h"
#include "jl-remote-list.h"
#include "jl-wait.h"

typedef struct {
  JlFakeService *service;
  JlClient *client;
  JlRemoteList *list;
  GString *heard;
} Fixture;

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, GString *heard)
{
  g_string_append_printf (heard, "%u-%u+%u ", position, removed, added);
}

static void
caught_up_cb (JlClient *client, gboolean *caught_up)
{
  *caught_up = TRUE;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  gboolean caught_up = FALSE;
  gulong handler;

  fixture->service = jl_fake_service_new (0);
  fixture->client = jl_client_new (jl_fake_service_get_address (fixture->service));
  jl_client_sign_in_async (fixture->client, "clerk", "password", NULL, jl_wait_result_cb, &result);
  g_assert_true (jl_client_sign_in_finish (fixture->client, jl_wait_result (&result), NULL));
  handler = g_signal_connect (fixture->client, "caught-up", G_CALLBACK (caught_up_cb), &caught_up);
  jl_client_start_changes (fixture->client);
  jl_wait_for (caught_up);
  g_signal_handler_disconnect (fixture->client, handler);
  fixture->heard = g_string_new (NULL);
  fixture->list = jl_remote_list_new (fixture->client, &jl_item_table, "/items");
  g_signal_connect (fixture->list, "items-changed", G_CALLBACK (items_changed_cb), fixture->heard);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  jl_client_stop_changes (fixture->client);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->list);
  g_assert_finalize_object (fixture->client);
  g_string_free (fixture->heard, TRUE);
  jl_fake_service_free (fixture->service);
}

static guint
get_length (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->list));
}

static char *
dup_title (Fixture *fixture, guint position)
{
  g_autoptr (JlRecord) item = g_list_model_get_item (G_LIST_MODEL (fixture->list), position);

  return g_strdup (jl_record_get_text (item, JL_ITEM_TITLE));
}

static void
load (Fixture *fixture)
{
  jl_remote_list_reload (fixture->list);
  jl_wait_for (jl_remote_list_get_state (fixture->list) != JL_LIST_LOADING);
}

static void
test_states (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (jl_remote_list_get_state (fixture->list), ==, JL_LIST_LOADING);
  load (fixture);
  g_assert_cmpint (jl_remote_list_get_state (fixture->list), ==, JL_LIST_EMPTY);
  g_free (jl_fake_service_add_item (fixture->service, "Lamp", 2000));
  jl_wait_for (jl_remote_list_get_state (fixture->list) == JL_LIST_CONTENT);
  jl_remote_list_set_query (fixture->list, "q=nothing");
  jl_wait_for (jl_remote_list_get_state (fixture->list) == JL_LIST_EMPTY);
  g_assert_cmpuint (get_length (fixture), ==, 0);
}

static void
test_error (Fixture *fixture, gconstpointer data)
{
  jl_fake_service_set_offline (fixture->service, TRUE);
  load (fixture);
  g_assert_cmpint (jl_remote_list_get_state (fixture->list), ==, JL_LIST_ERROR);
  g_assert_error (jl_remote_list_get_error (fixture->list), JL_ERROR, JL_ERROR_UNAVAILABLE);
  /* The service comes back: nobody has to press anything. */
  jl_fake_service_set_offline (fixture->service, FALSE);
  jl_wait_for (jl_remote_list_get_state (fixture->list) == JL_LIST_EMPTY);
  g_assert_no_error (jl_remote_list_get_error (fixture->list));
}

static void
test_paging (Fixture *fixture, gconstpointer data)
{
  g_autofree char *last = NULL;

  jl_fake_service_add_items (fixture->service, 120);
  load (fixture);
  g_assert_cmpuint (get_length (fixture), ==, 50);
  g_assert_true (jl_remote_list_has_more (fixture->list));
  jl_remote_list_load_more (fixture->list);
  jl_remote_list_load_more (fixture->list); /* the second asks for nothing */
  jl_wait_for (get_length (fixture) == 100);
  jl_remote_list_load_more (fixture->list);
  jl_wait_for (get_length (fixture) == 120);
  g_assert_false (jl_remote_list_has_more (fixture->list));
  jl_remote_list_load_more (fixture->list);
  last = dup_title (fixture, 119);
  g_assert_cmpstr (last, ==, "Thing 000");
  g_assert_cmpstr (fixture->heard->str, ==, "0-0+50 50-0+50 100-0+20 ");
  g_assert_cmpuint (jl_fake_service_count_requests (fixture->service, "GET", "/items"), ==, 3);
}

static void
test_live (Fixture *fixture, gconstpointer data)
{
  g_autofree char *lamp = jl_fake_service_add_item (fixture->service, "Lamp", 2000);
  g_autofree char *chair = jl_fake_service_add_item (fixture->service, "Chair", 3000);
  g_autoptr (JlRecord) item = NULL;
  guint position;

  load (fixture);
  jl_wait_for (get_length (fixture) == 2);
  g_assert_true (jl_remote_list_find (fixture->list, lamp, &position));
  g_assert_cmpuint (position, ==, 1);
  item = g_list_model_get_item (G_LIST_MODEL (fixture->list), 1);
  g_string_truncate (fixture->heard, 0);

  g_free (jl_fake_service_add_item (fixture->service, "Sofa", 80000));
  jl_wait_for (get_length (fixture) == 3);
  g_assert_cmpstr (fixture->heard->str, ==, "0-0+1 ");

  /* What changed is the same object, and no row is rebuilt. */
  jl_fake_service_change_title (fixture->service, lamp, "Desk lamp");
  jl_wait_for (g_strcmp0 (jl_record_get_text (item, JL_ITEM_TITLE), "Desk lamp") == 0);
  g_assert_cmpstr (fixture->heard->str, ==, "0-0+1 ");

  jl_fake_service_remove_item (fixture->service, chair);
  jl_wait_for (get_length (fixture) == 2);
  g_assert_cmpstr (fixture->heard->str, ==, "0-0+1 1-1+0 ");
  g_assert_false (jl_remote_list_find (fixture->list, chair, NULL));
}

/* What was scrolled to stays when something new comes in at the top. */
static void
test_live_in_long_list (Fixture *fixture, gconstpointer data)
{
  jl_fake_service_add_items (fixture->service, 120);
  load (fixture);
  jl_remote_list_load_more (fixture->list);
  jl_wait_for (get_length (fixture) == 100);
  g_string_truncate (fixture->heard, 0);
  g_free (jl_fake_service_add_item (fixture->service, "Sofa", 80000));
  jl_wait_for (get_length (fixture) == 101);
  g_assert_cmpstr (fixture->heard->str, ==, "0-0+1 ");
  jl_remote_list_load_more (fixture->list);
  jl_wait_for (get_length (fixture) == 121);
}

/* Changes while the connection is broken are there when it is back. */
static void
test_catch_up (Fixture *fixture, gconstpointer data)
{
  load (fixture);
  jl_fake_service_set_offline (fixture->service, TRUE);
  jl_wait_for (!jl_client_is_online (fixture->client));
  g_free (jl_fake_service_add_item (fixture->service, "Lamp", 2000));
  jl_fake_service_set_offline (fixture->service, FALSE);
  jl_wait_for (get_length (fixture) == 1);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/desktop/remote-list/states", test_states);
  ADD ("/desktop/remote-list/error", test_error);
  ADD ("/desktop/remote-list/paging", test_paging);
  ADD ("/desktop/remote-list/live", test_live);
  ADD ("/desktop/remote-list/live-in-long-list", test_live_in_long_list);
  ADD ("/desktop/remote-list/catch-up", test_catch_up);
  return g_test_run ();
}
