// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-channel.h"

#include "jl-error.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Of a frame. */
#define HEADER_BYTES 24
#define MAX_WAITING (8 * 1024 * 1024)

typedef struct {
  JlChannel *channel;
  GArray *ids;       /* of the frames received */
  GPtrArray *bodies; /* their payloads */
  guint n_closed;
  GError *error; /* given with closed */
  gboolean closes_at_first;
} End;

typedef struct {
  End one;
  End two;
} Fixture;

static void
received (JlChannel *channel, JlMessage message, guint64 id, GBytes *payload, gpointer user_data)
{
  End *end = user_data;

  g_array_append_val (end->ids, id);
  g_ptr_array_add (end->bodies, g_bytes_ref (payload));
  if (end->closes_at_first)
    jl_channel_close (channel);
}

static void
closed (JlChannel *channel, const GError *error, gpointer user_data)
{
  End *end = user_data;

  end->n_closed++;
  end->error = error != NULL ? g_error_copy (error) : NULL;
}

static const JlChannelFuncs funcs = { received, closed };

static void
end_init (End *end, int fd, gsize max_waiting)
{
  end->ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  end->bodies = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  end->channel = jl_channel_new (fd, max_waiting, &funcs, end);
}

static void
end_clear (End *end)
{
  g_clear_pointer (&end->channel, jl_channel_unref);
  g_array_unref (end->ids);
  g_ptr_array_unref (end->bodies);
  g_clear_error (&end->error);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  int fds[2];

  g_assert_true (jl_channel_pair (fds, &error));
  g_assert_no_error (error);
  end_init (&fixture->one, fds[0], MAX_WAITING);
  end_init (&fixture->two, fds[1], MAX_WAITING);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  end_clear (&fixture->one);
  end_clear (&fixture->two);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Turns the main loop until nothing happens any more. */
static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static guint64
get_id (End *end, guint i)
{
  g_assert_cmpuint (i, <, end->ids->len);
  return g_array_index (end->ids, guint64, i);
}

static GBytes *
make_payload (gsize size, guint8 seed)
{
  guint8 *data = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    data[i] = i * 31 + seed;
  return g_bytes_new_take (data, size);
}

static void
test_both_ways (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) question = g_bytes_new_static ("question", 8);
  g_autoptr (GBytes) answer = g_bytes_new_static ("answer", 6);

  g_assert_true (jl_channel_send (fixture->one.channel, JL_MESSAGE_CALL, 7, question, NULL));
  g_assert_true (jl_channel_send (fixture->one.channel, JL_MESSAGE_CALL, G_MAXUINT64, NULL, NULL));
  settle ();
  g_assert_cmpuint (fixture->two.ids->len, ==, 2);
  g_assert_true (g_bytes_equal (fixture->two.bodies->pdata[0], question));
  g_assert_cmpuint (get_id (&fixture->two, 1), ==, G_MAXUINT64);
  g_assert_cmpuint (g_bytes_get_size (fixture->two.bodies->pdata[1]), ==, 0);
  g_assert_true (jl_channel_send (fixture->two.channel, JL_MESSAGE_REPLY, 7, answer, NULL));
  settle ();
  g_assert_cmpuint (get_id (&fixture->one, 0), ==, 7);
  g_assert_true (g_bytes_equal (fixture->one.bodies->pdata[0], answer));
}

/* Far more than a socket's buffer, in both directions at once: blocking ends would deadlock here.
 */
static void
test_large_both_ways (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) payload = make_payload (JL_CHANNEL_MAX_PAYLOAD, 3);

  for (guint i = 0; i < 6; i++) {
    g_assert_true (jl_channel_send (fixture->one.channel, JL_MESSAGE_CALL, i, payload, NULL));
    g_assert_true (jl_channel_send (fixture->two.channel, JL_MESSAGE_REPLY, i, payload, NULL));
  }
  jl_channel_flush (fixture->one.channel);
  g_assert_cmpuint (jl_channel_get_n_waiting (fixture->one.channel), >, 0);
  settle ();
  g_assert_cmpuint (jl_channel_get_n_waiting (fixture->one.channel), ==, 0);
  g_assert_cmpuint (fixture->one.ids->len, ==, 6);
  g_assert_cmpuint (fixture->two.ids->len, ==, 6);
  for (guint i = 0; i < 6; i++) {
    g_assert_true (g_bytes_equal (fixture->one.bodies->pdata[i], payload));
    g_assert_cmpuint (get_id (&fixture->two, i), ==, i);
  }
}

/* A frame that comes one byte at a time is still one frame. */
static void
test_partial (void)
{
  End end = { 0 };
  int fds[2];
  g_autoptr (GByteArray) frame = g_byte_array_new ();
  const guint32 head[] = { 5, JL_MESSAGE_CALL };
  const guint64 id = 42;
  const gint64 sent_at = 99;

  g_assert_true (jl_channel_pair (fds, NULL));
  end_init (&end, fds[0], MAX_WAITING);
  g_byte_array_append (frame, (const guint8 *)head, sizeof head);
  g_byte_array_append (frame, (const guint8 *)&id, sizeof id);
  g_byte_array_append (frame, (const guint8 *)&sent_at, sizeof sent_at);
  g_byte_array_append (frame, (const guint8 *)"hello", 5);
  for (guint i = 0; i < frame->len; i++) {
    g_assert_cmpuint (end.ids->len, ==, 0);
    g_assert_cmpint (write (fds[1], frame->data + i, 1), ==, 1);
    settle ();
  }
  g_assert_cmpuint (get_id (&end, 0), ==, 42);
  g_assert_cmpint (jl_channel_get_sent_at (end.channel), ==, 99);
  g_assert_cmpmem (g_bytes_get_data (end.bodies->pdata[0], NULL),
                   g_bytes_get_size (end.bodies->pdata[0]),
                   "hello",
                   5);

  /* … and half of the next one is an error when the other end leaves. */
  g_assert_cmpint (write (fds[1], frame->data, 10), ==, 10);
  close (fds[1]);
  settle ();
  g_assert_cmpuint (end.n_closed, ==, 1);
  g_assert_error (end.error, JL_ERROR, JL_ERROR_MALFORMED);
  end_clear (&end);
}

static void
test_refused_frames (void)
{
  static const guint32 heads[][2] = {
    { JL_CHANNEL_MAX_PAYLOAD + 1, JL_MESSAGE_CALL },
    { G_MAXUINT32, JL_MESSAGE_CALL },
    { 0, JL_N_MESSAGES },
  };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++) {
    End end = { 0 };
    guint8 frame[HEADER_BYTES] = { 0 };
    int fds[2];

    g_assert_true (jl_channel_pair (fds, NULL));
    end_init (&end, fds[0], MAX_WAITING);
    memcpy (frame, heads[i], sizeof heads[i]);
    g_assert_cmpint (write (fds[1], frame, sizeof frame), ==, sizeof frame);
    settle ();
    g_assert_cmpuint (end.n_closed, ==, 1);
    g_assert_error (end.error, JL_ERROR, JL_ERROR_MALFORMED);
    g_assert_false (jl_channel_is_open (end.channel));
    g_assert_cmpint (read (fds[1], frame, sizeof frame), ==, 0);
    close (fds[1]);
    end_clear (&end);
  }
}

static void
test_too_large (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) payload = make_payload (JL_CHANNEL_MAX_PAYLOAD + 1, 0);
  g_autoptr (GError) error = NULL;

  g_assert_false (jl_channel_send (fixture->one.channel, JL_MESSAGE_CALL, 1, payload, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_TOO_LARGE);
  g_assert_cmpuint (jl_channel_get_n_waiting (fixture->one.channel), ==, 0);
}

static void
test_bounded (void)
{
  g_autoptr (GBytes) payload = make_payload (1000, 0);
  g_autoptr (GError) error = NULL;
  End end = { 0 };
  int fds[2];
  guint n = 0;

  g_assert_true (jl_channel_pair (fds, NULL));
  end_init (&end, fds[0], 64 * 1024);
  while (jl_channel_send (end.channel, JL_MESSAGE_CALL, n, payload, &error))
    n++;
  g_assert_error (error, JL_ERROR, JL_ERROR_UNAVAILABLE);
  g_assert_cmpuint (n, ==, 64 * 1024 / (1000 + HEADER_BYTES));
  g_assert_cmpuint (jl_channel_get_n_waiting (end.channel), ==, n * (1000 + HEADER_BYTES));

  /* Once the other end reads, there is room again. */
  g_clear_error (&error);
  jl_channel_flush (end.channel);
  g_assert_cmpuint (jl_channel_get_n_waiting (end.channel), ==, 0);
  g_assert_true (jl_channel_send (end.channel, JL_MESSAGE_CALL, n, payload, &error));
  g_assert_no_error (error);
  close (fds[1]);
  end_clear (&end);
}

static void
test_peer_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) payload = make_payload (100, 0);

  /* What was sent before leaving still arrives, then the end; writing meanwhile kills nobody. */
  g_assert_true (jl_channel_send (fixture->one.channel, JL_MESSAGE_CALL, 1, payload, NULL));
  jl_channel_flush (fixture->one.channel);
  jl_channel_close (fixture->one.channel);
  g_assert_true (jl_channel_send (fixture->two.channel, JL_MESSAGE_REPLY, 9, payload, NULL));
  jl_channel_flush (fixture->two.channel);
  g_assert_false (jl_channel_is_open (fixture->two.channel));
  settle ();
  g_assert_cmpuint (fixture->two.ids->len, ==, 1);
  g_assert_cmpuint (fixture->two.n_closed, ==, 1);
  g_assert_no_error (fixture->two.error);
  g_assert_cmpuint (fixture->one.n_closed, ==, 0);

  g_assert_false (jl_channel_send (fixture->two.channel, JL_MESSAGE_REPLY, 9, payload, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_UNAVAILABLE);
}

static void
test_closed_by_receiver (Fixture *fixture, gconstpointer data)
{
  fixture->two.closes_at_first = TRUE;
  for (guint i = 0; i < 3; i++)
    g_assert_true (jl_channel_send (fixture->one.channel, JL_MESSAGE_CALL, i, NULL, NULL));
  settle ();
  g_assert_cmpuint (fixture->two.ids->len, ==, 1);
  g_assert_cmpuint (fixture->two.n_closed, ==, 0);
  g_assert_cmpuint (fixture->one.n_closed, ==, 1);
}

static void
test_positions_coalesce (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) payload = make_payload (10, 0);
  gsize n_waiting;

  g_assert_true (jl_channel_send_position (fixture->one.channel, 1, NULL));
  n_waiting = jl_channel_get_n_waiting (fixture->one.channel);
  g_assert_true (jl_channel_send_position (fixture->one.channel, 2, NULL));
  g_assert_cmpuint (jl_channel_get_n_waiting (fixture->one.channel), ==, n_waiting);
  g_assert_true (jl_channel_send (fixture->one.channel, JL_MESSAGE_REPLY, 100, payload, NULL));
  g_assert_true (jl_channel_send_position (fixture->one.channel, 3, NULL));
  settle ();
  g_assert_cmpuint (fixture->two.ids->len, ==, 2);
  g_assert_cmpuint (get_id (&fixture->two, 0), ==, 3);
  g_assert_cmpuint (get_id (&fixture->two, 1), ==, 100);

  /* One that was sent is not changed any more, whatever was moved in the buffer meanwhile. */
  g_assert_true (jl_channel_send_position (fixture->one.channel, 4, NULL));
  settle ();
  g_assert_cmpuint (get_id (&fixture->two, 2), ==, 4);
}

/* The buffer's front is sent and cut off while a POSITION frame waits behind it. */
static void
test_position_after_compaction (void)
{
  g_autoptr (GBytes) payload = make_payload (JL_CHANNEL_MAX_PAYLOAD, 1);
  g_autoptr (GByteArray) all = g_byte_array_new ();
  guint8 buffer[65536];
  End end = { 0 };
  End reader = { 0 };
  int fds[2];
  gssize n;

  g_assert_true (jl_channel_pair (fds, NULL));
  end_init (&end, fds[0], MAX_WAITING);
  g_assert_true (jl_channel_send (end.channel, JL_MESSAGE_REPLY, 1, payload, NULL));
  g_assert_true (jl_channel_send_position (end.channel, 5, NULL));
  for (gsize n_read = 0; n_read < JL_CHANNEL_MAX_PAYLOAD - 300000; n_read += n) {
    jl_channel_flush (end.channel);
    n = read (fds[1], buffer, sizeof buffer);
    g_assert_cmpint (n, >, 0);
    g_byte_array_append (all, buffer, n);
  }
  g_assert_true (jl_channel_send_position (end.channel, 6, NULL));
  while (jl_channel_flush (end.channel), (n = read (fds[1], buffer, sizeof buffer)) > 0)
    g_byte_array_append (all, buffer, n);
  close (fds[1]);

  /* What came, read by a channel again. */
  g_assert_cmpuint (all->len, ==, JL_CHANNEL_MAX_PAYLOAD + 2 * HEADER_BYTES);
  g_assert_true (jl_channel_pair (fds, NULL));
  end_init (&reader, fds[0], MAX_WAITING);
  for (gsize at = 0; at < all->len; at += n) {
    n = send (fds[1], all->data + at, all->len - at, MSG_DONTWAIT);
    if (n < 0) {
      g_assert_cmpint (errno, ==, EAGAIN);
      n = 0;
    }
    settle ();
  }
  g_assert_cmpuint (reader.ids->len, ==, 2);
  g_assert_true (g_bytes_equal (reader.bodies->pdata[0], payload));
  g_assert_cmpuint (get_id (&reader, 1), ==, 6);
  close (fds[1]);
  end_clear (&end);
  end_clear (&reader);
}

#define TEST(path, func) g_test_add ("/process/channel/" path, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  TEST ("both-ways", test_both_ways);
  TEST ("large-both-ways", test_large_both_ways);
  TEST ("too-large", test_too_large);
  TEST ("peer-gone", test_peer_gone);
  TEST ("closed-by-receiver", test_closed_by_receiver);
  TEST ("positions-coalesce", test_positions_coalesce);
  g_test_add_func ("/process/channel/partial", test_partial);
  g_test_add_func ("/process/channel/refused-frames", test_refused_frames);
  g_test_add_func ("/process/channel/bounded", test_bounded);
  g_test_add_func ("/process/channel/position-after-compaction", test_position_after_compaction);
  return g_test_run ();
}
