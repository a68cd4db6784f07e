// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-config.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

typedef enum { KEY_UINT, KEY_SIZE, KEY_BOOLEAN, KEY_TEXT, KEY_LIST } KeyType;

typedef struct {
  const char *group;
  const char *name;
  KeyType type;
  gsize offset; /* in JlConfig */
  gint64 min;
  gint64 max;
} Key;

#define SERVICE(name_, type_, min_, max_)                                                          \
  {                                                                                                \
    "service", #name_, type_, G_STRUCT_OFFSET (JlConfig, name_), min_, max_                        \
  }
#define ACCOUNTS(name_, type_, min_, max_)                                                         \
  {                                                                                                \
    "accounts", #name_, type_, G_STRUCT_OFFSET (JlConfig, name_), min_, max_                       \
  }
#define KEEPING(name_, type_, min_, max_)                                                          \
  {                                                                                                \
    "keeping", #name_, type_, G_STRUCT_OFFSET (JlConfig, name_), min_, max_                        \
  }
#define LIMIT(name_, type_, min_, max_)                                                            \
  {                                                                                                \
    "limits", #name_, type_, G_STRUCT_OFFSET (JlConfig, limits.name_), min_, max_                  \
  }

#define KIB ((gint64)1024)
#define MIB (1024 * KIB)
#define MINUTE_MS (60 * 1000)

/* What jielid.conf may hold. Texts: lengths; lists: counts. Times in milliseconds, sizes in bytes.
 */
static const Key keys[] = {
  SERVICE (listen, KEY_TEXT, 1, 100),
  SERVICE (workers, KEY_UINT, 1, 64),
  SERVICE (tls_cert, KEY_TEXT, 1, 4000),
  SERVICE (tls_key, KEY_TEXT, 1, 4000),
  SERVICE (trusted_proxies, KEY_LIST, 0, 100),
  SERVICE (photo_location, KEY_TEXT, 2, 100),
  SERVICE (access_log, KEY_BOOLEAN, 0, 1),
  SERVICE (writer_queue, KEY_UINT, 16, 100000),
  SERVICE (writer_batch, KEY_UINT, 1, 4096),
  SERVICE (search_index, KEY_BOOLEAN, 0, 1),
  SERVICE (confine, KEY_BOOLEAN, 0, 1),
  SERVICE (stop_ms, KEY_UINT, 100, 10 * MINUTE_MS),
  ACCOUNTS (hash_bytes, KEY_SIZE, 8 * MIB, 1024 * MIB),
  ACCOUNTS (hash_passes, KEY_UINT, 1, 20),
  KEEPING (purge_every_days, KEY_UINT, 0, 366),
  KEEPING (purge_notice_hours, KEY_UINT, 1, 30 * 24),
  LIMIT (json_bytes, KEY_SIZE, 4 * KIB, 512 * KIB),
  LIMIT (upload_bytes, KEY_SIZE, 64 * KIB, 64 * MIB),
  LIMIT (header_ms, KEY_UINT, 100, 10 * MINUTE_MS),
  LIMIT (body_ms, KEY_UINT, 100, 10 * MINUTE_MS),
  LIMIT (upload_ms, KEY_UINT, 1000, 60 * MINUTE_MS),
  LIMIT (answer_ms, KEY_UINT, 100, 10 * MINUTE_MS),
  LIMIT (idle_ms, KEY_UINT, 100, 60 * MINUTE_MS),
  LIMIT (n_connections, KEY_UINT, 10, 100000),
  LIMIT (n_connections_an_address, KEY_UINT, 1, 100000),
  LIMIT (n_streams, KEY_UINT, 1, 100000),
  LIMIT (n_streams_an_address, KEY_UINT, 1, 100000),
  LIMIT (n_prepare_threads, KEY_UINT, 1, 16),
  LIMIT (n_prepare_waiting, KEY_UINT, 1, 10000),
  LIMIT (n_writes_waiting, KEY_UINT, 1, 10000),
  LIMIT (stream_tick_ms, KEY_UINT, 10, 10000),
  LIMIT (stream_heartbeat_ms, KEY_UINT, 1000, 10 * MINUTE_MS),
  LIMIT (stream_bytes, KEY_SIZE, 4 * KIB, 64 * MIB),
  LIMIT (n_descriptors, KEY_UINT, 64, 1000000),
  LIMIT (retry_after_s, KEY_UINT, 1, 3600),
  LIMIT (gzip_json, KEY_BOOLEAN, 0, 1),
};

/**
 * jl_config_new:
 * @data_dir: the service's folder
 *
 * Returns: (transfer full): the defaults
 */
JlConfig *
jl_config_new (const char *data_dir)
{
  JlConfig *self = g_new0 (JlConfig, 1);

  self->data_dir = g_canonicalize_filename (data_dir, NULL);
  self->listen = g_strdup ("127.0.0.1:8420");
  self->workers = CLAMP (g_get_num_processors (), 1, 64);
  self->access_log = TRUE;
  self->writer_queue = 4096;
  self->writer_batch = 512;
  self->search_index = TRUE;
  self->confine = TRUE;
  self->stop_ms = 30000;
  /* OWASP's smallest recommended Argon2id. */
  self->hash_bytes = 19 * MIB;
  self->hash_passes = 2;
  self->purge_every_days = 7;
  self->purge_notice_hours = 24;
  self->limits = jl_worker_limits_default;
  return self;
}

/**
 * jl_config_free:
 * @self: (transfer full): a configuration
 */
void
jl_config_free (JlConfig *self)
{
  g_free (self->data_dir);
  g_free (self->listen);
  g_free (self->tls_cert);
  g_free (self->tls_key);
  g_strfreev (self->trusted_proxies);
  g_free (self->photo_location);
  g_free (self);
}

static gboolean
has_group (const char *group)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    if (strcmp (keys[i].group, group) == 0)
      return TRUE;
  }
  return FALSE;
}

static const Key *
find_key (const char *group, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    if (strcmp (keys[i].group, group) == 0 && strcmp (keys[i].name, name) == 0)
      return &keys[i];
  }
  return NULL;
}

static gboolean
set_number (const Key *key, gpointer member, const char *text, GError **error)
{
  gint64 number;
  char *end;

  number = g_ascii_strtoll (text, &end, 10);
  if (end == text || *end != '\0' || number < key->min || number > key->max) {
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        key->name,
                        _ ("%s is not a number from %" PRId64 " to %" PRId64),
                        text,
                        key->min,
                        key->max);
    return FALSE;
  }
  if (key->type == KEY_SIZE)
    *(gsize *)member = number;
  else
    *(guint *)member = number;
  return TRUE;
}

static gboolean
set_boolean (const Key *key, gboolean *member, const char *text, GError **error)
{
  if (strcmp (text, "true") != 0 && strcmp (text, "false") != 0) {
    jl_set_error_field (
        error, JL_ERROR_INVALID, key->name, _ ("%s is neither true nor false"), text);
    return FALSE;
  }
  *member = text[0] == 't';
  return TRUE;
}

static gboolean
set_text (const Key *key, char **member, const char *text, GError **error)
{
  gint64 length = strlen (text);

  if (length < key->min || length > key->max) {
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        key->name,
                        _ ("must have %" PRId64 " to %" PRId64 " bytes"),
                        key->min,
                        key->max);
    return FALSE;
  }
  g_free (*member);
  *member = g_strdup (text);
  return TRUE;
}

static gboolean
set_list (const Key *key, char ***member, const char *text, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = g_strsplit_set (text, "; ", -1);
  gint64 n = 0;

  for (guint i = 0; parts[i] != NULL; i++) {
    if (*parts[i] != '\0') {
      g_strv_builder_add (builder, parts[i]);
      n++;
    }
  }
  if (n < key->min || n > key->max) {
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        key->name,
                        _ ("must have %" PRId64 " to %" PRId64 " parts"),
                        key->min,
                        key->max);
    return FALSE;
  }
  g_strfreev (*member);
  *member = g_strv_builder_end (builder);
  return TRUE;
}

static gboolean
set_key (JlConfig *self, const Key *key, const char *text, GError **error)
{
  gpointer member = (char *)self + key->offset;

  switch (key->type) {
  case KEY_UINT:
  case KEY_SIZE:
    return set_number (key, member, text, error);
  case KEY_BOOLEAN:
    return set_boolean (key, member, text, error);
  case KEY_TEXT:
    return set_text (key, member, text, error);
  case KEY_LIST:
    return set_list (key, member, text, error);
  }
  g_return_val_if_reached (FALSE);
}

static char *
get_key (const JlConfig *self, const Key *key)
{
  gconstpointer member = (const char *)self + key->offset;

  switch (key->type) {
  case KEY_UINT:
    return g_strdup_printf ("%u", *(const guint *)member);
  case KEY_SIZE:
    return g_strdup_printf ("%" G_GSIZE_FORMAT, *(const gsize *)member);
  case KEY_BOOLEAN:
    return g_strdup (*(const gboolean *)member ? "true" : "false");
  case KEY_TEXT:
    return g_strdup (*(char *const *)member);
  case KEY_LIST:
    return *(char **const *)member != NULL ? g_strjoinv (";", *(char **const *)member) : NULL;
  }
  g_return_val_if_reached (NULL);
}

/**
 * jl_config_set:
 * @self: a configuration
 * @group: as in the file
 * @name: of the key
 * @text: its value as in the file
 * @error: return location
 *
 * Returns: %FALSE with JL_ERROR_INVALID, which names the key, the value and what is allowed
 */
gboolean
jl_config_set (
    JlConfig *self, const char *group, const char *name, const char *text, GError **error)
{
  const Key *key = find_key (group, name);

  if (key == NULL) {
    jl_set_error_field (error, JL_ERROR_INVALID, name, _ ("there is no such key"));
    return FALSE;
  }
  return set_key (self, key, text, error);
}

static gboolean
load_group (JlConfig *self, GKeyFile *file, const char *path, const char *group, GError **error)
{
  g_auto (GStrv) names = g_key_file_get_keys (file, group, NULL, NULL);

  for (guint i = 0; names[i] != NULL; i++) {
    g_autoptr (GError) local_error = NULL;
    g_autofree char *text = g_key_file_get_string (file, group, names[i], &local_error);

    /* GLib gives what it made of a value with a bad escape, and an error. */
    if (local_error != NULL)
      g_propagate_error (error, g_steal_pointer (&local_error));
    else if (jl_config_set (self, group, names[i], g_strstrip (text), error))
      continue;
    g_prefix_error (error, "%s: [%s] %s: ", path, group, names[i]);
    return FALSE;
  }
  return TRUE;
}

/**
 * jl_config_load_file:
 * @self: a configuration
 * @error: return location
 *
 * Takes over what `jielid.conf` in the data folder says. That there is no such file is no error;
 * a group or key that is not known is, so that a misspelt one is noticed.
 *
 * Returns: %FALSE with JL_ERROR_INVALID, which names file, group, key, value and what is allowed
 */
gboolean
jl_config_load_file (JlConfig *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->data_dir, JL_CONFIG_FILE, NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) local_error = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) groups = NULL;
  gsize size = 0;

  if (!g_file_get_contents (path, &text, &size, &local_error) &&
      g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return TRUE;
  /* GKeyFile takes any bytes for names, and messages name them. */
  if (local_error == NULL && !g_utf8_validate_len (text, size, NULL)) {
    g_set_error (error, JL_ERROR, JL_ERROR_INVALID, _ ("%s is not text in UTF-8"), path);
    return FALSE;
  }
  if (local_error != NULL ||
      !g_key_file_load_from_data (file, text, size, G_KEY_FILE_NONE, &local_error)) {
    g_set_error (error, JL_ERROR, JL_ERROR_INVALID, "%s: %s", path, local_error->message);
    return FALSE;
  }
  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++) {
    if (!has_group (groups[i])) {
      g_set_error (error,
                   JL_ERROR,
                   JL_ERROR_INVALID,
                   _ ("%s: [%s]: there is no such group"),
                   path,
                   groups[i]);
      return FALSE;
    }
    if (!load_group (self, file, path, groups[i], error))
      return FALSE;
  }
  return TRUE;
}

/**
 * jl_config_parse_address:
 * @text: `ADDRESS:PORT`, an IPv6 address in brackets
 * @error: return location
 *
 * Returns: (transfer full): the address to listen on, or %NULL with JL_ERROR_INVALID
 */
GSocketAddress *
jl_config_parse_address (const char *text, GError **error)
{
  const char *colon = strrchr (text, ':');
  g_autofree char *host = NULL;
  g_autoptr (GInetAddress) address = NULL;
  guint64 port;

  if (colon != NULL) {
    host = g_strndup (text, colon - text);
    if (host[0] == '[' && g_str_has_suffix (host, "]")) {
      host[strlen (host) - 1] = '\0';
      address = g_inet_address_new_from_string (host + 1);
    } else if (strchr (host, ':') == NULL) {
      address = g_inet_address_new_from_string (host);
    }
  }
  if (address == NULL || !g_ascii_string_to_unsigned (colon + 1, 10, 0, 65535, &port, NULL)) {
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        "listen",
                        _ ("listen: %s is not an address and a port, such as 127.0.0.1:8420"),
                        text);
    return NULL;
  }
  return g_inet_socket_address_new (address, port);
}

static gboolean
check_proxies (char **proxies, GError **error)
{
  for (guint i = 0; proxies != NULL && proxies[i] != NULL; i++) {
    g_autoptr (GInetAddressMask) mask = g_inet_address_mask_new_from_string (proxies[i], NULL);

    if (mask == NULL) {
      jl_set_error_field (
          error,
          JL_ERROR_INVALID,
          "trusted_proxies",
          _ ("trusted_proxies: %s is not an address or a network, such as 10.0.0.0/8"),
          proxies[i]);
      return FALSE;
    }
  }
  return TRUE;
}

/* It becomes the beginning of a path in a header. */
static gboolean
check_photo_location (const JlConfig *self, GError **error)
{
  const char *location = self->photo_location;

  if (location == NULL)
    return TRUE;
  if (!g_regex_match_simple ("^/([A-Za-z0-9_-]+/)+$", location, G_REGEX_DOLLAR_ENDONLY, 0)) {
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        "photo_location",
                        _ ("photo_location: %s is not a location such as /-/photos/"),
                        location);
    return FALSE;
  }
  if (self->trusted_proxies == NULL || self->trusted_proxies[0] == NULL) {
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        "photo_location",
                        _ ("photo_location: trusted_proxies must say where nginx is"));
    return FALSE;
  }
  return TRUE;
}

/**
 * jl_config_check:
 * @self: a configuration, complete
 * @error: return location
 *
 * Checks what one key alone cannot tell: forms of addresses, and keys that belong together.
 *
 * Returns: %FALSE with JL_ERROR_INVALID
 */
gboolean
jl_config_check (JlConfig *self, GError **error)
{
  g_autoptr (GSocketAddress) address = jl_config_parse_address (self->listen, error);

  if (address == NULL || !check_proxies (self->trusted_proxies, error) ||
      !check_photo_location (self, error))
    return FALSE;
  if ((self->tls_cert == NULL) != (self->tls_key == NULL)) {
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        self->tls_cert == NULL ? "tls_cert" : "tls_key",
                        _ ("tls_cert and tls_key must be given together"));
    return FALSE;
  }
  return TRUE;
}

/**
 * jl_config_to_variant:
 * @self: a configuration
 *
 * Returns: (transfer floating): (sa(sss)): the data folder and all keys, for a child, so that a
 *   respawned one runs with what the parent read at its own start
 */
GVariant *
jl_config_to_variant (const JlConfig *self)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sss)"));

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_autofree char *text = get_key (self, &keys[i]);

    if (text != NULL)
      g_variant_builder_add (&builder, "(sss)", keys[i].group, keys[i].name, text);
  }
  return g_variant_new ("(sa(sss))", self->data_dir, &builder);
}

/**
 * jl_config_new_from_variant:
 * @variant: from jl_config_to_variant()
 * @error: return location
 *
 * Returns: (transfer full): the configuration, or %NULL with JL_ERROR_INVALID
 */
JlConfig *
jl_config_new_from_variant (GVariant *variant, GError **error)
{
  const char *data_dir;
  const char *group;
  const char *name;
  const char *text;
  g_autoptr (GVariantIter) iter = NULL;
  g_autoptr (JlConfig) self = NULL;

  g_variant_get (variant, "(&sa(sss))", &data_dir, &iter);
  self = jl_config_new (data_dir);
  while (g_variant_iter_next (iter, "(&s&s&s)", &group, &name, &text)) {
    if (!jl_config_set (self, group, name, text, error))
      return NULL;
  }
  return g_steal_pointer (&self);
}
