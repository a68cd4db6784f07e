// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-cli-private.h"

#include "jl-language.h"
#include "jl-log.h"
#include "jl-parent.h"
#include "jl-places.h"

#include <glib/gi18n-lib.h>

/* The command line's word overrules the file's. */
static gboolean
overrule (JlConfig *config, const char *option, const char *name, const char *text, GError **error)
{
  if (text == NULL || jl_config_set (config, "service", name, text, error))
    return TRUE;
  g_prefix_error (error, "%s: ", option);
  return FALSE;
}

/* What the unit was given for a service that ends TLS itself. */
static gboolean
take_credentials (JlConfig *config, GError **error)
{
  g_autofree char *cert = jl_cli_find_credential (JL_CREDENTIAL_TLS_CERT);
  g_autofree char *key = jl_cli_find_credential (JL_CREDENTIAL_TLS_KEY);

  if (config->tls_cert != NULL || config->tls_key != NULL)
    return TRUE;
  return overrule (config, JL_CREDENTIAL_TLS_CERT, "tls_cert", cert, error) &&
         overrule (config, JL_CREDENTIAL_TLS_KEY, "tls_key", key, error);
}

/**
 * jl_cli_serve:
 * @application: what the program consists of
 * @argc: its arguments
 * @argv: its arguments
 *
 * `jielid serve`.
 *
 * Returns: why it left
 */
JlExit
jl_cli_serve (const JlApplication *application, int argc, char **argv)
{
  g_autofree char *data_dir = NULL;
  g_autofree char *listen = NULL;
  g_autofree char *port_file = NULL;
  g_autofree char *workers = NULL;
  g_autofree char *tls_cert = NULL;
  g_autofree char *tls_key = NULL;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, N_ ("the data folder"), N_ ("FOLDER") },
    { "listen",
      0,
      0,
      G_OPTION_ARG_STRING,
      &listen,
      N_ ("where to listen; port 0: any that is free"),
      "127.0.0.1:8420" },
    { "port-file",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &port_file,
      N_ ("write the port there once the service answers"),
      N_ ("FILE") },
    { "workers",
      0,
      0,
      G_OPTION_ARG_STRING,
      &workers,
      N_ ("processes that answer requests; one for each core if not given"),
      N_ ("NUMBER") },
    { "tls-cert",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &tls_cert,
      N_ ("certificate, for HTTPS"),
      N_ ("FILE") },
    { "tls-key", 0, 0, G_OPTION_ARG_FILENAME, &tls_key, N_ ("its private key"), N_ ("FILE") },
    { NULL },
  };
  g_autoptr (JlConfig) config = NULL;
  g_autoptr (GError) error = NULL;
  JlExit status;

  if (!jl_cli_parse ("serve", NULL, entries, &argc, &argv, &status))
    return status;
  config = jl_cli_load_config (data_dir, &status);
  if (config == NULL)
    return status;
  if (!overrule (config, "--listen", "listen", listen, &error) ||
      !overrule (config, "--workers", "workers", workers, &error) ||
      !overrule (config, "--tls-cert", "tls_cert", tls_cert, &error) ||
      !overrule (config, "--tls-key", "tls_key", tls_key, &error) ||
      !take_credentials (config, &error))
    return jl_cli_fail (JL_EXIT_USAGE, error);
  if (!jl_config_check (config, &error))
    return jl_cli_fail (JL_EXIT_CONFIG, error);

  jl_log_start ("jielid");
  jl_language_init (jl_places_get_locale_dir ());
  return jl_parent_run (application, config, port_file);
}
