// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-demo.h"

G_BEGIN_DECLS

#define JL_TEST_TODAY "2026-11-23"

/* The shipped rules, and a demo city on them. */
typedef struct {
  const JlRules *rules;
  JlDemo *demo;
  JlDate today;
} JlTestDemo;

void jl_test_demo_setup (JlTestDemo *fixture, gconstpointer seed);
void jl_test_demo_teardown (JlTestDemo *fixture, gconstpointer seed);
char *jl_test_demo_directory (void);

G_END_DECLS
