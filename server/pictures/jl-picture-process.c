// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-picture-process.h"

#include "jl-error.h"
#include "jl-picture-frame.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixfdmessage.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* A socket pair and not two pipes: writing to a worker that has left must not raise SIGPIPE. */
struct _JlPictureProcess {
  GObject parent_instance;

  GSubprocess *subprocess;       /* owned */
  GSocketConnection *connection; /* owned */
  GCancellable *ended;           /* owned: ends a running exchange */
  guint n_exchanges;
};

G_DEFINE_FINAL_TYPE (JlPictureProcess, jl_picture_process, G_TYPE_OBJECT)

/* A running exchange. */
typedef struct {
  guint8 header[JL_PICTURE_FRAME_HEADER];
  guint8 *body; /* owned */
  gsize length; /* of body */
} Exchange;

static void
exchange_free (gpointer data)
{
  Exchange *exchange = data;

  g_free (exchange->body);
  g_free (exchange);
}

static void
jl_picture_process_finalize (GObject *object)
{
  JlPictureProcess *self = JL_PICTURE_PROCESS (object);

  g_clear_object (&self->subprocess);
  g_clear_object (&self->connection);
  g_clear_object (&self->ended);

  G_OBJECT_CLASS (jl_picture_process_parent_class)->finalize (object);
}

static void
jl_picture_process_class_init (JlPictureProcessClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jl_picture_process_finalize;
}

static void
jl_picture_process_init (JlPictureProcess *self)
{
  self->ended = g_cancellable_new ();
}

/* Our end as a connection; the other end is the process's standard input and output. */
static GSocketConnection *
connect_launcher (GSubprocessLauncher *launcher, GError **error)
{
  g_autoptr (GSocket) socket = NULL;
  int fds[2];
  int copy;

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0) {
    g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "socketpair: %s", g_strerror (errno));
    return NULL;
  }
  g_subprocess_launcher_take_stdin_fd (launcher, fds[1]);
  copy = fcntl (fds[1], F_DUPFD_CLOEXEC, 0);
  if (copy < 0) {
    g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "fcntl: %s", g_strerror (errno));
    close (fds[0]);
    return NULL;
  }
  g_subprocess_launcher_take_stdout_fd (launcher, copy);

  socket = g_socket_new_from_fd (fds[0], error);
  if (socket == NULL) {
    close (fds[0]);
    return NULL;
  }
  return g_socket_connection_factory_create_connection (socket);
}

/**
 * jl_picture_process_start:
 * @argv: program and arguments that run jl_picture_worker_run() on standard input and output
 * @error: return location
 *
 * Returns: (transfer full): a process, or %NULL with the system's own error
 */
JlPictureProcess *
jl_picture_process_start (const char *const *argv, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (JlPictureProcess) self = g_object_new (JL_TYPE_PICTURE_PROCESS, NULL);

  self->connection = connect_launcher (launcher, error);
  if (self->connection == NULL)
    return NULL;
  self->subprocess = g_subprocess_launcher_spawnv (launcher, argv, error);
  return self->subprocess != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * jl_picture_process_get_pid:
 * @self: a process
 *
 * Returns: its process id, 0 if it has left
 */
int
jl_picture_process_get_pid (JlPictureProcess *self)
{
  const char *identifier = g_subprocess_get_identifier (self->subprocess);

  return identifier != NULL ? atoi (identifier) : 0;
}

/**
 * jl_picture_process_get_n_exchanges:
 * @self: a process
 *
 * Returns: how many requests it has been sent
 */
guint
jl_picture_process_get_n_exchanges (JlPictureProcess *self)
{
  return self->n_exchanges;
}

/**
 * jl_picture_process_end:
 * @self: a process
 *
 * Ends it at once, whatever it does; a running exchange finishes with G_IO_ERROR_CANCELLED, even
 * if the kernel cannot end the process yet.
 */
void
jl_picture_process_end (JlPictureProcess *self)
{
  g_subprocess_force_exit (self->subprocess);
  g_cancellable_cancel (self->ended);
}

/* Why there was no answer: what a picture did to its decoder is the picture's fault. */
static GError *
explain_exit (GSubprocess *subprocess)
{
  int number;

  if (g_subprocess_get_if_exited (subprocess)) {
    number = g_subprocess_get_exit_status (subprocess);
    if (number == EXIT_SUCCESS)
      return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, "the picture worker has left");
    return g_error_new (
        JL_ERROR, JL_ERROR_INTERNAL, "the picture worker left with status %d", number);
  }

  number = g_subprocess_get_term_sig (subprocess);
  g_debug ("the picture worker was ended by signal %d", number);
  switch (number) {
  case SIGKILL: /* also by a system that has run out of memory */
  case SIGTERM:
  case SIGINT:
  case SIGHUP:
    return g_error_new_literal (
        JL_ERROR, JL_ERROR_UNAVAILABLE, N_ ("Photos cannot be taken at the moment"));
  case SIGALRM:
    return g_error_new_literal (
        JL_ERROR, JL_ERROR_INVALID, N_ ("The photo takes too long to read"));
  default:
    return g_error_new_literal (JL_ERROR, JL_ERROR_INVALID, N_ ("This photo cannot be read"));
  }
}

static void
waited_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_subprocess_wait_finish (G_SUBPROCESS (object), result, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_error (task, explain_exit (G_SUBPROCESS (object)));
}

/* The worker has closed its end: it leaves, or has left. */
static void
wait_for_exit (GTask *task, GError *error)
{
  JlPictureProcess *self = g_task_get_source_object (task);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_task_return_error (task, g_error_copy (error));
    return;
  }
  g_subprocess_wait_async (self->subprocess, self->ended, waited_cb, g_object_ref (task));
}

static void
body_read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange *exchange = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = NULL;
  GVariant *reply;
  gsize n;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (object), result, &n, &error) ||
      n < exchange->length) {
    wait_for_exit (task, error);
    return;
  }
  body = g_bytes_new_take (g_steal_pointer (&exchange->body), exchange->length);
  reply = jl_picture_frame_parse_body (body, JL_PICTURE_REPLY_TYPE);
  if (reply == NULL)
    g_task_return_new_error (
        task, JL_ERROR, JL_ERROR_INTERNAL, "the picture worker talks nonsense");
  else
    g_task_return_pointer (task, reply, (GDestroyNotify)g_variant_unref);
}

static void
header_read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  JlPictureProcess *self = g_task_get_source_object (task);
  Exchange *exchange = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gsize n;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (object), result, &n, &error) ||
      n < JL_PICTURE_FRAME_HEADER) {
    wait_for_exit (task, error);
    return;
  }
  if (!jl_picture_frame_parse_header (exchange->header, &exchange->length)) {
    g_task_return_new_error (
        task, JL_ERROR, JL_ERROR_INTERNAL, "the picture worker talks nonsense");
    return;
  }
  exchange->body = g_malloc (exchange->length);
  g_input_stream_read_all_async (G_INPUT_STREAM (object),
                                 exchange->body,
                                 exchange->length,
                                 G_PRIORITY_DEFAULT,
                                 self->ended,
                                 body_read_cb,
                                 g_object_ref (task));
}

/* Requests are small and the worker has read all those before: this does not wait. */
static gboolean
send_request (JlPictureProcess *self, GBytes *frame, int photo_fd, GError **error)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (frame, &size);
  GOutputVector part = { data, size };
  g_autoptr (GSocketControlMessage) descriptors = g_unix_fd_message_new ();
  gssize n;

  if (photo_fd >= 0 &&
      !g_unix_fd_message_append_fd (G_UNIX_FD_MESSAGE (descriptors), photo_fd, error))
    return FALSE;
  n = g_socket_send_message (g_socket_connection_get_socket (self->connection),
                             NULL,
                             &part,
                             1,
                             &descriptors,
                             photo_fd >= 0 ? 1 : 0,
                             0,
                             NULL,
                             error);
  if (n >= 0 && (gsize)n < size)
    g_set_error_literal (error, JL_ERROR, JL_ERROR_INTERNAL, "the picture worker reads nothing");
  return n == (gssize)size;
}

/**
 * jl_picture_process_exchange_async:
 * @self: a process that has no exchange running
 * @frame: the request
 * @photo_fd: a descriptor to send with it, or -1; stays the caller's
 * @callback: called in the thread's default main context
 * @user_data: for @callback
 *
 * Sends a request and reads the reply.
 */
void
jl_picture_process_exchange_async (JlPictureProcess *self,
                                   GBytes *frame,
                                   int photo_fd,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Exchange *exchange = g_new0 (Exchange, 1);
  g_autoptr (GError) error = NULL;

  g_task_set_source_tag (task, jl_picture_process_exchange_async);
  g_task_set_task_data (task, exchange, exchange_free);
  self->n_exchanges++;
  if (!send_request (self, frame, photo_fd, &error)) {
    wait_for_exit (task, error);
    return;
  }
  g_input_stream_read_all_async (g_io_stream_get_input_stream (G_IO_STREAM (self->connection)),
                                 exchange->header,
                                 JL_PICTURE_FRAME_HEADER,
                                 G_PRIORITY_DEFAULT,
                                 self->ended,
                                 header_read_cb,
                                 g_object_ref (task));
}

/**
 * jl_picture_process_exchange_finish:
 * @self: a process
 * @result: as the callback got it
 * @error: return location
 *
 * Returns: (transfer full): the reply, or %NULL with G_IO_ERROR_CLOSED (the worker had left in
 *   peace: start another and repeat), G_IO_ERROR_CANCELLED (jl_picture_process_end()),
 *   JL_ERROR_INVALID (the picture broke it), JL_ERROR_UNAVAILABLE (something else did) or
 *   JL_ERROR_INTERNAL (it cannot work at all); after an error the process is of no more use
 */
GVariant *
jl_picture_process_exchange_finish (JlPictureProcess *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
