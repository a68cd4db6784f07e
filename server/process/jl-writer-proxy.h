// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-channel.h"
#include "jl-writer.h"

G_BEGIN_DECLS

/*
 * A worker's way to the writer: sends calls through its channel and brings each reply to the one
 * who waits for it.
 */
typedef struct _JlWriterProxy JlWriterProxy;

JlWriterProxy *jl_writer_proxy_new (JlChannel *channel, guint max_waiting);
void jl_writer_proxy_free (JlWriterProxy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlWriterProxy, jl_writer_proxy_free)

/* A JlSubmit. */
gboolean jl_writer_proxy_submit (
    gpointer self, GBytes *frame, JlWriterAnswer answer, gpointer user_data, GError **error);

gboolean jl_writer_proxy_take_reply (JlWriterProxy *self, guint64 id, GBytes *payload);
void jl_writer_proxy_break (JlWriterProxy *self);
guint jl_writer_proxy_get_n_waiting (JlWriterProxy *self);

G_END_DECLS
