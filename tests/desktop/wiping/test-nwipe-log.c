// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-nwipe-log.h"

#include <string.h>

/* What every log of a version that looks for no hidden sectors leaves open, on a loop device. */
#define LOOP (JL_NWIPE_DOUBT_HIDDEN | JL_NWIPE_DOUBT_NO_SERIAL)

static char *
read_fixture (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("JIELI_TEST_FIXTURES"), "nwipe", name, NULL);
  char *text;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static GPtrArray *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *sessions = jl_nwipe_log_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return sessions;
}

static guint
get_doubts (GPtrArray *sessions, guint session, guint drive)
{
  const JlNwipeSession *run = sessions->pdata[session];

  g_assert_cmpuint (drive, <, run->drives->len);
  return jl_nwipe_drive_get_doubts (run, run->drives->pdata[drive]);
}

/* A log as nwipe 0.42 writes it of one drive that is in order; each test spoils it. */
static char *
make_log (void)
{
  return g_strdup (
      "[2027/01/05 09:00:00]    info: nwipe 0.42\n"
      "[2027/01/05 09:00:00]  notice: Found /dev/sda, ATA, WDC, WD10, rev 1, 1000 GB, S/N=WD-7\n"
      "[2027/01/05 09:00:00]  notice: Program options are set as follows...\n"
      "[2027/01/05 09:00:01]    info: No hidden sectors on /dev/sda\n"
      "[2027/01/05 09:00:01]  notice: /dev/sda, sect/blk/dev 512/4096/1000204886016\n"
      "[2027/01/05 09:00:01]  notice: Invoking method 'DoD Short' on /dev/sda\n"
      "[2027/01/05 12:00:00]  notice: 1000204886016 bytes written to /dev/sda\n"
      "[2027/01/05 15:00:00]  notice: 1000204886016 bytes written to /dev/sda\n"
      "[2027/01/05 18:00:00]  notice: 1000204886016 bytes written to /dev/sda\n"
      "[2027/01/05 21:00:00]  notice: Verified pass 3 of 3, round 1 of 1, on '/dev/sda'.\n"
      "[2027/01/05 21:00:00]  notice: Finished final round 1 of 1 on /dev/sda\n"
      "\n"
      "******************************** Error Summary *********************************\n"
      "!   Device | Pass Errors | Verifications Errors | Fdatasync I\\O Errors\n"
      "--------------------------------------------------------------------------------\n"
      "       sda |           0 |                    0 |                    0\n"
      "********************************************************************************\n"
      "\n"
      "********************************* Drive Status *********************************\n"
      "!   Device | Status | Thru-put | HH:MM:SS | Model/Serial Number\n"
      "--------------------------------------------------------------------------------\n"
      "       sda | Erased | 90 MB/s | 12:00:00 | WDC, WD10, rev 1/WD-7\n"
      "--------------------------------------------------------------------------------\n"
      "[2027/01/05 21:00:01] Total Throughput  90 MB/s, DoD Short, 1R+NB+VA\n"
      "********************************************************************************\n"
      "\n"
      "[2027/01/05 21:00:01]    info: Nwipe successfully completed. See summary table.\n");
}

static char *
replace (const char *text, const char *what, const char *by)
{
  g_auto (GStrv) parts = g_strsplit (text, what, -1);

  g_assert_cmpuint (g_strv_length (parts), >, 1);
  return g_strjoinv (by, parts);
}

static void
test_in_order (void)
{
  g_autofree char *log = make_log ();
  g_autoptr (GPtrArray) sessions = parse (log);
  const JlNwipeSession *session = sessions->pdata[0];
  const JlNwipeDrive *drive = session->drives->pdata[0];

  g_assert_cmpuint (sessions->len, ==, 1);
  g_assert_cmpstr (session->version, ==, "0.42");
  g_assert_cmpstr (session->begun_at, ==, "2027-01-05 09:00:00");
  g_assert_cmpstr (session->ended_at, ==, "2027-01-05 21:00:01");
  g_assert_cmpint (session->verify, ==, JL_NWIPE_VERIFY_ALL);
  g_assert_cmpuint (session->drives->len, ==, 1);
  g_assert_cmpstr (drive->path, ==, "/dev/sda");
  g_assert_cmpstr (drive->model, ==, "WDC, WD10, rev 1");
  g_assert_cmpstr (drive->serial, ==, "WD-7");
  g_assert_cmpstr (drive->method, ==, "DoD Short");
  g_assert_cmpuint (drive->size, ==, G_GUINT64_CONSTANT (1000204886016));
  g_assert_cmpuint (drive->n_writes, ==, 3);
  g_assert_cmpuint (get_doubts (sessions, 0, 0), ==, 0);
}

/* Each trap is found, and nothing else with it. */
static void
test_traps (void)
{
  static const struct {
    const char *what;
    const char *by;
    guint doubts;
  } traps[] = {
    /* The name of one drive, and exit status 0. */
    { "| Erased |", "|UABORTED|", JL_NWIPE_DOUBT_STATUS },
    { "| Erased |", "|-FAILED-|", JL_NWIPE_DOUBT_STATUS },
    { "1R+NB+VA", "1R+NB+NV", JL_NWIPE_DOUBT_NOT_VERIFIED | JL_NWIPE_DOUBT_CONTRADICTION },
    { "S/N=WD-7", "S/N=", JL_NWIPE_DOUBT_NO_SERIAL },
    { "S/N=WD-7", "S/N=XXXXXXXX", JL_NWIPE_DOUBT_ANONYMOUS },
    { "S/N=WD-7", "S/N=????????", JL_NWIPE_DOUBT_ANONYMOUS },
    { "No hidden sectors on /dev/sda", "nothing", JL_NWIPE_DOUBT_HIDDEN },
    { "No hidden sectors on /dev/sda",
      " *** HIDDEN SECTORS DETECTED ! *** on /dev/sda",
      JL_NWIPE_DOUBT_HIDDEN },
    { "No hidden sectors on /dev/sda", "HIDDEN SECTORS INDETERMINATE!", JL_NWIPE_DOUBT_HIDDEN },
    { "18:00:00]  notice: 1000204886016 bytes",
      "18:00:00]  notice: 1000204886015 bytes",
      JL_NWIPE_DOUBT_SHORT },
    { "512/4096/1000204886016", "512/4096/1000204886528", JL_NWIPE_DOUBT_SHORT },
    { "           0 |                    0 |                    0",
      "           0 |                    2 |                    0",
      JL_NWIPE_DOUBT_ERRORS },
    { "Finished final round 1 of 1 on /dev/sda", "nothing", JL_NWIPE_DOUBT_CONTRADICTION },
    { "Verified pass 3 of 3, round 1 of 1, on '/dev/sda'.",
      "nothing",
      JL_NWIPE_DOUBT_CONTRADICTION | JL_NWIPE_DOUBT_NOT_VERIFIED },
    { "Finished final round 1 of 1 on /dev/sda",
      "Finished final round 1 of 1 on /dev/sdb",
      JL_NWIPE_DOUBT_CONTRADICTION },
    { "Nwipe successfully completed", "nothing", JL_NWIPE_DOUBT_CUT },
    { "Invoking method 'DoD Short'",
      "Invoking method 'Verify Zeros (0x00)'",
      JL_NWIPE_DOUBT_NO_ERASURE },
  };
  g_autofree char *log = make_log ();

  for (guint i = 0; i < G_N_ELEMENTS (traps); i++) {
    g_autofree char *spoilt = replace (log, traps[i].what, traps[i].by);
    g_autoptr (GPtrArray) sessions = parse (spoilt);

    g_test_message ("%s -> %s", traps[i].what, traps[i].by);
    g_assert_cmpuint (get_doubts (sessions, 0, 0), ==, traps[i].doubts);
  }
}

/* The log is kept, and /dev/sda is another drive the next time. */
static void
test_sessions (void)
{
  g_autofree char *first = make_log ();
  g_autofree char *other = replace (first, "WD-7", "WD-8");
  g_autofree char *second = replace (other, " Erased ", "UABORTED");
  g_autofree char *both = g_strconcat (first, second, NULL);
  g_autofree char *died = replace (first, "Nwipe successfully completed", "nothing");
  g_autofree char *after_death = g_strconcat (died, second, NULL);
  g_autoptr (GPtrArray) sessions = parse (both);
  g_autoptr (GPtrArray) split = parse (after_death);
  const JlNwipeSession *session;
  const JlNwipeDrive *drive;

  g_assert_cmpuint (sessions->len, ==, 2);
  g_assert_cmpuint (get_doubts (sessions, 0, 0), ==, 0);
  g_assert_cmpuint (get_doubts (sessions, 1, 0), ==, JL_NWIPE_DOUBT_STATUS);
  session = sessions->pdata[1];
  drive = session->drives->pdata[0];
  g_assert_cmpstr (drive->serial, ==, "WD-8");
  /* Also when the first run never said that it ended. */
  g_assert_cmpuint (split->len, ==, 2);
  g_assert_cmpuint (get_doubts (split, 0, 0), ==, JL_NWIPE_DOUBT_CUT);
  g_assert_cmpuint (get_doubts (split, 1, 0), ==, JL_NWIPE_DOUBT_STATUS);
}

/* Tables cut a long name at its left. What may be either of two drives is neither. */
static void
test_cut_names (void)
{
  g_autofree char *log = make_log ();
  g_autofree char *named = replace (log, "/dev/sda", "/dev/nvme10n1");
  g_autofree char *cut = replace (named, "       sda |", "    vme10n1 |");
  g_autofree char *two =
      replace (cut,
               "[2027/01/05 09:00:00]  notice: Program",
               "[2027/01/05 09:00:00]  notice: Found /dev/xvme10n1, NVME, B, 1 GB, "
               "S/N=2\n[2027/01/05 09:00:00]  notice: Program");
  g_autoptr (GPtrArray) sessions = parse (cut);
  g_autoptr (GPtrArray) ambiguous = parse (two);

  g_assert_cmpuint (get_doubts (sessions, 0, 0), ==, 0);
  g_assert_cmpuint (get_doubts (ambiguous, 0, 0), ==, JL_NWIPE_DOUBT_STATUS | JL_NWIPE_DOUBT_CUT);
}

/* Real ones. */
static void
test_fixtures (void)
{
  static const struct {
    const char *name;
    guint n_drives;
    guint doubts;
  } logs[] = {
    { "aborted.log",
      1,
      LOOP | JL_NWIPE_DOUBT_STATUS | JL_NWIPE_DOUBT_SHORT | JL_NWIPE_DOUBT_NOT_VERIFIED },
    { "dodshort-verify-last.log", 1, LOOP | JL_NWIPE_DOUBT_ONLY_BLANK },
    { "noverify-zero.log", 1, LOOP | JL_NWIPE_DOUBT_NOT_VERIFIED },
    { "two-devices-zero.log", 2, LOOP },
  };

  for (guint i = 0; i < G_N_ELEMENTS (logs); i++) {
    g_autofree char *text = read_fixture (logs[i].name);
    g_autoptr (GPtrArray) sessions = parse (text);
    const JlNwipeSession *session = sessions->pdata[0];

    g_test_message ("%s", logs[i].name);
    g_assert_cmpuint (sessions->len, ==, 1);
    g_assert_cmpstr (session->version, ==, "0.33");
    g_assert_cmpuint (session->drives->len, ==, logs[i].n_drives);
    for (guint k = 0; k < logs[i].n_drives; k++)
      g_assert_cmpuint (get_doubts (sessions, 0, k), ==, logs[i].doubts);
  }
}

static void
test_refusals (void)
{
  static const char *const texts[] = { "", "Erased\n", "[2027/01/05 09:00:00]  notice: hello\n" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (jl_nwipe_log_parse (texts[i], strlen (texts[i]), &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_MALFORMED);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wiping/nwipe-log/in-order", test_in_order);
  g_test_add_func ("/wiping/nwipe-log/traps", test_traps);
  g_test_add_func ("/wiping/nwipe-log/sessions", test_sessions);
  g_test_add_func ("/wiping/nwipe-log/cut-names", test_cut_names);
  g_test_add_func ("/wiping/nwipe-log/fixtures", test_fixtures);
  g_test_add_func ("/wiping/nwipe-log/refusals", test_refusals);
  return g_test_run ();
}
