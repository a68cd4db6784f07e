// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-sample-report.h"

#include "jl-report-member.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>

/* The version of the report's members. */
#define FORMAT 1

static void
add_boolean (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

static void
add_time (JsonBuilder *builder, const char *name, gint64 time)
{
  char text[JL_TIME_TEXT_SIZE];

  jl_time_to_text (time, text);
  jl_report_add_text (builder, name, text);
}

/**
 * jl_drive_to_json:
 * @drive: a drive
 *
 * Returns: (transfer full): all that is known of it
 */
JsonNode *
jl_drive_to_json (const JlDrive *drive)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  jl_report_add_text (builder, "path", drive->path);
  jl_report_add_text (builder, "by_id", drive->by_id);
  jl_report_add_text (builder, "model", drive->model);
  jl_report_add_text (builder, "serial", drive->serial);
  jl_report_add_text (builder, "wwn", drive->wwn);
  jl_report_add_text (builder, "bus", drive->bus);
  jl_report_add_integer (builder, "size", drive->size);
  add_boolean (builder, "rotational", drive->is_rotational);
  add_boolean (builder, "removable", drive->is_removable);
  json_builder_set_member_name (builder, "uses");
  json_builder_begin_array (builder);
  for (guint i = 0; drive->uses[i] != NULL; i++)
    json_builder_add_string_value (builder, drive->uses[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static void
add_counts (JsonBuilder *builder, const char *name, const JlSampleCounts *counts)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  jl_report_add_integer (builder, "read", counts->read);
  jl_report_add_integer (builder, "unreadable", counts->unreadable);
  for (guint i = 0; i < JL_SECTOR_N_KINDS; i++)
    jl_report_add_integer (builder, jl_sector_kind_get_name (i), counts->kinds[i]);
  json_builder_end_object (builder);
}

static void
add_places (JsonBuilder *builder, const GArray *places)
{
  json_builder_set_member_name (builder, "places");
  json_builder_begin_array (builder);
  for (guint i = 0; i < places->len; i++) {
    const JlSamplePlace *place = &g_array_index (places, JlSamplePlace, i);

    json_builder_begin_object (builder);
    jl_report_add_integer (builder, "offset", place->offset);
    jl_report_add_text (builder, "kind", jl_sector_kind_get_name (place->kind));
    if (place->signature != NULL)
      jl_report_add_text (builder, "signature", place->signature);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

/**
 * jl_sample_to_json:
 * @sample: a sample that was run
 *
 * Returns: (transfer full): what it showed, and what is needed to take it again; no byte of what
 *   was read
 */
JsonNode *
jl_sample_to_json (const JlSample *sample)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  char seed[2 * JL_SAMPLE_SEED_BYTES + 1];

  json_builder_begin_object (builder);
  jl_report_add_text (builder, "tool", "jieli-wipe");
  jl_report_add_text (builder, "version", JL_VERSION);
  jl_report_add_text (builder, "kind", "sample");
  jl_report_add_integer (builder, "format", FORMAT);
  add_time (builder, "started_at", sample->started_at);
  add_time (builder, "ended_at", sample->ended_at);
  if (sample->drive != NULL) {
    json_builder_set_member_name (builder, "drive");
    json_builder_add_value (builder, jl_drive_to_json (sample->drive));
  } else {
    jl_report_add_text (builder, "image", sample->path);
  }
  jl_report_add_integer (builder, "size", sample->size);
  jl_report_add_integer (builder, "sector_size", sample->sector_size);
  jl_report_add_text (
      builder, "seed", sodium_bin2hex (seed, sizeof seed, sample->seed, sizeof sample->seed));
  add_counts (builder, "random", &sample->random);
  add_counts (builder, "edges", &sample->edges);
  add_places (builder, sample->places);
  jl_report_add_text (
      builder, "verdict", jl_sample_verdict_get_name (jl_sample_get_verdict (sample)));
  json_builder_set_member_name (builder, "bound_95");
  json_builder_add_double_value (builder, jl_sample_get_bound (sample));
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

/**
 * jl_sample_verdict_get_name:
 * @verdict: of a sample
 *
 * Returns: its name in reports
 */
const char *
jl_sample_verdict_get_name (JlSampleVerdict verdict)
{
  static const char *const names[] = { "clean", "data", "unreadable", "indeterminate" };

  return names[verdict];
}

/* For people */

static const char *
or_unknown (const char *text)
{
  return text != NULL ? text : _ ("unknown");
}

/**
 * jl_drive_to_text:
 * @drive: a drive
 *
 * Returns: (transfer full): some lines for people
 */
char *
jl_drive_to_text (const JlDrive *drive)
{
  GString *text = g_string_new (drive->path);
  g_autofree char *size = g_format_size (drive->size);
  g_autofree char *uses = g_strjoinv (_ (", "), drive->uses);

  g_string_append_printf (text,
                          "  %s · %s · %s\n",
                          or_unknown (drive->model),
                          size,
                          drive->is_rotational ? _ ("hard disk") : _ ("flash or virtual"));
  g_string_append_printf (text, _ ("    serial number: %s\n"), or_unknown (drive->serial));
  if (drive->by_id != NULL)
    g_string_append_printf (text, "    %s\n", drive->by_id);
  if (*uses != '\0')
    g_string_append_printf (text, _ ("    in use: %s\n"), uses);
  return g_string_free (text, FALSE);
}

static void
append_counts (GString *text, const JlSampleCounts *counts)
{
  const char *const names[] = { _ ("zeros"),       _ ("ones (FF)"),      _ ("another fill"),
                                _ ("like chance"), _ ("a known format"), _ ("other data") };

  for (guint i = 0; i < JL_SECTOR_N_KINDS; i++)
    if (counts->kinds[i] > 0)
      g_string_append_printf (text, "    %s: %u\n", names[i], (guint)counts->kinds[i]);
  if (counts->unreadable > 0)
    g_string_append_printf (text, _ ("    could not be read: %u\n"), (guint)counts->unreadable);
}

static void
append_places (GString *text, const GArray *places)
{
  for (guint i = 0; i < MIN (places->len, 5); i++) {
    const JlSamplePlace *place = &g_array_index (places, JlSamplePlace, i);
    g_autofree char *offset = g_strdup_printf ("%" G_GUINT64_FORMAT, place->offset);

    if (place->signature != NULL)
      g_string_append_printf (text, _ ("    at byte %s: %s\n"), offset, place->signature);
  }
}

/* What the numbers prove, and what they do not. */
static void
append_meaning (GString *text, const JlSample *sample)
{
  switch (jl_sample_get_verdict (sample)) {
  case JL_SAMPLE_DATA:
    g_string_append (text, _ ("Data was found. This medium is not erased.\n"));
    return;
  case JL_SAMPLE_UNREADABLE:
    g_string_append (text,
                     _ ("No data was found, but not all could be read. This proves nothing about "
                        "the sectors that could not.\n"));
    return;
  case JL_SAMPLE_INDETERMINATE:
    g_string_append (text,
                     _ ("Not determined: some sectors look like chance. A random pass leaves this, "
                        "and an encrypted drive that was never erased looks the same.\n"));
    return;
  case JL_SAMPLE_CLEAN:
    break;
  }
  g_string_append_printf (
      text,
      _ ("Nothing was found. With %u sectors chosen by chance, at most %.3g %% of what can be "
         "addressed still holds data, at 95 %% confidence.\n"),
      (guint)sample->random.read,
      100 * jl_sample_get_bound (sample));
  if (sample->drive != NULL && !sample->drive->is_rotational)
    g_string_append (text,
                     _ ("On flash this is never the only proof: what was only marked as free reads "
                        "as zeros, and spare cells cannot be addressed.\n"));
}

/**
 * jl_sample_to_text:
 * @sample: a sample that was run
 *
 * Returns: (transfer full): what it showed and what that proves, for people
 */
char *
jl_sample_to_text (const JlSample *sample)
{
  g_autofree char *drive = sample->drive != NULL ? jl_drive_to_text (sample->drive)
                                                 : g_strconcat (sample->path, "\n", NULL);
  GString *text = g_string_new (drive);

  g_string_append_printf (text,
                          _ ("  chosen by chance: %u sectors of %u bytes\n"),
                          (guint)(sample->random.read + sample->random.unreadable),
                          sample->sector_size);
  append_counts (text, &sample->random);
  g_string_append (text, _ ("  the first and the last mebibyte, whole\n"));
  append_counts (text, &sample->edges);
  append_places (text, sample->places);
  append_meaning (text, sample);
  return g_string_free (text, FALSE);
}
