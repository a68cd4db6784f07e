// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service-fixture.h"

G_BEGIN_DECLS

/*
 * The service as a city has it: behind nginx with the configuration of data/nginx, of which only
 * ports, paths and the certificate differ.
 */
typedef struct {
  ServiceFixture service;
  char *folder;       /* owned: nginx's */
  GSubprocess *nginx; /* owned */
  guint tls_port;
  guint redirect_port;
} NginxFixture;

void nginx_fixture_open (NginxFixture *self);
void nginx_fixture_close (NginxFixture *self);

/* What is kept gets old by the clock, and by nothing else. */
void nginx_let_pass (gint64 microseconds);

/* A session that speaks TLS and takes our certificate. @address: its own, NULL: any */
SoupSession *nginx_new_session (const char *address);

/**
 * NginxRequest:
 * @method: NULL: GET
 * @path: from the root
 * @token: (nullable): as Bearer
 * @headers: (nullable): more of them: name, value, … NULL
 * @body: (nullable): JSON
 * @upload: (nullable): a body of bytes
 */
typedef struct {
  const char *method;
  const char *path;
  const char *token;
  const char *const *headers;
  const char *body;
  GBytes *upload;
} NginxRequest;

/**
 * NginxAnswer:
 * @text: the body, with a 0 behind it
 */
typedef struct {
  guint status;
  SoupHTTPVersion version;
  SoupMessageHeaders *headers; /* owned */
  char *text;                  /* owned */
  gsize size;
} NginxAnswer;
void nginx_answer_free (NginxAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NginxAnswer, nginx_answer_free)

/* Through TLS; ends the test when there is no answer. */
NginxAnswer *nginx_send (NginxFixture *self, SoupSession *session, const NginxRequest *request);
/* The same to any address; @uri: for messages of other kinds too */
SoupMessage *nginx_new_message (NginxFixture *self, const NginxRequest *request);

/* The header's value, NULL: there is none; two of them end the test. */
const char *nginx_answer_get (NginxAnswer *self, const char *name);

G_END_DECLS
