// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"
#include "jl-error.h"
#include "jl-item.h"
#include "jl-json.h"
#include "record-table.h"

#include <string.h>

/* What is taken json-glib's parser takes too, and as the same; what is written is read as the same;
 * every refusal says why, in UTF-8. The same holds for the records that are read from it. */

static void
check_error (const GError *error)
{
  const char *field;

  g_assert_nonnull (error);
  g_assert_true (error->domain == JL_ERROR);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  field = jl_error_get_field (error);
  g_assert_true (field == NULL || g_utf8_validate (field, -1, NULL));
}

static void
check_parsed (JsonNode *node, const char *text, gsize size)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  json_parser_load_from_data (parser, text, (gssize)size, &error);
  g_assert_no_error (error);
  g_assert_true (json_node_equal (node, json_parser_get_root (parser)));
}

static void
check_written (const JlRecordTable *table, JlRecord *record, GString *text)
{
  g_autoptr (JlRecord) again = NULL;
  g_autoptr (GError) error = NULL;

  jl_record_append_request_json (record, FALSE, text);
  again = parse_record (table, text->str, JL_READ_PATCH, &error);
  g_assert_no_error (error);
  g_assert_true (jl_record_equal (record, again));
}

static void
check_record (const JlRecordTable *table, JsonNode *node)
{
  for (JlReadMode mode = JL_READ_CREATE; mode <= JL_READ_ANSWER; mode++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (JlRecord) record = jl_record_read_json (table, node, mode, &error);
    g_autoptr (GString) text = g_string_new (NULL);

    if (record == NULL) {
      check_error (error);
      continue;
    }
    if (mode == JL_READ_PATCH)
      check_written (table, record, text);
    jl_record_append_json (record, JL_VIEW_STORED, text);
    jl_record_append_personal_json (record, JL_VIEW_OWN, text);
  }
}

/**
 * LLVMFuzzerTestOneInput:
 * @data: any bytes
 * @size: how many
 *
 * Returns: 0
 */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *input = size > 0 ? (const char *)data : "";
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = jl_json_parse (input, (gssize)size, &error);
  g_autoptr (JsonNode) again = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (node == NULL) {
    check_error (error);
    return 0;
  }

  check_parsed (node, input, size);
  jl_json_append_node (text, node);
  again = jl_json_parse (text->str, (gssize)text->len, &error);
  g_assert_no_error (error);
  g_assert_true (json_node_equal (node, again));
  check_record (&jl_item_table, node);
  check_record (&thing_table, node);
  return 0;
}
