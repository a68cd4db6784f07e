// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-archive-import.h"
#include "jl-backup.h"
#include "jl-config.h"
#include "jl-import.h"
#include "jl-indexer.h"
#include "jl-keys.h"
#include "jl-route.h"
#include "jl-rules.h"

G_BEGIN_DECLS

/**
 * JlFounding: what a new city is told.
 */
typedef struct {
  const char *city;          /* name of its own organisation */
  const char *division;      /* its code of GB/T 2260 */
  const char *administrator; /* user name */
  const char *password;
  gboolean consented; /* to how data of staff are used; else the administrator is asked */
} JlFounding;

/**
 * JlDemoOptions:
 * @writer: of the new city
 * @rules: its rules
 * @texts_dir: the folder of names and phrases
 * @data_dir: the data folder
 * @administrator: the first administrator
 * @password: of every account
 * @n_items: how many items
 * @seed: the same seed makes the same city
 * @progress: called now and then
 *
 * What `jielid demo` is to fill.
 */
typedef struct {
  JlWriter *writer;
  const JlRules *rules;
  const char *texts_dir;
  const char *data_dir;
  const char *administrator;
  const char *password;
  guint n_items;
  guint64 seed;
  void (*progress) (guint n_done, guint n_items);
} JlDemoOptions;

/**
 * JlBackgroundWork:
 * @begin: (transfer full): what @step works with; @writer, @rules and @data_dir outlive it
 * @step: does a part that takes at most so many microseconds, between the batches of others;
 *   %TRUE: there is more to do now
 * @end: frees what @begin gave
 *
 * What the writer's process does when nobody waits for it.
 */
typedef struct {
  gpointer (*begin) (JlWriter *writer, const JlRules *rules, const char *data_dir);
  gboolean (*step) (gpointer work, gint64 micros);
  void (*end) (gpointer work);
} JlBackgroundWork;

/**
 * JlPersonAccess: what a process may do with the keys of people.
 * @JL_PERSON_ACCESS_NONE: it has nothing to do with people
 * @JL_PERSON_ACCESS_READ: it shows people their own data, and others what they may see of them
 * @JL_PERSON_ACCESS_WRITE: it makes keys and deletes them: the writer's alone
 */
typedef enum {
  JL_PERSON_ACCESS_NONE,
  JL_PERSON_ACCESS_READ,
  JL_PERSON_ACCESS_WRITE,
} JlPersonAccess;

/**
 * JlApplication:
 *
 * What main() knows and this folder does not: the capabilities, and what the service needs of
 * single ones.
 *
 * @capabilities: NULL-terminated
 * @authenticate: see #JlAuthenticate
 * @init_search: (nullable): says what can be searched for
 * @configure: called in each process before it does anything else; @keys outlive what it makes of
 *   them, until @release
 * @release: called when the process has done with people and their data
 * @check_files: (nullable): adds what is wrong with files in the data folder
 * @list_photos: see #JlListPhotos
 * @restored: what capabilities do before a service that was restored serves
 * @found: makes the city and its first administrator
 * @imports: NULL-terminated: what `jielid import` can take in
 * @adapt: see #JlArchiveAdapt
 * @check_photo: see #JlArchiveCheckPhoto
 * @settle: see #JlArchiveImport
 * @work: what `jielid serve` does beside
 * @list_kept: what a purge would remove, as jl_keeping_list_kept()
 * @person: how a person's written request is answered
 * @purge: the command that lets it, without waiting
 * @fill_demo: (nullable): fills a new city, which has an administrator, for people to try
 */
typedef struct {
  const JlCapability *const *capabilities;
  JlAuthenticate authenticate;
  void (*init_search) (JlSearchSource *source, const JlRules *rules);
  gboolean (*configure) (const JlConfig *config,
                         JlKeys *keys,
                         JlPersonAccess access,
                         GError **error);
  void (*release) (void);
  gboolean (*check_files) (JlConnection *connection,
                           const char *data_dir,
                           GPtrArray *problems,
                           GError **error);
  JlListPhotos list_photos;
  gboolean (*restored) (JlWriter *writer, GError **error);
  gboolean (*found) (JlWriter *writer, const JlFounding *founding, GError **error);
  const JlImportKind *const *imports;
  JlArchiveAdapt adapt;
  JlArchiveCheckPhoto check_photo;
  const JlCommand *settle;
  JlBackgroundWork work;
  GPtrArray *(*list_kept) (
      JlConnection *connection, gconstpointer rules, gint64 now, guint max, GError **error);
  struct {
    gboolean (*find) (JlConnection *connection, const char *who, gint64 *person, GError **error);
    const JlCommand *export;
    char *(*to_html) (const char *json, const char *language, GError **error);
  } person;
  const JlCommand *purge;
  gboolean (*fill_demo) (const JlDemoOptions *options, GError **error);
} JlApplication;

const JlSchema **jl_application_get_schemas (const JlApplication *self);

G_END_DECLS
