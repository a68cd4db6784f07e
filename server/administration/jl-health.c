// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-administration-private.h"

#include "jl-error.h"
#include "jl-rules.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>

/* When somebody should look. None of these is a law: each is where people begin to notice, or where
 * there is still time to do something. */

/* A tenth of the disk, or what a day of a busy city takes. */
#define DISK_SHARE 10
#define DISK_BYTES (G_GINT64_CONSTANT (5) * 1024 * 1024 * 1024)
/* A commit is a disk's sync; a healthy disk takes some milliseconds. */
#define COMMIT_MICROS (100 * 1000)
#define QUEUE 200
/* Changes; what is new is found when the search file has it. A quarter of a second of its work. */
#define LAG 4000
/* One in a thousand. */
#define ERROR_SHARE 1000
/* A backup is made every night. */
#define BACKUP_MS (G_GINT64_CONSTANT (36) * 60 * 60 * 1000)
/* How far back is looked at for what goes up and down all the time: five minutes. */
#define RECENT (5 * 60 / JL_HEALTH_INTERVAL_S)

/* The sum of the samples from @first. */
static JlHealthSample
add_up (const GArray *hour, guint first)
{
  JlHealthSample sum = { .disk_free = G_MAXINT64 };

  for (guint i = first; i < hour->len; i++) {
    const JlHealthSample *sample = &g_array_index (hour, JlHealthSample, i);

    sum.requests += sample->requests;
    sum.errors += sample->errors;
    sum.commits += sample->commits;
    sum.commit_micros += sample->commit_micros;
    sum.died += sample->died;
    sum.disk_free = sample->disk_free;
  }
  return sum;
}

/* Behind in every sample of the last minute: not a peak. */
static gboolean
stays_behind (const GArray *hour)
{
  const guint n = 60 / JL_HEALTH_INTERVAL_S;

  for (guint i = hour->len; i > 0 && i > hour->len - MIN (n, hour->len); i--)
    if (g_array_index (hour, JlHealthSample, i - 1).lag <= LAG)
      return FALSE;
  return hour->len >= n;
}

static gboolean
queue_stays (const GArray *hour)
{
  const guint n = 60 / JL_HEALTH_INTERVAL_S;

  for (guint i = hour->len; i > 0 && i > hour->len - MIN (n, hour->len); i--)
    if (g_array_index (hour, JlHealthSample, i - 1).queue <= QUEUE)
      return FALSE;
  return hour->len >= n;
}

/**
 * jl_health_judge:
 * @subject: what of
 * @facts: the present
 * @hour: (element-type JlHealthSample): the last hour
 *
 * Returns: whether somebody should look at it
 */
JlHealthState
jl_health_judge (JlHealthSubject subject, const JlHealthFacts *facts, const GArray *hour)
{
  const JlHealthSample all = add_up (hour, 0);
  const JlHealthSample recent = add_up (hour, hour->len > RECENT ? hour->len - RECENT : 0);
  gint64 since = MAX (facts->backup_at, facts->started_at);
  gboolean look = FALSE;

  switch (subject) {
  case JL_HEALTH_DISK:
    look = hour->len > 0 && all.disk_free < MIN (DISK_BYTES, facts->disk_total / DISK_SHARE);
    break;
  case JL_HEALTH_WRITES:
    look = (recent.commits > 0 && recent.commit_micros / recent.commits > COMMIT_MICROS) ||
           queue_stays (hour);
    break;
  case JL_HEALTH_SEARCH:
    look = stays_behind (hour);
    break;
  case JL_HEALTH_ERRORS:
    look = recent.errors * ERROR_SHARE > recent.requests;
    break;
  case JL_HEALTH_PROCESSES:
    look = all.died > 0;
    break;
  case JL_HEALTH_BACKUP:
  default:
    /* Who has just begun has until the next night. */
    look = facts->now - since > BACKUP_MS;
    break;
  }
  return look ? JL_HEALTH_LOOK : JL_HEALTH_IN_ORDER;
}

static GPtrArray *
list_samples (const GArray *samples)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < samples->len; i++) {
    const JlHealthSample *sample = &g_array_index (samples, JlHealthSample, i);
    JlRecord *record = jl_record_new (&jl_health_sample_table);

    jl_record_set_integer (record, JL_HEALTH_SAMPLE_AT, sample->at);
    jl_record_set_integer (record, JL_HEALTH_SAMPLE_REQUESTS, sample->requests);
    jl_record_set_integer (record, JL_HEALTH_SAMPLE_ERRORS, sample->errors);
    jl_record_set_integer (record, JL_HEALTH_SAMPLE_COMMITS, sample->commits);
    jl_record_set_integer (record, JL_HEALTH_SAMPLE_COMMIT_MICROS, sample->commit_micros);
    jl_record_set_integer (record, JL_HEALTH_SAMPLE_QUEUE, sample->queue);
    jl_record_set_integer (record, JL_HEALTH_SAMPLE_LAG, sample->lag);
    jl_record_set_integer (record, JL_HEALTH_SAMPLE_DISK_FREE, sample->disk_free);
    jl_record_set_integer (record, JL_HEALTH_SAMPLE_DIED, sample->died);
    g_ptr_array_add (list, record);
  }
  return list;
}

static GPtrArray *
list_checks (const JlHealthFacts *facts, const GArray *hour)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint subject = 0; subject < JL_N_HEALTH_SUBJECTS; subject++) {
    JlRecord *record = jl_record_new (&jl_health_check_table);

    jl_record_set_integer (record, JL_HEALTH_CHECK_SUBJECT, subject);
    jl_record_set_integer (record, JL_HEALTH_CHECK_STATE, jl_health_judge (subject, facts, hour));
    g_ptr_array_add (list, record);
  }
  return list;
}

static JlRecord *
make_record (JlRequest *request, const JlHealthFacts *facts, JlHealthPeriod period)
{
  g_autoptr (GArray) hour = jl_health_ring_list (request->health, JL_HEALTH_HOUR);
  g_autoptr (GArray) shown = jl_health_ring_list (request->health, period);
  g_autoptr (GPtrArray) checks = list_checks (facts, hour);
  g_autoptr (GPtrArray) samples = list_samples (shown);
  JlRecord *record = jl_record_new (&jl_health_table);
  gint64 interval = JL_HEALTH_INTERVAL_S * (period == JL_HEALTH_DAY ? JL_HEALTH_DAY_FACTOR : 1);

  jl_record_set_text (record, JL_HEALTH_PROGRAM, JL_VERSION);
  jl_record_set_text (record, JL_HEALTH_RULES_VERSION, jl_rules_get_version (request->context));
  jl_record_set_integer (record, JL_HEALTH_STARTED_AT, facts->started_at);
  jl_record_set_integer (record, JL_HEALTH_NOW, facts->now);
  jl_record_set_integer (record, JL_HEALTH_INTERVAL, interval);
  jl_record_set_integer (
      record, JL_HEALTH_DISK_FREE, jl_health_ring_get_disk_free (request->health));
  jl_record_set_integer (record, JL_HEALTH_DISK_TOTAL, facts->disk_total);
  if (facts->backup_at > 0)
    jl_record_set_integer (record, JL_HEALTH_BACKUP_AT, facts->backup_at);
  else
    jl_record_set_null (record, JL_HEALTH_BACKUP_AT);
  jl_record_set_list (record, JL_HEALTH_CHECKS, checks);
  jl_record_set_list (record, JL_HEALTH_SAMPLES, samples);
  return record;
}

/**
 * jl_health_get:
 * @request: GET /health?period=
 * @error: NOT_FOUND where nobody measures
 *
 * How the service is, and how it was in the last hour or day.
 *
 * Returns: (transfer full): the response
 */
JlResponse *
jl_health_get (JlRequest *request, GError **error)
{
  JlHealthPeriod period = jl_record_get_integer (request->query, JL_HEALTH_QUERY_PERIOD);
  JlHealthFacts facts = { .now = request->now };
  g_autoptr (JlRecord) record = NULL;

  if (request->health == NULL) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("This process does not count"));
    return NULL;
  }
  facts.started_at = jl_health_ring_get_started_at (request->health);
  facts.backup_at = jl_health_ring_get_backup_at (request->health);
  facts.disk_total = jl_health_ring_get_disk_total (request->health);
  record = make_record (request, &facts, period);
  return jl_response_new_json (jl_record_to_json (record, JL_VIEW_OWN));
}
