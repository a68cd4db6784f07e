// SPDX-License-Identifier: GPL-3.0-or-later
#include "event-listener.h"

#include "service-fixture.h"

void
event_listener_open_with (EventListener *self, SoupSession *session, SoupMessage *message)
{
  g_autoptr (GInputStream) body = NULL;
  g_autoptr (GError) error = NULL;

  self->session = session;
  soup_message_headers_replace (
      soup_message_get_request_headers (message), "Accept", "text/event-stream");
  body = soup_session_send (self->session, message, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  g_assert_cmpstr (
      soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL),
      ==,
      "text/event-stream");
  self->stream = g_data_input_stream_new (body);
}

void
event_listener_open (EventListener *self, guint port, const char *token, const char *last_id)
{
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u/api/v1/changes?kind=item", port);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  if (last_id != NULL)
    soup_message_headers_append (headers, "Last-Event-ID", last_id);
  if (token != NULL) {
    g_autofree char *value = g_strconcat ("Bearer ", token, NULL);

    soup_message_headers_append (headers, "Authorization", value);
  }
  event_listener_open_with (self, service_new_session (), message);
}

guint
event_listener_await (EventListener *self, const char *id, gint64 version)
{
  guint n = 0;

  for (;;) {
    g_autoptr (GError) error = NULL;
    g_autofree char *line = g_data_input_stream_read_line (self->stream, NULL, NULL, &error);
    g_autoptr (JsonNode) node = NULL;
    JsonObject *change;

    g_assert_no_error (error);
    if (line == NULL)
      g_error ("the stream ended before %s came", id);
    if (g_str_has_prefix (line, "id: ")) {
      g_free (self->last_id);
      self->last_id = g_strdup (line + 4);
    }
    if (!g_str_has_prefix (line, "data: "))
      continue;
    node = json_from_string (line + 6, &error);
    g_assert_no_error (error);
    change = json_node_get_object (node);
    g_assert_cmpstr (json_object_get_string_member (change, "kind"), ==, "item");
    if (g_str_equal (json_object_get_string_member (change, "id"), id) &&
        json_object_get_int_member (change, "version") == version)
      return n;
    n++;
  }
}

void
event_listener_close (EventListener *self)
{
  g_clear_object (&self->stream);
  g_clear_object (&self->session);
  g_clear_pointer (&self->last_id, g_free);
}
