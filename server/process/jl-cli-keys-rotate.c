// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-cli-private.h"

#include "jl-data-folder.h"
#include "jl-error.h"
#include "jl-key-use.h"
#include "jl-store.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* `jielid keys list` and `jielid keys rotate`: which keys there are, and others in their place. */

static void
print_public (JlKeys *keys, const char *id)
{
  const guint8 *public_key = jl_keys_get_public (keys, id);
  char hex[2 * JL_KEYS_PUBLIC_BYTES + 1];

  if (public_key != NULL)
    printf (" %s", sodium_bin2hex (hex, sizeof hex, public_key, JL_KEYS_PUBLIC_BYTES));
}

static const char *
get_state (const JlKeyUse *use, const char *id, gboolean is_newest)
{
  gboolean is_rotated = use->next_id[0] != '\0';

  if (g_str_equal (id, use->next_id))
    return _ ("in use, what an older one made is being made anew");
  if (g_str_equal (id, use->key_id))
    return is_rotated ? _ ("still needed until that is done") : _ ("in use");
  return is_newest ? _ ("waiting for the service to take it") : _ ("older");
}

static gboolean
print_keys (const JlCliFolder *folder, JlKeyPurpose purpose, GError **error)
{
  g_auto (GStrv) ids = jl_keys_list (folder->keys, purpose);
  JlKeyUse use = { .key_id = "" };
  gboolean noted;

  if (!jl_key_use_is_noted (folder->connection, &noted, error) ||
      (noted && !jl_key_use_read (folder->connection, purpose, &use, error)))
    return FALSE;
  for (guint i = 0; ids[i] != NULL; i++) {
    printf (
        "%s %s %s", jl_key_purpose_get_name (purpose), ids[i], get_state (&use, ids[i], i == 0));
    print_public (folder->keys, ids[i]);
    printf ("\n");
  }
  return TRUE;
}

/**
 * jl_cli_keys_list:
 * @application: what the program consists of
 * @argc: its arguments
 * @argv: its arguments
 *
 * `jielid keys list`: a line for each key: purpose, id, whether it is the one in use, and of a
 * signing key the public part, which others may know.
 *
 * Returns: why it left
 */
JlExit
jl_cli_keys_list (const JlApplication *application, int argc, char **argv)
{
  g_auto (JlCliFolder) folder = { NULL };
  g_autoptr (GError) error = NULL;
  JlExit status;

  if (!jl_cli_folder_parse (&folder, "keys list", argc, argv, &status))
    return status;
  for (guint purpose = 0; purpose < JL_N_KEY_PURPOSES; purpose++) {
    if (!print_keys (&folder, purpose, &error))
      return jl_cli_fail (JL_EXIT_DATA, error);
  }
  return JL_EXIT_OK;
}

/* The number of purposes: there is none of this name. */
static JlKeyPurpose
find_purpose (const char *name)
{
  JlKeyPurpose purpose = 0;

  while (purpose < JL_N_KEY_PURPOSES && strcmp (name, jl_key_purpose_get_name (purpose)) != 0)
    purpose++;
  return purpose;
}

/* What the data were made with is noted last, so that this can be repeated. */
static gboolean
replace_lost (const char *data_dir, JlKeyPurpose purpose, GError **error)
{
  g_autofree char *path = jl_store_get_path (data_dir);
  g_autofree char *id = NULL;
  g_autoptr (JlConnection) connection = jl_connection_open (path, 0, error);
  JlKeyUse use = { .key_id = "" };
  gboolean is_noted;

  if (connection == NULL || !jl_key_use_is_noted (connection, &is_noted, error) ||
      (is_noted && !jl_key_use_read (connection, purpose, &use, error)))
    return FALSE;
  id = jl_keys_make_lost (data_dir, purpose, use.key_id[0] != '\0' ? use.key_id : NULL, error);
  return id != NULL && (!is_noted || jl_key_use_replace (connection, purpose, id, error));
}

/* A service that still runs has the key in its memory: it must not be taken for lost. */
static JlExit
run_lost (const char *data_dir, JlKeyPurpose purpose, GError **error)
{
  int lock = jl_data_folder_lock (data_dir, error);
  gboolean ok;

  if (lock < 0)
    return JL_EXIT_IN_USE;
  ok = replace_lost (data_dir, purpose, error);
  close (lock);
  return ok ? JL_EXIT_OK : JL_EXIT_DATA;
}

static void
tell (JlKeyPurpose purpose, gboolean lost)
{
  if (!lost)
    printf ("%s\n",
            _ ("There is a new key. A running service takes it within five minutes, at once with "
               "SIGHUP."));
  else
    printf ("%s\n", _ ("There is a new key in place of the lost one."));
  if (purpose == JL_KEY_LOOKUP || (purpose == JL_KEY_PERSON && !lost))
    printf ("%s\n",
            _ ("What was made with the older one is made anew while the service runs; jielid keys "
               "list tells when that is done."));
  if (purpose == JL_KEY_PERSON && lost)
    printf ("%s\n", _ ("Names and telephone numbers of everybody so far are lost."));
  printf ("%s\n", _ ("Back up the keys now: jielid keys backup"));
}

/**
 * jl_cli_keys_rotate:
 * @application: what the program consists of
 * @argc: its arguments
 * @argv: its arguments
 *
 * `jielid keys rotate`: the service need not be stopped for it, but for a key that is lost.
 *
 * Returns: why it left
 */
JlExit
jl_cli_keys_rotate (const JlApplication *application, int argc, char **argv)
{
  g_autofree char *data_dir = NULL;
  gboolean lost = FALSE;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, N_ ("the data folder"), N_ ("FOLDER") },
    { "lost",
      0,
      0,
      G_OPTION_ARG_NONE,
      &lost,
      N_ ("the key is gone, and there is no backup of it"),
      NULL },
    { NULL },
  };
  g_autoptr (JlConfig) config = NULL;
  g_autoptr (GError) error = NULL;
  const char *name = NULL;
  JlKeyPurpose purpose;
  JlExit status;

  if (!jl_cli_parse_one ("keys rotate", _ ("PURPOSE"), entries, argc, argv, &name, &status))
    return status;
  config = jl_cli_load_config (data_dir, &status);
  if (config == NULL)
    return status;
  purpose = find_purpose (name);
  if (purpose == JL_N_KEY_PURPOSES) {
    fprintf (
        stderr, _ ("%s: %s: a key is for signing, lookup or person\n"), g_get_prgname (), name);
    return JL_EXIT_USAGE;
  }
  if (!jl_data_folder_check (config->data_dir, &error))
    return jl_cli_fail (JL_EXIT_DATA, error);
  if (lost)
    status = run_lost (config->data_dir, purpose, &error);
  else
    status = jl_keys_rotate (config->data_dir, purpose, &error) ? JL_EXIT_OK : JL_EXIT_DATA;
  if (status != JL_EXIT_OK)
    return jl_cli_fail (status, error);
  tell (purpose, lost);
  return JL_EXIT_OK;
}
