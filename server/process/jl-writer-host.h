// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-channel.h"
#include "jl-keys.h"
#include "jl-metrics.h"
#include "jl-writer.h"

G_BEGIN_DECLS

/*
 * Gives the writer its main loop. In each turn all frames that wait in the sockets are queued, then
 * one batch is executed and committed, then all are answered; while the commit waits for the disk,
 * the next frames gather. What is due, checkpoints and signatures come when nobody waits.
 */
typedef struct _JlWriterHost JlWriterHost;

/**
 * JlCommitted:
 * @position: the last change that is committed
 *
 * A batch was answered: the answers wait to be sent.
 */
typedef void (*JlCommitted) (gint64 position, gpointer user_data);

/**
 * JlIndexStuck:
 * @user_data: as given to jl_writer_host_new()
 *
 * Told when writes were held back and the search file did not move for a long time.
 */
typedef void (*JlIndexStuck) (gpointer user_data);

JlWriterHost *jl_writer_host_new (JlWriter *writer,
                                  JlKeys *keys,
                                  JlMetrics *metrics,
                                  JlCommitted committed,
                                  JlIndexStuck index_stuck,
                                  gpointer user_data);
void jl_writer_host_free (JlWriterHost *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlWriterHost, jl_writer_host_free)

/**
 * JlWriterHostStep:
 * @work: as given
 * @micros: how long it may take
 *
 * Returns: whether there is more to do now
 */
typedef gboolean (*JlWriterHostStep) (gpointer work, gint64 micros);
void jl_writer_host_set_work (JlWriterHost *self, JlWriterHostStep step, gpointer work);

void jl_writer_host_take_call (JlWriterHost *self, JlChannel *channel, guint64 id, GBytes *frame);
void jl_writer_host_set_indexed (JlWriterHost *self, gint64 position);
void jl_writer_host_start_timers (JlWriterHost *self);
void jl_writer_host_finish (JlWriterHost *self);

G_END_DECLS
