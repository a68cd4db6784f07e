// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "city-fixture.h"
#include "jl-error.h"
#include "jl-items.h"
#include "jl-indexer.h"
#include "jl-spreadsheet.h"

G_BEGIN_DECLS

/*
 * A city with two shops whose clerks send tables and fetch them, and the queue that takes rows in.
 */
typedef struct {
  CityFixture city;
  gint64 shop;
  gint64 other_shop;
  gint64 account; /* the clerk's */
  char *clerk;    /* owned: token */
  char *stranger; /* owned: token: clerk of the other shop */
  char *resident; /* owned: token */
  gpointer queue; /* owned */
  JlSearchSource source;
  JlIndexer *indexer; /* owned */
} OfficeFixture;

void office_setup (OfficeFixture *self, gconstpointer data);
void office_teardown (OfficeFixture *self, gconstpointer data);
/* As after a restart: with nothing in memory. */
void office_restart_queue (OfficeFixture *self);
/* All that there is to do, and then it can be searched. */
void office_run_queue (OfficeFixture *self);

/* @query: with its question mark, or "" */
CityAnswer *office_send_table (
    OfficeFixture *self, const char *token, const char *query, const char *bytes, gssize size);
/* A member of an import, an action below it. */
CityAnswer *office_get (OfficeFixture *self, const char *token, const char *id, const char *below);
CityAnswer *
office_post (OfficeFixture *self, const char *token, const char *id, const char *action);

#define OFFICE_HEADINGS "title,category,mode,price,grade,attributes.seats\n"

G_END_DECLS
