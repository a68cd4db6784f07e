// SPDX-License-Identifier: GPL-3.0-or-later
/* Keeps a session where jieli looks for it (desktop/accounts/jl-keyring.c), so that it starts with
 * the list instead of the sign-in page.
 * usage: bench-session SERVER USERNAME TOKEN */
#include <libsecret/secret.h>
#include <stdlib.h>

static const SecretSchema schema = {
  "cn.jieli.Jieli.Session",
  SECRET_SCHEMA_NONE,
  { { "server", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "username", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 } },
};

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (argc != 4) {
    g_printerr ("usage: bench-session SERVER USERNAME TOKEN\n");
    return EXIT_FAILURE;
  }
  if (!secret_password_store_sync (&schema,
                                   SECRET_COLLECTION_DEFAULT,
                                   "Jieli: measuring",
                                   argv[3],
                                   NULL,
                                   &error,
                                   "server",
                                   argv[1],
                                   "username",
                                   argv[2],
                                   NULL)) {
    g_printerr ("%s\n", error->message);
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
