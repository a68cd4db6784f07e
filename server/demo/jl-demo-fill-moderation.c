// SPDX-License-Identifier: GPL-3.0-or-later
/* Reports, what was hidden, and appeals of the demo city. */
#include "jl-demo-fill-private.h"

#include "jl-error.h"

/* What happens to one item that is on offer. */
typedef struct {
  const char *reason;
  const char *report; /* what a resident writes */
  const char *answer; /* NULL: nobody has looked at it yet */
  gboolean hides;
  const char *appeal;   /* nullable */
  const char *decision; /* nullable */
  gboolean lifts;
} Case;

static const Case cases[] = {
  { "wrong_description", "照片和描述不是同一件东西。" },
  { "fraud", "让我先转定金再看货。" },
  { "advertising", "同一件东西发了好几遍。", "核实为不同的两件，继续展示。", FALSE },
  { "personal_data",
    "照片里能看到快递单上的姓名和电话。",
    "照片含他人姓名和电话，请更换照片后申诉。",
    TRUE },
  { "wrong_description",
    "写的九成新，实际有破损。",
    "成色与照片不符，请更正描述。",
    TRUE,
    "描述已更正，并补拍了破损处的照片。" },
  { "unsafe",
    "这个型号召回过。",
    "该型号在召回名单内，不得上架。",
    TRUE,
    "已联系厂家更换了部件，有维修单。",
    "维修单不含召回项目，继续隐藏。",
    FALSE },
  { "infringement",
    "像是盗版书。",
    "疑似盗版，先行隐藏，请提供进货凭证。",
    TRUE,
    "是正版，附购书发票。",
    "发票有效，恢复展示。",
    TRUE },
};

static gboolean
call (JlDemoCity *self,
      const char *command,
      const JlDemoSession *session,
      gint64 target,
      const char *input,
      gint64 *id,
      GError **error)
{
  return jl_demo_city_call (self, command, session, target, input, NULL, id, error);
}

/* Answers are no plain records, so their ids are looked up. */
static gint64
find_last (JlDemoCity *self, const char *sql, gint64 subject)
{
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_writer_get_connection (self->config->writer), sql, NULL);

  if (statement == NULL)
    return 0;
  jl_statement_bind_integer (statement, 1, subject);
  return jl_statement_step (statement, NULL) ? jl_statement_get_integer (statement, 0) : 0;
}

static gboolean
report (JlDemoCity *self, const Case *what, guint number, gint64 item, GError **error)
{
  const JlDemoSession *resident =
      &g_array_index (self->residents, JlDemoSession, (number * 7 + 3) % self->residents->len);
  g_autofree char *input =
      g_strdup_printf ("{\"reason\":\"%s\",\"text\":\"%s\"}", what->reason, what->report);

  return call (self, "moderation.report-item", resident, item, input, NULL, error);
}

static gboolean
answer (JlDemoCity *self, const Case *what, gint64 item, GError **error)
{
  static const char sql[] = "SELECT max (id) FROM moderation_report WHERE subject = ?1";
  g_autofree char *hide =
      g_strdup_printf ("{\"reason\":\"%s\",\"text\":\"%s\"}", what->reason, what->answer);
  g_autofree char *dismissal = g_strdup_printf ("{\"answer\":\"%s\"}", what->answer);

  if (what->hides)
    return call (self, "moderation.hide-item", &self->administrators[0], item, hide, NULL, error);
  return call (self,
               "moderation.dismiss",
               &self->administrators[0],
               find_last (self, sql, item),
               dismissal,
               NULL,
               error);
}

static gboolean
appeal (JlDemoCity *self, const Case *what, const JlDemoOffered *offered, GError **error)
{
  static const char sql[] = "SELECT max (id) FROM moderation_hiding WHERE subject = ?1";
  gint64 hiding = find_last (self, sql, offered->item);
  g_autofree char *text = g_strdup_printf ("{\"text\":\"%s\"}", what->appeal);
  g_autofree char *decision = g_strdup_printf (
      "{\"outcome\":\"%s\",\"text\":\"%s\"}", what->lifts ? "lift" : "uphold", what->decision);

  if (!call (self,
             "moderation.appeal",
             &self->managers[offered->organisation],
             hiding,
             text,
             NULL,
             error))
    return FALSE;
  return what->decision == NULL ||
         jl_demo_city_call_at_version (
             self, "moderation.decide", &self->administrators[1], hiding, 2, decision, error);
}

/**
 * jl_demo_city_add_moderation: (skip)
 * @self: a city with items
 * @error: return location
 *
 * Lets residents report some of the items on offer; administrators hide some, and managers appeal.
 *
 * Returns: %FALSE with an error
 */
gboolean
jl_demo_city_add_moderation (JlDemoCity *self, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases) && i < self->offered->len; i++) {
    const JlDemoOffered *offered = &g_array_index (self->offered, JlDemoOffered, i);

    if (!report (self, &cases[i], i, offered->item, error) ||
        (cases[i].answer != NULL && !answer (self, &cases[i], offered->item, error)) ||
        (cases[i].appeal != NULL && !appeal (self, &cases[i], offered, error)))
      return FALSE;
  }
  return TRUE;
}
