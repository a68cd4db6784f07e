// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-founding.h"

#include "jl-account.h"
#include "jl-backend.h"
#include "jl-data-folder.h"
#include "jl-error.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

/* The first node of a city; its epoch begins with 1. */
#define FIRST_NODE 0
/* Room for what is added behind it in QR codes. */
#define MAX_PUBLIC_URL 100

/**
 * jl_founding_check_public_url:
 * @text: as typed
 * @error: return location
 *
 * Returns: (transfer full): the address in its one form, without a slash at its end, or %NULL with
 *   JL_ERROR_INVALID
 */
char *
jl_founding_check_public_url (const char *text, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  g_autofree char *url = g_strdup (text);

  while (g_str_has_suffix (url, "/"))
    url[strlen (url) - 1] = '\0';
  if (uri == NULL || strlen (url) > MAX_PUBLIC_URL || g_uri_get_host (uri) == NULL ||
      *g_uri_get_host (uri) == '\0' || g_uri_get_userinfo (uri) != NULL ||
      g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL ||
      (strcmp (g_uri_get_scheme (uri), "https") != 0 &&
       strcmp (g_uri_get_scheme (uri), "http") != 0)) {
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        "public_url",
                        _ ("%s is not an address such as https://jieli.example.cn"),
                        text);
    return NULL;
  }
  return g_steal_pointer (&url);
}

/**
 * jl_founding_make_password:
 *
 * Returns: (transfer full): 20 random characters in groups, none of which looks like another: 98
 *   bits
 */
char *
jl_founding_make_password (void)
{
  static const char alphabet[] = "23456789abcdefghjkmnpqrstuvwxyz";
  GString *password = g_string_new (NULL);

  g_return_val_if_fail (sodium_init () >= 0, NULL);
  for (guint i = 0; i < 20; i++) {
    if (i > 0 && i % 5 == 0)
      g_string_append_c (password, '-');
    g_string_append_c (password, alphabet[randombytes_uniform (sizeof alphabet - 1)]);
  }
  return g_string_free (password, FALSE);
}

/* The rule for all passwords: the member `password` of the record `join`. */
static gboolean
check_password (const char *password, GError **error)
{
  const JlField *field = &jl_join_table.fields[JL_JOIN_PASSWORD];
  gint64 length = g_utf8_validate (password, -1, NULL) ? g_utf8_strlen (password, -1) : 0;

  if (length >= field->min && length <= field->max)
    return TRUE;
  jl_set_error_field (error,
                      JL_ERROR_INVALID,
                      field->name,
                      _ ("The password must have %d to %d characters"),
                      (int)field->min,
                      (int)field->max);
  return FALSE;
}

static gboolean
make_folder (const char *data_dir, const char *public_url, GError **error)
{
  const JlStoreSettings settings = {
    .data_dir = data_dir,
    .public_url = public_url,
    .node = FIRST_NODE,
    .now = g_get_real_time () / 1000,
  };

  return jl_keys_create (data_dir, error) && jl_store_init (&settings, error);
}

static gboolean
make_city (const JlApplication *application,
           const JlConfig *config,
           const JlFounding *founding,
           JlExit *status,
           GError **error)
{
  g_autoptr (JlBackend) backend = jl_backend_open (application, config, status, error);

  return backend != NULL && application->found (backend->writer, founding, error);
}

/**
 * jl_founding_run:
 * @application: what the program consists of
 * @config: the configuration: which folder
 * @public_url: the address residents will open; fixed for ever, because it is printed on labels
 * @founding: what the new city is told
 * @status: (out): why the program should leave, on failure
 * @error: return location
 *
 * Makes a data folder: database, keys, the city and its first administrator. What cannot be
 * completed is removed again.
 *
 * Returns: %FALSE with an error
 */
gboolean
jl_founding_run (const JlApplication *application,
                 const JlConfig *config,
                 const char *public_url,
                 const JlFounding *founding,
                 JlExit *status,
                 GError **error)
{
  g_autofree char *url = jl_founding_check_public_url (public_url, error);

  *status = JL_EXIT_USAGE;
  if (url == NULL || !check_password (founding->password, error))
    return FALSE;
  *status = JL_EXIT_DATA;
  if (!jl_data_folder_create (config->data_dir, error))
    return FALSE;
  if (make_folder (config->data_dir, url, error) &&
      make_city (application, config, founding, status, error))
    return TRUE;
  jl_data_folder_clear (config->data_dir);
  return FALSE;
}
