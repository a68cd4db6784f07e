// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-application.h"
#include "jl-locale.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

#define SCHEMA "cn.jieli.Jieli"

/* Without its schema GSettings ends the program with a message that helps nobody. */
static gboolean
has_schema (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema =
      source != NULL ? g_settings_schema_source_lookup (source, SCHEMA, TRUE) : NULL;

  return schema != NULL;
}

int
main (int argc, char **argv)
{
  g_autoptr (JlApplication) application = NULL;

  jl_locale_init ();
  if (!has_schema ()) {
    g_printerr (
        _ ("jieli: its settings (%s) are not installed. To run it from the build folder, set "
           "GSETTINGS_SCHEMA_DIR to its subfolder data.\n"),
        SCHEMA);
    return EXIT_FAILURE;
  }
  application = jl_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
