// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-lane.h"

#include "jl-client-private.h"
#include "jl-error.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

/* After how many requests one lane goes if there was one too many all the time. */
#define REQUESTS_BETWEEN_LOOKS 256

#define JL_TYPE_LANE_INPUT (jl_lane_input_get_type ())
G_DECLARE_FINAL_TYPE (JlLaneInput, jl_lane_input, JL, LANE_INPUT, GInputStream)
#define JL_TYPE_LANE_OUTPUT (jl_lane_output_get_type ())
G_DECLARE_FINAL_TYPE (JlLaneOutput, jl_lane_output, JL, LANE_OUTPUT, GOutputStream)
#define JL_TYPE_LANE (jl_lane_get_type ())
G_DECLARE_FINAL_TYPE (JlLane, jl_lane, JL, LANE, GIOStream)

struct _JlLaneInput {
  GInputStream parent_instance;
  JlLane *lane; /* borrowed */
};

struct _JlLaneOutput {
  GOutputStream parent_instance;
  JlLane *lane; /* borrowed */
};

struct _JlLane {
  GIOStream parent_instance;
  JlLanes *lanes;          /* borrowed */
  JlLaneInput *input;      /* owned */
  JlLaneOutput *output;    /* owned */
  GSocketAddress *address; /* owned: by which a message of libsoup leads back to its lane */
  JlClient *client;        /* borrowed, NULL: none has it */
  gboolean has_ended;      /* libsoup is to let go of it */
  GList link;              /* among the free ones, if data is set */
};

struct _JlLanes {
  SoupServer *server;      /* owned */
  GSocketAddress *address; /* owned: where the service listens */
  int silent;              /* owned: the other end of what libsoup listens to */
  GQueue free;             /* (element-type JlLane), borrowed: libsoup owns them */
  guint n_spare;           /* so many were free all the time since the last look */
  guint n_requests;        /* since then */
};

typedef struct {
  GSource base;
  JlLane *lane; /* owned */
  gboolean is_input;
} LaneSource;

static GQuark
lane_quark (void)
{
  static GQuark quark = 0;

  if (quark == 0)
    quark = g_quark_from_static_string ("jl-lane");
  return quark;
}

static gboolean
is_ready (JlLane *self, gboolean is_input)
{
  if (self->client == NULL)
    return self->has_ended;
  return is_input ? jl_client_is_readable (self->client) : jl_client_is_writable (self->client);
}

static gboolean
source_check (GSource *source)
{
  return is_ready (((LaneSource *)source)->lane, ((LaneSource *)source)->is_input);
}

static gboolean
source_prepare (GSource *source, int *timeout)
{
  *timeout = -1;
  return source_check (source);
}

/* A source around this one is what libsoup listens to. */
static gboolean
source_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
source_finalize (GSource *source)
{
  g_object_unref (((LaneSource *)source)->lane);
}

/* GLib asks for one wherever a source becomes the child of another; it is not called. */
static gboolean
source_closure_callback (gpointer closure)
{
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = { source_prepare,          source_check,
                                     source_dispatch,         source_finalize,
                                     source_closure_callback, NULL };

static GSource *
lane_source_new (JlLane *lane, gboolean is_input)
{
  GSource *source = g_source_new (&source_funcs, sizeof (LaneSource));

  ((LaneSource *)source)->lane = g_object_ref (lane);
  ((LaneSource *)source)->is_input = is_input;
  return source;
}

static void jl_lane_input_pollable_init (GPollableInputStreamInterface *iface);
static void jl_lane_output_pollable_init (GPollableOutputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (JlLaneInput,
                               jl_lane_input,
                               G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                      jl_lane_input_pollable_init))
G_DEFINE_FINAL_TYPE_WITH_CODE (JlLaneOutput,
                               jl_lane_output,
                               G_TYPE_OUTPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM,
                                                      jl_lane_output_pollable_init))
G_DEFINE_FINAL_TYPE (JlLane, jl_lane, G_TYPE_IO_STREAM)

static gssize
input_read_nonblocking (GPollableInputStream *stream, gpointer buffer, gsize size, GError **error)
{
  JlLane *lane = JL_LANE_INPUT (stream)->lane;

  if (lane != NULL && lane->client != NULL)
    return jl_client_read (lane->client, buffer, size, error);
  if (lane == NULL || lane->has_ended)
    return 0;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "would block");
  return -1;
}

/* Never waits: libsoup's server reads without blocking. */
static gssize
input_read (
    GInputStream *stream, void *buffer, gsize size, GCancellable *cancellable, GError **error)
{
  return input_read_nonblocking (G_POLLABLE_INPUT_STREAM (stream), buffer, size, error);
}

static gboolean
input_is_readable (GPollableInputStream *stream)
{
  JlLane *lane = JL_LANE_INPUT (stream)->lane;

  return lane == NULL || is_ready (lane, TRUE);
}

static GSource *
input_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  return lane_source_new (JL_LANE_INPUT (stream)->lane, TRUE);
}

static void
jl_lane_input_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = input_is_readable;
  iface->create_source = input_create_source;
  iface->read_nonblocking = input_read_nonblocking;
}

static void
jl_lane_input_class_init (JlLaneInputClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = input_read;
}

static void
jl_lane_input_init (JlLaneInput *self)
{
}

/* What nobody waits for any more goes nowhere. */
static gssize
output_write (GOutputStream *stream,
              const void *buffer,
              gsize size,
              GCancellable *cancellable,
              GError **error)
{
  JlLane *lane = JL_LANE_OUTPUT (stream)->lane;

  return lane != NULL && lane->client != NULL ? jl_client_write (lane->client, buffer, size, error)
                                              : (gssize)size;
}

static gssize
output_write_nonblocking (GPollableOutputStream *stream,
                          const void *buffer,
                          gsize size,
                          GError **error)
{
  return output_write (G_OUTPUT_STREAM (stream), buffer, size, NULL, error);
}

static gboolean
output_is_writable (GPollableOutputStream *stream)
{
  JlLane *lane = JL_LANE_OUTPUT (stream)->lane;

  return lane == NULL || is_ready (lane, FALSE);
}

static GSource *
output_create_source (GPollableOutputStream *stream, GCancellable *cancellable)
{
  return lane_source_new (JL_LANE_OUTPUT (stream)->lane, FALSE);
}

static void
jl_lane_output_pollable_init (GPollableOutputStreamInterface *iface)
{
  iface->is_writable = output_is_writable;
  iface->create_source = output_create_source;
  iface->write_nonblocking = output_write_nonblocking;
}

static void
jl_lane_output_class_init (JlLaneOutputClass *klass)
{
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = output_write;
}

static void
jl_lane_output_init (JlLaneOutput *self)
{
}

static GInputStream *
lane_get_input (GIOStream *stream)
{
  return G_INPUT_STREAM (JL_LANE (stream)->input);
}

static GOutputStream *
lane_get_output (GIOStream *stream)
{
  return G_OUTPUT_STREAM (JL_LANE (stream)->output);
}

/* libsoup lets go of it: the answer is not complete, or was the last one of this lane. */
static gboolean
lane_close (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  JlLane *self = JL_LANE (stream);
  JlClient *client = self->client;

  self->has_ended = TRUE;
  self->client = NULL;
  if (self->link.data != NULL)
    g_queue_unlink (&self->lanes->free, &self->link);
  self->link.data = NULL;
  if (client != NULL)
    jl_client_release (client);
  return TRUE;
}

static void
jl_lane_finalize (GObject *object)
{
  JlLane *self = JL_LANE (object);

  self->input->lane = NULL;
  self->output->lane = NULL;
  g_clear_object (&self->input);
  g_clear_object (&self->output);
  g_object_set_qdata (G_OBJECT (self->address), lane_quark (), NULL);
  g_clear_object (&self->address);
  G_OBJECT_CLASS (jl_lane_parent_class)->finalize (object);
}

static void
jl_lane_class_init (JlLaneClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jl_lane_finalize;
  G_IO_STREAM_CLASS (klass)->get_input_stream = lane_get_input;
  G_IO_STREAM_CLASS (klass)->get_output_stream = lane_get_output;
  G_IO_STREAM_CLASS (klass)->close_fn = lane_close;
}

static void
jl_lane_init (JlLane *self)
{
  self->input = g_object_new (JL_TYPE_LANE_INPUT, NULL);
  self->output = g_object_new (JL_TYPE_LANE_OUTPUT, NULL);
  self->input->lane = self;
  self->output->lane = self;
  self->address = g_inet_socket_address_new_from_string ("0.0.0.0", 0);
  g_object_set_qdata (G_OBJECT (self->address), lane_quark (), self);
}

/**
 * jl_lane_forget:
 * @self: a lane whose client goes its own way
 *
 * From now on the input is at its end and the output goes nowhere.
 */
void
jl_lane_forget (JlLane *self)
{
  self->client = NULL;
  self->has_ended = TRUE;
}

/* libsoup keeps a connection for the next request only where it listens itself. So it gets a socket
 * at whose other end nobody ever says anything. */
static gboolean
listen_to_nobody (JlLanes *self, GError **error)
{
  g_autoptr (GSocket) socket = NULL;
  int ends[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0) {
    g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "socketpair: %s", g_strerror (errno));
    return FALSE;
  }
  self->silent = ends[1];
  socket = g_socket_new_from_fd (ends[0], error);
  if (socket != NULL)
    return soup_server_listen_socket (self->server, socket, 0, error);
  close (ends[0]);
  return FALSE;
}

/**
 * jl_lanes_new:
 * @server: whose handlers answer
 * @address: where the service listens
 * @error: %JL_ERROR_INTERNAL when the system has no descriptors left
 *
 * Returns: (transfer full) (nullable): no lanes yet
 */
JlLanes *
jl_lanes_new (SoupServer *server, GSocketAddress *address, GError **error)
{
  g_autoptr (JlLanes) self = g_new0 (JlLanes, 1);

  self->server = g_object_ref (server);
  self->address = g_object_ref (address);
  self->silent = -1;
  return listen_to_nobody (self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * jl_lanes_free:
 * @self: (transfer full) (nullable): lanes that no client has any more
 */
void
jl_lanes_free (JlLanes *self)
{
  if (self == NULL)
    return;
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_object_unref (self->address);
  if (self->silent >= 0)
    close (self->silent);
  g_free (self);
}

/**
 * jl_lanes_serve:
 * @self: lanes
 * @client: whose request's header is complete
 *
 * Gives the request to libsoup, which answers it from the main context or, on a new lane, perhaps
 * before this returns.
 */
void
jl_lanes_serve (JlLanes *self, JlClient *client)
{
  GList *link = g_queue_pop_head_link (&self->free);
  g_autoptr (JlLane) lane = NULL;

  self->n_spare = MIN (self->n_spare, self->free.length);
  if (link != NULL) {
    JlLane *free_lane = link->data;

    link->data = NULL;
    free_lane->client = client;
    jl_client_set_lane (client, free_lane);
    return;
  }
  lane = g_object_new (JL_TYPE_LANE, NULL);
  lane->lanes = self;
  lane->client = client;
  jl_client_set_lane (client, lane);
  soup_server_accept_iostream (
      self->server, G_IO_STREAM (lane), self->address, lane->address, NULL);
}

/**
 * jl_lanes_find_client:
 * @self: lanes
 * @message: which libsoup begins to read
 *
 * Returns: (transfer none) (nullable): whose request it is; %NULL: nobody's
 */
JlClient *
jl_lanes_find_client (JlLanes *self, SoupServerMessage *message)
{
  GSocketAddress *address = soup_server_message_get_remote_address (message);
  JlLane *lane = g_object_get_qdata (G_OBJECT (address), lane_quark ());

  return lane != NULL ? lane->client : NULL;
}

/**
 * jl_lanes_get_n_free:
 * @self: lanes
 *
 * Returns: how many wait for a request
 */
guint
jl_lanes_get_n_free (JlLanes *self)
{
  return self->free.length;
}

/* Whether there was a lane too many for a while. */
static gboolean
is_one_too_many (JlLanes *self)
{
  gboolean too_many;

  if (++self->n_requests < REQUESTS_BETWEEN_LOOKS)
    return FALSE;
  too_many = self->n_spare > 0;
  self->n_requests = 0;
  self->n_spare = self->free.length;
  return too_many;
}

/**
 * jl_lanes_finish:
 * @self: lanes
 * @message: whose answer libsoup has written
 * @client: (nullable): whose request it was, %NULL: it has left
 *
 * Frees the lane for the next client; or has libsoup close it, if anything of this request could
 * still be in it. In HTTP that is said by "Connection", at which libsoup looks next.
 */
void
jl_lanes_finish (JlLanes *self, SoupServerMessage *message, JlClient *client)
{
  SoupMessageHeaders *request = soup_server_message_get_request_headers (message);
  JlLane *lane = client != NULL ? jl_client_get_lane (client) : NULL;

  soup_message_headers_remove (soup_server_message_get_response_headers (message), "Connection");
  if (lane == NULL || !jl_client_is_through (client) || is_one_too_many (self) ||
      soup_server_message_get_http_version (message) != SOUP_HTTP_1_1 ||
      soup_server_message_get_status (message) == SOUP_STATUS_INTERNAL_SERVER_ERROR) {
    soup_message_headers_replace (request, "Connection", "close");
    return;
  }
  soup_message_headers_remove (request, "Connection");
  if (soup_server_message_get_status (message) == SOUP_STATUS_NO_CONTENT)
    /* An answer without a length ends with the connection, libsoup thinks. */
    soup_message_headers_set_encoding (soup_server_message_get_response_headers (message),
                                       SOUP_ENCODING_NONE);
  lane->client = NULL;
  lane->link.data = lane;
  g_queue_push_head_link (&self->free, &lane->link);
  jl_client_release (client);
}
