// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "city-fixture.h"
#include "jl-error.h"
#include "jl-indexer.h"
#include "jl-items.h"

G_BEGIN_DECLS

/*
 * A city with two shops, a school, and residents, each signed in; and the search file, kept up by
 * hand.
 */
typedef struct {
  CityFixture city;
  gint64 shop;
  gint64 other_shop;
  gint64 school;
  char *clerk;        /* owned: token */
  char *stranger;     /* owned: token: clerk of the other shop */
  char *teacher;      /* owned: token */
  char *residents[8]; /* owned: tokens */
  JlSearchSource source;
  JlIndexer *indexer; /* owned */
} ShopFixture;

void shop_setup (ShopFixture *self, gconstpointer data);
void shop_teardown (ShopFixture *self, gconstpointer data);

/* A sofa as a clerk describes it, complete but for its photos. */
#define SHOP_SOFA                                                                                     \
  "{\"category\":\"sofa\",\"title\":\"三人位布艺沙发\",\"mode\":\"sell\",\"price_fen\":45000," \
  "\"grade\":\"B\",\"description\":\"可拆洗\","                                                    \
  "\"attributes\":{\"seats\":3,\"material\":\"fabric\",\"length_cm\":210}}"

/* Return ids as texts. */
char *shop_create (ShopFixture *self, const char *token, const char *body);
/* Gives the item a photo without a picture worker. */
CityAnswer *shop_add_photo (ShopFixture *self, const char *token, const char *id);
CityAnswer *shop_act (
    ShopFixture *self, const char *token, const char *id, const char *action, const char *body);
CityAnswer *shop_get_item (ShopFixture *self, const char *token, const char *id);
/* SHOP_SOFA with a photo, published by the clerk. */
char *shop_publish_sofa (ShopFixture *self);
/* Reserves, returns the reservation's id. */
char *shop_reserve (ShopFixture *self, guint resident, const char *id);

/* The search file follows the journal. */
void shop_index (ShopFixture *self);
/* All that is due by now, at most a thousand. */
void shop_run_due (ShopFixture *self);

#define shop_assert_state(self, id, member, expected)                                              \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autoptr (CityAnswer) shop_answer_ = shop_get_item ((self), (self)->clerk, (id));             \
    city_assert_status (shop_answer_, 200);                                                        \
    g_assert_cmpstr (city_answer_get_text (shop_answer_, (member)), ==, (expected));               \
  }                                                                                                \
  G_STMT_END

G_END_DECLS
