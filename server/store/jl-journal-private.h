// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-journal.h"
#include "jl-transaction-private.h"

#include <nettle/sha2.h>
#include <sodium.h>

G_BEGIN_DECLS

#define JL_JOURNAL_HASH_SIZE SHA256_DIGEST_SIZE
#define JL_JOURNAL_SALT_SIZE 16

/**
 * JlJournalHead: what is chained of an entry.
 */
typedef struct {
  gint64 organisation;
  gint64 organisation_seq;
  guint node;
  guint epoch;
  gint64 at;
  gint64 actor; /* the account, 0: nobody signed in, or the service */
  const char *command;
  const char *rules;
  gint64 transfer;
  guint8 body[JL_JOURNAL_HASH_SIZE]; /* SHA-256 (salt || body) */
} JlJournalHead;

/* Columns of an entry, and where they come from. */
#define JL_JOURNAL_HEAD_COLUMNS                                                                    \
  "j.seq, j.organisation, j.organisation_seq, j.node, j.epoch, j.at, j.actor, j.command, "         \
  "r.version, j.transfer, j.hash, j.erased_digest, b.salt, b.body"
#define JL_JOURNAL_HEAD_TABLES                                                                     \
  "journal AS j LEFT JOIN rules_version AS r ON r.id = j.rules "                                   \
  "LEFT JOIN journal_body AS b ON b.seq = j.seq"
enum {
  JL_JOURNAL_SEQ,
  JL_JOURNAL_ORGANISATION,
  JL_JOURNAL_ORGANISATION_SEQ,
  JL_JOURNAL_NODE,
  JL_JOURNAL_EPOCH,
  JL_JOURNAL_AT,
  JL_JOURNAL_ACTOR,
  JL_JOURNAL_COMMAND,
  JL_JOURNAL_RULES,
  JL_JOURNAL_TRANSFER,
  JL_JOURNAL_HASH,
  JL_JOURNAL_ERASED_DIGEST,
  JL_JOURNAL_SALT,
  JL_JOURNAL_BODY,
  JL_JOURNAL_N_COLUMNS
};
void jl_journal_read_head (JlStatement *statement, JlJournalHead *head);

char *jl_journal_head_to_text (const JlJournalHead *head);
void jl_journal_hash_body (gconstpointer salt,
                           gsize salt_size,
                           gconstpointer body,
                           gsize body_size,
                           guint8 hash[JL_JOURNAL_HASH_SIZE]);
void jl_journal_hash_head (const guint8 previous[JL_JOURNAL_HASH_SIZE],
                           gconstpointer head,
                           gsize size,
                           guint8 hash[JL_JOURNAL_HASH_SIZE]);

gboolean jl_journal_append (JlTransaction *transaction, gint64 *position, GError **error);

/**
 * JlStoredEffect: an effect as a body has it; borrowed.
 */
typedef struct {
  const char *kind;
  gint64 id;
  gint64 version;
  JsonNode *image; /* nullable */
} JlStoredEffect;
typedef gboolean (*JlStoredEffectFunc) (const JlStoredEffect *effect,
                                        gpointer user_data,
                                        GError **error);
JsonNode *jl_journal_parse_body (JlStatement *statement, int column, GError **error);
gboolean jl_journal_foreach_effect (JsonNode *body,
                                    JlStoredEffectFunc func,
                                    gpointer user_data,
                                    GError **error);
gboolean jl_journal_apply_effects (JlConnection *connection,
                                   const JlCatalog *catalog,
                                   const char *body,
                                   gsize size,
                                   GError **error);

G_END_DECLS
