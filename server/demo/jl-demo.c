// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-demo-private.h"

/**
 * jl_demo_new:
 * @directory: of the demo's texts (data/demo)
 * @seed: another seed makes another city
 * @rules: must outlive the demo
 * @today: things are as old as they are on this day
 *
 * Returns: (transfer full): a city to make things of, or %NULL with a JL_ERROR that names file and
 * member
 */
JlDemo *
jl_demo_new (
    const char *directory, guint64 seed, const JlRules *rules, JlDate today, GError **error)
{
  g_autoptr (JlDemo) self = g_new0 (JlDemo, 1);

  self->seed = seed;
  self->rules = rules;
  self->today = today;
  self->records = g_ptr_array_new_with_free_func (g_object_unref);
  if (!jl_demo_read_phrases (self, directory, error) ||
      !jl_demo_read_templates (self, directory, error) ||
      !jl_demo_read_city (self, directory, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * jl_demo_free:
 * @self: (transfer full): a demo
 */
void
jl_demo_free (JlDemo *self)
{
  g_clear_pointer (&self->roles, g_ptr_array_unref);
  g_clear_pointer (&self->organisations, g_ptr_array_unref);
  g_clear_pointer (&self->district_weights, g_array_unref);
  g_clear_pointer (&self->districts, g_ptr_array_unref);
  g_clear_pointer (&self->weights, g_array_unref);
  g_clear_pointer (&self->templates, g_ptr_array_unref);
  g_clear_pointer (&self->words, g_hash_table_unref);
  g_clear_pointer (&self->pools, g_hash_table_unref);
  g_ptr_array_unref (self->records);
  g_free (self);
}

/**
 * jl_demo_get_n_organisations:
 * @self: a demo
 *
 * Returns: how many organisations there are
 */
guint
jl_demo_get_n_organisations (const JlDemo *self)
{
  return self->organisations->len;
}

/**
 * jl_demo_get_organisation:
 * @self: a demo
 * @index: below their number
 *
 * Returns: (transfer none): the organisation
 */
const JlDemoOrganisation *
jl_demo_get_organisation (const JlDemo *self, guint index)
{
  return self->organisations->pdata[index];
}
