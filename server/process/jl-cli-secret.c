// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-cli-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

/* Where systemd puts what a unit's LoadCredential= names: systemd.exec(5). */
#define CREDENTIALS_VARIABLE "CREDENTIALS_DIRECTORY"

/**
 * jl_cli_find_credential:
 * @name: `JL_CREDENTIAL_…`
 *
 * Returns: (transfer full) (nullable): the file of the credential of this name that the program was
 *   started with, %NULL if there is none
 */
char *
jl_cli_find_credential (const char *name)
{
  const char *folder = g_getenv (CREDENTIALS_VARIABLE);
  g_autofree char *path = folder != NULL ? g_build_filename (folder, name, NULL) : NULL;

  return path != NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&path)
                                                                    : NULL;
}

/**
 * jl_cli_read_secret:
 * @path: of a file
 * @error: INVALID, or of the file
 *
 * Returns: (transfer full): its first line: a password or passphrase
 */
char *
jl_cli_read_secret (const char *path, GError **error)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  text[strcspn (text, "\r\n")] = '\0';
  if (*text == '\0') {
    g_set_error (error, JL_ERROR, JL_ERROR_INVALID, _ ("%s: there is no password in it"), path);
    return NULL;
  }
  return g_steal_pointer (&text);
}

static char *
ask (const char *question)
{
  const char *typed = getpass (question);

  return typed != NULL ? g_strdup (typed) : NULL;
}

/**
 * jl_cli_get_passphrase:
 * @path: (nullable): the file that the command line names
 * @is_new: whether it is made up now, so that it is asked for twice
 * @error: INVALID, or of the file
 *
 * Returns: (transfer full): the passphrase of a key backup: from the file, else from the credential
 *   of that name, else from whoever sits at the terminal; %NULL with @error set
 */
char *
jl_cli_get_passphrase (const char *path, gboolean is_new, GError **error)
{
  g_autofree char *credential = jl_cli_find_credential (JL_CREDENTIAL_PASSPHRASE);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (path != NULL || credential != NULL)
    return jl_cli_read_secret (path != NULL ? path : credential, error);
  first = ask (_ ("Passphrase: "));
  if (first != NULL && is_new)
    second = ask (_ ("The same again: "));
  if (first == NULL || (is_new && g_strcmp0 (first, second) != 0)) {
    g_set_error_literal (error,
                         JL_ERROR,
                         JL_ERROR_INVALID,
                         first == NULL ? _ ("there is no terminal to ask for the passphrase; use "
                                            "--passphrase-file")
                                       : _ ("the two are not the same"));
    return NULL;
  }
  return g_steal_pointer (&first);
}
