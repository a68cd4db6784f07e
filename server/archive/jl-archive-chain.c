// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-archive-chain.h"

#include "jl-error.h"
#include "jl-json.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#define HASH_SIZE crypto_hash_sha256_BYTES
#define HEX_SIZE (2 * HASH_SIZE + 1)

struct _JlArchiveChain {
  GHashTable *hashes; /* owned: organisation → hash of its last entry, both owned */
  gint64 position;
};

/**
 * jl_archive_chain_new:
 *
 * Returns: (transfer full): chains without entries
 */
JlArchiveChain *
jl_archive_chain_new (void)
{
  JlArchiveChain *self = g_new0 (JlArchiveChain, 1);

  self->hashes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

/**
 * jl_archive_chain_free:
 * @self: (transfer full) (nullable): chains
 */
void
jl_archive_chain_free (JlArchiveChain *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->hashes);
  g_free (self);
}

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static JsonNode *
parse_object (const char *text, gsize size)
{
  g_autoptr (JsonNode) node = jl_json_parse (text, (gssize)size, NULL);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? g_steal_pointer (&node) : NULL;
}

/* Whether the body is the one whose digest the head has; one that was erased is not asked for. */
static gboolean
is_body_right (JsonObject *entry, JsonObject *head)
{
  const char *packed = get_text (entry, "packed");
  const char *salt = get_text (entry, "salt");
  const char *expected = get_text (head, "body");
  crypto_hash_sha256_state state;
  g_autofree guchar *bytes = NULL;
  guchar salt_bytes[64];
  guchar hash[HASH_SIZE];
  char text[HEX_SIZE];
  gsize n_bytes, n_salt;

  if (packed == NULL)
    return json_object_has_member (entry, "packed") &&
           json_object_get_null_member (entry, "packed");
  if (salt == NULL || expected == NULL ||
      sodium_hex2bin (salt_bytes, sizeof salt_bytes, salt, strlen (salt), NULL, &n_salt, NULL) != 0)
    return FALSE;
  bytes = g_base64_decode (packed, &n_bytes);
  crypto_hash_sha256_init (&state);
  crypto_hash_sha256_update (&state, salt_bytes, n_salt);
  crypto_hash_sha256_update (&state, bytes, n_bytes);
  crypto_hash_sha256_final (&state, hash);
  sodium_bin2hex (text, sizeof text, hash, sizeof hash);
  return strcmp (text, expected) == 0;
}

static gboolean
follow (JlArchiveChain *self, JsonObject *entry, JsonObject *head, const char *head_text)
{
  static const guchar nothing[HASH_SIZE] = { 0 };
  const char *organisation = get_text (head, "organisation");
  const char *expected = get_text (entry, "hash");
  const guchar *previous;
  crypto_hash_sha256_state state;
  guchar hash[HASH_SIZE];
  char text[HEX_SIZE];

  if (organisation == NULL || expected == NULL)
    return FALSE;
  previous = g_hash_table_lookup (self->hashes, organisation);
  crypto_hash_sha256_init (&state);
  crypto_hash_sha256_update (&state, previous == NULL ? nothing : previous, HASH_SIZE);
  crypto_hash_sha256_update (&state, (const guchar *)head_text, strlen (head_text));
  crypto_hash_sha256_final (&state, hash);
  sodium_bin2hex (text, sizeof text, hash, sizeof hash);
  g_hash_table_insert (self->hashes, g_strdup (organisation), g_memdup2 (hash, sizeof hash));
  return strcmp (text, expected) == 0;
}

static gboolean
check_entry (JlArchiveChain *self, JsonObject *entry)
{
  const char *head_text = get_text (entry, "head");
  g_autoptr (JsonNode) head =
      head_text == NULL ? NULL : parse_object (head_text, strlen (head_text));
  gint64 seq = json_object_get_int_member_with_default (entry, "seq", 0);

  if (head == NULL || seq <= self->position)
    return FALSE;
  self->position = seq;
  return follow (self, entry, json_node_get_object (head), head_text) &&
         is_body_right (entry, json_node_get_object (head));
}

/**
 * jl_archive_chain_add:
 * @self: chains
 * @line: the next entry
 * @size: bytes of @line
 * @error: CORRUPT when it does not follow from those before, or has another body
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_archive_chain_add (JlArchiveChain *self, const char *line, gsize size, GError **error)
{
  g_autoptr (JsonNode) node = parse_object (line, size);

  if (node != NULL && check_entry (self, json_node_get_object (node)))
    return TRUE;
  g_set_error (error,
               JL_ERROR,
               JL_ERROR_CORRUPT,
               _ ("The archive's journal was changed: entry %" PRId64
                  " does not follow from those before it, or has another body"),
               self->position);
  return FALSE;
}

/**
 * jl_archive_chain_get_position:
 * @self: chains
 *
 * Returns: the last entry's number, 0: there is none
 */
gint64
jl_archive_chain_get_position (JlArchiveChain *self)
{
  return self->position;
}
