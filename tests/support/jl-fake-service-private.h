// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-error.h"
#include "jl-fake-service.h"
#include "jl-id.h"
#include "jl-time.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

struct _JlFakeService {
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  SoupServer *server;
  char *address;
  GPtrArray *items;        /* JlRecord, newest first */
  GPtrArray *reservations; /* JlRecord, newest first */
  GPtrArray *notices;      /* JlRecord, newest first */
  GPtrArray *invitations;  /* JlRecord, newest first */
  GPtrArray *members;      /* JlRecord of jl_member_table */
  GPtrArray *heads;        /* JlRecord of jl_chain_head_table: of each entry */
  GPtrArray *steps;        /* of all items: item id and JSON */
  GHashTable *photos;      /* id -> GBytes */
  GHashTable *outcomes;    /* Idempotency-Key -> Outcome */
  GPtrArray *streams;      /* SoupServerMessage: of the change stream */
  GPtrArray *log;          /* "METHOD /path" */
  GBytes *categories;
  char *token; /* nullable: nobody is signed in */
  JlIdMaker ids;
  gint64 clock;
  guint64 seq;
  guint n_lost;
  guint n_busy;        /* requests that are refused so */
  JlErrorCode busy;    /* how */
  guint retry_after_s; /* and what they are told */
  guint n_refused;     /* photos that are */
  gboolean holds;      /* photos, for the time being */
  GPtrArray *held;     /* SoupServerMessage: whose photos wait */
  gboolean offline;
};

/* One request and what becomes of it. */
typedef struct {
  JlFakeService *service;
  SoupServerMessage *message;
  const char *method;
  char **parts; /* of the path behind /api/v1/ */
  GHashTable *query;
  GBytes *body;
  guint status;
  GString *answer;
} JlFakeRequest;

gint64 jl_fake_now (JlFakeService *self);
void jl_fake_tell (JlFakeService *self, JlRecord *record);
JlRecord *jl_fake_find (GPtrArray *records, const char *id);
void jl_fake_refuse (JlFakeRequest *request, const GError *error);
void jl_fake_answer_record (JlFakeRequest *request, guint status, JlRecord *record);
void jl_fake_answer_list (JlFakeRequest *request, GPtrArray *records);
JlRecord *jl_fake_read_body (JlFakeRequest *request, const JlRecordTable *table, JlReadMode mode);
void jl_fake_add_step (JlFakeService *self, JlRecord *item, const char *command);

JlRecord *
jl_fake_make_item (JlFakeService *self, const char *title, const char *category, gint64 price_fen);
JlRecord *jl_fake_make_reservation (JlFakeService *self, JlRecord *item, const char *nickname);
void jl_fake_touch (JlFakeService *self, JlRecord *record);

void jl_fake_hold_photos (JlFakeService *self, gpointer hold);
void jl_fake_drop_streams (JlFakeService *self, gpointer data);
void jl_fake_order (JlFakeService *self,
                    void (*run) (JlFakeService *self, gpointer data),
                    gpointer data);

void jl_fake_items (JlFakeRequest *request);
void jl_fake_reservations (JlFakeRequest *request);
void jl_fake_invitations (JlFakeRequest *request);
void jl_fake_organisations (JlFakeRequest *request);
void jl_fake_journal (JlFakeRequest *request);
void jl_fake_members (JlFakeRequest *request);
void jl_fake_memberships (JlFakeRequest *request);

gboolean jl_fake_move_item (JlFakeService *self, JlRecord *item, const char *verb);

G_END_DECLS
