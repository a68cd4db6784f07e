// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-accounts-private.h"

#include <sodium.h>

/* How a person's data lie in the store: each text sealed by itself under the person's key, and for
 * what is looked up a digest under the service's. */

#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG crypto_aead_xchacha20poly1305_ietf_ABYTES
/* What stands first says how the rest is made. */
#define FORM 1
#define FORM_BYTES 1

static struct {
  JlKeys *keys;              /* borrowed */
  JlPersonKeys *person_keys; /* owned, nullable */
  const JlPersonPart *parts; /* borrowed, nullable */
} settings;

/**
 * jl_person_cipher_configure: (skip)
 * @config: as jl_accounts_configure() got it
 */
void
jl_person_cipher_configure (const JlAccountsConfig *config)
{
  jl_accounts_release ();
  settings.keys = config->keys;
  settings.person_keys = config->person_keys;
  settings.parts = config->person_parts;
}

/**
 * jl_accounts_release:
 *
 * Lets go of what jl_accounts_configure() gave this process.
 */
void
jl_accounts_release (void)
{
  settings.keys = NULL;
  g_clear_pointer (&settings.person_keys, jl_person_keys_close);
}

static GBytes *
make_digest (GBytes *key, const char *text)
{
  guchar digest[32];
  gsize key_size;
  const guchar *bytes = g_bytes_get_data (key, &key_size);

  crypto_generichash (digest, sizeof digest, (const guchar *)text, strlen (text), bytes, key_size);
  return g_bytes_new (digest, sizeof digest);
}

/* @key_id: (nullable): the newest. Returns: %NULL if there is no such key. */
static GBytes *
make_keyed_digest (const char *key_id, const char *domain, const char *text)
{
  g_autoptr (GBytes) key = jl_keys_derive_lookup (settings.keys, key_id, domain);

  return key != NULL ? make_digest (key, text) : NULL;
}

/**
 * jl_phone_digests_clear: (skip)
 * @self: digests, or zeros
 */
void
jl_phone_digests_clear (JlPhoneDigests *self)
{
  g_clear_pointer (&self->digest, g_bytes_unref);
  g_clear_pointer (&self->older, g_bytes_unref);
}

/**
 * jl_phone_digests_make: (skip)
 * @self: zeros; then the digests
 * @connection: what they are looked up with, in the same transaction: it says which keys count
 * @mobile: a normalised number (jl_mobile_parse())
 * @error: CORRUPT if the key is missing, or as jl_statement_step()
 *
 * People are found by their number without a table of numbers in plain text: a keyed BLAKE2b.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_phone_digests_make (JlPhoneDigests *self,
                       JlConnection *connection,
                       const char *mobile,
                       GError **error)
{
  static const char domain[] = "phone";
  JlKeyUse use;
  const char *key_id;

  if (!jl_key_use_read (connection, JL_KEY_LOOKUP, &use, error))
    return FALSE;
  key_id = use.next_id[0] != '\0' ? use.next_id : use.key_id;
  /* While a service is founded or upgraded, there is one key and nothing is noted yet. */
  self->digest = make_keyed_digest (key_id[0] != '\0' ? key_id : NULL, domain, mobile);
  if (use.next_id[0] != '\0')
    self->older = make_keyed_digest (use.key_id, domain, mobile);
  if (self->digest != NULL)
    return TRUE;
  g_set_error (error, JL_ERROR, JL_ERROR_CORRUPT, "lookup key %s is missing", key_id);
  return FALSE;
}

/**
 * jl_name_digest:
 * @folded: a user name (jl_username_fold())
 *
 * Staff choose it for the service alone. No key of the service goes into it, so that they sign in
 * also where the keys were lost (jielid restore --new-keys), and somebody can bring order there.
 *
 * Returns: (transfer full): 32 bytes, by which it is found
 */
GBytes *
jl_name_digest (const char *folded)
{
  static const char domain[] = "jieli username";
  g_autoptr (GBytes) key = g_bytes_new_static (domain, sizeof domain);

  return make_digest (key, folded);
}

/**
 * jl_try_digest:
 * @text: who tries to sign in, and from where
 *
 * Returns: (transfer full): 32 bytes, by which failed tries are counted
 */
GBytes *
jl_try_digest (const char *text)
{
  return make_keyed_digest (NULL, "username", text);
}

/**
 * jl_invited_digests: (skip)
 * @organisation: that invites
 * @role: as what
 * @name: whom, as a list of the organisation has it
 *
 * An invitation does not last long enough to be made anew when the key is rotated.
 *
 * Returns: (transfer full) (element-type GBytes): 32 bytes each, by which an invitation is found
 *   that was made for them: one for each key that there has been, the first to store
 */
GPtrArray *
jl_invited_digests (gint64 organisation, int role, const char *name)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT " %d %s", organisation, role, name);
  g_auto (GStrv) ids = jl_keys_list (settings.keys, JL_KEY_LOOKUP);
  GPtrArray *digests = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  for (guint i = 0; ids[i] != NULL; i++)
    g_ptr_array_add (digests, make_keyed_digest (ids[i], "username", text));
  return digests;
}

/**
 * jl_person_get_keys: (skip)
 * @error: UNAVAILABLE in a process that has none
 *
 * Returns: (transfer none): the keys of people
 */
JlPersonKeys *
jl_person_get_keys (GError **error)
{
  if (settings.person_keys == NULL)
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_UNAVAILABLE, "this process has no keys of people");
  return settings.person_keys;
}

/**
 * jl_person_get_parts: (skip)
 *
 * Returns: (transfer none): what other capabilities hold about people
 */
const JlPersonPart *
jl_person_get_parts (void)
{
  static const JlPersonPart none[] = { { NULL } };

  return settings.parts != NULL ? settings.parts : none;
}

static gboolean
get_key (gint64 person, guint8 key[JL_KEYS_PERSON_BYTES], GError **error)
{
  JlPersonKeys *keys = jl_person_get_keys (error);

  return keys != NULL && jl_person_keys_get (keys, person, key, error);
}

/* A sealed text opens for this person and this field alone. */
static GByteArray *
make_label (gint64 person, const char *field)
{
  GByteArray *label = g_byte_array_new ();
  gint64 big_endian = GINT64_TO_BE (person);

  g_byte_array_append (label, (const guint8 *)&big_endian, sizeof big_endian);
  g_byte_array_append (label, (const guint8 *)field, strlen (field));
  return label;
}

/**
 * jl_person_seal:
 * @person: whose; has a key
 * @field: what it is, e.g. `phone`
 * @text: to be sealed
 * @error: NOT_FOUND if the person has no key any more
 *
 * Returns: (transfer full): XChaCha20-Poly1305 under the person's key
 */
GBytes *
jl_person_seal (gint64 person, const char *field, const char *text, GError **error)
{
  gsize size = strlen (text);
  guint8 key[JL_KEYS_PERSON_BYTES];
  g_autoptr (GByteArray) label = NULL;
  g_autofree guint8 *sealed = NULL;

  if (!get_key (person, key, error))
    return NULL;
  label = make_label (person, field);
  sealed = g_malloc (FORM_BYTES + NONCE + size + TAG);
  sealed[0] = FORM;
  randombytes_buf (sealed + FORM_BYTES, NONCE);
  crypto_aead_xchacha20poly1305_ietf_encrypt (sealed + FORM_BYTES + NONCE,
                                              NULL,
                                              (const guint8 *)text,
                                              size,
                                              label->data,
                                              label->len,
                                              NULL,
                                              sealed + FORM_BYTES,
                                              key);
  sodium_memzero (key, sizeof key);
  return g_bytes_new_take (g_steal_pointer (&sealed), FORM_BYTES + NONCE + size + TAG);
}

/**
 * jl_person_open:
 * @statement: with a row
 * @column: of a sealed text
 * @person: whose
 * @field: what it is
 * @text: (out) (transfer full) (nullable): the text; %NULL for SQL NULL
 * @error: NOT_FOUND if the person has been erased, CORRUPT
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_person_open (JlStatement *statement,
                int column,
                gint64 person,
                const char *field,
                char **text,
                GError **error)
{
  guint8 key[JL_KEYS_PERSON_BYTES];
  g_autoptr (GByteArray) label = NULL;
  g_autofree char *plain = NULL;
  const guint8 *sealed;
  gsize size;
  gboolean ok;

  if (jl_statement_is_null (statement, column)) {
    *text = NULL;
    return TRUE;
  }
  if (!get_key (person, key, error))
    return FALSE;
  sealed = jl_statement_get_blob (statement, column, &size);
  ok = size >= FORM_BYTES + NONCE + TAG && sealed[0] == FORM;
  if (ok) {
    gsize length = size - FORM_BYTES - NONCE - TAG;

    label = make_label (person, field);
    plain = g_malloc (length + 1);
    plain[length] = '\0';
    ok = crypto_aead_xchacha20poly1305_ietf_decrypt ((guint8 *)plain,
                                                     NULL,
                                                     NULL,
                                                     sealed + FORM_BYTES + NONCE,
                                                     size - FORM_BYTES - NONCE,
                                                     label->data,
                                                     label->len,
                                                     sealed + FORM_BYTES,
                                                     key) == 0;
  }
  sodium_memzero (key, sizeof key);
  if (!ok) {
    g_set_error (error, JL_ERROR, JL_ERROR_CORRUPT, "a sealed %s does not open", field);
    return FALSE;
  }
  *text = g_steal_pointer (&plain);
  return TRUE;
}
