// SPDX-License-Identifier: GPL-3.0-or-later
/* What each process of a running service has given up, as the kernel tells it; and that photos of
 * all kinds are taken in all the same. What a role may not do is tried in tests/server/confine. */
#include "service-fixture.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define SOFA                                                                                          \
  "{\"category\":\"sofa\",\"title\":\"三人位布艺沙发\",\"mode\":\"sell\",\"price_fen\":42000," \
  "\"grade\":\"B\",\"attributes\":{\"seats\":3,\"material\":\"fabric\",\"length_cm\":210}}"

typedef struct {
  ServiceFixture service;
  char *clerk; /* owned: token */
  char *item;  /* owned */
} Fixture;

static void
setup (Fixture *self, gconstpointer data)
{
  service_fixture_open (&self->service);
}

static void
teardown (Fixture *self, gconstpointer data)
{
  service_fixture_close (&self->service);
  g_free (self->clerk);
  g_free (self->item);
}

static void
write_config (Fixture *self, const char *text)
{
  g_autofree char *path = g_build_filename (self->service.data_dir, "jielid.conf", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
take_in (Fixture *self)
{
  ServiceFixture *service = &self->service;
  g_autofree char *root = service_sign_in (service, SERVICE_ADMINISTRATOR);
  g_autofree char *shop =
      service_add_organisation (service, root, "shop", "惠民寄卖店", "HMA", "130102001002");
  g_autoptr (ServiceAnswer) answer = NULL;

  self->clerk = service_add_member (service, root, shop, "clerk", "li.na");
  answer = service_send (
      service,
      &(ServiceRequest){
          .method = "POST", .path = "/api/v1/items", .token = self->clerk, .body = SOFA });
  g_assert_cmpuint (answer->status, ==, 201);
  self->item = g_strdup (service_answer_get_text (answer, "id"));
}

static void
upload (Fixture *self, const char *picture)
{
  g_autofree char *file =
      g_build_filename (g_getenv ("JIELI_TEST_FIXTURES"), "pictures", picture, NULL);
  g_autofree char *path = g_strdup_printf ("/api/v1/items/%s/photos", self->item);
  g_autoptr (GMappedFile) mapped = g_mapped_file_new (file, FALSE, NULL);
  g_autoptr (GBytes) photo = g_mapped_file_get_bytes (mapped);
  g_autoptr (ServiceAnswer) answer = NULL;

  answer = service_send (&self->service,
                         &(ServiceRequest){ .method = "POST",
                                            .path = path,
                                            .token = self->clerk,
                                            .upload = photo,
                                            .type = "image/jpeg" });
  g_assert_cmpuint (answer->status, ==, 201);
}

/* Of the process @pid: what follows `@name:` in its status. */
static int
read_status (int pid, const char *name)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", pid);
  g_autofree char *line = g_strdup_printf ("\n%s:\t", name);
  g_autofree char *status = NULL;
  const char *found;

  g_assert_true (g_file_get_contents (path, &status, NULL, NULL));
  found = strstr (status, line);
  g_assert_nonnull (found);
  return atoi (found + strlen (line));
}

static void
assert_confined (int pid, gboolean expected)
{
  g_assert_cmpint (read_status (pid, "NoNewPrivs"), ==, expected);
#ifndef __SANITIZE_ADDRESS__
  g_assert_cmpint (read_status (pid, "Seccomp"), ==, expected ? 2 : 0);
#endif
}

/* Any that a worker has started, by any of its threads; 0: none. */
static int
find_picture_worker (int worker)
{
  g_autofree char *tasks = g_strdup_printf ("/proc/%d/task", worker);
  g_autoptr (GDir) dir = g_dir_open (tasks, 0, NULL);
  const char *task;
  int pid = 0;

  while (dir != NULL && pid == 0 && (task = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (tasks, task, "children", NULL);
    g_autofree char *text = NULL;

    if (g_file_get_contents (path, &text, NULL, NULL))
      pid = atoi (text);
  }
  return pid;
}

static void
assert_all (Fixture *self, gboolean confined)
{
  g_autoptr (GArray) workers = service_list_children (&self->service, "worker");
  g_autoptr (GArray) indexers = service_list_children (&self->service, "indexer");
  int pictures = find_picture_worker (g_array_index (workers, int, 0));

  g_assert_cmpuint (workers->len, ==, 1);
  g_assert_cmpuint (indexers->len, ==, 1);
  g_assert_cmpint (pictures, >, 0);
  assert_confined (self->service.pid, confined);
  assert_confined (g_array_index (workers, int, 0), confined);
  assert_confined (g_array_index (indexers, int, 0), confined);
  assert_confined (pictures, confined);
}

static const char *const one_worker[] = { "--workers", "1", NULL };

static void
test_running (Fixture *self, gconstpointer data)
{
  service_start (&self->service, one_worker);
  take_in (self);
  upload (self, "sofa-front.jpg");
  upload (self, "phone.heic");
  assert_all (self, TRUE);
}

static void
test_switched_off (Fixture *self, gconstpointer data)
{
  write_config (self, "[service]\nconfine=false\n");
  service_start (&self->service, one_worker);
  take_in (self);
  upload (self, "sofa-front.jpg");
  assert_all (self, FALSE);
}

/* Adds the calls of @set to @calls or takes them away. FALSE: systemd is not installed. */
static gboolean
change_calls (GHashTable *calls, const char *set, gboolean adds)
{
  const char *const argv[] = { "systemd-analyze", "syscall-filter", set, NULL };
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (set[0] != '@') {
    if (adds)
      g_hash_table_add (calls, g_strdup (set));
    else
      g_hash_table_remove (calls, set);
    return TRUE;
  }
  if (!g_spawn_sync (
          NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, NULL, NULL, NULL))
    return FALSE;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 1; lines[i] != NULL; i++) { /* the first is the set's own name */
    const char *word = g_strstrip (lines[i]);

    if (*word != '\0' && *word != '#' && !change_calls (calls, word, adds))
      return FALSE;
  }
  return TRUE;
}

/* What SystemCallFilter of the installed unit allows; NULL: systemd is not installed. */
static GHashTable *
read_unit_calls (void)
{
  g_autoptr (GHashTable) calls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *path =
      g_build_filename (g_getenv ("JIELI_BUILD_DIR"), "data", "jielid.service", NULL);
  g_autofree char *unit = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &unit, NULL, NULL));
  lines = g_strsplit (unit, "\n", -1);
  /* Always there, said or not. */
  if (!change_calls (calls, "@default", TRUE))
    return NULL;
  for (guint i = 0; lines[i] != NULL; i++) {
    const char *value = lines[i] + strlen ("SystemCallFilter=");
    gboolean adds;
    g_auto (GStrv) words = NULL;

    if (!g_str_has_prefix (lines[i], "SystemCallFilter="))
      continue;
    adds = *value != '~';
    words = g_strsplit (adds ? value : value + 1, " ", -1);
    for (guint word = 0; words[word] != NULL; word++)
      g_assert_true (change_calls (calls, words[word], adds));
  }
  return g_steal_pointer (&calls);
}

/* The unit's filter stands around ours: it must let us confine ourselves, and forbid nothing that
 * we need. */
static void
test_within_unit (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) calls = read_unit_calls ();
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *base = g_path_get_dirname (self->service.data_dir);
  g_autofree char *list = g_build_filename (base, "calls", NULL);
  g_autofree char *script = g_build_filename (base, "jielid", NULL);
  g_autofree char *text = NULL;
  GHashTableIter iter;
  gpointer name;

  if (calls == NULL) {
    g_test_skip ("systemd is not installed");
    return;
  }
  g_hash_table_iter_init (&iter, calls);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_string_append_printf (names, "%s\n", (const char *)name);
  g_assert_true (g_file_set_contents (list, names->str, -1, NULL));
  text = g_strdup_printf ("#!/bin/sh\nexec '%s/tests/support/unit-filter' '%s' '%s' \"$@\"\n",
                          g_getenv ("JIELI_BUILD_DIR"),
                          list,
                          self->service.program);
  g_assert_true (g_file_set_contents_full (script, text, -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
  g_free (self->service.program);
  self->service.program = g_steal_pointer (&script);
  service_start (&self->service, one_worker);
  take_in (self);
  upload (self, "sofa-front.jpg");
  upload (self, "phone.heic");
  assert_all (self, TRUE);
}

/* Photos often lie on a disk of their own. */
static void
test_linked_folder (Fixture *self, gconstpointer data)
{
  g_autofree char *photos = g_build_filename (self->service.data_dir, "photos", NULL);
  g_autofree char *elsewhere = g_dir_make_tmp ("jieli-photos-XXXXXX", NULL);
  g_autofree char *tidy = g_strdup_printf ("rm -r '%s'", elsewhere);

  g_assert_cmpint (g_rmdir (photos), ==, 0);
  g_assert_cmpint (symlink (elsewhere, photos), ==, 0);
  service_start (&self->service, one_worker);
  take_in (self);
  upload (self, "sofa-front.jpg");
  assert_all (self, TRUE);
  g_assert_true (g_spawn_command_line_sync (tidy, NULL, NULL, NULL, NULL));
}

/* Successors of those that die are confined as they were, and serve: what comes meanwhile waits. */
static void
test_successors (Fixture *self, gconstpointer data)
{
  g_autoptr (GArray) workers = NULL;
  int old;

  service_start (&self->service, one_worker);
  take_in (self);
  workers = service_list_children (&self->service, "worker");
  old = g_array_index (workers, int, 0);
  g_assert_cmpint (kill (old, SIGKILL), ==, 0);
  service_await_end (old);
  upload (self, "sofa-side.jpg");
  assert_all (self, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(path, func)                                                                            \
  g_test_add ("/integration/confinement/" path, Fixture, NULL, setup, func, teardown)
  ADD ("running", test_running);
  ADD ("switched-off", test_switched_off);
  ADD ("within-unit", test_within_unit);
  ADD ("linked-folder", test_linked_folder);
  ADD ("successors", test_successors);
#undef ADD
  return g_test_run ();
}
