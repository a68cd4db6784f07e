// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-moderation-service.h"
#include "shop-fixture.h"

G_BEGIN_DECLS

/*
 * Two shops in two districts, and who decides: two administrators of the city, one of the district
 * that the first shop is in, and one of the other district.
 */
typedef struct {
  ShopFixture shop;
  gint64 department; /* of the first shop's district */
  char *manager;     /* owned: token, of the first shop */
  char *city;        /* owned: token */
  char *city_second; /* owned: token */
  char *district;    /* owned: token */
  char *elsewhere;   /* owned: token: administrator of another district */
} ModerationFixture;

void moderation_setup (ModerationFixture *self, gconstpointer data);
void moderation_teardown (ModerationFixture *self, gconstpointer data);

/* Posts to a path that is made of @format and an id. */
CityAnswer *moderation_post (ModerationFixture *self,
                             const char *token,
                             const char *format,
                             const char *id,
                             const char *body);
/* Returns: the hiding's id. */
char *moderation_hide (ModerationFixture *self, const char *token, const char *item);
CityAnswer *moderation_decide (ModerationFixture *self,
                               const char *token,
                               const char *hiding,
                               gint64 version,
                               const char *outcome);
/* How many notices of @cause the caller has. */
guint moderation_count_notices (ModerationFixture *self, const char *token, const char *cause);

#define MODERATION_REPORT "{\"reason\":\"wrong_description\",\"text\":\"三人位其实是两人位\"}"
#define MODERATION_HIDE "{\"reason\":\"wrong_description\",\"text\":\"尺寸与实物不符，请更正\"}"

G_END_DECLS
