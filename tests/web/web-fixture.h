// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-webdriver.h"
#include "service-fixture.h"

G_BEGIN_DECLS

/*
 * A city with one shop, its goods and three residents, made once a program through the API of a
 * real service; and a browser of its own for each test.
 */
typedef struct {
  ServiceFixture service;
  char *shop;    /* owned: id */
  char *clerk;   /* owned: token */
  char *code;    /* owned: invitation of residents, for many */
  guint n_items; /* published by web_main() */
} WebCity;
extern WebCity web_city;

#define WEB_SHOP "中山路寄卖店"
#define WEB_PASSWORD "jieli-resident"
#define WEB_RESIDENT "13800000001"
#define WEB_OTHER "13800000002"
#define WEB_THIRD "13800000003"

/**
 * WebFixture:
 * @expected: (nullable): status of requests that the test makes fail
 */
typedef struct {
  JlWebDriver *browser;
  const char *expected;
} WebFixture;

/* Runs the tests that @add_tests adds, in the city. */
int web_main (int argc, char *argv[], void (*add_tests) (void));

/* @data: language of the browser, NULL: Chinese. The view is that of a phone. */
void web_setup (WebFixture *self, gconstpointer data);
/* Fails when the console complained or something was against the pages' policy. */
void web_teardown (WebFixture *self, gconstpointer data);
#define WEB_ADD(path, func, language)                                                              \
  g_test_add (path, WebFixture, language, web_setup, func, web_teardown)

void web_go (WebFixture *self, const char *path);
void web_sign_in (WebFixture *self, const char *phone);

/* As a clerk, or a resident, with another program. Return ids. */
char *web_publish_sofa (const char *title);
char *web_publish_loan (void);
void web_withdraw (const char *item);
char *web_reserve (const char *phone, const char *item);

void web_add_resident (const char *nickname, const char *phone);
/* Returns: a code for one colleague of the shop. */
char *web_invite_clerk (void);
/* A page without a script of its own. */
void web_go_plain (WebFixture *self, const char *path);

G_END_DECLS
