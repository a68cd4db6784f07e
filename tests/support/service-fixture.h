// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

/*
 * The real program in a temporary folder: made with `jielid init`, served on a free port, spoken to
 * over HTTP. What it logs goes to the test's own log.
 */
typedef struct {
  char *data_dir;       /* owned */
  char *port_file;      /* owned */
  char *notify_path;    /* owned */
  char *program;        /* owned */
  const char *log_file; /* borrowed, nullable: where it logs, instead of the test's own log */
  char **environment;   /* owned, nullable: of its processes, instead of the test's own */
  GSubprocess *process; /* owned, nullable: while it serves */
  int pid;              /* of the parent process, 0: it does not serve */
  guint port;
  SoupSession *session; /* owned: for requests of the test's own thread */
} ServiceFixture;

/* The account that `init` makes. */
#define SERVICE_ADMINISTRATOR "root"
#define SERVICE_PASSWORD "correct horse"

void service_fixture_open (ServiceFixture *self);
/* The two halves of it: the names alone, then `jielid init`. */
void service_fixture_make (ServiceFixture *self);
void service_fixture_init (ServiceFixture *self);
void service_fixture_close (ServiceFixture *self);

/* More options of `serve`, NULL-terminated. Returns once the service answers. */
void service_start (ServiceFixture *self, const char *const *options);
/* The same without waiting; for a service that is not expected to come up. */
void service_spawn (ServiceFixture *self, const char *const *options);
/* Sends @signal_number to the parent and waits for it. Returns: its wait status. */
int service_end (ServiceFixture *self, int signal_number);
/* Waits until the process is gone, whoever its parent is. */
void service_await_end (int pid);
/* Process ids of the living children that run the subcommand @name, NULL: all; of int. */
GArray *service_list_children (ServiceFixture *self, const char *name);

/* Runs jielid with these arguments. Returns: its exit status; @output: both its streams. */
int service_run (ServiceFixture *self, const char *const *arguments, char **output);

/**
 * ServiceAnswer:
 * @status: HTTP status, 0: there was no answer
 * @text: (nullable): the body
 */
typedef struct {
  guint status;
  char *text;                  /* owned */
  gsize size;                  /* of the body in bytes */
  char *etag;                  /* owned, nullable */
  JsonNode *json;              /* owned, nullable: the body, where it is JSON */
  SoupMessageHeaders *headers; /* owned, nullable */
} ServiceAnswer;
void service_answer_free (ServiceAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ServiceAnswer, service_answer_free)
const char *service_answer_get_text (ServiceAnswer *self, const char *member);

/**
 * ServiceRequest:
 * @path: from the root, e.g. `/api/v1/items`
 * @token: (nullable): of a session
 * @key: (nullable): Idempotency-Key
 * @if_match: version, 0: none
 * @body: (nullable): JSON
 * @acting: (nullable): id of the organisation to act for
 * @upload: (nullable): a body of bytes
 * @type: (nullable): what they are, NULL: application/octet-stream
 * @language: (nullable): Accept-Language
 */
typedef struct {
  const char *method;
  const char *path;
  const char *token;
  const char *key;
  gint64 if_match;
  const char *body;
  const char *acting;
  GBytes *upload;
  const char *type;
  const char *language;
} ServiceRequest;

ServiceAnswer *service_send (ServiceFixture *self, const ServiceRequest *request);
/* For other threads: each needs a session of its own. */
SoupSession *service_new_session (void);
ServiceAnswer *service_send_with (SoupSession *session, guint port, const ServiceRequest *request);
ServiceAnswer *service_get (ServiceFixture *self, const char *path, const char *token);

/* Returns: a token of @username, whose password is SERVICE_PASSWORD. */
char *service_sign_in (ServiceFixture *self, const char *username);
/* In the name of the administrator with @token. Returns: its id. @division: of a community */
char *service_add_organisation (ServiceFixture *self,
                                const char *token,
                                const char *kind,
                                const char *name,
                                const char *label_prefix,
                                const char *division);
/* Invites and joins. @role: of jl_membership_role_enum, NULL: a resident, whose @name is a mobile
 * number. Returns: a token of the new account, whose password is SERVICE_PASSWORD. */
char *service_add_member (ServiceFixture *self,
                          const char *token,
                          const char *organisation,
                          const char *role,
                          const char *name);

G_END_DECLS
