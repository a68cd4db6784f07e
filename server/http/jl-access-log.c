// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-access-log.h"

#include "jl-id.h"

#include <errno.h>
#include <unistd.h>

/* Lines leave together: after this long, or when there are this many bytes. */
#define FLUSH_MS 200
#define FLUSH_BYTES 4096

struct _JlAccessLog {
  int fd;          /* borrowed, -1: nobody reads */
  GString *lines;  /* owned */
  GSource *source; /* owned */
  gboolean waits;  /* the source will fire */
  gint64 second;   /* what stamp is for */
  char stamp[32];
};

static void
flush (JlAccessLog *self)
{
  gsize done = 0;

  while (done < self->lines->len) {
    gssize n = write (self->fd, self->lines->str + done, self->lines->len - done);

    if (n < 0 && errno == EINTR)
      continue;
    /* A log that nobody takes must not stop the service. */
    if (n < 0)
      break;
    done += (gsize)n;
  }
  g_string_truncate (self->lines, 0);
}

static gboolean
flush_cb (gpointer user_data)
{
  JlAccessLog *self = user_data;

  self->waits = FALSE;
  g_source_set_ready_time (self->source, -1);
  flush (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs funcs = { NULL, NULL, dispatch, NULL, NULL, NULL };

/**
 * jl_access_log_new:
 * @fd: (transfer none): where to write, -1: nowhere
 *
 * Returns: (transfer full): a log
 */
JlAccessLog *
jl_access_log_new (int fd)
{
  JlAccessLog *self = g_new0 (JlAccessLog, 1);

  self->fd = fd;
  self->second = -1;
  self->lines = g_string_sized_new (2 * FLUSH_BYTES);
  self->source = g_source_new (&funcs, sizeof (GSource));
  g_source_set_callback (self->source, flush_cb, self, NULL);
  g_source_set_static_name (self->source, "jl-access-log");
  g_source_attach (self->source, g_main_context_get_thread_default ());
  return self;
}

/**
 * jl_access_log_free:
 * @self: (transfer full) (nullable): a log; what waits is written
 */
void
jl_access_log_free (JlAccessLog *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    flush (self);
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_string_free (self->lines, TRUE);
  g_free (self);
}

static const char *
get_stamp (JlAccessLog *self)
{
  gint64 now = g_get_real_time ();
  gint64 second = now / G_USEC_PER_SEC;

  if (second != self->second) {
    g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (second);
    g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");

    g_strlcpy (self->stamp, text, sizeof self->stamp);
    self->second = second;
  }
  return self->stamp;
}

/**
 * jl_access_log_add:
 * @self: a log
 * @access: what to write of one request
 */
void
jl_access_log_add (JlAccessLog *self, const JlAccess *access)
{
  char account[JL_ID_TEXT_SIZE] = "-";

  if (self->fd < 0)
    return;
  if (access->account != 0)
    jl_id_to_text (access->account, account);
  g_string_append_printf (self->lines,
                          "%s %s %s %s %u %" G_GINT64_FORMAT "us %" G_GSIZE_FORMAT " %s\n",
                          get_stamp (self),
                          access->address,
                          access->method,
                          access->path,
                          access->status,
                          access->micros,
                          access->bytes,
                          account);
  if (self->lines->len >= FLUSH_BYTES) {
    flush (self);
  } else if (!self->waits) {
    self->waits = TRUE;
    g_source_set_ready_time (self->source, g_get_monotonic_time () + FLUSH_MS * 1000);
  }
}
