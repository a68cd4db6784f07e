// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-check.h"
#include "jl-error.h"
#include "store-fixture.h"

#include <sqlite3.h>
#include <string.h>

/* Every write, sync and mapping of the database fails once: whatever was answered is true. The file
 * system between SQLite and the real one fails at the n-th operation. */

typedef struct {
  sqlite3_file base;
  sqlite3_file *real; /* follows this struct */
} FaultyFile;

static sqlite3_vfs *real_vfs;
static sqlite3_vfs faulty_vfs;
static int operations_left; /* until the one that fails; 0: none does */
static int failure;

static gboolean
fails_now (void)
{
  return operations_left > 0 && --operations_left == 0;
}

static sqlite3_file *
get_real (sqlite3_file *file)
{
  return ((FaultyFile *)file)->real;
}

static int
faulty_close (sqlite3_file *file)
{
  return get_real (file)->pMethods->xClose (get_real (file));
}

static int
faulty_read (sqlite3_file *file, void *data, int amount, sqlite3_int64 offset)
{
  return get_real (file)->pMethods->xRead (get_real (file), data, amount, offset);
}

static int
faulty_write (sqlite3_file *file, const void *data, int amount, sqlite3_int64 offset)
{
  if (fails_now ())
    return failure;
  return get_real (file)->pMethods->xWrite (get_real (file), data, amount, offset);
}

static int
faulty_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  if (fails_now ())
    return SQLITE_IOERR_TRUNCATE;
  return get_real (file)->pMethods->xTruncate (get_real (file), size);
}

static int
faulty_sync (sqlite3_file *file, int flags)
{
  if (fails_now ())
    return SQLITE_IOERR_FSYNC;
  return get_real (file)->pMethods->xSync (get_real (file), flags);
}

static int
faulty_file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return get_real (file)->pMethods->xFileSize (get_real (file), size);
}

static int
faulty_lock (sqlite3_file *file, int level)
{
  return get_real (file)->pMethods->xLock (get_real (file), level);
}

static int
faulty_unlock (sqlite3_file *file, int level)
{
  return get_real (file)->pMethods->xUnlock (get_real (file), level);
}

static int
faulty_check_reserved_lock (sqlite3_file *file, int *locked)
{
  return get_real (file)->pMethods->xCheckReservedLock (get_real (file), locked);
}

static int
faulty_file_control (sqlite3_file *file, int operation, void *argument)
{
  return get_real (file)->pMethods->xFileControl (get_real (file), operation, argument);
}

static int
faulty_sector_size (sqlite3_file *file)
{
  return get_real (file)->pMethods->xSectorSize (get_real (file));
}

static int
faulty_device_characteristics (sqlite3_file *file)
{
  return get_real (file)->pMethods->xDeviceCharacteristics (get_real (file));
}

static int
faulty_shm_map (sqlite3_file *file, int page, int size, int extend, void volatile **memory)
{
  if (fails_now ())
    return SQLITE_IOERR_SHMMAP;
  return get_real (file)->pMethods->xShmMap (get_real (file), page, size, extend, memory);
}

static int
faulty_shm_lock (sqlite3_file *file, int offset, int n, int flags)
{
  return get_real (file)->pMethods->xShmLock (get_real (file), offset, n, flags);
}

static void
faulty_shm_barrier (sqlite3_file *file)
{
  get_real (file)->pMethods->xShmBarrier (get_real (file));
}

static int
faulty_shm_unmap (sqlite3_file *file, int remove)
{
  return get_real (file)->pMethods->xShmUnmap (get_real (file), remove);
}

static int
faulty_fetch (sqlite3_file *file, sqlite3_int64 offset, int amount, void **page)
{
  return get_real (file)->pMethods->xFetch (get_real (file), offset, amount, page);
}

static int
faulty_unfetch (sqlite3_file *file, sqlite3_int64 offset, void *page)
{
  return get_real (file)->pMethods->xUnfetch (get_real (file), offset, page);
}

static const sqlite3_io_methods faulty_methods = {
  .iVersion = 3,
  .xClose = faulty_close,
  .xRead = faulty_read,
  .xWrite = faulty_write,
  .xTruncate = faulty_truncate,
  .xSync = faulty_sync,
  .xFileSize = faulty_file_size,
  .xLock = faulty_lock,
  .xUnlock = faulty_unlock,
  .xCheckReservedLock = faulty_check_reserved_lock,
  .xFileControl = faulty_file_control,
  .xSectorSize = faulty_sector_size,
  .xDeviceCharacteristics = faulty_device_characteristics,
  .xShmMap = faulty_shm_map,
  .xShmLock = faulty_shm_lock,
  .xShmBarrier = faulty_shm_barrier,
  .xShmUnmap = faulty_shm_unmap,
  .xFetch = faulty_fetch,
  .xUnfetch = faulty_unfetch,
};

static int
faulty_open (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
  FaultyFile *self = (FaultyFile *)file;
  int result;

  self->real = (sqlite3_file *)(self + 1);
  result = real_vfs->xOpen (real_vfs, name, self->real, flags, out_flags);
  self->base.pMethods = self->real->pMethods == NULL ? NULL : &faulty_methods;
  return result;
}

static void
install_faulty_vfs (void)
{
  real_vfs = sqlite3_vfs_find (NULL);
  faulty_vfs = *real_vfs;
  faulty_vfs.zName = "faulty";
  faulty_vfs.szOsFile = (int)sizeof (FaultyFile) + real_vfs->szOsFile;
  faulty_vfs.xOpen = faulty_open;
  faulty_vfs.pNext = NULL;
  g_assert_cmpint (sqlite3_vfs_register (&faulty_vfs, 1), ==, SQLITE_OK);
}

typedef struct {
  guint n_good;
  guint n_refused;
  int code;
} Answers;

static void
answer_cb (JlReply *reply, gpointer user_data)
{
  Answers *answers = user_data;

  if (reply->error == NULL) {
    answers->n_good++;
  } else {
    answers->n_refused++;
    answers->code = reply->error->code;
  }
  jl_reply_free (reply);
}

/* Three calls, enough to spill over a page; on a slow machine they take several batches. */
static void
run_three (StoreFixture *fixture, Answers *answers)
{
  g_autofree char *note = g_strnfill (900, 'x');
  g_autofree char *input = g_strdup_printf ("{\"title\":\"a\",\"note\":\"%s\"}", note);
  g_autoptr (GBytes) token = g_bytes_new_static (STORE_CLERK, strlen (STORE_CLERK));
  const JlFrame frame = { .command = "box.create", .token_hash = token, .input = input };
  g_autoptr (GBytes) bytes = jl_frame_to_bytes (&frame);

  for (int i = 0; i < 3; i++)
    g_assert_true (jl_writer_queue (fixture->writer, bytes, answer_cb, answers, NULL));
  while (jl_writer_get_n_queued (fixture->writer) > 0)
    jl_writer_run_batch (fixture->writer);
  g_assert_cmpuint (answers->n_good + answers->n_refused, ==, 3);
}

static void
assert_all_is_well (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) report = NULL;

  report = jl_store_check (jl_writer_get_connection (fixture->writer), store_schemas, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < report->len; i++)
    g_test_message ("%s", (const char *)report->pdata[i]);
  g_assert_cmpuint (report->len, ==, 0);
}

static void
test_batches (StoreFixture *fixture, gconstpointer data)
{
  gint64 count = 0;
  guint n_failed = 0;

  failure = GPOINTER_TO_INT (data);
  for (int n = 1; n < 200; n++) {
    Answers answers = { 0 };
    gboolean reached;

    operations_left = n;
    run_three (fixture, &answers);
    reached = operations_left == 0;
    operations_left = 0;

    g_assert_true (answers.n_good == 3 || reached);
    if (answers.n_refused > 0 && failure == SQLITE_FULL && n < 3)
      g_assert_cmpint (answers.code, ==, JL_ERROR_STORAGE_FULL);
    count += answers.n_good;
    n_failed += answers.n_refused > 0;
    g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM box"), ==, count);
    g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM journal"), ==, count);
    if (!reached)
      break;
  }
  g_assert_cmpuint (n_failed, >, 3);
  assert_all_is_well (fixture);
  store_fixture_reopen (fixture);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM box"), ==, count);
  assert_all_is_well (fixture);
}

/* A checkpoint that fails is tried again later, and nobody notices. */
static void
test_checkpoints (StoreFixture *fixture, gconstpointer data)
{
  gint64 count = 0;

  failure = SQLITE_IOERR_WRITE;
  for (int round = 1; round <= 6; round++) {
    for (int i = 0; i < 100; i++) {
      Answers answers = { 0 };

      run_three (fixture, &answers);
      count += answers.n_good;
    }
    operations_left = round * 3;
    jl_writer_idle (fixture->writer);
    operations_left = 0;
  }
  g_assert_cmpint (count, ==, 1800);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM box"), ==, count);
  jl_writer_idle (fixture->writer);
  store_fixture_reopen (fixture);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM box"), ==, count);
  assert_all_is_well (fixture);
}

#define ADD(path, data, func)                                                                      \
  g_test_add ("/store/faults/" path,                                                               \
              StoreFixture,                                                                        \
              GINT_TO_POINTER (data),                                                              \
              store_fixture_setup,                                                                 \
              func,                                                                                \
              store_fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  install_faulty_vfs ();
  ADD ("full", SQLITE_FULL, test_batches);
  ADD ("write", SQLITE_IOERR_WRITE, test_batches);
  ADD ("checkpoints", 0, test_checkpoints);
  return g_test_run ();
}
