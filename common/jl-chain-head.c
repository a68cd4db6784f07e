// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-chain-head.h"

/* In hexadecimal digits: SHA-256, Ed25519's signature and public key, ids of keys. */
#define HASH_DIGITS 64
#define SIGNATURE_DIGITS 128
#define PUBLIC_DIGITS 64
#define KEY_ID_DIGITS 16

#define HEX_FIELD(name_, digits)                                                                   \
  .name = (name_), .type = JL_FIELD_TEXT, .min = (digits), .max = (digits)

static const JlField head_fields[] = {
  [JL_CHAIN_HEAD_ORGANISATION] = { .name = "organisation",
                                   .type = JL_FIELD_ID,
                                   .flags = JL_FIELD_REQUIRED,
                                   .doc = "Whose journal it is." },
  [JL_CHAIN_HEAD_NAME] = { .name = "name",
                           .type = JL_FIELD_TEXT,
                           .max = 60,
                           .flags = JL_FIELD_NULLABLE,
                           .doc = "What the organisation is called, for people; not signed with "
                                  "the head." },
  [JL_CHAIN_HEAD_SEQUENCE] = { .name = "sequence",
                               .type = JL_FIELD_INTEGER,
                               .min = 1,
                               .max = G_MAXINT64,
                               .flags = JL_FIELD_REQUIRED,
                               .doc = "Number of the entry in that journal." },
  [JL_CHAIN_HEAD_HASH] = { HEX_FIELD ("hash", HASH_DIGITS),
                           .flags = JL_FIELD_REQUIRED,
                           .doc = "The entry's hash, which covers all entries before it: SHA-256 "
                                  "in hexadecimal." },
  [JL_CHAIN_HEAD_SIGNED_AT] = { .name = "signed_at",
                                .type = JL_FIELD_TIME,
                                .flags = JL_FIELD_NULLABLE,
                                .doc = "When it was signed; null where this entry was not." },
  [JL_CHAIN_HEAD_KEY] = { HEX_FIELD ("key", KEY_ID_DIGITS),
                          .flags = JL_FIELD_NULLABLE,
                          .doc = "Id of the key that signed." },
  [JL_CHAIN_HEAD_SIGNATURE] = { HEX_FIELD ("signature", SIGNATURE_DIGITS),
                                .flags = JL_FIELD_NULLABLE,
                                .doc = "Ed25519, in hexadecimal." },
  [JL_CHAIN_HEAD_MARKS] = { .name = "marks",
                            .type = JL_FIELD_TEXT,
                            .view = JL_VIEW_STORED,
                            .doc = "The first four bytes of each entry's hash, in base64." },
};
JL_ASSERT_FIELDS (JL_CHAIN_HEAD, head_fields);
const JlRecordTable jl_chain_head_table =
    JL_RECORD_TABLE ("chain_head", "JlChainHead", head_fields);

static const JlField query_fields[] = {
  [JL_CHAIN_HEAD_QUERY_ORGANISATION] = { .name = "organisation",
                                         .type = JL_FIELD_ID,
                                         .doc = "Only this organisation's." },
  [JL_CHAIN_HEAD_QUERY_SEQUENCE] = { .name = "sequence",
                                     .type = JL_FIELD_INTEGER,
                                     .min = 1,
                                     .max = G_MAXINT64,
                                     .doc = "With organisation: this entry's hash instead of the "
                                            "newest signed one." },
};
JL_ASSERT_FIELDS (JL_CHAIN_HEAD_QUERY, query_fields);
const JlRecordTable jl_chain_head_query_table =
    JL_RECORD_TABLE ("chain_head_query", "JlChainHeadQuery", query_fields);

static const JlField key_fields[] = {
  [JL_PUBLIC_KEY_ID] = { HEX_FIELD ("id", KEY_ID_DIGITS), .flags = JL_FIELD_REQUIRED },
  [JL_PUBLIC_KEY_PUBLIC] = { HEX_FIELD ("public", PUBLIC_DIGITS), .flags = JL_FIELD_REQUIRED },
};
JL_ASSERT_FIELDS (JL_PUBLIC_KEY, key_fields);
const JlRecordTable jl_public_key_table = JL_RECORD_TABLE ("public_key", "JlPublicKey", key_fields);

static const JlField signature_fields[] = {
  [JL_HEADS_SIGNATURE_NODE] = { .name = "node",
                                .type = JL_FIELD_INTEGER,
                                .max = 1023,
                                .flags = JL_FIELD_REQUIRED },
  [JL_HEADS_SIGNATURE_EPOCH] = { .name = "epoch",
                                 .type = JL_FIELD_INTEGER,
                                 .min = 1,
                                 .max = G_MAXUINT32,
                                 .flags = JL_FIELD_REQUIRED },
  [JL_HEADS_SIGNATURE_PUBLIC_URL] = { .name = "public_url",
                                      .type = JL_FIELD_TEXT,
                                      .max = 2000,
                                      .flags = JL_FIELD_REQUIRED },
  [JL_HEADS_SIGNATURE_SIGNED_AT] = { .name = "signed_at",
                                     .type = JL_FIELD_TIME,
                                     .flags = JL_FIELD_REQUIRED },
  [JL_HEADS_SIGNATURE_KEY] = { HEX_FIELD ("key", KEY_ID_DIGITS), .flags = JL_FIELD_REQUIRED },
  [JL_HEADS_SIGNATURE_SIGNATURE] = { HEX_FIELD ("signature", SIGNATURE_DIGITS),
                                     .flags = JL_FIELD_REQUIRED },
};
JL_ASSERT_FIELDS (JL_HEADS_SIGNATURE, signature_fields);
const JlRecordTable jl_heads_signature_table =
    JL_RECORD_TABLE ("heads_signature", "JlHeadsSignature", signature_fields);

static const JlField heads_fields[] = {
  [JL_CHAIN_HEADS_FORMAT_NUMBER] = { .name = "chain_heads_format",
                                     .type = JL_FIELD_INTEGER,
                                     .min = JL_CHAIN_HEADS_FORMAT,
                                     .max = JL_CHAIN_HEADS_FORMAT,
                                     .flags = JL_FIELD_REQUIRED },
  [JL_CHAIN_HEADS_HEADS] = { .name = "heads",
                             .type = JL_FIELD_LIST,
                             .record = &jl_chain_head_table,
                             .flags = JL_FIELD_REQUIRED },
  [JL_CHAIN_HEADS_SIGNATURES] = { .name = "signatures",
                                  .type = JL_FIELD_LIST,
                                  .record = &jl_heads_signature_table,
                                  .flags = JL_FIELD_REQUIRED },
  [JL_CHAIN_HEADS_KEYS] = { .name = "keys",
                            .type = JL_FIELD_LIST,
                            .record = &jl_public_key_table,
                            .flags = JL_FIELD_REQUIRED },
};
JL_ASSERT_FIELDS (JL_CHAIN_HEADS, heads_fields);
const JlRecordTable jl_chain_heads_table =
    JL_RECORD_TABLE ("chain_heads", "JlChainHeads", heads_fields);

static void
append_list (JlRecord *heads, guint field, GString *out)
{
  GPtrArray *list = jl_record_get_list (heads, field);

  g_string_append_printf (out, ",\n\"%s\":[", jl_chain_heads_table.fields[field].name);
  for (guint i = 0; list != NULL && i < list->len; i++) {
    g_string_append (out, i == 0 ? "\n" : ",\n");
    jl_record_append_json (list->pdata[i], JL_VIEW_STORED, out);
  }
  g_string_append (out, "\n]");
}

/**
 * jl_chain_heads_to_text:
 * @heads: of jl_chain_heads_table
 *
 * Returns: (transfer full): the file: JSON with a line for each head, signature and key, for people
 *   to look at too
 */
char *
jl_chain_heads_to_text (JlRecord *heads)
{
  GString *out = g_string_new (NULL);

  g_string_append_printf (
      out, "{\n\"%s\":%d", heads_fields[JL_CHAIN_HEADS_FORMAT_NUMBER].name, JL_CHAIN_HEADS_FORMAT);
  append_list (heads, JL_CHAIN_HEADS_HEADS, out);
  append_list (heads, JL_CHAIN_HEADS_SIGNATURES, out);
  append_list (heads, JL_CHAIN_HEADS_KEYS, out);
  g_string_append (out, "\n}\n");
  return g_string_free (out, FALSE);
}

/**
 * jl_chain_heads_read:
 * @text: a file that somebody brings; need not be terminated
 * @size: of @text
 * @error: %JL_ERROR_MALFORMED or %JL_ERROR_INVALID
 *
 * Reads what jl_chain_heads_to_text() has written. Whether it is true is not looked at.
 *
 * Returns: (transfer full): of jl_chain_heads_table; %NULL with @error set
 */
JlRecord *
jl_chain_heads_read (const char *text, gsize size, GError **error)
{
  g_autoptr (JsonNode) node = jl_json_parse (text, (gssize)size, error);

  return node != NULL ? jl_record_read_json (&jl_chain_heads_table, node, JL_READ_CREATE, error)
                      : NULL;
}
