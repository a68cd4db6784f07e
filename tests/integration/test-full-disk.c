// SPDX-License-Identifier: GPL-3.0-or-later
#include "fault-fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * A disk that is full, on a small file system of its own where the test may mount one and otherwise
 * by the shim, and one that has become read-only: writes are refused with 507 or 503, reads go on,
 * nothing that was answered is lost, and once the disk takes writes again the service does.
 */

#define SMALL_DISK "size=24m"
/* What is left on it when it gets full. */
#define BYTES_LEFT (256 * 1024)
/* More than fit in there. */
#define N_TRIES 2000
#define N_REFUSED 5
#define PATIENCE_SECONDS 60

typedef struct {
  const char *name;
  gboolean mounts;
  int failure;
  gboolean dies; /* the service, while nothing can be written */
} Trouble;

typedef struct {
  ServiceFixture service;
  FaultFixture faults;
  gboolean is_mounted;
  char *ballast;    /* owned: a file that fills the disk */
  char *manager;    /* owned: token */
  GPtrArray *items; /* owned: (element-type utf8): ids that were answered */
  guint n_keys;
} Disk;

static void
setup (Disk *self, gconstpointer data)
{
  const Trouble *trouble = data;
  g_autofree char *root = NULL;
  g_autofree char *shop = NULL;

  service_fixture_make (&self->service);
  if (trouble->mounts) {
    g_assert_cmpint (g_mkdir (self->service.data_dir, 0700), ==, 0);
    self->is_mounted = mount ("tmpfs", self->service.data_dir, "tmpfs", 0, SMALL_DISK) == 0;
  }
  self->ballast = g_build_filename (self->service.data_dir, "log", "ballast", NULL);
  self->items = g_ptr_array_new_with_free_func (g_free);
  fault_fixture_open (&self->faults, &self->service, FALSE);
  service_fixture_init (&self->service);
  service_start (&self->service, NULL);
  root = service_sign_in (&self->service, SERVICE_ADMINISTRATOR);
  shop =
      service_add_organisation (&self->service, root, "shop", "惠民寄卖店", "HMA", "130102001002");
  self->manager = service_add_member (&self->service, root, shop, "manager", "li.na");
}

static void
teardown (Disk *self, gconstpointer data)
{
  if (self->is_mounted)
    g_assert_cmpint (umount2 (self->service.data_dir, MNT_DETACH), ==, 0);
  fault_fixture_close (&self->faults);
  service_fixture_close (&self->service);
  g_free (self->ballast);
  g_free (self->manager);
  g_ptr_array_unref (self->items);
}

static void
fill_disk (Disk *self)
{
  struct statvfs info;
  int fd = g_open (self->ballast, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  off_t size;

  g_assert_cmpint (statvfs (self->service.data_dir, &info), ==, 0);
  size = (off_t)(info.f_bavail * info.f_frsize) - BYTES_LEFT;
  g_assert_cmpint (posix_fallocate (fd, 0, size), ==, 0);
  g_close (fd, NULL);
}

static void
break_disk (Disk *self, const Trouble *trouble)
{
  if (trouble->mounts)
    fill_disk (self);
  else
    atomic_store (&self->faults.control->failure, trouble->failure);
}

static void
mend_disk (Disk *self, const Trouble *trouble)
{
  if (trouble->mounts)
    g_assert_cmpint (g_remove (self->ballast), ==, 0);
  else
    atomic_store (&self->faults.control->failure, 0);
}

/* Sends it with a key of its own. Returns: whether it was done; else it was refused as it should
 * be. */
static gboolean
try (Disk *self, const char *path, const char *body, GBytes *upload, const char *key)
{
  const ServiceRequest request = { .method = "POST",
                                   .path = path,
                                   .token = self->manager,
                                   .key = key,
                                   .body = body,
                                   .upload = upload };
  g_autoptr (ServiceAnswer) answer = service_send (&self->service, &request);

  if (answer->status == 201) {
    if (upload == NULL)
      g_ptr_array_add (self->items, g_strdup (service_answer_get_text (answer, "id")));
    return TRUE;
  }
  if (answer->status != 507 && answer->status != 503)
    g_error ("POST %s: %u %s", path, answer->status, answer->text);
  /* Where the service keeps its files is nobody's business. */
  g_assert_null (strstr (answer->text, self->service.data_dir));
  g_assert_cmpstr (service_answer_get_text (answer, "code"),
                   ==,
                   answer->status == 507 ? "storage_full" : "unavailable");
  return FALSE;
}

static gboolean
try_item (Disk *self, const char *key)
{
  static const char body[] =
      "{\"category\":\"textbook\",\"title\":\"语文\",\"mode\":\"sell\",\"price_fen\":500,"
      "\"grade\":\"B90\",\"attributes\":{\"school_stage\":\"primary\",\"subject\":\"chinese\","
      "\"school_grade\":\"grade_1\",\"school_term\":\"first\",\"textbook_edition\":\"renjiao\","
      "\"publication_year\":2024}}";

  return try (self, "/api/v1/items", body, NULL, key);
}

static gboolean
try_photo (Disk *self, const char *key)
{
  g_autofree char *file =
      g_build_filename (g_getenv ("JIELI_TEST_FIXTURES"), "pictures", "sofa-front.jpg", NULL);
  g_autofree char *path =
      g_strdup_printf ("/api/v1/items/%s/photos", (const char *)self->items->pdata[0]);
  g_autoptr (GMappedFile) photo = g_mapped_file_new (file, FALSE, NULL);
  g_autoptr (GBytes) upload = g_mapped_file_get_bytes (photo);

  return try (self, path, NULL, upload, key);
}

/* The key of a request that was refused at last. */
static char *
write_until_refused (Disk *self)
{
  for (guint i = 0; i < N_TRIES; i++) {
    g_autofree char *key = g_strdup_printf ("%u", self->n_keys++);

    if (!try_item (self, key))
      return g_steal_pointer (&key);
  }
  g_error ("%u items fit on a full disk", N_TRIES);
  return NULL;
}

static void
assert_all_there (Disk *self)
{
  for (guint i = 0; i < self->items->len; i++) {
    g_autofree char *path = g_strconcat ("/api/v1/items/", self->items->pdata[i], NULL);
    g_autoptr (ServiceAnswer) answer = service_get (&self->service, path, self->manager);

    g_assert_cmpuint (answer->status, ==, 200);
  }
}

static void
assert_in_order (Disk *self)
{
  const char *const arguments[] = { "check", "--data", self->service.data_dir, NULL };
  g_autofree char *output = NULL;

  if (service_run (&self->service, arguments, &output) != 0)
    g_error ("jielid check: %s", output);
}

/* It is killed, and cannot start as long as it cannot write; it says so, and breaks nothing. */
static void
die (Disk *self, const Trouble *trouble)
{
  g_assert_true (WIFSIGNALED (service_end (&self->service, SIGKILL)));
  if (!trouble->mounts) {
    service_spawn (&self->service, NULL);
    g_assert_true (g_subprocess_wait (self->service.process, NULL, NULL));
    g_assert_true (g_subprocess_get_if_exited (self->service.process));
    g_assert_cmpint (g_subprocess_get_exit_status (self->service.process), !=, 0);
    g_clear_object (&self->service.process);
  }
}

static void
await_success (Disk *self, gboolean (*attempt) (Disk *, const char *), const char *key)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_SECONDS * G_TIME_SPAN_SECOND;

  while (!attempt (self, key))
    g_assert_cmpint (g_get_monotonic_time (), <, end);
}

static void
test_trouble (Disk *self, gconstpointer data)
{
  const Trouble *trouble = data;
  g_autofree char *key = NULL;

  if (trouble->mounts && !self->is_mounted) {
    g_test_skip ("only root may mount a small file system");
    return;
  }
  g_assert_true (try_item (self, "first"));
  g_assert_true (try_photo (self, "first-photo"));
  break_disk (self, trouble);
  key = write_until_refused (self);
  for (guint i = 0; i < N_REFUSED; i++) {
    try_photo (self, "second-photo");
    try_item (self, key);
  }
  assert_all_there (self);
  if (trouble->dies)
    die (self, trouble);
  mend_disk (self, trouble);
  if (trouble->dies)
    service_start (&self->service, NULL);
  /* Not the first one, as SQLite may have to find the end of its log anew. */
  await_success (self, try_item, key);
  await_success (self, try_photo, "second-photo");
  assert_all_there (self);
  assert_in_order (self);
  g_assert_cmpint (service_end (&self->service, SIGTERM), ==, 0);
  assert_in_order (self);
  g_test_message ("%u items", self->items->len);
}

int
main (int argc, char **argv)
{
  static const Trouble troubles[] = {
    { "small", TRUE, 0, FALSE },          { "small-dies", TRUE, 0, TRUE },
    { "full", FALSE, ENOSPC, FALSE },     { "full-dies", FALSE, ENOSPC, TRUE },
    { "read-only", FALSE, EROFS, FALSE }, { "read-only-dies", FALSE, EROFS, TRUE },
  };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (troubles); i++) {
    g_autofree char *path = g_strdup_printf ("/integration/full-disk/%s", troubles[i].name);

    g_test_add (path, Disk, &troubles[i], setup, test_trouble, teardown);
  }
  return g_test_run ();
}
