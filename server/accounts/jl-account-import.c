// SPDX-License-Identifier: GPL-3.0-or-later
/* A list of people, of whom each is invited: who they are they say themselves when they join, so
 * that no table has a password and nothing of the list is kept but a digest. */
#include "jl-accounts-private.h"
#include "jl-account-imports-private.h"

#include "jl-id.h"
#include "jl-json.h"
#include "jl-spreadsheet.h"
#include "jl-store.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Longer than a person's name may be. */
#define MAX_NAME 40

enum { HEADING_ORGANISATION, HEADING_ROLE, HEADING_NAME, N_HEADINGS };
static const JlImportHeading headings[] = {
  [HEADING_ORGANISATION] = { "organisation", { "机构", "单位", "店铺", "标签前缀" }, TRUE },
  [HEADING_ROLE] = { "role", { "角色", "岗位", "职务" }, TRUE },
  [HEADING_NAME] = { "name", { "姓名", "称呼", "名字" }, TRUE },
  [N_HEADINGS] = { NULL },
};

typedef struct {
  JlImportSetting setting;
  GArray *columns; /* owned, (element-type int) */
  JlNode *node;    /* owned */
} Importer;

/* What offices call roles beside the names that they have here. */
static const struct {
  const char *word;
  const char *role;
} role_words[] = {
  { "店员", "clerk" },   { "办事员", "clerk" }, { "店长", "manager" },
  { "经理", "manager" }, { "主任", "manager" }, { "老师", "teacher" },
};

/* What a row says. */
typedef struct {
  const char *organisation;
  const char *role;
  const char *name;
} Row;

/* Whom a row invites, and where to. */
typedef struct {
  gint64 organisation;
  char *organisation_name; /* owned */
  int role;
  const char *name;
} Guest;

static void
guest_clear (Guest *self)
{
  g_free (self->organisation_name);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Guest, guest_clear)

/**
 * jl_import_refuse: (skip)
 * @reply: a refused call's
 * @error: (out): why
 *
 * Returns: whether the row is at fault, or the service
 */
JlImportOutcome
jl_import_refuse (JlReply *reply, GError **error)
{
  JlImportOutcome outcome =
      jl_error_code_get_status (reply->error->code) >= 500 ? JL_IMPORT_FAILED : JL_IMPORT_REFUSED;

  g_propagate_error (error, g_steal_pointer (&reply->error));
  return outcome;
}

/**
 * jl_import_refuse_stray: (skip)
 * @text: a cell below no heading
 * @error: (out): INVALID
 */
void
jl_import_refuse_stray (const char *text, GError **error)
{
  g_set_error (
      error, JL_ERROR, JL_ERROR_INVALID, _ ("“%s” stands in a column without heading"), text);
}

static void
importer_end (gpointer data)
{
  Importer *self = data;

  g_clear_pointer (&self->columns, g_array_unref);
  g_clear_pointer (&self->node, jl_node_free);
  g_free (self);
}

static gpointer
importer_begin (const JlImportSetting *setting, const JlSheetRow *row, GError **error)
{
  Importer *self = g_new0 (Importer, 1);

  self->setting = *setting;
  self->columns = jl_import_headings_read (headings, row, error);
  if (self->columns != NULL)
    self->node = jl_node_read (setting->connection, error);
  if (self->node == NULL)
    g_clear_pointer (&self, importer_end);
  return self;
}

static const char *
importer_get_member (gpointer importer, guint column)
{
  Importer *self = importer;
  int heading = g_array_index (self->columns, int, column);

  return heading < 0 ? NULL : headings[heading].name;
}

static gboolean
read_row (Importer *self, const JlSheetRow *cells, Row *row, GError **error)
{
  const char *values[N_HEADINGS] = { NULL };

  for (guint i = 0; i < cells->n_cells; i++) {
    int heading = g_array_index (self->columns, int, i);

    if (heading >= 0) {
      values[heading] = cells->cells[i];
    } else if (*cells->cells[i] != '\0') {
      jl_import_refuse_stray (cells->cells[i], error);
      return FALSE;
    }
  }
  for (guint i = 0; i < N_HEADINGS; i++)
    if (*values[i] == '\0') {
      jl_set_error_field (error, JL_ERROR_INVALID, headings[i].name, _ ("This is missing"));
      return FALSE;
    }
  *row = (Row){ values[HEADING_ORGANISATION], values[HEADING_ROLE], values[HEADING_NAME] };
  return TRUE;
}

/* By the prefix of its labels, its id, or its name if no other is called so. */
static gboolean
find_organisation (Importer *self, const char *text, Guest *guest, GError **error)
{
  static const char sql[] = "SELECT id, name FROM organisation WHERE label_prefix = ?1 OR id = ?2 "
                            "OR name = ?3 ORDER BY name = ?3, id LIMIT 2";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->setting.connection, sql, error);
  g_autofree char *prefix = g_ascii_strup (text, -1);
  GError *local_error = NULL;
  gint64 id = 0;
  gboolean is_by_name;

  if (statement == NULL)
    return FALSE;
  jl_id_from_text (text, &id, NULL);
  jl_statement_bind_text (statement, 1, prefix);
  jl_statement_bind_integer (statement, 2, id);
  jl_statement_bind_text (statement, 3, text);
  if (jl_statement_step (statement, &local_error)) {
    guest->organisation = jl_statement_get_integer (statement, 0);
    guest->organisation_name = g_strdup (jl_statement_get_text (statement, 1));
    is_by_name = strcmp (guest->organisation_name, text) == 0;
    if (!is_by_name || !jl_statement_step (statement, &local_error))
      return local_error == NULL;
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        "organisation",
                        _ ("Several organisations are called “%s”: write the label prefix"),
                        text);
    return FALSE;
  }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  else
    jl_set_error_field (
        error, JL_ERROR_INVALID, "organisation", _ ("There is no organisation “%s”"), text);
  return FALSE;
}

static int
find_role (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (role_words); i++)
    if (strcmp (role_words[i].word, text) == 0)
      text = role_words[i].role;
  return jl_import_choice_find (&jl_membership_role_enum, text);
}

static gboolean
read_guest (Importer *self, const Row *row, Guest *guest, GError **error)
{
  if (!find_organisation (self, row->organisation, guest, error))
    return FALSE;
  guest->role = find_role (row->role);
  guest->name = row->name;
  if (guest->role < 0)
    jl_set_error_field (error, JL_ERROR_INVALID, "role", _ ("There is no role “%s”"), row->role);
  else if (g_utf8_strlen (guest->name, -1) > MAX_NAME)
    jl_set_error_field (error, JL_ERROR_INVALID, "name", _ ("This is too long"));
  else
    return TRUE;
  return FALSE;
}

/* Whether somebody of that name works there already in that role. */
static gboolean
is_member (Importer *self, const Guest *guest, gboolean *is_one, GError **error)
{
  static const char sql[] =
      "SELECT account.person FROM membership JOIN account ON account.id = membership.account "
      "WHERE membership.organisation = ?1 AND membership.role = ?2 AND membership.active = 1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->setting.connection, sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, guest->organisation);
  jl_statement_bind_text (statement, 2, jl_enum_get_name (&jl_membership_role_enum, guest->role));
  while (!*is_one && jl_statement_step (statement, &local_error)) {
    g_autofree char *name = jl_accounts_get_nickname (
        self->setting.connection, jl_statement_get_integer (statement, 0), NULL);

    *is_one = g_strcmp0 (name, guest->name) == 0;
  }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

/* Whether an invitation was made for them: one that they have used, or still can. */
static gboolean
is_invited (Importer *self, GPtrArray *digests, gboolean *is_one, GError **error)
{
  static const char sql[] =
      "SELECT 1 FROM invitation_name JOIN invitation ON invitation.id = invitation_name.invitation "
      "WHERE digest = ?1 AND (uses_left = 0 OR expires_at > ?2)";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->setting.connection, sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;
  for (guint i = 0; i < digests->len && !*is_one && local_error == NULL; i++) {
    jl_statement_reset (statement);
    jl_statement_bind_bytes (statement, 1, digests->pdata[i]);
    jl_statement_bind_integer (statement, 2, jl_date_get_start (self->setting.today));
    *is_one = jl_statement_step (statement, &local_error);
  }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

/* What is printed: the code, where it is typed, its last day, and who invites. */
static void
tell_invitation (const Guest *guest, GVariant *prepared, JlReply *reply, GError **note)
{
  gsize size;
  const char *body = g_bytes_get_data (reply->body, &size);
  g_autoptr (JsonNode) node = jl_json_parse (body, (gssize)size, NULL);
  g_autoptr (JlRecord) invitation =
      jl_record_read_json (&jl_invitation_table, node, JL_READ_ANSWER, NULL);
  char until[JL_TIME_CHINA_TEXT_SIZE];
  g_autofree char *text = NULL;

  jl_time_to_china_text (jl_record_get_integer (invitation, JL_INVITATION_EXPIRES_AT), until);
  until[strlen ("2026-11-23")] = '\0';
  text = g_strdup_printf ("%s %s %s %s",
                          jl_prepared_get_text (prepared, "code"),
                          jl_prepared_get_text (prepared, "join_url"),
                          until,
                          guest->organisation_name);
  g_set_error_literal (note, JL_ERROR, JL_ERROR_CONFLICT, text);
  jl_error_add_reason (*note, JL_ROW_REASON_INVITED, "name", text);
}

static JlImportOutcome
invite (Importer *self, JlBulk *bulk, const Guest *guest, GBytes *digest, GError **error)
{
  g_autoptr (GVariant) prepared = NULL;
  g_autoptr (JlReply) reply = NULL;
  g_autofree char *input = g_strdup_printf (
      "{\"role\":\"%s\"}", jl_enum_get_name (&jl_membership_role_enum, guest->role));
  char id[JL_ID_TEXT_SIZE];
  JlFrame frame = { .command = jl_invitation_create_command.name,
                    .language = self->setting.language,
                    .acting = self->setting.only,
                    .parameters = (const char *const[]){ id, NULL },
                    .input = input };

  prepared = jl_invitation_draw (self->node->public_url, TRUE, digest, error);
  if (prepared == NULL)
    return JL_IMPORT_FAILED;
  g_variant_ref_sink (prepared);
  jl_id_to_text (guest->organisation, id);
  frame.prepared = prepared;
  reply = jl_bulk_call_own (bulk, &frame);
  if (reply->error != NULL)
    return jl_import_refuse (reply, error);
  /* What a trial draws opens nothing. */
  if (!self->setting.is_trial)
    tell_invitation (guest, prepared, reply, error);
  return JL_IMPORT_TAKEN;
}

static JlImportOutcome
importer_take (gpointer importer, JlBulk *bulk, const JlSheetRow *cells, GError **error)
{
  Importer *self = importer;
  g_auto (Guest) guest = { 0 };
  g_autoptr (GPtrArray) digests = NULL;
  gboolean works_here = FALSE;
  gboolean was_invited = FALSE;
  Row row;

  if (!read_row (self, cells, &row, error) || !read_guest (self, &row, &guest, error))
    return JL_IMPORT_REFUSED;
  digests = jl_invited_digests (guest.organisation, guest.role, guest.name);
  if (!is_member (self, &guest, &works_here, error) ||
      !is_invited (self, digests, &was_invited, error))
    return JL_IMPORT_FAILED;
  if (!works_here && !was_invited)
    return invite (self, bulk, &guest, digests->pdata[0], error);
  jl_set_error_field (error,
                      JL_ERROR_CONFLICT,
                      "name",
                      works_here ? _ ("“%s” works there already: nothing was to be done")
                                 : _ ("“%s” was invited already: nothing was to be done"),
                      guest.name);
  return JL_IMPORT_TAKEN;
}

const JlImportKind jl_accounts_import = {
  .name = "accounts",
  .holds_persons = TRUE,
  .roles = JL_ROLE_ADMINISTRATOR,
  .begin = importer_begin,
  .take = importer_take,
  .get_member = importer_get_member,
  .end = importer_end,
};
