// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-backup.h"
#include "jl-cli.h"
#include "jl-connection.h"

G_BEGIN_DECLS

/**
 * JlSubcommand:
 * @name: as typed; several words for those within another
 * @arguments: (nullable): what it takes beside options, for the help
 * @help: one line, marked N_(); %NULL: not for people
 * @run: gets its own arguments, @argv[0] its name
 */
typedef struct {
  const char *name;
  const char *arguments;
  const char *help;
  JlExit (*run) (const JlApplication *application, int argc, char **argv);
} JlSubcommand;

JlExit jl_cli_init (const JlApplication *application, int argc, char **argv);
JlExit jl_cli_demo (const JlApplication *application, int argc, char **argv);
JlExit jl_cli_serve (const JlApplication *application, int argc, char **argv);
JlExit jl_cli_import (const JlApplication *application, int argc, char **argv);
JlExit jl_cli_import_archive (const JlApplication *application, int argc, char **argv);
JlExit jl_cli_backup (const JlApplication *application, int argc, char **argv);
JlExit jl_cli_restore (const JlApplication *application, int argc, char **argv);
JlExit jl_cli_export (const JlApplication *application, int argc, char **argv);
JlExit jl_cli_purge (const JlApplication *application, int argc, char **argv);
JlExit jl_cli_person_export (const JlApplication *application, int argc, char **argv);
JlExit jl_cli_check (const JlApplication *application, int argc, char **argv);
JlExit jl_cli_journal_verify (const JlApplication *application, int argc, char **argv);
JlExit jl_cli_journal_heads (const JlApplication *application, int argc, char **argv);
JlExit jl_cli_journal_show (const JlApplication *application, int argc, char **argv);
JlExit jl_cli_keys_list (const JlApplication *application, int argc, char **argv);
JlExit jl_cli_keys_rotate (const JlApplication *application, int argc, char **argv);
JlExit jl_cli_keys_backup (const JlApplication *application, int argc, char **argv);
JlExit jl_cli_keys_restore (const JlApplication *application, int argc, char **argv);

/* What subcommands share. */
gboolean jl_cli_parse (const char *name,
                       const char *arguments,
                       const GOptionEntry *entries,
                       int *argc,
                       char ***argv,
                       JlExit *status);
gboolean jl_cli_parse_one (const char *name,
                           const char *argument,
                           const GOptionEntry *entries,
                           int argc,
                           char **argv,
                           const char **value,
                           JlExit *status);
JlConfig *jl_cli_load_config (const char *data_dir, JlExit *status);
const char *jl_cli_get_language (void);
JlExit jl_cli_fail (JlExit status, const GError *error);

/**
 * JlCliFolder: what subcommands look at that only read, so that they may run beside the service.
 */
typedef struct {
  JlConfig *config;         /* owned */
  JlKeys *keys;             /* owned */
  JlConnection *connection; /* owned */
} JlCliFolder;
gboolean jl_cli_folder_open (JlCliFolder *self, const char *data_dir, JlExit *status);
gboolean
jl_cli_folder_parse (JlCliFolder *self, const char *name, int argc, char **argv, JlExit *status);
void jl_cli_folder_clear (JlCliFolder *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JlCliFolder, jl_cli_folder_clear)
JlExit jl_cli_report (GPtrArray *problems, const char *all_is_well);

/* Secrets, which no command line holds. */
#define JL_CREDENTIAL_PASSPHRASE "jieli.keys-passphrase"
#define JL_CREDENTIAL_PASSWORD "jieli.admin-password"
#define JL_CREDENTIAL_TLS_CERT "jieli.tls-cert"
#define JL_CREDENTIAL_TLS_KEY "jieli.tls-key"
char *jl_cli_find_credential (const char *name);
char *jl_cli_read_secret (const char *path, GError **error);
char *jl_cli_get_passphrase (const char *path, gboolean is_new, GError **error);

/* Long work: how far it is, and whether somebody wants it to end. */
const volatile int *jl_cli_watch_signals (void);
void jl_cli_progress_begin (void);
gboolean jl_cli_progress_is_due (gboolean is_last, gint64 *elapsed);
void jl_cli_progress_tell (const char *format, ...) G_GNUC_PRINTF (1, 2);
void jl_cli_progress_end (void);

/* What backup, restore and check have in common. */
void jl_cli_show_backup_progress (const JlBackupProgress *progress);
JlExit jl_cli_fail_backup (JlExit status, const GError *error);

G_END_DECLS
