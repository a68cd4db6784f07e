// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-journal.h"
#include "jl-writer.h"

G_BEGIN_DECLS

/* A data folder with kinds and commands of its own: boxes, which organisations keep, and letters,
 * which one organisation sends to another. */

#define STORE_NOW G_GINT64_CONSTANT (1795420800000)

enum {
  BOX_ID,
  BOX_ORGANISATION,
  BOX_LABEL,
  BOX_TITLE,
  BOX_NOTE,
  BOX_SHAPE,
  BOX_WEIGHT,
  BOX_PACKED,
  BOX_OPEN,
  BOX_SIDES,
  BOX_TAGS,
  BOX_ATTRIBUTES,
  BOX_LID,
  BOX_KEEPER,
  BOX_EXPIRES_AT,
  BOX_PHONE,
  BOX_VERSION,
  BOX_CREATED_AT,
  BOX_UPDATED_AT,
  BOX_N_FIELDS
};
enum { SIDE_NAME, SIDE_NOTE, SIDE_N_FIELDS };
enum {
  LETTER_ID,
  LETTER_ORGANISATION,
  LETTER_TEXT,
  LETTER_VERSION,
  LETTER_CREATED_AT,
  LETTER_UPDATED_AT,
  LETTER_N_FIELDS
};
extern const JlRecordTable box_table;
extern const JlRecordTable side_table;
extern const JlKind box_kind;
extern const JlKind letter_kind;
extern const JlSchema *const store_schemas[];

typedef struct {
  char *dir;        /* owned: holds data and schema */
  char *data_dir;   /* owned */
  char *schema_dir; /* owned */
  JlWriter *writer; /* owned, nullable */
  guint max_batch;  /* for the next opening; 0: the writer's own */
} StoreFixture;

/* The clock that writers of this fixture read. */
extern gint64 store_clock;

void store_fixture_setup (StoreFixture *fixture, gconstpointer data);
void store_fixture_teardown (StoreFixture *fixture, gconstpointer data);
void store_remove_folder (const char *path);
void store_fixture_open (StoreFixture *fixture);
void store_fixture_reopen (StoreFixture *fixture);

/* Account 7 of person 70, a clerk of organisation 500, unless the token says otherwise. */
#define STORE_CLERK "7/70/500/4"
#define STORE_STRANGER "8/80/600/4"
#define STORE_RESIDENT "9/90/0/2"

JlReply *store_send (JlWriter *writer, const char *token, const JlFrame *frame);
JlReply *
store_call (JlWriter *writer, const char *token, const char *command, gint64 id, const char *input);
gint64 store_make_box (JlWriter *writer, const char *input);
char *store_reply_text (const JlReply *reply, const char *member);

gint64 store_query (JlWriter *writer, const char *sql);
char *store_query_text (JlWriter *writer, const char *sql);
void store_execute (JlWriter *writer, const char *sql);

#define store_assert_good(reply) g_assert_no_error ((reply)->error)
#define store_assert_refused(reply, code) g_assert_error ((reply)->error, JL_ERROR, code)

G_END_DECLS
