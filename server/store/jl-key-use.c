// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-key-use.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

/**
 * jl_key_use_is_noted:
 * @connection: any
 * @noted: (out): %FALSE for a database that is not migrated yet, which says nothing of keys
 * @error: as jl_statement_step()
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_key_use_is_noted (JlConnection *connection, gboolean *noted, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (
      connection, "SELECT 1 FROM sqlite_schema WHERE name = 'key_use'", error);
  g_autoptr (GError) local_error = NULL;

  if (statement == NULL)
    return FALSE;
  *noted = jl_statement_step (statement, &local_error);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/**
 * jl_key_use_read:
 * @connection: any
 * @purpose: what for
 * @use: (out): which keys
 * @error: as jl_statement_step()
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_key_use_read (JlConnection *connection, JlKeyPurpose purpose, JlKeyUse *use, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (
      connection, "SELECT key_id, next_id, person FROM key_use WHERE purpose = ?1", error);
  g_autoptr (GError) local_error = NULL;

  if (statement == NULL)
    return FALSE;
  *use = (JlKeyUse){ .key_id = "" };
  jl_statement_bind_text (statement, 1, jl_key_purpose_get_name (purpose));
  if (jl_statement_step (statement, &local_error)) {
    g_strlcpy (use->key_id, jl_statement_get_text (statement, 0), sizeof use->key_id);
    g_strlcpy (use->next_id, jl_statement_get_text (statement, 1), sizeof use->next_id);
    use->person = jl_statement_get_integer (statement, 2);
  }
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* Digests by which people are found can be made anew without the older key; what it wraps cannot be
 * opened without it. */
static const char *
find_missing (const JlKeyUse *use, JlKeys *keys, JlKeyPurpose purpose)
{
  gboolean is_leaving = use->next_id[0] != '\0';

  if (is_leaving && !jl_keys_has (keys, purpose, use->next_id))
    return use->next_id;
  if (use->key_id[0] == '\0' || (is_leaving && purpose == JL_KEY_LOOKUP) ||
      jl_keys_has (keys, purpose, use->key_id))
    return NULL;
  return use->key_id;
}

static gboolean
check_people (const JlKeyUse *use, const char *data_dir, GError **error)
{
  g_autofree char *path = jl_keys_get_person_path (data_dir);

  if (use->key_id[0] == '\0' || g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_set_error (error,
               JL_ERROR,
               JL_ERROR_CORRUPT,
               _ ("%s: the keys of people are missing. Names, telephone numbers and what else is "
                  "personal cannot be read, by anybody, ever, without them. Put them back from "
                  "your key backup: jielid keys restore --data %s BACKUP; only if there is no "
                  "backup of them: jielid keys rotate --data %s --lost person"),
               path,
               data_dir,
               data_dir);
  return FALSE;
}

/**
 * jl_key_use_check:
 * @connection: any, also to a database that is not migrated yet
 * @keys: what the folder of keys has
 * @data_dir: the service's folder
 * @error: CORRUPT, saying which key is missing and what to type
 *
 * Before anything is done with @keys: whether they are those that the data were made with.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_key_use_check (JlConnection *connection, JlKeys *keys, const char *data_dir, GError **error)
{
  gboolean noted;

  if (!jl_key_use_is_noted (connection, &noted, error))
    return FALSE;
  for (guint purpose = 0; noted && purpose < JL_N_KEY_PURPOSES; purpose++) {
    JlKeyUse use;
    const char *missing;

    if (!jl_key_use_read (connection, purpose, &use, error))
      return FALSE;
    missing = find_missing (&use, keys, purpose);
    if (missing != NULL) {
      jl_keys_set_lost (error, data_dir, purpose, missing);
      return FALSE;
    }
    if (purpose == JL_KEY_PERSON && !check_people (&use, data_dir, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_use (JlConnection *connection, JlKeyPurpose purpose, const JlKeyUse *use, GError **error)
{
  static const char sql[] = "INSERT INTO key_use (purpose, key_id, next_id, person) "
                            "VALUES (?1, ?2, ?3, ?4) ON CONFLICT (purpose) DO UPDATE SET "
                            "key_id = ?2, next_id = ?3, person = ?4";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_text (statement, 1, jl_key_purpose_get_name (purpose));
  jl_statement_bind_text (statement, 2, use->key_id);
  jl_statement_bind_text (statement, 3, use->next_id);
  jl_statement_bind_integer (statement, 4, use->person);
  return jl_statement_run (statement, error);
}

/* What was made with the older key is made anew with @key_id. */
static void
begin_renewal (JlKeyUse *use, const char *key_id)
{
  g_strlcpy (use->next_id, key_id, sizeof use->next_id);
  use->person = 0;
}

/* A rotation that is under way comes to its end first. What was signed stays as it is. */
static gboolean
note (JlConnection *connection, JlKeys *keys, JlKeyPurpose purpose, GError **error)
{
  const char *newest = jl_keys_get_current_id (keys, purpose);
  JlKeyUse use;

  if (!jl_key_use_read (connection, purpose, &use, error))
    return FALSE;
  if (use.next_id[0] != '\0' || g_str_equal (use.key_id, newest))
    return TRUE;
  if (use.key_id[0] == '\0' || purpose == JL_KEY_SIGNING)
    g_strlcpy (use.key_id, newest, sizeof use.key_id);
  else
    begin_renewal (&use, newest);
  return write_use (connection, purpose, &use, error);
}

/**
 * jl_key_use_note:
 * @connection: the only writable one, outside any transaction
 * @keys: all that the folder of keys has
 * @error: as jl_statement_step()
 *
 * Notes which keys are used, the first time and when one was rotated. From then on whatever is made
 * is made with the new key.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_key_use_note (JlConnection *connection, JlKeys *keys, GError **error)
{
  for (guint purpose = 0; purpose < JL_N_KEY_PURPOSES; purpose++) {
    if (!note (connection, keys, purpose, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * jl_key_use_advance:
 * @connection: in a transaction
 * @purpose: what is made anew
 * @person: up to whom it is done
 * @error: as jl_statement_step()
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_key_use_advance (JlConnection *connection, JlKeyPurpose purpose, gint64 person, GError **error)
{
  JlKeyUse use;

  if (!jl_key_use_read (connection, purpose, &use, error))
    return FALSE;
  use.person = person;
  return write_use (connection, purpose, &use, error);
}

/**
 * jl_key_use_finish:
 * @connection: in a transaction
 * @purpose: what was made anew
 * @error: as jl_statement_step()
 *
 * Nothing needs the older key any more.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_key_use_finish (JlConnection *connection, JlKeyPurpose purpose, GError **error)
{
  JlKeyUse use;
  JlKeyUse done = { .next_id = "" };

  if (!jl_key_use_read (connection, purpose, &use, error))
    return FALSE;
  g_strlcpy (done.key_id, use.next_id, sizeof done.key_id);
  return write_use (connection, purpose, &done, error);
}

/**
 * jl_key_use_replace:
 * @connection: a writable one; no service runs
 * @purpose: of a key that is lost
 * @key_id: what jl_keys_make_lost() gave
 * @error: as jl_statement_step()
 *
 * From the next start on the service works with another key, and does not miss the lost one.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_key_use_replace (JlConnection *connection,
                    JlKeyPurpose purpose,
                    const char *key_id,
                    GError **error)
{
  JlKeyUse use;

  if (!jl_key_use_read (connection, purpose, &use, error))
    return FALSE;
  if (purpose == JL_KEY_LOOKUP) {
    begin_renewal (&use, key_id);
  } else {
    /* What a lost key of people wrapped is lost with it, so nothing is made anew. */
    use = (JlKeyUse){ .next_id = "" };
    if (purpose == JL_KEY_SIGNING)
      g_strlcpy (use.key_id, key_id, sizeof use.key_id);
  }
  return write_use (connection, purpose, &use, error);
}

/**
 * jl_key_use_forget:
 * @connection: to a database that was restored without its keys
 * @error: as jl_statement_step()
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_key_use_forget (JlConnection *connection, GError **error)
{
  return jl_connection_execute (connection, "DELETE FROM key_use", error);
}
