// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-health-texts.h"

#include "jl-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * jl_health_text_dup_bytes:
 * @bytes: a number of bytes
 *
 * Returns: (transfer full): e.g. `1.2 GB`
 */
char *
jl_health_text_dup_bytes (double bytes)
{
  static const char *const units[] = { "B", "kB", "MB", "GB", "TB" };
  guint unit = 0;

  while (bytes >= 1000 && unit + 1 < G_N_ELEMENTS (units)) {
    bytes /= 1000;
    unit++;
  }
  return g_strdup_printf (bytes < 10 && unit > 0 ? "%.1f %s" : "%.0f %s", bytes, units[unit]);
}

/* The sum of a member over all samples. */
static gint64
add_up (JlRecord *health, guint field)
{
  GPtrArray *samples = jl_record_get_list (health, JL_HEALTH_SAMPLES);
  gint64 sum = 0;

  for (guint i = 0; samples != NULL && i < samples->len; i++)
    sum += jl_record_get_integer (samples->pdata[i], field);
  return sum;
}

static gint64
get_last (JlRecord *health, guint field)
{
  GPtrArray *samples = jl_record_get_list (health, JL_HEALTH_SAMPLES);

  return samples != NULL && samples->len > 0
             ? jl_record_get_integer (samples->pdata[samples->len - 1], field)
             : 0;
}

static char *
dup_disk (JlRecord *health)
{
  g_autofree char *free_bytes =
      jl_health_text_dup_bytes ((double)jl_record_get_integer (health, JL_HEALTH_DISK_FREE));
  g_autofree char *total =
      jl_health_text_dup_bytes ((double)jl_record_get_integer (health, JL_HEALTH_DISK_TOTAL));

  return g_strdup_printf (_ ("%s of %s free"), free_bytes, total);
}

static char *
dup_writes (JlRecord *health)
{
  gint64 commits = add_up (health, JL_HEALTH_SAMPLE_COMMITS);
  gint64 micros = add_up (health, JL_HEALTH_SAMPLE_COMMIT_MICROS);

  if (commits == 0)
    return g_strdup (_ ("Nothing was saved in this time"));
  return g_strdup_printf (_ ("%.1f ms each time on average, %d waiting"),
                          (double)micros / (double)commits / 1000,
                          (int)get_last (health, JL_HEALTH_SAMPLE_QUEUE));
}

static char *
dup_search (JlRecord *health)
{
  gint64 lag = get_last (health, JL_HEALTH_SAMPLE_LAG);

  if (lag == 0)
    return g_strdup (_ ("Finds everything up to now"));
  return g_strdup_printf (
      ngettext ("%d change cannot be found yet", "%d changes cannot be found yet", (gulong)lag),
      (int)lag);
}

static char *
dup_errors (JlRecord *health)
{
  int requests = (int)add_up (health, JL_HEALTH_SAMPLE_REQUESTS);
  int errors = (int)add_up (health, JL_HEALTH_SAMPLE_ERRORS);

  return g_strdup_printf (
      ngettext ("%d of %d request failed", "%d of %d requests failed", (gulong)requests),
      errors,
      requests);
}

static char *
dup_processes (JlRecord *health)
{
  gint64 died = add_up (health, JL_HEALTH_SAMPLE_DIED);

  if (died == 0)
    return g_strdup (_ ("All keep running"));
  return g_strdup_printf (
      ngettext ("%d broke down and was replaced", "%d broke down and were replaced", (gulong)died),
      (int)died);
}

static char *
dup_backup (JlRecord *health)
{
  char text[JL_TIME_CHINA_TEXT_SIZE];
  g_autofree char *minute = NULL;

  if (jl_record_is_null (health, JL_HEALTH_BACKUP_AT) ||
      !jl_record_has (health, JL_HEALTH_BACKUP_AT))
    return g_strdup (_ ("None has been made yet"));
  jl_time_to_china_text (jl_record_get_integer (health, JL_HEALTH_BACKUP_AT), text);
  minute = g_strndup (text, strlen ("2026-11-23 16:05"));
  return g_strdup_printf (_ ("The last complete one: %s"), minute);
}

/**
 * jl_health_text_dup_fact:
 * @subject: what of
 * @health: of jl_health_table
 *
 * Returns: (transfer full): how it is, in one line
 */
char *
jl_health_text_dup_fact (JlHealthSubject subject, JlRecord *health)
{
  static char *(*const facts[]) (JlRecord *) = {
    [JL_HEALTH_DISK] = dup_disk,           [JL_HEALTH_WRITES] = dup_writes,
    [JL_HEALTH_SEARCH] = dup_search,       [JL_HEALTH_ERRORS] = dup_errors,
    [JL_HEALTH_PROCESSES] = dup_processes, [JL_HEALTH_BACKUP] = dup_backup,
  };
  G_STATIC_ASSERT (G_N_ELEMENTS (facts) == JL_N_HEALTH_SUBJECTS);

  return facts[subject](health);
}

/**
 * jl_health_text_get_advice:
 * @subject: what of
 *
 * Returns: (transfer none): what to do when it is not in order
 */
const char *
jl_health_text_get_advice (JlHealthSubject subject)
{
  switch (subject) {
  case JL_HEALTH_DISK:
    return _ ("Make room on the service's disk, or give it a larger one. When it is full, nothing "
              "more can be saved.");
  case JL_HEALTH_WRITES:
    return _ ("Saving takes long: see what else uses the service's disk. If it stays like this, "
              "the disk may be failing.");
  case JL_HEALTH_SEARCH:
    return _ ("What is new is found late. This goes by itself after a large import; otherwise "
              "restart the service.");
  case JL_HEALTH_ERRORS:
    return _ ("Look into the service's log for the reason, and tell whoever maintains it.");
  case JL_HEALTH_PROCESSES:
    return _ ("The service replaced them by itself and lost nothing. If it happens again, the log "
              "says why.");
  case JL_HEALTH_BACKUP:
  default:
    return _ ("Make a backup now, and see why the nightly one did not run.");
  }
}
