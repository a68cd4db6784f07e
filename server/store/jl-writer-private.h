// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-execute.h"
#include "jl-idempotency.h"

G_BEGIN_DECLS

/* How long a batch gathers: whoever waits behind it waits no longer than that and a commit. */
#define JL_WRITER_BATCH_MICROS (20 * 1000)

typedef struct {
  GBytes *frame; /* owned */
  gboolean own;  /* called by the service itself */
  JlWriterAnswer answer;
  gpointer user_data;
  JlReply *reply; /* owned, nullable: once executed */
} JlWaiting;

struct _JlWriter {
  JlCatalog *catalog;       /* owned; outlives the connection */
  JlConnection *connection; /* owned */
  JlSession session;
  JlAuthenticate authenticate;
  gint64 (*get_time) (void);
  gint64 last_time;
  gint64 position;           /* the last change that is committed */
  int log_pages;             /* since the last checkpoint */
  guint due;                 /* whose turn it is of the catalog's dues, */
  gint64 due_after;          /* and the record that it has reached */
  gint64 next_forget;        /* when idempotency keys are looked at again, */
  JlIdempotencySweep forget; /* and from where on; its key is owned */
  GQueue queue;              /* owned, (element-type JlWaiting) */
  guint max_queued;
  guint max_batch;
};

void jl_waiting_free (JlWaiting *self);
gboolean jl_writer_begin (JlWriter *self, GError **error);
gboolean jl_writer_commit (JlWriter *self, const JlExecution *execution, GError **error);
gboolean jl_writer_transaction_is_lost (JlWriter *self);
void jl_writer_checkpoint_if_large (JlWriter *self);

G_END_DECLS
