// SPDX-License-Identifier: GPL-3.0-or-later
/* The log of nwipe, versions 0.2x to 0.42, by its own formats (src/logging.c, method.c, device.c).
 * It is text that anybody may have typed: what does not look like nwipe's is passed over, and
 * nothing in it is taken for more than what it says. */
#include "jl-nwipe-log.h"

#include "jl-error.h"
#include "jl-nwipe-scan.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* nwipe writes no line longer than this; longer ones are passed over. */
#define MAX_LINE 2048
/* What somebody could attach at once, many times over. */
#define MAX_SESSIONS 10000
#define MAX_DRIVES 100000

typedef struct {
  GPtrArray *sessions;     /* owned */
  JlNwipeSession *session; /* borrowed, nullable: the last one */
  guint n_drives;
  gboolean has_options; /* of this session */
  enum { NO_TABLE, ERROR_TABLE, STATUS_TABLE } table;
} Parser;

static void
drive_free (gpointer data)
{
  JlNwipeDrive *drive = data;

  g_free (drive->path);
  g_free (drive->bus);
  g_free (drive->model);
  g_free (drive->serial);
  g_free (drive->method);
  g_free (drive);
}

static void
session_free (gpointer data)
{
  JlNwipeSession *session = data;

  g_free (session->version);
  g_ptr_array_unref (session->drives);
  g_free (session);
}

static void
begin_session (Parser *self)
{
  JlNwipeSession *session = g_new0 (JlNwipeSession, 1);

  session->drives = g_ptr_array_new_with_free_func (drive_free);
  g_ptr_array_add (self->sessions, session);
  self->session = session;
  self->has_options = FALSE;
  self->table = NO_TABLE;
}

/* Drives */

static JlNwipeDrive *
find_drive (Parser *self, const JlNwipeHole *path)
{
  for (guint i = 0; self->session != NULL && i < self->session->drives->len; i++) {
    JlNwipeDrive *drive = self->session->drives->pdata[i];

    if (strlen (drive->path) == path->length && memcmp (drive->path, path->text, path->length) == 0)
      return drive;
  }
  return NULL;
}

/* “Found /dev/sda, ATA, Model, 500 GB, S/N=X”: the model may hold commas, what is around it does
 * not. The same drive once more means that nwipe was started again after it had died. */
static gboolean
take_found (Parser *self, const char *text)
{
  JlNwipeHole holes[JL_NWIPE_MAX_HOLES];
  JlNwipeDrive *drive;
  JlNwipeHole *rest = &holes[2];
  const char *comma;

  if (!jl_nwipe_scan (text, "Found %s, %s, %s, S/N=%s", holes) || self->n_drives >= MAX_DRIVES)
    return FALSE;
  if (find_drive (self, &holes[0]) != NULL)
    begin_session (self);
  comma = g_strrstr_len (rest->text, (gssize)rest->length, ", ");
  if (comma != NULL)
    rest->length = (gsize)(comma - rest->text);
  drive = g_new0 (JlNwipeDrive, 1);
  drive->path = jl_nwipe_hole_dup (&holes[0]);
  drive->bus = jl_nwipe_hole_dup (&holes[1]);
  drive->model = jl_nwipe_hole_dup (rest);
  drive->serial = jl_nwipe_hole_dup (&holes[3]);
  if (*drive->serial == '\0')
    g_clear_pointer (&drive->serial, g_free);
  g_ptr_array_add (self->session->drives, drive);
  self->n_drives++;
  return TRUE;
}

static void
take_written (JlNwipeDrive *drive, guint64 bytes)
{
  drive->least_written = drive->n_writes == 0 ? bytes : MIN (drive->least_written, bytes);
  drive->n_writes++;
}

/* Lines about a drive that was found. Each pattern names the drive where @drive_at says. */
typedef enum {
  LINE_METHOD,
  LINE_SIZE,
  LINE_SERIAL,
  LINE_WRITTEN,
  LINE_VERIFIED,
  LINE_FINISHED,
  LINE_EMPTY,
  LINE_FAILED,
  LINE_ERRORS,
  LINE_HIDDEN_NONE,
} LineKind;

static const struct {
  const char *pattern;
  guint drive_at;
  LineKind kind;
} lines[] = {
  { "Invoking method '%s' on %s", 1, LINE_METHOD },
  { "%s, sect/blk/dev %u/%u/%u", 0, LINE_SIZE },
  { "%s has serial number %s", 0, LINE_SERIAL },
  { "%u bytes written to %s", 1, LINE_WRITTEN },
  { "Verified pass %u of %u, round %u of %u, on '%s'.", 4, LINE_VERIFIED },
  { "Finished final round %u of %u on %s", 2, LINE_FINISHED },
  { "[SUCCESS] Verified that %s is empty.", 0, LINE_EMPTY },
  { "[FAILURE] %s Verification errors, not empty", 0, LINE_FAILED },
  { "[FAILURE] %s may not be blanked", 0, LINE_FAILED },
  { "[FAILURE] %s has not been Zeroed .", 0, LINE_FAILED },
  { "[FAILURE] %s is not full of ones (0xFF).", 0, LINE_FAILED },
  { "%s: >>> FAILURE! <<<: code %s", 0, LINE_FAILED },
  { "%s: >>> FAILURE! <<<: signal %s", 0, LINE_FAILED },
  { "%u verification errors on '%s'.", 1, LINE_ERRORS },
  { "%u wipe errors on '%s'.", 1, LINE_ERRORS },
  { "%u sync errors on '%s'.", 1, LINE_ERRORS },
  { "No hidden sectors on %s", 0, LINE_HIDDEN_NONE },
};

static void
apply_line (JlNwipeDrive *drive, LineKind kind, const JlNwipeHole *holes)
{
  switch (kind) {
  case LINE_METHOD:
    g_free (drive->method);
    drive->method = jl_nwipe_hole_dup (&holes[0]);
    break;
  case LINE_SIZE:
    drive->size = holes[3].number;
    break;
  case LINE_SERIAL:
    g_free (drive->serial);
    drive->serial = jl_nwipe_hole_dup (&holes[1]);
    break;
  case LINE_WRITTEN:
    take_written (drive, holes[0].number);
    break;
  case LINE_VERIFIED:
    drive->n_verified++;
    break;
  case LINE_FINISHED:
    drive->is_finished = TRUE;
    break;
  case LINE_EMPTY:
    drive->is_blank_verified = TRUE;
    break;
  case LINE_FAILED:
    drive->failed = TRUE;
    break;
  case LINE_ERRORS:
    drive->errors = MAX (drive->errors, holes[0].number);
    break;
  case LINE_HIDDEN_NONE:
    if (drive->hidden == JL_NWIPE_HIDDEN_UNSTATED)
      drive->hidden = JL_NWIPE_HIDDEN_NONE;
    break;
  }
}

static void
take_drive_line (Parser *self, const char *text)
{
  JlNwipeHole holes[JL_NWIPE_MAX_HOLES];

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    JlNwipeDrive *drive;

    if (!jl_nwipe_scan (text, lines[i].pattern, holes))
      continue;
    drive = find_drive (self, &holes[lines[i].drive_at]);
    if (drive != NULL)
      apply_line (drive, lines[i].kind, holes);
    return;
  }
}

/* Where the drive's name stands differs from version to version; without one it may be any. */
static void
take_hidden (Parser *self, const char *text)
{
  gboolean found = strstr (text, "HIDDEN SECTORS DETECTED") != NULL;
  gboolean named = FALSE;

  if (!found && strstr (text, "HIDDEN SECTORS INDETERMINATE") == NULL)
    return;
  for (guint pass = 0; pass < 2 && !named; pass++)
    for (guint i = 0; i < self->session->drives->len; i++) {
      JlNwipeDrive *drive = self->session->drives->pdata[i];

      if (pass == 0 && strstr (text, drive->path) == NULL)
        continue;
      named = TRUE;
      if (drive->hidden != JL_NWIPE_HIDDEN_FOUND)
        drive->hidden = found ? JL_NWIPE_HIDDEN_FOUND : JL_NWIPE_HIDDEN_INDETERMINATE;
    }
}

/* Tables */

/* A device's name in a table, cut at its left to what fits, 8 characters or 6 in 2020. Returns: the
 * one drive that it can mean, NULL when there are several. */
static JlNwipeDrive *
find_cut (Parser *self, const JlNwipeHole *cell)
{
  g_autofree char *name = jl_nwipe_hole_dup (cell);
  JlNwipeDrive *found = NULL;

  for (guint i = 0; *name != '\0' && i < self->session->drives->len; i++) {
    JlNwipeDrive *drive = self->session->drives->pdata[i];
    const char *slash = strrchr (drive->path, '/');
    const char *whole = slash != NULL ? slash + 1 : drive->path;

    if (g_str_equal (whole, name))
      return drive;
    if (strlen (name) < 6 || !g_str_has_suffix (whole, name))
      continue;
    if (found != NULL)
      return NULL;
    found = drive;
  }
  return found;
}

static void
take_error_row (Parser *self, const char *row)
{
  static const char *const pattern = "%s | %s | %s | %s";
  JlNwipeHole holes[JL_NWIPE_MAX_HOLES];
  JlNwipeDrive *drive;

  if (!jl_nwipe_scan (row, pattern, holes) || (drive = find_cut (self, &holes[0])) == NULL)
    return;
  drive->has_error_row = TRUE;
  for (guint i = 1; i <= 3; i++) {
    g_autofree char *cell = jl_nwipe_hole_dup (&holes[i]);
    JlNwipeHole count[JL_NWIPE_MAX_HOLES];

    if (!jl_nwipe_scan (cell, "%u", count))
      drive->has_error_row = FALSE;
    else
      drive->errors = MAX (drive->errors, count[0].number);
  }
}

static void
take_status_row (Parser *self, const char *row)
{
  static const struct {
    const char *cell;
    JlNwipeStatus status;
  } states[] = { { "Erased", JL_NWIPE_ERASED },
                 { "-FAILED-", JL_NWIPE_FAILED },
                 { "UABORTED", JL_NWIPE_ABORTED },
                 { "INSANITY", JL_NWIPE_INSANITY } };
  JlNwipeHole holes[JL_NWIPE_MAX_HOLES];
  JlNwipeDrive *drive;
  g_autofree char *cell = NULL;

  if (!jl_nwipe_scan (row, "%s|%s|%s|%s|%s", holes) || (drive = find_cut (self, &holes[0])) == NULL)
    return;
  cell = jl_nwipe_hole_dup (&holes[1]);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (cell, states[i].cell))
      drive->status = states[i].status;
}

static void
take_table_line (Parser *self, const char *line)
{
  if (strstr (line, " Error Summary ") != NULL)
    self->table = ERROR_TABLE;
  else if (strstr (line, " Drive Status ") != NULL)
    self->table = STATUS_TABLE;
  else if (g_str_has_prefix (line, "**"))
    self->table = NO_TABLE;
  else if (self->table == ERROR_TABLE)
    take_error_row (self, line + (*line == '!'));
  else if (self->table == STATUS_TABLE)
    take_status_row (self, line + (*line == '!'));
}

/* Sessions */

/* “Total Throughput 0 B/s, DoD Short, 1R+B+VL” */
static void
take_footer (JlNwipeSession *session, const char *text)
{
  const char *codes = strrchr (text, ',');
  JlNwipeHole holes[JL_NWIPE_MAX_HOLES];

  if (codes == NULL || !jl_nwipe_scan (codes, ", %uR+%s+%s", holes))
    return;
  session->rounds = (guint)MIN (holes[0].number, G_MAXUINT);
  session->blanks = holes[1].length == 1 && holes[1].text[0] == 'B';
  if (holes[2].length == 2 && strncmp (holes[2].text, "NV", 2) == 0)
    session->verify = JL_NWIPE_VERIFY_NONE;
  else if (holes[2].length == 2 && strncmp (holes[2].text, "VL", 2) == 0)
    session->verify = JL_NWIPE_VERIFY_LAST;
  else if (holes[2].length == 2 && strncmp (holes[2].text, "VA", 2) == 0)
    session->verify = JL_NWIPE_VERIFY_ALL;
}

static gboolean
is_end (const char *text)
{
  return g_str_has_prefix (text, "Nwipe successfully completed") ||
         g_str_has_prefix (text, "Nwipe exited with errors") ||
         g_str_has_prefix (text, "Nwipe exited with fatal errors") ||
         g_str_has_prefix (text, "Nwipe was aborted by the user");
}

static void
take_message (Parser *self, const char *text)
{
  JlNwipeHole holes[JL_NWIPE_MAX_HOLES];

  if (g_str_has_prefix (text, "Program options are set as follows")) {
    if (self->has_options)
      begin_session (self);
    self->has_options = TRUE;
  } else if (jl_nwipe_scan (text, "nwipe %s", holes) ||
             jl_nwipe_scan (text, "banner   = nwipe %s", holes)) {
    g_free (self->session->version);
    self->session->version = jl_nwipe_hole_dup (&holes[0]);
  } else if (g_str_has_prefix (text, "Total Throughput")) {
    take_footer (self->session, text);
  } else if (is_end (text)) {
    self->session->is_complete = TRUE;
  } else if (!take_found (self, text)) {
    take_hidden (self, text);
    take_drive_line (self, text);
  }
}

/* The message of a line “[2026/11/23 12:39:47]  notice: …”, with its time; NULL: it is none. The
 * footer has no level. */
static const char *
split_line (const char *line, char time[JL_NWIPE_TIME_SIZE])
{
  JlNwipeHole holes[JL_NWIPE_MAX_HOLES];
  const char *text = strchr (line, ']');
  g_autofree char *stamp = NULL;

  if (line[0] != '[' || text == NULL)
    return NULL;
  stamp = g_strndup (line, (gsize)(text - line));
  if (!jl_nwipe_scan (stamp, "[%u/%u/%u %u:%u:%u", holes))
    return NULL;
  g_snprintf (time,
              JL_NWIPE_TIME_SIZE,
              "%04u-%02u-%02u %02u:%02u:%02u",
              (guint)MIN (holes[0].number, 9999),
              (guint)MIN (holes[1].number, 99),
              (guint)MIN (holes[2].number, 99),
              (guint)MIN (holes[3].number, 99),
              (guint)MIN (holes[4].number, 99),
              (guint)MIN (holes[5].number, 99));
  text += 1 + strspn (text + 1, " ");
  if (g_str_has_prefix (text, "Total Throughput"))
    return text;
  text = strstr (text, ": ");
  if (text == NULL)
    return NULL;
  return text + 2 + strspn (text + 2, " ");
}

static void
take_line (Parser *self, const char *line)
{
  char time[JL_NWIPE_TIME_SIZE];
  const char *text = split_line (line, time);

  if (text == NULL) {
    if (self->session != NULL)
      take_table_line (self, line);
    return;
  }
  if (self->session == NULL || self->session->is_complete)
    begin_session (self);
  take_message (self, text);
  if (self->session->begun_at[0] == '\0')
    g_strlcpy (self->session->begun_at, time, JL_NWIPE_TIME_SIZE);
  g_strlcpy (self->session->ended_at, time, JL_NWIPE_TIME_SIZE);
}

/**
 * jl_nwipe_log_parse:
 * @text: a log, in whatever encoding
 * @size: its bytes
 * @error: TOO_LARGE, or MALFORMED when there is no session with a drive in it
 *
 * Returns: (transfer full) (element-type JlNwipeSession): what it says, in its order
 */
GPtrArray *
jl_nwipe_log_parse (const char *text, gsize size, GError **error)
{
  Parser self = { .sessions = g_ptr_array_new_with_free_func (session_free) };
  const char *end = text + size;
  char line[MAX_LINE + 1];

  if (size > JL_NWIPE_MAX_BYTES) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_TOO_LARGE, _ ("The log is too large"));
    g_ptr_array_unref (self.sessions);
    return NULL;
  }
  while (text < end && self.sessions->len < MAX_SESSIONS) {
    const char *newline = memchr (text, '\n', (gsize)(end - text));
    gsize length = (gsize)((newline != NULL ? newline : end) - text);

    if (length <= MAX_LINE) {
      memcpy (line, text, length);
      line[length] = '\0';
      if (length > 0 && line[length - 1] == '\r')
        line[length - 1] = '\0';
      take_line (&self, line);
    }
    text += length + 1;
  }
  if (self.n_drives == 0) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_MALFORMED, _ ("This is not a log of nwipe"));
    g_ptr_array_unref (self.sessions);
    return NULL;
  }
  return self.sessions;
}

/* Doubts */

static gboolean
only_looks (const char *method)
{
  return method != NULL &&
         (g_str_has_prefix (method, "Verify Zeros") || g_str_has_prefix (method, "Verify Ones") ||
          g_str_equal (method, "Verify Blank"));
}

static gboolean
is_anonymous (const char *serial)
{
  return serial != NULL &&
         (strspn (serial, "X") == strlen (serial) || strstr (serial, "????") != NULL);
}

/* Whoever edits the summary must edit the lines too: an erased drive has finished, with as many
 * errors as it counts, and was verified as often as was asked for. */
static gboolean
contradicts (const JlNwipeSession *session, const JlNwipeDrive *drive)
{
  if (drive->status != JL_NWIPE_ERASED)
    return FALSE;
  if (drive->failed || !drive->has_error_row || drive->method == NULL)
    return TRUE;
  if (only_looks (drive->method))
    return FALSE;
  return !drive->is_finished ||
         (session->verify == JL_NWIPE_VERIFY_ALL && drive->n_verified == 0) ||
         (session->verify == JL_NWIPE_VERIFY_NONE && drive->n_verified > 0);
}

static guint
get_measure_doubts (const JlNwipeSession *session, const JlNwipeDrive *drive)
{
  guint doubts = 0;

  if (drive->size == 0 || drive->least_written < drive->size)
    doubts |= JL_NWIPE_DOUBT_SHORT;
  if (session->verify <= JL_NWIPE_VERIFY_NONE)
    doubts |= JL_NWIPE_DOUBT_NOT_VERIFIED;
  else if (session->verify == JL_NWIPE_VERIFY_LAST && session->blanks && drive->n_verified == 0)
    doubts |= drive->is_blank_verified ? JL_NWIPE_DOUBT_ONLY_BLANK : JL_NWIPE_DOUBT_NOT_VERIFIED;
  else if (drive->n_verified == 0)
    doubts |= JL_NWIPE_DOUBT_NOT_VERIFIED;
  return doubts;
}

/**
 * jl_nwipe_drive_get_doubts:
 * @session: the run
 * @drive: a drive of it
 *
 * What keeps the log from showing that the drive was erased, whatever the rules ask for: the traps
 * of domain knowledge about nwipe (status without verification, a blank pass that alone was
 * verified, methods that only look, drives without a serial number …).
 *
 * Returns: of JlNwipeDoubt, 0: none
 */
guint
jl_nwipe_drive_get_doubts (const JlNwipeSession *session, const JlNwipeDrive *drive)
{
  guint doubts = get_measure_doubts (session, drive);

  if (drive->status != JL_NWIPE_ERASED)
    doubts |= JL_NWIPE_DOUBT_STATUS;
  if (!session->is_complete || drive->status == JL_NWIPE_UNSTATED)
    doubts |= JL_NWIPE_DOUBT_CUT;
  if (drive->errors > 0 || drive->failed)
    doubts |= JL_NWIPE_DOUBT_ERRORS;
  if (only_looks (drive->method))
    doubts |= JL_NWIPE_DOUBT_NO_ERASURE;
  if (drive->hidden != JL_NWIPE_HIDDEN_NONE)
    doubts |= JL_NWIPE_DOUBT_HIDDEN;
  if (drive->serial == NULL)
    doubts |= JL_NWIPE_DOUBT_NO_SERIAL;
  else if (is_anonymous (drive->serial))
    doubts |= JL_NWIPE_DOUBT_ANONYMOUS;
  if (contradicts (session, drive))
    doubts |= JL_NWIPE_DOUBT_CONTRADICTION;
  return doubts;
}
