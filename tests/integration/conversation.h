// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service-fixture.h"

G_BEGIN_DECLS

/*
 * A service, and all that was said with it: every answer is kept and compared with what the
 * service's own description promises (tests/support/check-openapi.py).
 */
typedef struct {
  ServiceFixture service;
  char *document;        /* owned: the description of the API */
  GPtrArray *operations; /* owned: (element-type ConversationOperation) */
  GString *exchanges;    /* owned: one JSON object a line */
} Conversation;

/**
 * ConversationOperation: one of the description.
 * @id: `operationId`
 * @method: in capitals
 * @path: with names in braces
 * @roles: of `x-roles`
 */
typedef struct {
  char *id;
  char *method;
  char *path;
  GStrv roles;
} ConversationOperation;

/* The service is started, its description read. */
void conversation_open (Conversation *self);
/* What the answers have wrong, one thing a line; @all: every operation must have succeeded once. */
char *conversation_check (Conversation *self, gboolean all);
void conversation_close (Conversation *self);

const ConversationOperation *conversation_find (Conversation *self, const char *id);

/* Sends and keeps. @path of a request: from the root. */
ServiceAnswer *conversation_send (Conversation *self, const ServiceRequest *request);
/* The same for what is expected to be answered with @status; another one ends the test. */
ServiceAnswer *
conversation_expect (Conversation *self, guint status, const ServiceRequest *request);
/* Short forms: @path is below /api/v1. */
ServiceAnswer *
conversation_get (Conversation *self, const char *token, guint status, const char *path);
ServiceAnswer *conversation_post (
    Conversation *self, const char *token, guint status, const char *path, const char *body);
ServiceAnswer *
conversation_upload (Conversation *self, const char *token, const char *item, const char *picture);

/* A member of an answer, by a path like `items[0].id`; a missing one ends the test. */
JsonNode *conversation_find_node (ServiceAnswer *answer, const char *path);
const char *conversation_get_text (ServiceAnswer *answer, const char *path);
gint64 conversation_get_integer (ServiceAnswer *answer, const char *path);
guint conversation_get_length (ServiceAnswer *answer, const char *path);

G_END_DECLS
