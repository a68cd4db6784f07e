// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A log of hundreds of drives has some megabytes. */
#define JL_NWIPE_MAX_BYTES (64 * 1024 * 1024)
/* 2026-11-23 12:39:47 and the terminating NUL: the computer's clock, of a zone it does not name. */
#define JL_NWIPE_TIME_SIZE 20

/**
 * JlNwipeStatus:
 * @JL_NWIPE_UNSTATED: the summary does not name the drive
 *
 * What the summary says of a drive.
 */
typedef enum {
  JL_NWIPE_UNSTATED,
  JL_NWIPE_ERASED,
  JL_NWIPE_FAILED,
  JL_NWIPE_ABORTED,
  JL_NWIPE_INSANITY
} JlNwipeStatus;

/**
 * JlNwipeVerify:
 *
 * Which passes were read again.
 */
typedef enum {
  JL_NWIPE_VERIFY_UNSTATED,
  JL_NWIPE_VERIFY_NONE,
  JL_NWIPE_VERIFY_LAST,
  JL_NWIPE_VERIFY_ALL
} JlNwipeVerify;

/**
 * JlNwipeHidden:
 * @JL_NWIPE_HIDDEN_UNSTATED: this version of nwipe does not look for them
 *
 * Sectors that the drive keeps from its computer (HPA, DCO).
 */
typedef enum {
  JL_NWIPE_HIDDEN_UNSTATED,
  JL_NWIPE_HIDDEN_NONE,
  JL_NWIPE_HIDDEN_FOUND,
  JL_NWIPE_HIDDEN_INDETERMINATE
} JlNwipeHidden;

/**
 * JlNwipeDoubt:
 * @JL_NWIPE_DOUBT_STATUS: it is not “Erased”
 * @JL_NWIPE_DOUBT_CUT: the log ends before nwipe did, or there is no summary
 * @JL_NWIPE_DOUBT_ERRORS: passes, verification or synchronising failed somewhere
 * @JL_NWIPE_DOUBT_SHORT: a pass wrote less than the drive holds, or it is not said how much
 * @JL_NWIPE_DOUBT_NOT_VERIFIED: nothing was read again
 * @JL_NWIPE_DOUBT_ONLY_BLANK: only the blank pass at the end was read again
 * @JL_NWIPE_DOUBT_NO_ERASURE: the method only looks
 * @JL_NWIPE_DOUBT_HIDDEN: there are hidden sectors, or there may be
 * @JL_NWIPE_DOUBT_NO_SERIAL: the drive has no serial number in the log
 * @JL_NWIPE_DOUBT_ANONYMOUS: the serial number was made unreadable (`--quiet`)
 * @JL_NWIPE_DOUBT_CONTRADICTION: the summary does not fit the lines before it
 *
 * Why a log does not show by itself that a drive was erased.
 */
typedef enum {
  JL_NWIPE_DOUBT_STATUS = 1 << 0,
  JL_NWIPE_DOUBT_CUT = 1 << 1,
  JL_NWIPE_DOUBT_ERRORS = 1 << 2,
  JL_NWIPE_DOUBT_SHORT = 1 << 3,
  JL_NWIPE_DOUBT_NOT_VERIFIED = 1 << 4,
  JL_NWIPE_DOUBT_ONLY_BLANK = 1 << 5,
  JL_NWIPE_DOUBT_NO_ERASURE = 1 << 6,
  JL_NWIPE_DOUBT_HIDDEN = 1 << 7,
  JL_NWIPE_DOUBT_NO_SERIAL = 1 << 8,
  JL_NWIPE_DOUBT_ANONYMOUS = 1 << 9,
  JL_NWIPE_DOUBT_CONTRADICTION = 1 << 10
} JlNwipeDoubt;
#define JL_NWIPE_N_DOUBTS 11

/**
 * JlNwipeDrive:
 * @path: as the computer called it then; another drive may be called so at another time
 * @bus: (nullable): as nwipe names it
 * @model: (nullable): of the drive
 * @serial: (nullable): of the drive, as it stands in the log
 * @method: (nullable): label of the method, NULL: nothing was begun
 * @size: bytes that it holds, 0: not said
 * @least_written: bytes of the shortest pass, 0: none was written
 * @n_writes: passes that were written to their end, the blank pass too
 * @n_verified: passes that were read again and found as written
 * @is_finished: whether the last round came to its end
 * @is_blank_verified: whether it was read again after the blank pass
 * @failed: whether a line says so
 * @has_error_row: whether the summary counts its errors
 * @errors: of passes, verification and synchronising; each the greater of lines and summary
 * @status: by the summary
 * @hidden: whether it has hidden sectors
 *
 * What a log says of one drive.
 */
typedef struct {
  char *path;
  char *bus;
  char *model;
  char *serial;
  char *method;
  guint64 size;
  guint64 least_written;
  guint n_writes;
  guint n_verified;
  gboolean is_finished;
  gboolean is_blank_verified;
  gboolean failed;
  gboolean has_error_row;
  guint64 errors;
  JlNwipeStatus status;
  JlNwipeHidden hidden;
} JlNwipeDrive;

/**
 * JlNwipeSession:
 * @version: (nullable): as nwipe calls itself
 * @begun_at: of its first line
 * @ended_at: of its last line
 * @verify: which passes were to be read again
 * @blanks: whether a blank pass was to follow
 * @rounds: how often the method was to be repeated, 0: not said
 * @is_complete: whether it has the line with which nwipe ends
 * @drives: (element-type JlNwipeDrive)
 *
 * One run of nwipe. A log that is kept has several, and /dev/sdb may be another drive in each.
 */
typedef struct {
  char *version;
  char begun_at[JL_NWIPE_TIME_SIZE];
  char ended_at[JL_NWIPE_TIME_SIZE];
  JlNwipeVerify verify;
  gboolean blanks;
  guint rounds;
  gboolean is_complete;
  GPtrArray *drives;
} JlNwipeSession;

GPtrArray *jl_nwipe_log_parse (const char *text, gsize size, GError **error);
guint jl_nwipe_drive_get_doubts (const JlNwipeSession *session, const JlNwipeDrive *drive);

G_END_DECLS
