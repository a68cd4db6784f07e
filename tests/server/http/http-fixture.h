// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-exchange.h"
#include "jl-worker.h"
#include "store-fixture.h"

G_BEGIN_DECLS

/*
 * A worker in a thread of its own, on a port that the system chose, with a writer in the same
 * thread and a capability that has one route of each sort. Tests talk to it by plain blocking
 * sockets.
 */
typedef struct {
  StoreFixture store;
  JlWriter *writer;     /* owned */
  JlConnection *reader; /* owned: for tests without sockets */
  JlWorkerConfig config;
  char *web_dir;      /* owned */
  JlMetrics *memory;  /* owned */
  JlMetrics *metrics; /* owned */
  int log_fd;         /* owned: what the access log writes to */

  /* While a worker runs. */
  GThread *thread;
  GMainContext *context;
  JlWorker *worker;
  guint16 port;
  GMutex mutex;
  GCond cond;
  gboolean is_up;
  GSource *batch; /* owned: runs the writer */
} HttpFixture;

extern const JlCapability *const http_capabilities[];

/* Bearer tokens. Of a clerk of organisation 500, a clerk of 600, a resident, and of a session that
 * is over. */
#define HTTP_CLERK "clerk-token"
#define HTTP_STRANGER "stranger-token"
#define HTTP_RESIDENT "resident-token"
#define HTTP_OVER "over-token"
extern int http_resident_revoked; /* atomic */

/* What the route POST /slow waits for. */
void http_slow_hold (void);
void http_slow_release (void);

void http_fixture_setup (HttpFixture *fixture, gconstpointer data);
void http_fixture_teardown (HttpFixture *fixture, gconstpointer data);
void http_fixture_start (HttpFixture *fixture);
/* Asks the worker to leave; http_fixture_stop() also waits for it. */
void http_fixture_quit (HttpFixture *fixture);
void http_fixture_stop (HttpFixture *fixture);
/* A listening socket, whose port it notes. */
int http_fixture_listen (HttpFixture *fixture);
gint64 http_fixture_make_box (HttpFixture *fixture, const char *input);
/* Many, in one commit; every second one as @other. */
void http_fixture_make_boxes (HttpFixture *fixture, guint n, const char *input, const char *other);
/* A JlWriterAnswer: keeps the reply in the JlReply * that user_data points to. */
void http_keep_reply (JlReply *reply, gpointer user_data);
/* Waits until the worker's thread has nothing to do. */
void http_fixture_settle (HttpFixture *fixture);

/* Gives the process a catalogue of two Chinese sentences: those of 404. To be called first. */
void http_speak_chinese (void);

/* A blocking client. */
typedef struct {
  int fd;
  GByteArray *rest; /* received behind the last answer */
} HttpClient;

HttpClient *http_client_new (HttpFixture *fixture);
void http_client_free (HttpClient *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HttpClient, http_client_free)
/* Sends no more. */
void http_client_shutdown (HttpClient *self);
void http_client_write (HttpClient *self, const char *text, gssize length);

typedef struct {
  guint status;
  GHashTable *headers; /* by lower-case name */
  char *head;          /* as it came */
  char *body;          /* terminated */
  gsize length;
} HttpReply;

/* NULL: the connection ended before a whole answer came. */
HttpReply *http_client_read (HttpClient *self, gboolean has_body);
gboolean http_client_is_closed (HttpClient *self);
/* Whether something comes, or the other end closes, within that time. */
gboolean http_client_wait (HttpClient *self, int milliseconds);
/* All that comes until the other end closes. */
char *http_client_read_all (HttpClient *self);
/* Up to and including @what. */
char *http_client_read_until (HttpClient *self, const char *what);
void http_reply_free (HttpReply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HttpReply, http_reply_free)
const char *http_reply_get (HttpReply *self, const char *header);
/* The code of the problem document, "" if it is none. */
char *http_reply_dup_code (HttpReply *self);

/* One request on a connection of its own. @headers: lines with CRLF, or NULL. */
HttpReply *http_call (HttpFixture *fixture,
                      const char *method,
                      const char *path,
                      const char *token,
                      const char *headers,
                      const char *body);
HttpReply *http_get (HttpFixture *fixture, const char *path, const char *token);

G_END_DECLS
