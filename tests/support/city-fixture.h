// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-accounts.h"
#include "jl-keys.h"
#include "jl-rules.h"
#include "jl-writer.h"
#include "jl-route.h"

G_BEGIN_DECLS

/*
 * A city in a temporary folder, with the real rules, and capabilities called through their route
 * tables in process: no sockets, but the same prepare steps, frames, writer and read handlers.
 */
typedef struct {
  char *data_dir;                          /* owned */
  JlKeys *keys;                            /* owned */
  JlRules *rules;                          /* owned */
  JlWriter *writer;                        /* owned */
  JlConnection *reader;                    /* owned: what the read handlers get */
  const JlCapability *const *capabilities; /* NULL-terminated */
  JlPictureClient *pictures;               /* borrowed, nullable: for those who upload */
  JlHealthRing *health;                    /* borrowed, nullable: what was measured */
  const JlPersonPart *person_parts;        /* borrowed, nullable: set before it is opened */
  gint64 city;                             /* the city's own organisation */
} CityFixture;

/* Milliseconds UTC; tests move it. Starts at CITY_NOW: 2026-11-23T08:00:00Z. */
#define CITY_NOW G_GINT64_CONSTANT (1795420800000)
extern gint64 city_clock;

/* Every account of the fixture signs in with this. */
#define CITY_PASSWORD "correct horse"

/* The folder and its keys alone, without a database: for those who bring one. */
void city_fixture_prepare (CityFixture *self, const JlCapability *const *capabilities);
void city_fixture_open (CityFixture *self, const JlCapability *const *capabilities);
void city_fixture_close (CityFixture *self);
/* Closes the writer and opens the folder again. */
void city_fixture_reopen (CityFixture *self);
/* The two halves of it: nothing of the folder is open between them. */
void city_fixture_suspend (CityFixture *self);
void city_fixture_resume (CityFixture *self);
/* Which of @texts (element-type utf8) stands somewhere in the files of @folder, but for its keys:
 * "FILE: TEXT", or NULL. */
char *city_find_text (const char *folder, GPtrArray *texts);

gint64 city_add_organisation (CityFixture *self,
                              const char *kind,
                              const char *name,
                              const char *prefix,
                              const char *division);
/* @role: NULL for a resident. @name: a username, or a mobile number. */
gint64
city_add_account (CityFixture *self, gint64 organisation, const char *role, const char *name);
/* Returns: a token. */
char *city_sign_in (CityFixture *self, const char *name);

/**
 * CityRequest:
 * @token: NULL: not signed in
 * @acting: organisation to act for, 0: the first
 * @path: below /api/v1, with query
 * @body: JSON, or NULL
 * @if_match: 0: none
 * @key: Idempotency-Key, or NULL
 * @upload: the streamed body's file, or NULL
 */
typedef struct {
  const char *token;
  gint64 acting;
  const char *method;
  const char *path;
  const char *body;
  gint64 if_match;
  const char *key;
  const char *upload;
} CityRequest;

/**
 * CityAnswer:
 * @status: HTTP status
 * @json: the body, NULL if there is none or it is not JSON
 * @error: what the problem document would be made of
 */
typedef struct {
  guint status;
  JsonNode *json; /* owned, nullable */
  char *text;     /* owned, nullable: the body */
  char *file;     /* owned, nullable */
  GError *error;  /* owned, nullable */
} CityAnswer;

CityAnswer *city_send (CityFixture *self, const CityRequest *request);
void city_answer_free (CityAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CityAnswer, city_answer_free)

/* Short forms. */
CityAnswer *city_get (CityFixture *self, const char *token, const char *path);
CityAnswer *city_post (CityFixture *self, const char *token, const char *path, const char *body);
CityAnswer *city_patch (
    CityFixture *self, const char *token, const char *path, gint64 version, const char *body);

/* A member of the answer's object, by a path like `memberships[0].role`. */
const char *city_answer_get_text (CityAnswer *self, const char *path);
gint64 city_answer_get_integer (CityAnswer *self, const char *path);
guint city_answer_get_length (CityAnswer *self, const char *path);

#define city_assert_status(answer, expected)                                                       \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if ((answer)->status != (expected))                                                            \
      city_report_status (__FILE__, __LINE__, G_STRFUNC, (answer), (expected));                    \
  }                                                                                                \
  G_STMT_END
#define city_assert_refused(answer, code_) g_assert_error ((answer)->error, JL_ERROR, (code_))
void city_report_status (
    const char *file, int line, const char *function, CityAnswer *answer, guint expected);

/* Straight from the database. */
gint64 city_query (CityFixture *self, const char *sql);

G_END_DECLS
