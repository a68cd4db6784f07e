// SPDX-License-Identifier: GPL-3.0-or-later
/* Backups of a folder whose photos are invented: what is copied, when it counts, what is found. */
#include "jl-backup-copier.h"
#include "jl-backup.h"
#include "jl-error.h"
#include "jl-store.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_PHOTOS 60
#define PHOTO_BYTES 20000
#define NOW G_GINT64_CONSTANT (1795420800000)
#ifdef __SANITIZE_ADDRESS__
#define N_KILLS 6
#else
#define N_KILLS 16
#endif

typedef struct {
  char *base;     /* owned */
  char *data_dir; /* owned */
  char *folder;   /* owned: of backups */
  JlKeys *keys;   /* owned */
  GPtrArray *problems;
  JlBackupWork work;
} Fixture;

/* What the database would name: ascending content names. */
static GPtrArray *photos;

static gboolean
list_photos (JlConnection *connection, JlPhotoFunc func, gpointer user_data, GError **error)
{
  for (guint i = 0; i < photos->len; i++) {
    if (!func (photos->pdata[i], user_data, error))
      return FALSE;
  }
  return TRUE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

static void
add_photo (Fixture *fixture)
{
  g_autofree char *photos_dir = g_build_filename (fixture->data_dir, "photos", NULL);
  g_autofree guint8 *data = g_malloc (PHOTO_BYTES);
  g_autoptr (GError) error = NULL;
  char *name;

  for (guint i = 0; i < PHOTO_BYTES; i++)
    data[i] = g_test_rand_int ();
  name = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, PHOTO_BYTES);
  g_ptr_array_add (photos, name);
  g_ptr_array_sort (photos, compare_names);
  for (guint size = 0; size < JL_N_PICTURE_SIZES; size++) {
    g_autofree char *path = jl_picture_get_path (photos_dir, name, size);
    g_autofree char *folder = g_path_get_dirname (path);
    gsize length = PHOTO_BYTES >> (JL_PICTURE_FULL - size);

    g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
    g_assert_true (g_file_set_contents_full (
        path, (char *)data, length, G_FILE_SET_CONTENTS_NONE, 0600, &error));
  }
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_tree (child);
  }
  g_remove (path);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  JlStoreSettings settings = { .public_url = "https://jieli.example.cn", .now = NOW };

  fixture->base = g_dir_make_tmp ("jieli-backup-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->data_dir = g_build_filename (fixture->base, "data", NULL);
  fixture->folder = g_build_filename (fixture->base, "backups", NULL);
  settings.data_dir = fixture->data_dir;
  g_assert_true (jl_store_init (&settings, &error));
  g_assert_true (jl_keys_create (fixture->data_dir, &error));
  fixture->keys = jl_keys_load (fixture->data_dir, &error);
  g_assert_no_error (error);
  photos = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < N_PHOTOS; i++)
    add_photo (fixture);
  fixture->problems = g_ptr_array_new_with_free_func (g_free);
  fixture->work = (JlBackupWork){ .list_photos = list_photos, .problems = fixture->problems };
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&photos, g_ptr_array_unref);
  g_ptr_array_unref (fixture->problems);
  jl_keys_free (fixture->keys);
  remove_tree (fixture->base);
  g_free (fixture->folder);
  g_free (fixture->data_dir);
  g_free (fixture->base);
}

static JlBackup *
make (Fixture *fixture, GError **error)
{
  return jl_backup_make (fixture->data_dir, fixture->folder, fixture->keys, &fixture->work, error);
}

static JlBackup *
make_good (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  JlBackup *backup = make (fixture, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (fixture->problems->len, ==, 0);
  return backup;
}

/* Asserts that a check of @backup names @problem, or finds nothing if that is %NULL. */
static void
assert_check (Fixture *fixture, const JlBackup *backup, const char *problem)
{
  static const JlSchema *const schemas[] = { NULL };
  g_autoptr (GError) error = NULL;

  g_ptr_array_set_size (fixture->problems, 0);
  g_assert_true (jl_backup_check (backup, schemas, &fixture->work, &error));
  g_assert_no_error (error);
  if (problem == NULL && fixture->problems->len > 0)
    g_error ("%s", (char *)fixture->problems->pdata[0]); /* nocheck: ends a test */
  if (problem != NULL) {
    g_assert_cmpuint (fixture->problems->len, ==, 1);
    g_assert_nonnull (strstr (fixture->problems->pdata[0], problem));
  }
  g_ptr_array_set_size (fixture->problems, 0);
}

static void
flip_byte (const char *path, gint64 offset)
{
  FILE *file = fopen (path, "r+");
  int c;

  g_assert_nonnull (file);
  g_assert_cmpint (fseek (file, offset, SEEK_SET), ==, 0);
  c = fgetc (file);
  g_assert_cmpint (fseek (file, offset, SEEK_SET), ==, 0);
  g_assert_cmpint (fputc (c ^ 1, file), !=, EOF);
  g_assert_cmpint (fclose (file), ==, 0);
}

static guint
count_files (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = dir == NULL ? 1 : 0;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    n += count_files (child);
  }
  return n;
}

static guint
count_photo_files (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "photos", NULL);

  return count_files (path);
}

static ino_t
get_inode (const JlBackup *backup, const char *name)
{
  g_autofree char *photos_dir = g_build_filename (backup->folder, "photos", NULL);
  g_autofree char *path = jl_picture_get_path (photos_dir, name, JL_PICTURE_SCREEN);
  struct stat info;

  g_assert_cmpint (stat (path, &info), ==, 0);
  return info.st_ino;
}

/* A second backup copies what is new, and only that. */
static void
test_incremental (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlBackup) first = make_good (fixture);
  ino_t inode = get_inode (first, photos->pdata[7]);
  g_autofree char *known = g_strdup (photos->pdata[7]);
  g_autoptr (JlBackup) second = NULL;
  g_autoptr (JlBackup) found = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (count_photo_files (fixture), ==, 3 * N_PHOTOS);
  add_photo (fixture);
  second = make_good (fixture);
  g_assert_cmpstr (first->name, !=, second->name);
  g_assert_cmpuint (count_photo_files (fixture), ==, 3 * N_PHOTOS + 3);
  g_assert_true (get_inode (second, known) == inode);
  g_assert_cmpint (
      jl_record_get_integer (second->manifest, JL_BACKUP_PHOTO_FILES), ==, 3 * N_PHOTOS + 3);
  g_assert_cmpint (jl_record_get_integer (second->manifest, JL_BACKUP_PHOTO_BYTES),
                   ==,
                   (N_PHOTOS + 1) * (PHOTO_BYTES + PHOTO_BYTES / 2 + PHOTO_BYTES / 4));
  assert_check (fixture, second, NULL);
  /* The folder stands for its newest backup. */
  found = jl_backup_find (fixture->folder, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found->name, ==, second->name);
}

static void
assert_damage (Fixture *fixture, JlBackup *backup, const char *name, gint64 offset)
{
  g_autofree char *path = g_build_filename (fixture->folder, backup->name, name, NULL);

  flip_byte (path, offset);
  assert_check (fixture, backup, name);
  flip_byte (path, offset);
}

/* A byte that is another one, anywhere, is found. */
static void
test_damage (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlBackup) backup = make_good (fixture);
  g_autofree char *photo = jl_picture_get_path ("photos", photos->pdata[11], JL_PICTURE_THUMB);
  g_autofree char *path = g_build_filename (fixture->folder, photo, NULL);
  g_autoptr (JlBackup) again = NULL;

  for (guint i = 0; i < 5; i++)
    assert_damage (fixture, backup, "jieli.db", g_test_rand_int_range (0, 100000));
  assert_damage (fixture, backup, "photos.sha256", g_test_rand_int_range (0, 5000));
  assert_damage (fixture, backup, "heads.json", 20);
  flip_byte (path, 1234);
  assert_check (fixture, backup, photo);
  /* What the message says helps. */
  g_assert_cmpint (g_unlink (path), ==, 0);
  assert_check (fixture, backup, "is missing");
  again = make_good (fixture);
  assert_check (fixture, backup, NULL);
  assert_check (fixture, again, NULL);
}

/* What the service has lost itself is told each time, and does not keep the rest from being kept.
 */
static void
test_lost (Fixture *fixture, gconstpointer data)
{
  g_autofree char *lost = jl_picture_get_path ("photos", photos->pdata[3], JL_PICTURE_SCREEN);
  g_autofree char *spoilt = jl_picture_get_path ("photos", photos->pdata[5], JL_PICTURE_FULL);
  g_autofree char *lost_path = g_build_filename (fixture->data_dir, lost, NULL);
  g_autofree char *spoilt_path = g_build_filename (fixture->data_dir, spoilt, NULL);
  static const JlSchema *const schemas[] = { NULL };
  g_autoptr (JlBackup) backup = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_unlink (lost_path), ==, 0);
  flip_byte (spoilt_path, 99);
  backup = make (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->problems->len, ==, 2);
  g_assert_nonnull (strstr (fixture->problems->pdata[0], lost));
  g_assert_nonnull (strstr (fixture->problems->pdata[1], spoilt));
  g_assert_cmpuint (count_photo_files (fixture), ==, 3 * N_PHOTOS - 2);
  g_ptr_array_set_size (fixture->problems, 0);
  g_assert_true (jl_backup_check (backup, schemas, &fixture->work, &error));
  g_assert_cmpuint (fixture->problems->len, ==, 2);
  g_assert_nonnull (strstr (fixture->problems->pdata[0], lost));
}

static volatile int stop;
static gint64 stop_after;

static void
stop_progress (const JlBackupProgress *progress)
{
  if (progress->phase == JL_BACKUP_PHOTOS && progress->n_done >= stop_after)
    stop = 1;
}

/* Asked to end, it leaves no half backup, and the next one goes on with what is copied. */
static void
test_stopped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (JlBackup) backup = NULL;
  g_autoptr (GError) error = NULL;
  guint n_copied;

  stop = 0;
  stop_after = 3 * 50;
  fixture->work.stop = &stop;
  fixture->work.progress = stop_progress;
  g_assert_null (make (fixture, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_UNAVAILABLE);
  none = jl_backups_list (fixture->folder, NULL);
  g_assert_cmpuint (none->len, ==, 0);
  n_copied = count_photo_files (fixture);
  g_assert_cmpuint (n_copied, >, 0);
  g_assert_cmpuint (n_copied, <, 3 * N_PHOTOS);

  fixture->work.stop = NULL;
  fixture->work.progress = NULL;
  backup = make_good (fixture);
  assert_check (fixture, backup, NULL);
}

/* A process of its own that makes a backup. */
static pid_t
spawn_backup (Fixture *fixture)
{
  pid_t pid = fork ();

  if (pid == 0) {
    g_autoptr (JlBackup) backup = make (fixture, NULL);

    _exit (backup != NULL ? 0 : 1);
  }
  return pid;
}

/* Killed at any moment: what has a backup's name is complete. */
static void
test_killed (Fixture *fixture, gconstpointer data)
{
  gint64 begun = g_get_monotonic_time ();
  int status;
  gint64 usual;
  guint n_died = 0;
  g_autoptr (JlBackup) last = NULL;

  waitpid (spawn_backup (fixture), &status, 0);
  g_assert_cmpint (status, ==, 0);
  usual = g_get_monotonic_time () - begun;
  remove_tree (fixture->folder);
  for (guint i = 0; i < N_KILLS; i++) {
    g_autoptr (GPtrArray) backups = NULL;
    pid_t pid = spawn_backup (fixture);

    g_usleep (g_test_rand_int_range (0, (gint32)usual)); /* nocheck: at another point each time */
    kill (pid, SIGKILL);
    waitpid (pid, &status, 0);
    n_died += WIFSIGNALED (status);
    backups = jl_backups_list (fixture->folder, NULL);
    for (guint j = 0; backups != NULL && j < backups->len; j++)
      assert_check (fixture, backups->pdata[j], NULL);
    /* Half of them begin with nothing copied. */
    if (i % 2 == 0)
      remove_tree (fixture->folder);
  }
  g_test_message ("%u of %u killed before their end", n_died, N_KILLS);
  g_assert_cmpuint (n_died, >, 0);
  last = make_good (fixture);
  assert_check (fixture, last, NULL);
  g_assert_cmpuint (count_photo_files (fixture), ==, 3 * N_PHOTOS);
}

/* Old backups go, with the photos that no other needs. */
static void
test_prune (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlBackup) first = make_good (fixture);
  g_autoptr (JlBackup) second = NULL;
  g_autoptr (JlBackup) third = NULL;
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_remove_index (photos, 9);
  second = make_good (fixture);
  g_ptr_array_remove_index (photos, 20);
  third = make_good (fixture);
  g_assert_cmpuint (count_photo_files (fixture), ==, 3 * N_PHOTOS);
  g_assert_true (jl_backups_prune (fixture->folder, 2, &fixture->work, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_photo_files (fixture), ==, 3 * (N_PHOTOS - 1));
  left = jl_backups_list (fixture->folder, &error);
  g_assert_cmpuint (left->len, ==, 2);
  g_assert_cmpstr (((JlBackup *)left->pdata[0])->name, ==, third->name);
  assert_check (fixture, second, NULL);
  assert_check (fixture, third, NULL);
  g_assert_true (jl_backups_prune (fixture->folder, 1, &fixture->work, &error));
  g_assert_cmpuint (count_photo_files (fixture), ==, 3 * (N_PHOTOS - 2));
  assert_check (fixture, third, NULL);
}

/* A folder that is not for this is left as it is. */
static void
test_refuses (Fixture *fixture, gconstpointer data)
{
  g_autofree char *inside = g_build_filename (fixture->data_dir, "backups", NULL);
  g_autofree char *other_dir = g_build_filename (fixture->base, "other", NULL);
  JlStoreSettings settings = { .data_dir = other_dir,
                               .public_url = "https://elsewhere.example.cn",
                               .now = NOW + 1 };
  g_autoptr (JlBackup) backup = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (jl_backup_make (fixture->data_dir, inside, fixture->keys, &fixture->work, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  g_assert_false (g_file_test (inside, G_FILE_TEST_EXISTS));
  g_clear_error (&error);
  g_assert_null (jl_backup_find (fixture->folder, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_NOT_FOUND);
  g_clear_error (&error);

  backup = make_good (fixture);
  g_assert_true (jl_store_init (&settings, &error));
  g_assert_null (
      jl_backup_make (other_dir, fixture->folder, fixture->keys, &fixture->work, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "jieli.example.cn"));
  assert_check (fixture, backup, NULL);
}

/* A disk that is full is told as such; once there is space the next backup goes on. */
static void
test_full_disk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlBackup) backup = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GError) error = NULL;
  guint n_copied;

  g_assert_cmpint (g_mkdir (fixture->folder, 0700), ==, 0);
  if (mount ("tmpfs", fixture->folder, "tmpfs", 0, "size=2400k") != 0) {
    g_test_skip ("a small file system can only be mounted by root");
    return;
  }
  g_assert_null (make (fixture, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_STORAGE_FULL);
  none = jl_backups_list (fixture->folder, NULL);
  g_assert_cmpuint (none->len, ==, 0);
  n_copied = count_photo_files (fixture);
  g_test_message ("%u files fitted", n_copied);
  g_assert_cmpuint (n_copied, >, 0);

  g_assert_cmpint (mount ("tmpfs", fixture->folder, "tmpfs", MS_REMOUNT, "size=32m"), ==, 0);
  backup = make_good (fixture);
  assert_check (fixture, backup, NULL);
  g_assert_cmpint (umount (fixture->folder), ==, 0);
}

#define TEST(path, func) g_test_add ("/backup/" path, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("incremental", test_incremental);
  TEST ("damage", test_damage);
  TEST ("lost", test_lost);
  TEST ("stopped", test_stopped);
  TEST ("killed", test_killed);
  TEST ("prune", test_prune);
  TEST ("refuses", test_refuses);
  TEST ("full-disk", test_full_disk);
  return g_test_run ();
}
