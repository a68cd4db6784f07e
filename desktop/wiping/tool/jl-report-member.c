// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-report-member.h"

/**
 * jl_report_add_text:
 * @builder: within an object
 * @name: of a member
 * @value: (nullable): NULL is null
 */
void
jl_report_add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

/**
 * jl_report_add_integer:
 * @builder: within an object
 * @name: of a member
 * @value: a number; one that is more than %G_MAXINT64 was typed by somebody, and is cut
 */
void
jl_report_add_integer (JsonBuilder *builder, const char *name, guint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, (gint64)MIN (value, G_MAXINT64));
}
