// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-log.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define FIELD_PREFIX "JIELI_"

static const char *process_name = "jielid";

static const char *
get_level_name (GLogLevelFlags level)
{
  if (level & G_LOG_LEVEL_ERROR)
    return "fatal";
  if (level & G_LOG_LEVEL_CRITICAL)
    return "critical";
  if (level & G_LOG_LEVEL_WARNING)
    return "warning";
  if (level & G_LOG_LEVEL_MESSAGE)
    return "notice";
  if (level & G_LOG_LEVEL_INFO)
    return "info";
  return "debug";
}

/* What somebody else sent may be in a message: no line breaks or terminal controls get through. */
static void
append_printable (GString *line, const char *text, gssize length)
{
  gsize n = length < 0 ? strlen (text) : (gsize)length;

  for (gsize i = 0; i < n; i++) {
    guchar c = text[i];

    if (c == '\n')
      g_string_append (line, "\\n");
    else if (c < 0x20 || c == 0x7f)
      g_string_append_printf (line, "\\x%02x", c);
    else
      g_string_append_c (line, c);
  }
}

/**
 * jl_log_format:
 * @level: the event's level
 * @fields: (array length=n_fields): its fields, as a #GLogWriterFunc gets them
 * @n_fields: how many
 *
 * Returns: (transfer full): the event's line, with its line break
 */
char *
jl_log_format (GLogLevelFlags level, const GLogField *fields, gsize n_fields)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%dT%H:%M:%S");
  GString *line = g_string_new (NULL);

  g_string_printf (line,
                   "%s.%03dZ %s %s[%d]:",
                   time,
                   g_date_time_get_microsecond (now) / 1000,
                   get_level_name (level),
                   process_name,
                   (int)getpid ());
  for (gsize i = 0; i < n_fields; i++) {
    if (strcmp (fields[i].key, "MESSAGE") == 0) {
      g_string_append_c (line, ' ');
      append_printable (line, fields[i].value, fields[i].length);
    }
  }
  for (gsize i = 0; i < n_fields; i++) {
    if (g_str_has_prefix (fields[i].key, FIELD_PREFIX)) {
      g_autofree char *key = g_ascii_strdown (fields[i].key + strlen (FIELD_PREFIX), -1);

      g_string_append_printf (line, " %s=", key);
      append_printable (line, fields[i].value, fields[i].length);
    }
  }
  g_string_append_c (line, '\n');
  return g_string_free (line, FALSE);
}

static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  gboolean is_journald = GPOINTER_TO_INT (user_data);
  g_autofree char *line = NULL;
  gsize n_written = 0;
  gsize length;

  if ((level & G_LOG_LEVEL_DEBUG) && g_log_writer_default_would_drop (level, G_LOG_DOMAIN))
    return G_LOG_WRITER_HANDLED;
  if (is_journald && g_log_writer_journald (level, fields, n_fields, NULL) == G_LOG_WRITER_HANDLED)
    return G_LOG_WRITER_HANDLED;

  /* One write a line: those of several processes do not mix. */
  line = jl_log_format (level, fields, n_fields);
  length = strlen (line);
  while (n_written < length) {
    gssize n = write (STDERR_FILENO, line + n_written, length - n_written);

    if (n < 0 && errno != EINTR)
      return G_LOG_WRITER_UNHANDLED;
    n_written += MAX (n, 0);
  }
  return G_LOG_WRITER_HANDLED;
}

/**
 * jl_log_start:
 * @process: (transfer none): a static name of this process, such as `worker`
 *
 * From now on this process logs as this file's header says.
 */
void
jl_log_start (const char *process)
{
  process_name = process;
  g_log_set_writer_func (
      write_log, GINT_TO_POINTER (g_log_writer_is_journald (STDERR_FILENO)), NULL);
}
