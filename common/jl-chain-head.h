// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-record.h"

G_BEGIN_DECLS

/*
 * Where the journal of an organisation stood at a moment, signed by the service: whoever has kept
 * one can tell later whether what stood before it was changed. The service gives them out, desktops
 * keep them, and files of them go to others to be signed once more.
 */
enum {
  JL_CHAIN_HEAD_ORGANISATION,
  JL_CHAIN_HEAD_NAME,
  JL_CHAIN_HEAD_SEQUENCE,
  JL_CHAIN_HEAD_HASH,
  JL_CHAIN_HEAD_SIGNED_AT,
  JL_CHAIN_HEAD_KEY,
  JL_CHAIN_HEAD_SIGNATURE,
  JL_CHAIN_HEAD_MARKS,
  JL_CHAIN_HEAD_N_FIELDS
};
extern const JlRecordTable jl_chain_head_table;

/* GET /journal/heads */
enum {
  JL_CHAIN_HEAD_QUERY_ORGANISATION,
  JL_CHAIN_HEAD_QUERY_SEQUENCE,
  JL_CHAIN_HEAD_QUERY_N_FIELDS
};
extern const JlRecordTable jl_chain_head_query_table;

/* A signing key as others see it. */
enum { JL_PUBLIC_KEY_ID, JL_PUBLIC_KEY_PUBLIC, JL_PUBLIC_KEY_N_FIELDS };
extern const JlRecordTable jl_public_key_table;

/* Who vouches that a file of heads was seen like this, and when. */
enum {
  JL_HEADS_SIGNATURE_NODE,
  JL_HEADS_SIGNATURE_EPOCH,
  JL_HEADS_SIGNATURE_PUBLIC_URL,
  JL_HEADS_SIGNATURE_SIGNED_AT,
  JL_HEADS_SIGNATURE_KEY,
  JL_HEADS_SIGNATURE_SIGNATURE,
  JL_HEADS_SIGNATURE_N_FIELDS
};
extern const JlRecordTable jl_heads_signature_table;

/* A file of heads: HACKING.md, "Chain heads". */
#define JL_CHAIN_HEADS_FORMAT 1
enum {
  JL_CHAIN_HEADS_FORMAT_NUMBER,
  JL_CHAIN_HEADS_HEADS,
  JL_CHAIN_HEADS_SIGNATURES,
  JL_CHAIN_HEADS_KEYS,
  JL_CHAIN_HEADS_N_FIELDS
};
extern const JlRecordTable jl_chain_heads_table;

char *jl_chain_heads_to_text (JlRecord *heads);
JlRecord *jl_chain_heads_read (const char *text, gsize size, GError **error);

G_END_DECLS
