// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-archive-private.h"

#include "jl-archive-manifest.h"
#include "jl-error.h"
#include "jl-json.h"
#include "jl-label-code.h"

#include <glib/gi18n-lib.h>

static const JlField label_fields[] = {
  [JL_ARCHIVE_LABEL_ORGANISATION] = { .name = "organisation", .type = JL_FIELD_ID },
  [JL_ARCHIVE_LABEL_LAST] = { .name = "last", .type = JL_FIELD_INTEGER },
};
JL_ASSERT_FIELDS (JL_ARCHIVE_LABEL, label_fields);
const JlRecordTable jl_archive_label_table =
    JL_RECORD_TABLE ("archive_label", "JlArchiveLabel", label_fields);

static gboolean
read_line (GHashTable *labels, GString *line, GError **error)
{
  g_autoptr (JsonNode) node = jl_json_parse (line->str, (gssize)line->len, error);
  g_autoptr (JlRecord) label = NULL;
  gint64 *organisation;
  gint64 *last;

  if (node == NULL)
    return FALSE;
  label = jl_record_read_json (&jl_archive_label_table, node, JL_READ_ANSWER, error);
  if (label == NULL)
    return FALSE;
  if (!jl_record_has (label, JL_ARCHIVE_LABEL_ORGANISATION) ||
      jl_record_is_null (label, JL_ARCHIVE_LABEL_ORGANISATION) ||
      !jl_record_has (label, JL_ARCHIVE_LABEL_LAST) ||
      jl_record_is_null (label, JL_ARCHIVE_LABEL_LAST) ||
      jl_record_get_integer (label, JL_ARCHIVE_LABEL_LAST) < 1 ||
      jl_record_get_integer (label, JL_ARCHIVE_LABEL_LAST) > JL_LABEL_COUNTER_MAX) {
    g_set_error_literal (error,
                         JL_ERROR,
                         JL_ERROR_INVALID,
                         _ ("The archive's last number of labels is none that a service can have"));
    return FALSE;
  }
  organisation = g_new (gint64, 1);
  last = g_new (gint64, 1);
  *organisation = jl_record_get_integer (label, JL_ARCHIVE_LABEL_ORGANISATION);
  *last = jl_record_get_integer (label, JL_ARCHIVE_LABEL_LAST);
  g_hash_table_replace (labels, organisation, last);
  return TRUE;
}

/**
 * jl_archive_read_labels:
 * @reader: at JL_ARCHIVE_LABELS
 * @labels: (inout) (element-type gint64 gint64): takes the last number of each organisation
 * @error: INVALID
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_archive_read_labels (JlArchiveReader *reader, GHashTable *labels, GError **error)
{
  g_autoptr (GString) line = g_string_new (NULL);
  GError *local_error = NULL;

  while (jl_archive_reader_next_line (reader, line, &local_error))
    if (!read_line (labels, line, error))
      return FALSE;
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}
