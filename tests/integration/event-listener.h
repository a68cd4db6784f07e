// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/*
 * Somebody who listens to the change stream over a connection of their own.
 */
typedef struct {
  SoupSession *session;     /* owned */
  GDataInputStream *stream; /* owned */
  char *last_id;            /* owned, nullable: of the last event */
} EventListener;

/* @session: (transfer full): that sends @message, which asks for a stream */
void event_listener_open_with (EventListener *self, SoupSession *session, SoupMessage *message);
/* @token: (nullable); @last_id: (nullable): the event after which to go on */
void event_listener_open (EventListener *self, guint port, const char *token, const char *last_id);
/* Waits for the event that tells of @id in @version. Returns: how many events came before it. */
guint event_listener_await (EventListener *self, const char *id, gint64 version);
void event_listener_close (EventListener *self);

G_END_DECLS
