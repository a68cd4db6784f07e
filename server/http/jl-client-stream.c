// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-client-private.h"

/*
 * What libsoup gets of a client: a GIOStream whose input is one request and whose output is its
 * answer. Its sources have no descriptor of their own; they ask the client, which the poller keeps
 * up to date.
 */

#define JL_TYPE_CLIENT_INPUT (jl_client_input_get_type ())
G_DECLARE_FINAL_TYPE (JlClientInput, jl_client_input, JL, CLIENT_INPUT, GInputStream)
#define JL_TYPE_CLIENT_OUTPUT (jl_client_output_get_type ())
G_DECLARE_FINAL_TYPE (JlClientOutput, jl_client_output, JL, CLIENT_OUTPUT, GOutputStream)
#define JL_TYPE_CLIENT_STREAM (jl_client_stream_get_type ())
G_DECLARE_FINAL_TYPE (JlClientStream, jl_client_stream, JL, CLIENT_STREAM, GIOStream)

struct _JlClientInput {
  GInputStream parent_instance;
  JlClient *client; /* borrowed, NULL when it let go */
};

struct _JlClientOutput {
  GOutputStream parent_instance;
  JlClient *client; /* borrowed, NULL when it let go */
};

struct _JlClientStream {
  GIOStream parent_instance;
  JlClientInput *input;   /* owned */
  JlClientOutput *output; /* owned */
};

typedef struct {
  GSource base;
  GObject *stream; /* owned: JlClientInput or JlClientOutput */
} StreamSource;

static gboolean
is_ready (GObject *stream)
{
  JlClient *client;

  if (JL_IS_CLIENT_INPUT (stream)) {
    client = JL_CLIENT_INPUT (stream)->client;
    return client == NULL || jl_client_is_readable (client);
  }
  client = JL_CLIENT_OUTPUT (stream)->client;
  return client == NULL || jl_client_is_writable (client);
}

static gboolean
source_prepare (GSource *source, int *timeout)
{
  *timeout = -1;
  return is_ready (((StreamSource *)source)->stream);
}

static gboolean
source_check (GSource *source)
{
  return is_ready (((StreamSource *)source)->stream);
}

/* The source above it is what libsoup listens to. */
static gboolean
source_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
source_finalize (GSource *source)
{
  g_object_unref (((StreamSource *)source)->stream);
}

static GSourceFuncs source_funcs = { source_prepare,  source_check, source_dispatch,
                                     source_finalize, NULL,         NULL };

static GSource *
stream_source_new (gpointer stream)
{
  GSource *source = g_pollable_source_new (stream);
  GSource *child = g_source_new (&source_funcs, sizeof (StreamSource));

  ((StreamSource *)child)->stream = g_object_ref (stream);
  g_source_add_child_source (source, child);
  g_source_unref (child);
  return source;
}

static void jl_client_input_pollable_init (GPollableInputStreamInterface *iface);
static void jl_client_output_pollable_init (GPollableOutputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (JlClientInput,
                               jl_client_input,
                               G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                      jl_client_input_pollable_init))
G_DEFINE_FINAL_TYPE_WITH_CODE (JlClientOutput,
                               jl_client_output,
                               G_TYPE_OUTPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM,
                                                      jl_client_output_pollable_init))
G_DEFINE_FINAL_TYPE (JlClientStream, jl_client_stream, G_TYPE_IO_STREAM)

static gssize
input_read_nonblocking (GPollableInputStream *stream, gpointer buffer, gsize size, GError **error)
{
  JlClient *client = JL_CLIENT_INPUT (stream)->client;

  return client != NULL ? jl_client_read (client, buffer, size, error) : 0;
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
  return is_ready (G_OBJECT (stream));
}

static GSource *
input_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  return stream_source_new (stream);
}

static void
jl_client_input_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = input_is_readable;
  iface->create_source = input_create_source;
  iface->read_nonblocking = input_read_nonblocking;
}

static void
jl_client_input_class_init (JlClientInputClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = input_read;
}

static void
jl_client_input_init (JlClientInput *self)
{
}

static gssize
output_write (GOutputStream *stream,
              const void *buffer,
              gsize size,
              GCancellable *cancellable,
              GError **error)
{
  JlClient *client = JL_CLIENT_OUTPUT (stream)->client;

  return client != NULL ? jl_client_write (client, buffer, size, error) : (gssize)size;
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
  return is_ready (G_OBJECT (stream));
}

static GSource *
output_create_source (GPollableOutputStream *stream, GCancellable *cancellable)
{
  return stream_source_new (stream);
}

static void
jl_client_output_pollable_init (GPollableOutputStreamInterface *iface)
{
  iface->is_writable = output_is_writable;
  iface->create_source = output_create_source;
  iface->write_nonblocking = output_write_nonblocking;
}

static void
jl_client_output_class_init (JlClientOutputClass *klass)
{
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = output_write;
}

static void
jl_client_output_init (JlClientOutput *self)
{
}

static GInputStream *
stream_get_input (GIOStream *stream)
{
  return G_INPUT_STREAM (JL_CLIENT_STREAM (stream)->input);
}

static GOutputStream *
stream_get_output (GIOStream *stream)
{
  return G_OUTPUT_STREAM (JL_CLIENT_STREAM (stream)->output);
}

static gboolean
stream_close (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  JlClient *client = JL_CLIENT_STREAM (stream)->input->client;

  if (client != NULL) {
    jl_client_stream_forget (stream);
    jl_client_release (client);
  }
  return TRUE;
}

static void
jl_client_stream_finalize (GObject *object)
{
  JlClientStream *self = JL_CLIENT_STREAM (object);

  g_clear_object (&self->input);
  g_clear_object (&self->output);
  G_OBJECT_CLASS (jl_client_stream_parent_class)->finalize (object);
}

static void
jl_client_stream_class_init (JlClientStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jl_client_stream_finalize;
  G_IO_STREAM_CLASS (klass)->get_input_stream = stream_get_input;
  G_IO_STREAM_CLASS (klass)->get_output_stream = stream_get_output;
  G_IO_STREAM_CLASS (klass)->close_fn = stream_close;
}

static void
jl_client_stream_init (JlClientStream *self)
{
  self->input = g_object_new (JL_TYPE_CLIENT_INPUT, NULL);
  self->output = g_object_new (JL_TYPE_CLIENT_OUTPUT, NULL);
}

/* A stream for one request of @client. */
GIOStream *
jl_client_stream_new (JlClient *client)
{
  JlClientStream *self = g_object_new (JL_TYPE_CLIENT_STREAM, NULL);

  self->input->client = client;
  self->output->client = client;
  return G_IO_STREAM (self);
}

/* The client goes its own way: the input is at its end and the output goes nowhere. */
void
jl_client_stream_forget (GIOStream *stream)
{
  JlClientStream *self = JL_CLIENT_STREAM (stream);

  self->input->client = NULL;
  self->output->client = NULL;
}
