// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service-fixture.h"

G_BEGIN_DECLS

/*
 * Clients of a service that breaks down again and again: they take goods in, edit, offer and
 * photograph them, and send each request with the same key until it is answered. After each
 * breakdown they look whether all that they were told before still holds, and whether a repeated
 * key gives the first answer.
 */
typedef struct _Clients Clients;

/**
 * ClientAnswer:
 * @key: the request's
 * @item: id of what it was about
 * @version: that the item has now
 *
 * A write that was answered.
 */
typedef struct {
  const char *key;
  const char *item;
  gint64 version;
} ClientAnswer;

/* Called from the clients' threads. */
typedef void (*ClientAnswered) (const ClientAnswer *answer, gpointer user_data);

/* @token: of a manager. The service is up. */
Clients *clients_start (ServiceFixture *service,
                        const char *token,
                        guint n_clients,
                        ClientAnswered answered,
                        gpointer user_data);
void clients_free (Clients *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Clients, clients_free)

/* Waits until one more request is answered. FALSE: that did not come about in @milliseconds. */
gboolean clients_await_answer (Clients *self, guint milliseconds);
void clients_await_answers (Clients *self, guint n);

/* The service is not meant to answer any more, or does again. Meanwhile nothing new is sent. */
void clients_pause (Clients *self);
void clients_resume (Clients *self);
/* Waits until each client has seen that what it was told before the last clients_resume() holds. */
void clients_await_checked (Clients *self);

/* Lets them finish what they do, and has each check all of its items. */
void clients_stop (Clients *self);

guint clients_count_items (Clients *self);
guint clients_count_repeats (Clients *self);
/* Sends the request of an answered key once more, to @service. */
void clients_assert_repeatable (Clients *self, const char *key, ServiceFixture *service);

G_END_DECLS
