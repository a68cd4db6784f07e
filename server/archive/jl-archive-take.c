// SPDX-License-Identifier: GPL-3.0-or-later
/* The commands by which what another service held becomes this one's: what was taken in, and from
 * where, is in the journal. */
#include "jl-archive-import.h"

#include "jl-error.h"
#include "jl-id.h"
#include "jl-json.h"

#include <glib/gi18n-lib.h>

enum { BEGIN_DIGEST, BEGIN_PUBLIC_URL, BEGIN_CREATED_AT, BEGIN_POSITION, BEGIN_N_FIELDS };
static const JlField begin_fields[] = {
  [BEGIN_DIGEST] = { .name = "manifest_sha256", .type = JL_FIELD_TEXT, .max = 64 },
  [BEGIN_PUBLIC_URL] = { .name = "public_url", .type = JL_FIELD_TEXT, .max = 300 },
  [BEGIN_CREATED_AT] = { .name = "created_at", .type = JL_FIELD_TEXT, .max = 40 },
  [BEGIN_POSITION] = { .name = "journal_position", .type = JL_FIELD_INTEGER, .max = G_MAXINT64 },
};
JL_ASSERT_FIELDS (BEGIN, begin_fields);
static const JlRecordTable begin_table =
    JL_RECORD_TABLE ("archive_begin", "JlArchiveBegin", begin_fields);

/* Its entry says what archive this was: whoever keeps that has the journal of those records. */
static gboolean
archive_begin (JlTransaction *transaction, JlCall *call, GError **error)
{
  jl_transaction_set_home (transaction, jl_transaction_get_city (transaction));
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

const JlCommand jl_archive_begin_command = {
  .name = "archive.begin",
  .roles = JL_ROLE_SYSTEM,
  .input = &begin_table,
  .execute = archive_begin,
};

enum { TAKE_KIND, TAKE_N_FIELDS };
static const JlField take_fields[] = {
  [TAKE_KIND] = { .name = "kind", .type = JL_FIELD_TEXT, .max = 60, .flags = JL_FIELD_REQUIRED },
};
JL_ASSERT_FIELDS (TAKE, take_fields);
static const JlRecordTable take_table =
    JL_RECORD_TABLE ("archive_take", "JlArchiveTake", take_fields);

/* The record itself is the effect, so that it is not in the journal twice. */
static gboolean
archive_take (JlTransaction *transaction, JlCall *call, GError **error)
{
  const JlKind *kind =
      jl_transaction_find_kind (transaction, jl_record_get_text (call->input, TAKE_KIND));
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JlRecord) record = NULL;
  const char *json;

  if (kind == NULL || call->prepared == NULL ||
      !g_variant_lookup (call->prepared, "record", "&s", &json)) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_INVALID, _ ("There is no such kind of record"));
    return FALSE;
  }
  node = jl_json_parse (json, -1, error);
  record = node == NULL ? NULL : jl_record_read_json (kind->table, node, JL_READ_STORED, error);
  if (record == NULL || !jl_transaction_take (transaction, kind, record, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

const JlCommand jl_archive_take_command = {
  .name = "archive.take",
  .roles = JL_ROLE_SYSTEM,
  .input = &take_table,
  .execute = archive_take,
};

static const JlCommand *const commands[] = {
  &jl_archive_begin_command,
  &jl_archive_take_command,
  NULL,
};
static const JlKind *const kinds[] = { NULL };
static const JlSchema schema = { .name = "archive", .kinds = kinds, .commands = commands };
static const JlRoute routes[] = { { NULL } };

const JlCapability jl_archive_capability = {
  .name = "archive",
  .schema = &schema,
  .routes = routes,
};
