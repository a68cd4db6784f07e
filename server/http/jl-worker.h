// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-metrics.h"
#include "jl-route.h"

G_BEGIN_DECLS

/*
 * One worker: a SoupServer on a listening socket that it shares with its siblings, one read-only
 * connection, and a way to the writer. It lives on the main context that is the thread's default
 * when it is made, and nothing of it may be called from another thread.
 */
typedef struct _JlWorker JlWorker;

/**
 * JlSubmit:
 * @writer: what the configuration calls `writer`
 * @frame: see jl_frame_to_bytes()
 * @answer: called once, later, from the worker's main context and never from within this call; it
 *   owns the reply
 * @user_data: for @answer
 *
 * Sends one call to the writer. When the way to the writer breaks, every call that waits is
 * answered with UNAVAILABLE.
 *
 * Returns: %FALSE with UNAVAILABLE when the queue is full or the writer is gone; then @answer is
 *   not called
 */
typedef gboolean (*JlSubmit) (
    gpointer writer, GBytes *frame, JlWriterAnswer answer, gpointer user_data, GError **error);

/**
 * JlConnect:
 * @data_dir: the service's folder
 *
 * Returns: (transfer full): a read-only connection with the search file attached as `search`; the
 *   worker opens one for itself and one for each thread that prepares writes
 */
typedef JlConnection *(*JlConnect) (const char *data_dir, GError **error);

/**
 * JlWorkerLimits: what one client may take from all others.
 */
typedef struct {
  gsize json_bytes;               /* a JSON body */
  gsize upload_bytes;             /* a streamed body */
  guint header_ms;                /* from accept, or from the end of the last answer's keep-alive
                                     wait, until a request's header is complete */
  guint body_ms;                  /* from the header's end until a JSON body is complete */
  guint upload_ms;                /* the same for a streamed body */
  guint answer_ms;                /* without any byte taken by the client */
  guint idle_ms;                  /* keep-alive wait between two requests */
  guint n_connections;            /* of this worker; beyond it new ones are closed */
  guint n_connections_an_address; /* of this worker; not counted for trusted proxies */
  guint n_streams;                /* open event streams of this worker */
  guint n_streams_an_address;
  guint n_prepare_threads; /* for uploads, and as many for other routes that prepare */
  guint n_prepare_waiting; /* of either; beyond it: 503 */
  guint n_writes_waiting;  /* sent to the writer and not answered; beyond it: 503 */
  guint stream_tick_ms;    /* event streams are written at most this often */
  guint stream_heartbeat_ms;
  gsize stream_bytes;  /* unsent bytes an event stream may hold before it is closed */
  guint n_descriptors; /* beyond it the worker retires */
  guint census_ms;     /* how often descriptors are counted */
  guint retry_after_s; /* said with every 503 */
  gboolean gzip_json;  /* off: nginx does it better; static files are always kept compressed */
} JlWorkerLimits;
extern const JlWorkerLimits jl_worker_limits_default;

/**
 * JlWorkerConfig: what it points to is borrowed and outlives the worker; @listen_fd is taken.
 */
typedef struct {
  int listen_fd;             /* bound and listening; TCP */
  const char *tls_cert_file; /* nullable */
  const char *tls_key_file;  /* nullable */

  const char *data_dir;
  const char *web_dir; /* nullable: no pages are served */
  const char *public_url;
  const char *notice;                 /* nullable: lines for operators, in /readyz */
  const char *const *trusted_proxies; /* nullable: addresses or networks, e.g. "10.0.0.0/8" */
  const char *photo_location;         /* nullable: of nginx among them, for the photos' folder */

  const JlCapability *const *capabilities; /* NULL-terminated */
  JlAuthenticate authenticate;
  JlConnect connect;
  gpointer context;          /* the JlRules */
  JlPictureClient *pictures; /* nullable: of the same main context; for JlRequest.pictures */
  JlHealthRing *health;      /* nullable: for JlRequest.health */
  gint64 (*get_time) (void); /* nullable: the real clock, milliseconds UTC; tests set it */

  JlSubmit submit;
  gpointer writer;

  JlMetrics *metrics;    /* nullable */
  int access_log_fd;     /* -1: none */
  JlWorkerLimits limits; /* start from jl_worker_limits_default */

  /* nullable: called once when the worker has stopped taking connections by itself, because its
   * descriptors grew beyond the limit; a sibling should replace it. It then behaves as after
   * jl_worker_quit(). */
  void (*retired) (JlWorker *worker, gpointer user_data);
  gpointer retired_data;
} JlWorkerConfig;

JlWorker *jl_worker_new (const JlWorkerConfig *config, GError **error);
void jl_worker_free (JlWorker *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlWorker, jl_worker_free)

/* Runs until jl_worker_quit() and until what had been accepted is answered. */
void jl_worker_run (JlWorker *self);
void jl_worker_release_memory (JlWorker *self);
void jl_worker_quit (JlWorker *self);

/* The writer has committed up to journal entry @position: wakes the event streams. */
void jl_worker_journal_grew (JlWorker *self, gint64 position);

/* Whether /readyz says so; true from the start. False while the way to the writer is broken. */
void jl_worker_set_ready (JlWorker *self, gboolean ready);

G_END_DECLS
