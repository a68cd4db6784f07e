// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-bulk.h"
#include "jl-demo-fill.h"
#include "jl-demo.h"

G_BEGIN_DECLS

/* Somebody of the demo city who is signed in. */
typedef struct {
  GBytes *token_hash; /* owned */
} JlDemoSession;

/* An item that stays on offer. */
typedef struct {
  gint64 item;
  guint organisation; /* the demo's index */
} JlDemoOffered;

#define JL_DEMO_N_ADMINISTRATORS 2

/* One filling. */
typedef struct {
  const JlDemoFill *config; /* borrowed */
  JlDemo *demo;             /* owned */
  JlBulk *bulk;             /* owned */
  gint64 *organisations;    /* owned: ids, by the demo's index */
  JlDemoSession *keepers;   /* owned: who takes goods in, by the same index */
  JlDemoSession *managers;  /* owned: by the same index; some have none */
  JlDemoSession administrators[JL_DEMO_N_ADMINISTRATORS];
  GArray *offered;    /* owned, (element-type JlDemoOffered): the first few */
  GArray *residents;  /* owned, (element-type JlDemoSession) */
  GVariant *password; /* owned: prepared once for all accounts */
  GString *accounts;  /* owned: demo-accounts.json */
} JlDemoCity;

#define JL_DEMO_N_RESIDENTS 40

gboolean jl_demo_city_call (JlDemoCity *self,
                            const char *command,
                            const JlDemoSession *session,
                            gint64 target,
                            const char *input,
                            GVariant *prepared,
                            gint64 *id,
                            GError **error);

gboolean jl_demo_city_call_at_version (JlDemoCity *self,
                                       const char *command,
                                       const JlDemoSession *session,
                                       gint64 target,
                                       gint64 version,
                                       const char *input,
                                       GError **error);

/* jl-demo-fill-moderation.c */
gboolean jl_demo_city_add_moderation (JlDemoCity *self, GError **error);
/* jl-demo-fill-people.c */
gboolean jl_demo_city_add_people (JlDemoCity *self, GError **error);
/* jl-demo-fill-items.c */
gboolean jl_demo_city_add_items (JlDemoCity *self, GError **error);

G_END_DECLS
