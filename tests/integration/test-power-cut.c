// SPDX-License-Identifier: GPL-3.0-or-later
#include "clients.h"
#include "disk-image.h"
#include "fault-fixture.h"
#include "next-schema.h"

#include "jl-id.h"
#include "jl-store.h"

#include <signal.h>
#include <string.h>
#include <sys/stat.h>

/*
 * `kill -9` leaves alone what the kernel holds in memory; a power cut does not. A service works, is
 * killed in between and stopped in the end, while the shim writes down what it does to its files.
 * Then the power fails at many moments of that story, and each time the folder is as a disk may
 * hold it: whatever was answered by then must be there, and everything in order.
 */

/* JIELI_TEST_CUTS asks for more. */
#ifdef __SANITIZE_ADDRESS__
#define N_CUTS 30 /* every start and check takes ten times as long */
#else
#define N_CUTS 300
#endif
/* After every so many-th cut the service is started. */
#define START_EVERY 12
#define N_REPEATED 5
#define PATIENCE_SECONDS 60

/**
 * Plan:
 * @n_clients: that work at the same time
 * @n_answers: between two things that happen to the service
 * @has_checkpoint: whether they work until the log has been moved into the database
 */
typedef struct {
  guint n_clients;
  guint n_answers;
  gboolean has_checkpoint;
} Plan;

typedef struct {
  ServiceFixture service;
  FaultFixture faults;
  char *manager; /* owned: token */
  Clients *clients;
  GPtrArray *records; /* of the whole story */
  guint first;        /* the record after which the folder must be whole */
  char *next_data;    /* owned: the program's data with one more step of the schema */
} Story;

static void
note (Story *self, const char *text)
{
  disk_trace_note (self->faults.trace, text);
}

static void
answered_cb (const ClientAnswer *answer, gpointer user_data)
{
  g_autofree char *text =
      g_strdup_printf ("%s %s %" G_GINT64_FORMAT, answer->key, answer->item, answer->version);

  note (user_data, text);
}

/* Between a write to the log and its sync: what nobody was answered, the next service finds. It
 * does so once no process that knows better is left. */
static void
kill_unsynced (Story *self)
{
  static const FaultPoint point = {
    "before the sync of the log", "serve", FAULT_SYNC, "/jieli.db-wal", FALSE
  };
  g_autoptr (GArray) children = service_list_children (&self->service, NULL);

  fault_arm (&self->faults, &point, 1);
  g_assert_true (g_subprocess_wait (self->service.process, NULL, NULL));
  g_assert_cmpint (fault_disarm (&self->faults), ==, self->service.pid);
  clients_pause (self->clients);
  service_end (&self->service, SIGKILL);
  for (guint i = 0; i < children->len; i++)
    service_await_end (g_array_index (children, int, i));
}

/* While clients work: nothing else changes the database's own file. */
static void
await_checkpoint (Story *self)
{
  g_autofree char *path = g_build_filename (self->service.data_dir, "jieli.db", NULL);
  gint64 end = g_get_monotonic_time () + PATIENCE_SECONDS * G_TIME_SPAN_SECOND;
  struct stat before;
  struct stat now;

  g_assert_cmpint (stat (path, &before), ==, 0);
  do {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    clients_await_answer (self->clients, 10);
    g_assert_cmpint (stat (path, &now), ==, 0);
  } while (now.st_mtim.tv_sec == before.st_mtim.tv_sec &&
           now.st_mtim.tv_nsec == before.st_mtim.tv_nsec);
}

static void
write_story (Story *self, const Plan *plan)
{
  static const char *const options[] = { "--workers", "2", NULL };
  g_autofree char *root = NULL;
  g_autofree char *shop = NULL;

  service_fixture_make (&self->service);
  fault_fixture_open (&self->faults, &self->service, TRUE);
  self->next_data = next_schema_make (&self->service);
  service_fixture_init (&self->service);
  note (self, "init");
  service_start (&self->service, options);
  root = service_sign_in (&self->service, SERVICE_ADMINISTRATOR);
  shop =
      service_add_organisation (&self->service, root, "shop", "惠民寄卖店", "HMA", "130102001002");
  self->manager = service_add_member (&self->service, root, shop, "manager", "li.na");
  self->clients = clients_start (&self->service, self->manager, plan->n_clients, answered_cb, self);
  for (guint i = 0; i < 3; i++) {
    clients_await_answers (self->clients, plan->n_answers);
    kill_unsynced (self);
    service_start (&self->service, options);
    clients_resume (self->clients);
    clients_await_checked (self->clients);
  }
  if (plan->has_checkpoint)
    await_checkpoint (self);
  clients_await_answers (self->clients, plan->n_answers);
  clients_stop (self->clients);
  g_assert_cmpint (service_end (&self->service, SIGTERM), ==, 0);
  next_schema_add_step (self->next_data);
  next_schema_use (self->next_data, &self->service);
  service_start (&self->service, options);
  g_assert_cmpint (service_end (&self->service, SIGTERM), ==, 0);
}

static void
setup (Story *self, gconstpointer data)
{
  guint n_checkpoints = 0;

  write_story (self, data);
  self->records = disk_trace_read (self->faults.trace);
  for (guint i = 0; i < self->records->len; i++) {
    const DiskRecord *record = self->records->pdata[i];

    if (record->head.op == FAULT_OP_NOTE && g_str_equal (record->data, "init"))
      self->first = i + 1;
    n_checkpoints += record->head.op == FAULT_OP_SYNCED && self->first > 0 &&
                     g_str_has_suffix (record->path, "/jieli.db");
  }
  g_test_message ("%u records, %u checkpoints", self->records->len, n_checkpoints);
  g_assert_cmpuint (self->first, >, 0);
  g_assert_cmpuint (n_checkpoints, >, 1);
}

static void
teardown (Story *self, gconstpointer data)
{
  clients_free (self->clients);
  fault_fixture_close (&self->faults);
  service_fixture_close (&self->service);
  g_ptr_array_unref (self->records);
  g_free (self->manager);
  g_free (self->next_data);
}

/* A moment of the story, and what comes after it. */
typedef struct {
  Story *story;
  DiskImage *image;
  ServiceFixture service;
  GPtrArray *answers; /* (element-type utf8): notes until now, borrowed */
  guint at;
  guint32 seed;
  DiskCut cut;
} Moment;

static void G_GNUC_PRINTF (2, 3) fail (const Moment *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_error ("power cut after record %u of %u, kind %d, seed %u: %s",
           self->at,
           self->story->records->len,
           self->cut,
           self->seed,
           text);
}

static gint64
query (Moment *self, JlConnection *connection, const char *sql, const char *text, gint64 id)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, NULL);

  if (text != NULL)
    jl_statement_bind_text (statement, 1, text);
  else
    jl_statement_bind_integer (statement, 1, id);
  return jl_statement_step (statement, NULL) ? jl_statement_get_integer (statement, 0) : -1;
}

/* Whether all that was answered is in the database. */
static void
assert_answered (Moment *self)
{
  static const char version_sql[] = "SELECT version FROM item WHERE id = ?1";
  static const char key_sql[] = "SELECT count(*) FROM idempotency WHERE key = ?1";
  g_autoptr (GError) error = NULL;
  g_autoptr (JlConnection) connection = jl_store_open_reader (self->service.data_dir, &error);

  if (connection == NULL)
    fail (self, "%s", error->message);
  for (guint i = 0; i < self->answers->len; i++) {
    const char *text = self->answers->pdata[i];
    g_auto (GStrv) words = g_strsplit (text, " ", 3);
    gint64 id;

    g_assert_true (jl_id_from_text (words[1], &id, NULL));
    if (query (self, connection, version_sql, NULL, id) < g_ascii_strtoll (words[2], NULL, 10) ||
        query (self, connection, key_sql, words[0], 0) != 1)
      fail (self, "answered and lost: %s", text);
  }
}

static void
assert_in_order (Moment *self)
{
  const char *const arguments[] = { "check", "--data", self->service.data_dir, NULL };
  g_autofree char *output = NULL;

  if (service_run (&self->service, arguments, &output) != 0)
    fail (self, "jielid check: %s", output);
}

/* It starts, migrates if need be, gives the first answers again and takes new writes. */
static void
assert_serves (Moment *self)
{
  g_autofree char *name = g_strdup_printf ("阳光店 %u", self->seed);
  g_autofree char *root = NULL;
  g_autofree char *shop = NULL;

  service_start (&self->service, NULL);
  for (guint i = 0; i < MIN (N_REPEATED, self->answers->len); i++) {
    const char *text = self->answers->pdata[self->answers->len - 1 - i];
    g_autofree char *key = g_strndup (text, strcspn (text, " "));

    clients_assert_repeatable (self->story->clients, key, &self->service);
  }
  root = service_sign_in (&self->service, SERVICE_ADMINISTRATOR);
  shop = service_add_organisation (&self->service, root, "shop", name, "YGA", "130104001001");
  g_assert_cmpint (service_end (&self->service, SIGTERM), ==, 0);
}

static void
cut_power (Moment *self, gboolean starts)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (self->seed);

  service_fixture_make (&self->service);
  next_schema_use (self->story->next_data, &self->service);
  disk_image_write (self->image, self->cut, random, self->service.data_dir);
  assert_in_order (self);
  assert_answered (self);
  if (starts) {
    assert_serves (self);
    assert_in_order (self);
    assert_answered (self);
  }
  service_fixture_close (&self->service);
}

/* At random records, in their order, so that the story is told once. */
static GArray *
choose_moments (Story *self, guint n)
{
  GArray *moments = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < n; i++) {
    guint at = (guint)g_test_rand_int_range ((gint32)self->first, (gint32)self->records->len + 1);
    guint place = 0;

    while (place < moments->len && g_array_index (moments, guint, place) <= at)
      place++;
    g_array_insert_val (moments, place, at);
  }
  return moments;
}

/* Goes on with the story up to the moment. */
static void
tell (Moment *self, guint from)
{
  for (guint i = from; i < self->at; i++) {
    DiskRecord *record = self->story->records->pdata[i];

    disk_image_apply (self->image, record);
    if (record->head.op == FAULT_OP_NOTE && i >= self->story->first)
      g_ptr_array_add (self->answers, record->data);
  }
}

static void
test_cuts (Story *self, gconstpointer data)
{
  const char *wanted = g_getenv ("JIELI_TEST_CUTS");
  g_autoptr (GArray) moments =
      choose_moments (self, wanted == NULL ? N_CUTS : (guint)atoi (wanted));
  g_autoptr (DiskImage) image = disk_image_new (self->service.data_dir);
  g_autoptr (GPtrArray) answers = g_ptr_array_new ();
  guint from = 0;

  for (guint i = 0; i < moments->len; i++) {
    Moment moment = { .story = self,
                      .image = image,
                      .answers = answers,
                      .at = g_array_index (moments, guint, i),
                      .cut = (DiskCut)g_test_rand_int_range (0, DISK_N_CUTS),
                      .seed = (guint32)g_test_rand_int () };

    tell (&moment, from);
    from = moment.at;
    cut_power (&moment, i % START_EVERY == 0 || i + 1 == moments->len);
  }
  g_test_message ("%u power cuts", moments->len);
}

/* With one client, what a killed service wrote and did not sync is what the next one answers
 * first, out of what it finds remembered. */
static void
test_after_each_answer (Story *self, gconstpointer data)
{
  g_autoptr (DiskImage) image = disk_image_new (self->service.data_dir);
  g_autoptr (GPtrArray) answers = g_ptr_array_new ();
  guint from = 0;

  for (guint i = self->first; i < self->records->len; i++) {
    const DiskRecord *record = self->records->pdata[i];
    Moment moment = {
      .story = self, .image = image, .answers = answers, .at = i + 1, .cut = DISK_CUT_LOSE
    };

    if (record->head.op != FAULT_OP_NOTE)
      continue;
    tell (&moment, from);
    from = moment.at;
    cut_power (&moment, FALSE);
  }
  g_test_message ("%u power cuts", answers->len);
}

int
main (int argc, char **argv)
{
  static const Plan many = { 4, 80, TRUE };
  static const Plan one = { 1, 6, FALSE };

  fault_fixture_use_memory ();
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/integration/power-cut/anywhere", Story, &many, setup, test_cuts, teardown);
  g_test_add (
      "/integration/power-cut/answered", Story, &one, setup, test_after_each_answer, teardown);
  return g_test_run ();
}
