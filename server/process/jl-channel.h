// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * One end of the stream socket between the parent and a child. Frames have a length prefix, go both
 * ways and never block either end; what cannot be sent yet waits in a bounded buffer. A channel
 * belongs to the main context that was the thread's default when it was made.
 */
typedef struct _JlChannel JlChannel;

/* A payload larger than this is refused by the sender, and ends the channel of the receiver. */
#define JL_CHANNEL_MAX_PAYLOAD (1024 * 1024)

typedef enum {
  JL_MESSAGE_START,    /* to a child, its first: the configuration */
  JL_MESSAGE_READY,    /* from a child: it does its work now */
  JL_MESSAGE_CALL,     /* from a worker: a call for the writer; id: the worker's own number */
  JL_MESSAGE_REPLY,    /* to a worker: the reply to the call with that id */
  JL_MESSAGE_POSITION, /* to a child: a batch was committed; id: the journal's last entry */
  JL_MESSAGE_INDEXED,  /* from the indexer: it has done a step; id: how far the search file is */
  JL_MESSAGE_RETIRED,  /* from a worker: it takes no more connections, a sibling should */
  JL_MESSAGE_PING,     /* to a worker: is it still doing something? */
  JL_MESSAGE_ALIVE,    /* from a worker: yes */
  JL_MESSAGE_QUIT,     /* to a child: finish what you accepted, then leave */
  JL_N_MESSAGES
} JlMessage;

/**
 * JlChannelFuncs:
 * @received: a frame has come; its payload may be empty. It may close the channel.
 * @closed: the other end is gone or broke the protocol (@error is set); called once, from the main
 *   context and after everything that had been sent before was received; not called after
 *   jl_channel_close()
 */
typedef struct {
  void (*received) (
      JlChannel *channel, JlMessage message, guint64 id, GBytes *payload, gpointer user_data);
  void (*closed) (JlChannel *channel, const GError *error, gpointer user_data);
} JlChannelFuncs;

gboolean jl_channel_pair (int fds[2], GError **error);

JlChannel *
jl_channel_new (int fd, gsize max_waiting, const JlChannelFuncs *funcs, gpointer user_data);
JlChannel *jl_channel_ref (JlChannel *self);
void jl_channel_unref (JlChannel *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlChannel, jl_channel_unref)

gboolean
jl_channel_send (JlChannel *self, JlMessage message, guint64 id, GBytes *payload, GError **error);
gboolean jl_channel_send_position (JlChannel *self, gint64 position, GError **error);
void jl_channel_flush (JlChannel *self);
gsize jl_channel_get_n_waiting (JlChannel *self);
gint64 jl_channel_get_sent_at (JlChannel *self);
gboolean jl_channel_is_open (JlChannel *self);
void jl_channel_break (JlChannel *self);
void jl_channel_close (JlChannel *self);

G_END_DECLS
