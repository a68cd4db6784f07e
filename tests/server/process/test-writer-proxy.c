// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-writer-proxy.h"

#include "jl-error.h"
#include "jl-reply-bytes.h"

/* The proxy's own end, and an end that stands for the parent. */
typedef struct {
  JlChannel *channel;
  JlChannel *parent;
  JlWriterProxy *proxy;
  GArray *calls;      /* ids that the parent got */
  GPtrArray *replies; /* owned JlReply, in the order of their answers */
} Fixture;

static void
parent_received (
    JlChannel *channel, JlMessage message, guint64 id, GBytes *payload, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_cmpint (message, ==, JL_MESSAGE_CALL);
  g_array_append_val (fixture->calls, id);
}

static void
worker_received (
    JlChannel *channel, JlMessage message, guint64 id, GBytes *payload, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_cmpint (message, ==, JL_MESSAGE_REPLY);
  g_assert_true (jl_writer_proxy_take_reply (fixture->proxy, id, payload));
  g_assert_false (jl_writer_proxy_take_reply (fixture->proxy, id, payload));
}

static void
worker_closed (JlChannel *channel, const GError *error, gpointer user_data)
{
  Fixture *fixture = user_data;

  jl_writer_proxy_break (fixture->proxy);
}

static void
parent_closed (JlChannel *channel, const GError *error, gpointer user_data)
{
  g_assert_not_reached ();
}

static void
answer (JlReply *reply, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_ptr_array_add (fixture->replies, reply);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  static const JlChannelFuncs worker_funcs = { worker_received, worker_closed };
  static const JlChannelFuncs parent_funcs = { parent_received, parent_closed };
  int fds[2];

  g_assert_true (jl_channel_pair (fds, NULL));
  fixture->calls = g_array_new (FALSE, FALSE, sizeof (guint64));
  fixture->replies = g_ptr_array_new_with_free_func ((GDestroyNotify)jl_reply_free);
  fixture->channel = jl_channel_new (fds[0], 1024 * 1024, &worker_funcs, fixture);
  fixture->parent = jl_channel_new (fds[1], 1024 * 1024, &parent_funcs, fixture);
  fixture->proxy = jl_writer_proxy_new (fixture->channel, 3);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  jl_writer_proxy_free (fixture->proxy);
  jl_channel_unref (fixture->channel);
  jl_channel_unref (fixture->parent);
  g_array_unref (fixture->calls);
  g_ptr_array_unref (fixture->replies);
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
submit (Fixture *fixture, GError **error)
{
  g_autoptr (GBytes) frame = g_bytes_new_static ("frame", 5);

  return jl_writer_proxy_submit (fixture->proxy, frame, answer, fixture, error);
}

static JlReply *
pass_through_bytes (const JlReply *reply)
{
  g_autoptr (GBytes) bytes = jl_reply_to_bytes (reply);

  return jl_reply_from_bytes (bytes);
}

static void
test_reply_bytes (void)
{
  g_autoptr (JlReply) reply = g_new0 (JlReply, 1);
  g_autoptr (JlReply) copy = NULL;

  reply->status = 201;
  reply->id = G_MAXINT64;
  reply->version = 3;
  reply->view = JL_VIEW_OWN;
  reply->body = g_bytes_new_static ("{\"a\":\"\xe6\xb2\x99\"}", 11);
  copy = pass_through_bytes (reply);
  g_assert_cmpuint (copy->status, ==, 201);
  g_assert_cmpint (copy->id, ==, G_MAXINT64);
  g_assert_cmpint (copy->version, ==, 3);
  g_assert_cmpint (copy->view, ==, JL_VIEW_OWN);
  g_assert_true (g_bytes_equal (copy->body, reply->body));
  g_assert_null (copy->error);
}

static void
test_error_bytes (void)
{
  g_autoptr (JlReply) reply = g_new0 (JlReply, 1);
  g_autoptr (JlReply) copy = NULL;
  g_autoptr (JlReply) foreign = NULL;
  GPtrArray *reasons;

  jl_set_error_field (
      &reply->error, JL_ERROR_NOT_PUBLISHABLE, "photos[2].caption", "not %s", "yet");
  jl_error_add_reason (reply->error, "photo_missing", "photos", "缺少照片");
  jl_error_add_reason (reply->error, "price_missing", NULL, "no price");
  copy = pass_through_bytes (reply);
  g_assert_null (copy->body);
  g_assert_error (copy->error, JL_ERROR, JL_ERROR_NOT_PUBLISHABLE);
  g_assert_cmpstr (copy->error->message, ==, "not yet");
  g_assert_cmpstr (jl_error_get_field (copy->error), ==, "photos[2].caption");
  reasons = jl_error_get_reasons (copy->error);
  g_assert_cmpuint (reasons->len, ==, 2);
  g_assert_cmpstr (((JlReason *)reasons->pdata[0])->detail, ==, "缺少照片");
  g_assert_cmpstr (((JlReason *)reasons->pdata[0])->field, ==, "photos");
  g_assert_cmpstr (((JlReason *)reasons->pdata[1])->code, ==, "price_missing");
  g_assert_null (((JlReason *)reasons->pdata[1])->field);

  g_clear_error (&reply->error);
  reply->error = g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_NOENT, "gone");
  foreign = pass_through_bytes (reply);
  g_assert_error (foreign->error, JL_ERROR, JL_ERROR_INTERNAL);
}

static void
test_answers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlReply) reply = g_new0 (JlReply, 1);
  g_autoptr (GError) error = NULL;

  g_assert_true (submit (fixture, &error));
  g_assert_true (submit (fixture, &error));
  settle ();
  g_assert_cmpuint (fixture->calls->len, ==, 2);
  for (guint i = 2; i-- > 0;) { /* in another order than that of the calls */
    g_autoptr (GBytes) bytes = NULL;

    reply->status = 200 + i;
    bytes = jl_reply_to_bytes (reply);
    g_assert_true (jl_channel_send (fixture->parent,
                                    JL_MESSAGE_REPLY,
                                    g_array_index (fixture->calls, guint64, i),
                                    bytes,
                                    &error));
  }
  g_assert_cmpuint (fixture->replies->len, ==, 0);
  settle ();
  g_assert_cmpuint (((JlReply *)fixture->replies->pdata[0])->status, ==, 201);
  g_assert_cmpuint (((JlReply *)fixture->replies->pdata[1])->status, ==, 200);
  g_assert_cmpuint (jl_writer_proxy_get_n_waiting (fixture->proxy), ==, 0);
}

static void
test_bounded (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3; i++)
    g_assert_true (submit (fixture, &error));
  g_assert_false (submit (fixture, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_UNAVAILABLE);
  settle ();
  g_assert_cmpuint (fixture->calls->len, ==, 3);
}

static void
test_parent_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (submit (fixture, &error));
  g_assert_true (submit (fixture, &error));
  settle ();
  jl_channel_close (fixture->parent);
  g_assert_cmpuint (fixture->replies->len, ==, 0);
  settle ();
  g_assert_cmpuint (fixture->replies->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_error (((JlReply *)fixture->replies->pdata[i])->error, JL_ERROR, JL_ERROR_UNAVAILABLE);
  g_assert_false (submit (fixture, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_UNAVAILABLE);
}

#define TEST(path, func)                                                                           \
  g_test_add ("/process/writer-proxy/" path, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/process/writer-proxy/reply-bytes", test_reply_bytes);
  g_test_add_func ("/process/writer-proxy/error-bytes", test_error_bytes);
  TEST ("answers", test_answers);
  TEST ("bounded", test_bounded);
  TEST ("parent-gone", test_parent_gone);
  return g_test_run ();
}
