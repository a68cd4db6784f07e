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

/* One filling. */
typedef struct {
  const JlDemoFill *config; /* borrowed */
  JlDemo *demo;             /* owned */
  JlBulk *bulk;             /* owned */
  gint64 *organisations;    /* owned: ids, by the demo's index */
  JlDemoSession *keepers;   /* owned: who takes goods in, by the same index */
  GArray *residents;        /* owned, (element-type JlDemoSession) */
  GVariant *password;       /* owned: prepared once for all accounts */
  GString *accounts;        /* owned: demo-accounts.json */
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

/* jl-demo-fill-people.c */
gboolean jl_demo_city_add_people (JlDemoCity *self, GError **error);
/* jl-demo-fill-items.c */
gboolean jl_demo_city_add_items (JlDemoCity *self, GError **error);

G_END_DECLS
