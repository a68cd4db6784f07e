// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"
#include "jl-error.h"
#include "jl-exchange.h"
#include "jl-language.h"
#include "jl-request-head.h"

#include <string.h>

/* The first line is a method and a target, every header field has the second line as its value, and
 * all of it is a request's header: it is read within its bounds, and every refusal says why, in
 * UTF-8. */

static const JlField query_fields[] = {
  { .name = "q", .type = JL_FIELD_TEXT, .max = 20 },
  { .name = "n", .type = JL_FIELD_INTEGER, .max = 1000 },
  { .name = "id", .type = JL_FIELD_ID },
  { .name = "at", .type = JL_FIELD_TIME },
};
static const JlRecordTable query_table = JL_RECORD_TABLE ("fuzz_query", "FuzzQuery", query_fields);

static JlResponse *
read_nothing (JlRequest *request, GError **error)
{
  return jl_response_new_not_modified ();
}

static const JlCommand command = { .name = "fuzz", .flags = JL_COMMAND_IF_MATCH };
static const JlRoute routes[] = {
  { .method = "GET",
    .path = "/a",
    .flags = JL_ROUTE_LIST,
    .query = &query_table,
    .read = read_nothing },
  { .method = "GET", .path = "/a/{id}", .read = read_nothing },
  { .method = "GET", .path = "/a/{id}/b/{code}.pdf", .read = read_nothing },
  { .method = "POST", .path = "/a", .command = &command },
  { .method = NULL },
};
static const JlCapability capability = { .name = "fuzz", .routes = routes };
static const JlCapability *const capabilities[] = { &capability, NULL };

static const char *
get_header (gpointer message, const char *name)
{
  return message;
}

static void
open_exchange (const char *method, const char *target, const char *value)
{
  static const JlWorkerConfig config = { .public_url = "https://jieli.example/" };
  static JlExchangeContext context = { .config = &config };
  const char *question = strchr (target, '?');
  g_autofree char *path =
      question != NULL ? g_strndup (target, (gsize)(question - target)) : g_strdup (target);
  const JlIncoming incoming = { .method = method,
                                .path = path,
                                .query = question != NULL ? question + 1 : NULL,
                                .address = "192.0.2.1",
                                .get_header = get_header,
                                .message = (gpointer)value };
  g_autoptr (JlExchange) exchange = NULL;
  g_autoptr (GError) error = NULL;

  if (context.router == NULL)
    context.router = jl_router_new (capabilities, NULL);
  exchange = jl_exchange_new (&context, &incoming);
  if (jl_exchange_open (exchange, &error))
    return;
  g_assert_nonnull (error);
  jl_exchange_take_error (exchange, error);
  g_assert_true (
      g_utf8_validate_len (g_bytes_get_data (jl_exchange_get_answer (exchange)->body, NULL),
                           g_bytes_get_size (jl_exchange_get_answer (exchange)->body),
                           NULL));
}

static void
read_values (const char *value)
{
  gint64 numbers[2];
  JlEtag tag;

  jl_etag_parse_if_match (value, numbers);
  jl_etag_parse_if_none_match (value, &tag);
  jl_cursor_parse (value, 2, numbers, NULL);
  jl_language_from_accept (value);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autofree char *head = g_malloc (size + 2);
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 3);
  char *target;

  memcpy (head, data, size);
  memcpy (head + size, "\n\n", 2);
  jl_request_head_check (head, size + 2);

  if (lines[0] == NULL)
    return 0;
  target = strchr (lines[0], ' ');
  if (target != NULL)
    *target = '\0';
  open_exchange (lines[0], target != NULL ? target + 1 : "/", lines[1]);
  if (lines[1] != NULL)
    read_values (lines[1]);
  return 0;
}
