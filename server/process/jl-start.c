// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-start.h"

#define START_TYPE "(vsss)"

/**
 * jl_start_to_bytes:
 * @config: the configuration
 * @public_url: the service's address as people see it
 * @rules_version: of the rules that the writer decides under
 * @notice: what operators are to know, lines; or nothing
 *
 * Returns: (transfer full): the payload of JL_MESSAGE_START
 */
GBytes *
jl_start_to_bytes (const JlConfig *config,
                   const char *public_url,
                   const char *rules_version,
                   const char *notice)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (
      g_variant_new (START_TYPE, jl_config_to_variant (config), public_url, rules_version, notice));

  return g_variant_get_data_as_bytes (variant);
}

/**
 * jl_start_new_from_bytes:
 * @bytes: from jl_start_to_bytes()
 * @error: return location
 *
 * Returns: (transfer full): what was told, or %NULL with JL_ERROR_INVALID
 */
JlStart *
jl_start_new_from_bytes (GBytes *bytes, GError **error)
{
  g_autoptr (GVariant) variant =
      g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (START_TYPE), bytes, FALSE));
  g_autoptr (GVariant) config = NULL;
  g_autoptr (JlStart) self = g_new0 (JlStart, 1);

  g_variant_get (
      variant, START_TYPE, &config, &self->public_url, &self->rules_version, &self->notice);
  self->config = jl_config_new_from_variant (config, error);
  return self->config != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * jl_start_free:
 * @self: (transfer full): what was told
 */
void
jl_start_free (JlStart *self)
{
  g_clear_pointer (&self->config, jl_config_free);
  g_free (self->public_url);
  g_free (self->rules_version);
  g_free (self->notice);
  g_free (self);
}
