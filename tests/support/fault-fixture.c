// SPDX-License-Identifier: GPL-3.0-or-later
#include "fault-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/mman.h>
#include <unistd.h>

#define MEMORY_FOLDER "/dev/shm"

void
fault_fixture_use_memory (void)
{
  if (g_file_test (MEMORY_FOLDER, G_FILE_TEST_IS_DIR) && g_access (MEMORY_FOLDER, W_OK) == 0)
    g_setenv ("TMPDIR", MEMORY_FOLDER, TRUE);
}

static char *
make_file (const char *folder, const char *name, gsize size)
{
  char *path = g_build_filename (folder, name, NULL);
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (ftruncate (fd, (off_t)size), ==, 0);
  g_close (fd, NULL);
  return path;
}

void
fault_fixture_open (FaultFixture *self, ServiceFixture *service, gboolean traces)
{
  g_autofree char *base = g_path_get_dirname (service->data_dir);
  g_autofree char *path = make_file (base, "faults", sizeof (FaultControl));
  g_autofree char *shim =
      g_build_filename (g_getenv ("JIELI_BUILD_DIR"), "tests", "support", "fault-shim.so", NULL);
  /* The shim comes before a sanitizer's library, which it needs nothing of. */
  g_autofree char *asan_options =
      g_strconcat (g_getenv ("ASAN_OPTIONS"), ":verify_asan_link_order=0", NULL);
  char **environment = g_get_environ ();
  int fd = g_open (path, O_RDWR | O_CLOEXEC, 0);

  self->control = mmap (NULL, sizeof *self->control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  g_assert_true (self->control != MAP_FAILED);
  g_close (fd, NULL);
  environment = g_environ_setenv (environment, "LD_PRELOAD", shim, TRUE);
  environment = g_environ_setenv (environment, "ASAN_OPTIONS", asan_options, TRUE);
  environment = g_environ_setenv (environment, FAULT_CONTROL_VARIABLE, path, TRUE);
  environment = g_environ_setenv (environment, FAULT_FOLDER_VARIABLE, service->data_dir, TRUE);
  if (traces) {
    self->trace = make_file (base, "trace", 0);
    environment = g_environ_setenv (environment, FAULT_TRACE_VARIABLE, self->trace, TRUE);
  }
  service->environment = environment;
}

void
fault_fixture_close (FaultFixture *self)
{
  munmap (self->control, sizeof *self->control);
  g_clear_pointer (&self->trace, g_free);
}

void
fault_arm (FaultFixture *self, const FaultPoint *point, guint countdown)
{
  FaultControl *control = self->control;

  atomic_store (&control->killed, 0);
  atomic_store (&control->countdown, (int)countdown);
  control->is_after = point->is_after;
  g_strlcpy (control->program, point->program, sizeof control->program);
  g_strlcpy (control->path, point->path, sizeof control->path);
  atomic_store (&control->call, (int)point->call);
}

int
fault_disarm (FaultFixture *self)
{
  atomic_store (&self->control->call, FAULT_NONE);
  return atomic_load (&self->control->killed);
}
