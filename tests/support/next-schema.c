// SPDX-License-Identifier: GPL-3.0-or-later
#include "next-schema.h"

#include <glib/gstdio.h>
#include <unistd.h>

#define SCHEMA "schema"

/* Links to all that is in @from, but for the schema. */
static void
link_all (const char *from, const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  g_assert_cmpint (g_mkdir_with_parents (to, 0700), ==, 0);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *source = g_build_filename (from, name, NULL);
    g_autofree char *target = g_build_filename (to, name, NULL);

    if (!g_str_equal (name, SCHEMA))
      g_assert_cmpint (symlink (source, target), ==, 0);
  }
}

char *
next_schema_make (ServiceFixture *service)
{
  const char *data = g_getenv ("JIELI_DATA_DIR");
  g_autofree char *base = g_path_get_dirname (service->data_dir);
  char *folder = g_build_filename (base, "next-data", NULL);
  g_autofree char *schema = g_build_filename (data, SCHEMA, NULL);
  g_autofree char *own = g_build_filename (folder, SCHEMA, NULL);

  link_all (data, folder);
  link_all (schema, own);
  return folder;
}

void
next_schema_add_step (const char *folder)
{
  g_autofree char *schema = g_build_filename (folder, SCHEMA, NULL);
  g_autoptr (GDir) dir = g_dir_open (schema, 0, NULL);
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autofree char *sql = NULL;
  const char *entry;
  guint n = 1;

  while ((entry = g_dir_read_name (dir)) != NULL)
    n += g_str_has_suffix (entry, ".sql");
  name = g_strdup_printf ("%04u-next.sql", n);
  path = g_build_filename (schema, name, NULL);
  sql = g_strdup_printf ("CREATE TABLE next_%u (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;"
                         "INSERT INTO next_%u SELECT id, title || title || title FROM item;"
                         "CREATE INDEX next_%u_text ON next_%u (text);",
                         n,
                         n,
                         n,
                         n);
  g_assert_true (g_file_set_contents (path, sql, -1, NULL));
}

void
next_schema_use (const char *folder, ServiceFixture *service)
{
  char **environment =
      service->environment == NULL ? g_get_environ () : g_steal_pointer (&service->environment);

  service->environment = g_environ_setenv (environment, "JIELI_DATA_DIR", folder, TRUE);
}
