// SPDX-License-Identifier: GPL-3.0-or-later
/* jielid: what the service consists of. */
#include "jl-accounts.h"
#include "jl-administration.h"
#include "jl-cli.h"
#include "jl-demo-fill.h"
#include "jl-id.h"
#include "jl-item-text.h"
#include "jl-items.h"
#include "jl-journal-heads.h"
#include "jl-json.h"
#include "jl-keeping-capability.h"
#include "jl-moderation-service.h"
#include "jl-spreadsheets.h"

/* Of the labels of the city's own things; an organisation's prefix can be changed later. */
#define CITY_LABEL_PREFIX "CT"

static const JlCapability *const capabilities[] = {
  &jl_accounts_capability,
  &jl_administration_capability,
  &jl_items_capability,
  &jl_spreadsheets_capability,
  &jl_archive_capability,
  &jl_journal_capability,
  &jl_moderation_capability,
  &jl_keeping_capability, /* the last: see its dues */
  NULL,
};

static const JlImportKind *const imports[] = {
  &jl_items_import, &jl_organisations_import, &jl_accounts_import, NULL
};

static gboolean
open_person_keys (const JlConfig *config,
                  JlKeys *keys,
                  JlPersonAccess access,
                  JlPersonKeys **person_keys,
                  GError **error)
{
  g_autofree char *path = jl_keys_get_person_path (config->data_dir);

  *person_keys = NULL;
  if (access == JL_PERSON_ACCESS_NONE)
    return TRUE;
  *person_keys = jl_person_keys_open (path,
                                      keys,
                                      access == JL_PERSON_ACCESS_WRITE ? JL_CONNECTION_CREATE
                                                                       : JL_CONNECTION_READ_ONLY,
                                      error);
  return *person_keys != NULL;
}

static gboolean
configure (const JlConfig *config, JlKeys *keys, JlPersonAccess access, GError **error)
{
  JlPersonKeys *person_keys;
  JlAccountsConfig accounts = {
    .keys = keys,
    .person_parts = jl_items_person_parts,
    .hash_memory = config->hash_bytes,
    .hash_passes = config->hash_passes,
  };
  const JlKeepingConfig keeping = {
    .capabilities = capabilities,
    .every_days = config->purge_every_days,
    .notice_hours = config->purge_notice_hours,
  };

  if (!open_person_keys (config, keys, access, &person_keys, error))
    return FALSE;
  accounts.person_keys = person_keys;
  jl_accounts_configure (&accounts);
  jl_spreadsheets_configure (imports, keys);
  jl_items_configure (config->data_dir);
  jl_keeping_configure (&keeping);
  return TRUE;
}

/* Executes @command in the service's own name. */
static gboolean
call (JlWriter *writer,
      const JlCommand *command,
      const char *input,
      GVariant *prepared,
      gint64 *id,
      GError **error)
{
  const JlFrame frame = {
    .command = command->name,
    .language = "en",
    .parameters = (const char *const[]){ NULL },
    .input = input,
    .prepared = prepared,
  };
  g_autoptr (JlReply) reply = jl_writer_call_own (writer, &frame);

  if (reply->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&reply->error));
    return FALSE;
  }
  if (id != NULL)
    *id = reply->id;
  return TRUE;
}

static void
append_member (GString *json, const char *name, const char *value)
{
  g_string_append_c (json, json->len == 0 ? '{' : ',');
  jl_json_append_string (json, name);
  g_string_append_c (json, ':');
  jl_json_append_string (json, value);
}

/* The city's own organisation, and who may do everything in it. */
static gboolean
found (JlWriter *writer, const JlFounding *founding, GError **error)
{
  g_autoptr (GVariant) prepared = NULL;
  g_autoptr (GString) city = g_string_new (NULL);
  g_autoptr (GString) account = g_string_new (NULL);
  char id_text[JL_ID_TEXT_SIZE];
  gint64 id;

  append_member (city, "kind", "department");
  append_member (city, "name", founding->city);
  append_member (city, "division", founding->division);
  append_member (city, "label_prefix", CITY_LABEL_PREFIX);
  g_string_append_c (city, '}');
  if (!call (writer, &jl_city_found_command, city->str, NULL, &id, error))
    return FALSE;

  prepared = jl_accounts_prepare_password (founding->password, error);
  if (prepared == NULL)
    return FALSE;
  g_variant_ref_sink (prepared);
  jl_id_to_text (id, id_text);
  append_member (account, "organisation", id_text);
  append_member (account, "role", "administrator");
  append_member (account, "nickname", founding->administrator);
  append_member (account, "username", founding->administrator);
  g_string_append (account, founding->consented ? ",\"consented\":true}" : "}");
  return call (writer, &jl_account_create_command, account->str, prepared, NULL, error);
}

static gboolean
restored (JlWriter *writer, GError **error)
{
  return jl_accounts_end_all_sessions (jl_writer_get_connection (writer), error) &&
         jl_items_skip_labels (writer, error);
}

/* Of another service's archive. Invitations' codes are not in it, and what it planned to remove it
 * has told its own people of; who looked after it does not look after this one. */
static gboolean
adapt (const char *kind, JlRecord *record)
{
  if (strcmp (kind, jl_membership_table.name) == 0 &&
      strcmp (jl_enum_get_name (&jl_membership_role_enum,
                                (int)jl_record_get_integer (record, JL_MEMBERSHIP_ROLE)),
              "administrator") == 0)
    jl_record_set_integer (record, JL_MEMBERSHIP_ACTIVE, FALSE);
  return strcmp (kind, jl_invitation_table.name) != 0 && strcmp (kind, jl_purge_table.name) != 0;
}

static gboolean
fill_demo (const JlDemoOptions *options, GError **error)
{
  const JlDemoFill fill = { .writer = options->writer,
                            .rules = options->rules,
                            .texts_dir = options->texts_dir,
                            .data_dir = options->data_dir,
                            .administrator = options->administrator,
                            .password = options->password,
                            .n_items = options->n_items,
                            .seed = options->seed,
                            .progress = options->progress };

  return jl_demo_fill (&fill, error);
}

static const JlApplication application = {
  .capabilities = capabilities,
  .authenticate = jl_accounts_authenticate,
  .init_search = jl_items_init_search_source,
  .check_files = jl_items_check_photos,
  .list_photos = jl_items_list_photos,
  .restored = restored,
  .configure = configure,
  .release = jl_accounts_release,
  .found = found,
  .imports = imports,
  .adapt = adapt,
  .check_photo = jl_picture_files_verify,
  .settle = &jl_item_settle_command,
  .work = { jl_import_queue_new, jl_import_queue_step, jl_import_queue_free },
  .list_kept = jl_keeping_list_kept,
  .person = { jl_accounts_find_person, &jl_person_export_command, jl_person_export_to_html },
  .purge = &jl_purge_run_command,
  .fill_demo = fill_demo,
};

int
main (int argc, char **argv)
{
  return jl_cli_run (&application, argc, argv);
}
