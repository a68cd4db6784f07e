// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-nwipe-report.h"

#include "jl-report-member.h"

#include <glib/gi18n-lib.h>

/* In the order of JlNwipeDoubt's bits. */
static const struct {
  const char *name;
  const char *text;
} doubts[JL_NWIPE_N_DOUBTS] = {
  { "status", N_ ("nwipe does not say that it was erased") },
  { "cut", N_ ("the log ends too early, or has no summary of this drive") },
  { "errors", N_ ("there were errors") },
  { "short", N_ ("less was written than the drive holds, or the log does not say how much") },
  { "not_verified", N_ ("nothing was read again to verify it") },
  { "only_blank", N_ ("only the blank pass was read again, not what overwrote the data") },
  { "no_erasure", N_ ("the method only looks, and erases nothing") },
  { "hidden", N_ ("hidden sectors (HPA, DCO) are there, or were not looked for") },
  { "no_serial", N_ ("the drive has no serial number in the log: it may be any drive") },
  { "anonymous", N_ ("the serial number was made unreadable (--quiet)") },
  { "contradiction", N_ ("the summary does not fit the lines before it") },
};

static const char *
get_status_text (JlNwipeStatus status)
{
  static const char *const texts[] = { N_ ("not in the summary"),
                                       N_ ("erased, by nwipe's own word"),
                                       N_ ("failed"),
                                       N_ ("stopped by the user"),
                                       N_ ("nwipe broke down") };

  return _ (texts[status]);
}

static void
append_drive (GString *text, const JlNwipeSession *session, const JlNwipeDrive *drive)
{
  g_autofree char *size = g_format_size (drive->size);
  guint found = jl_nwipe_drive_get_doubts (session, drive);

  g_string_append_printf (
      text, "  %s  %s · %s\n", drive->path, drive->model, drive->size > 0 ? size : _ ("unknown"));
  g_string_append_printf (
      text, _ ("    serial number: %s\n"), drive->serial != NULL ? drive->serial : _ ("unknown"));
  g_string_append_printf (text,
                          _ ("    method: %s; passes written: %u, read again: %u\n"),
                          drive->method != NULL ? drive->method : _ ("unknown"),
                          drive->n_writes,
                          drive->n_verified + (drive->is_blank_verified ? 1 : 0));
  g_string_append_printf (text, "    %s\n", get_status_text (drive->status));
  for (guint i = 0; i < JL_NWIPE_N_DOUBTS; i++)
    if ((found & (1u << i)) != 0)
      g_string_append_printf (text, "    ! %s\n", _ (doubts[i].text));
}

/**
 * jl_nwipe_session_to_text:
 * @session: a run
 *
 * Returns: (transfer full): what it says of each drive, and why that is not enough, for people
 */
char *
jl_nwipe_session_to_text (const JlNwipeSession *session)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text,
                          _ ("nwipe %s, from %s to %s by the clock of that computer\n"),
                          session->version != NULL ? session->version : _ ("unknown"),
                          session->begun_at,
                          session->ended_at);
  for (guint i = 0; i < session->drives->len; i++)
    append_drive (text, session, session->drives->pdata[i]);
  return g_string_free (text, FALSE);
}

static void
add_drive (JsonBuilder *builder, const JlNwipeSession *session, const JlNwipeDrive *drive)
{
  static const char *const states[] = { NULL, "erased", "failed", "aborted", "insanity" };
  static const char *const hidden[] = { NULL, "none", "found", "indeterminate" };
  guint found = jl_nwipe_drive_get_doubts (session, drive);

  json_builder_begin_object (builder);
  jl_report_add_text (builder, "path", drive->path);
  jl_report_add_text (builder, "bus", drive->bus);
  jl_report_add_text (builder, "model", drive->model);
  jl_report_add_text (builder, "serial", drive->serial);
  jl_report_add_text (builder, "method", drive->method);
  jl_report_add_integer (builder, "size", drive->size);
  jl_report_add_integer (builder, "least_written", drive->least_written);
  jl_report_add_integer (builder, "written", drive->n_writes);
  jl_report_add_integer (builder, "verified", drive->n_verified);
  jl_report_add_integer (builder, "errors", drive->errors);
  jl_report_add_text (builder, "status", states[drive->status]);
  jl_report_add_text (builder, "hidden", hidden[drive->hidden]);
  json_builder_set_member_name (builder, "doubts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < JL_NWIPE_N_DOUBTS; i++)
    if ((found & (1u << i)) != 0)
      json_builder_add_string_value (builder, doubts[i].name);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_session (JsonBuilder *builder, const JlNwipeSession *session)
{
  static const char *const verify[] = { NULL, "none", "last", "all" };

  json_builder_begin_object (builder);
  jl_report_add_text (builder, "version", session->version);
  jl_report_add_text (builder, "begun_at_local", session->begun_at);
  jl_report_add_text (builder, "ended_at_local", session->ended_at);
  jl_report_add_text (builder, "verify", verify[session->verify]);
  jl_report_add_integer (builder, "rounds", session->rounds);
  json_builder_set_member_name (builder, "drives");
  json_builder_begin_array (builder);
  for (guint i = 0; i < session->drives->len; i++)
    add_drive (builder, session, session->drives->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

/**
 * jl_nwipe_log_to_json:
 * @sessions: (element-type JlNwipeSession): of a log
 * @sha256: of the log's bytes
 *
 * Returns: (transfer full): all that was read
 */
JsonNode *
jl_nwipe_log_to_json (GPtrArray *sessions, const char *sha256)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  jl_report_add_text (builder, "tool", "nwipe");
  jl_report_add_text (builder, "sha256", sha256);
  json_builder_set_member_name (builder, "sessions");
  json_builder_begin_array (builder);
  for (guint i = 0; i < sessions->len; i++)
    add_session (builder, sessions->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}
