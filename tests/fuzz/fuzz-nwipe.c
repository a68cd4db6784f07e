// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"
#include "jl-error.h"
#include "jl-nwipe-log.h"

/* A log is refused with an error, or has sessions, the drives of which are named in valid UTF-8
 * without control characters: they are shown to people. */

static void
check_text (const char *text)
{
  if (text == NULL)
    return;
  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (const char *at = text; *at != '\0'; at++)
    g_assert_cmpuint ((guchar)*at, >=, ' ');
}

static void
check_drive (const JlNwipeSession *session, const JlNwipeDrive *drive)
{
  check_text (drive->path);
  check_text (drive->bus);
  check_text (drive->model);
  check_text (drive->serial);
  check_text (drive->method);
  g_assert_cmpuint (jl_nwipe_drive_get_doubts (session, drive), <, 1u << JL_NWIPE_N_DOUBTS);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sessions = jl_nwipe_log_parse ((const char *)data, size, &error);

  if (sessions == NULL) {
    g_assert_error (error, JL_ERROR, JL_ERROR_MALFORMED);
    return 0;
  }
  g_assert_cmpuint (sessions->len, >, 0);
  for (guint i = 0; i < sessions->len; i++) {
    const JlNwipeSession *session = sessions->pdata[i];

    check_text (session->version);
    for (guint k = 0; k < session->drives->len; k++)
      check_drive (session, session->drives->pdata[k]);
  }
  return 0;
}
