// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-accounts-private.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>

static struct {
  gsize hash_memory;
  guint64 hash_passes;
} settings = { JL_ACCOUNTS_HASH_MEMORY, JL_ACCOUNTS_HASH_PASSES };

/**
 * jl_accounts_configure:
 * @config: the keys and the cost of this process
 *
 * Must be called once in each process before anything else of this capability; what is stored
 * under one key is not found under another.
 */
void
jl_accounts_configure (const JlAccountsConfig *config)
{
  g_return_if_fail (config->keys != NULL);

  jl_person_cipher_configure (config);
  settings.hash_memory = config->hash_memory;
  settings.hash_passes = config->hash_passes;
}

/**
 * jl_password_hash:
 * @password: as typed
 * @error: return location
 *
 * Argon2id in libsodium's text form, which names its own parameters.
 *
 * Returns: (transfer full): the hash, %NULL with UNAVAILABLE if memory is short
 */
char *
jl_password_hash (const char *password, GError **error)
{
  char hash[crypto_pwhash_STRBYTES];

  if (crypto_pwhash_str (
          hash, password, strlen (password), settings.hash_passes, settings.hash_memory) != 0) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_UNAVAILABLE, _ ("There is not enough memory at the moment"));
    return NULL;
  }
  return g_strdup (hash);
}

/**
 * jl_password_verify:
 * @hash: (nullable): a stored hash; %NULL: there is no such account
 * @password: as typed
 *
 * Takes the same time whether the account exists or not, so that names cannot be probed.
 *
 * Returns: whether they fit
 */
gboolean
jl_password_verify (const char *hash, const char *password)
{
  if (hash == NULL) {
    g_autofree char *ignored = jl_password_hash (password, NULL);
    return FALSE;
  }
  return crypto_pwhash_str_verify (hash, password, strlen (password)) == 0;
}

/**
 * jl_prepared_get_text:
 * @prepared: (nullable): a{sv}
 * @name: of a member
 *
 * Returns: (transfer none) (nullable): the text, %NULL if there is none
 */
const char *
jl_prepared_get_text (GVariant *prepared, const char *name)
{
  const char *text = NULL;

  if (prepared == NULL || !g_variant_lookup (prepared, name, "&s", &text))
    return NULL;
  return text;
}

/**
 * jl_prepared_get_bytes:
 * @prepared: (nullable): a{sv}
 * @name: of a member
 *
 * Returns: (transfer full) (nullable): the bytes, %NULL if there are none
 */
GBytes *
jl_prepared_get_bytes (GVariant *prepared, const char *name)
{
  g_autoptr (GVariant) value = NULL;

  if (prepared == NULL)
    return NULL;
  value = g_variant_lookup_value (prepared, name, G_VARIANT_TYPE_BYTESTRING);
  return value != NULL ? g_variant_get_data_as_bytes (value) : NULL;
}

/**
 * jl_prepared_new_bytes:
 * @bytes: any bytes
 *
 * Returns: (transfer floating): them as `ay`
 */
GVariant *
jl_prepared_new_bytes (GBytes *bytes)
{
  return g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, bytes, TRUE);
}
