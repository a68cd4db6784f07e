// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-config.h"
#include "jl-indexer.h"
#include "jl-keys.h"
#include "jl-route.h"
#include "jl-rules.h"

G_BEGIN_DECLS

/**
 * JlFounding: what a new city is told.
 */
typedef struct {
  const char *city;          /* name of its own organisation */
  const char *division;      /* its code of GB/T 2260 */
  const char *administrator; /* user name */
  const char *password;
} JlFounding;

/**
 * JlDemoOptions: what `jielid demo` was told.
 */
typedef struct {
  const char *data_dir;
  guint items;
  guint64 seed;
} JlDemoOptions;

/**
 * JlApplication:
 *
 * What main() knows and this folder does not: the capabilities, and what the service needs of
 * single ones.
 *
 * @capabilities: NULL-terminated
 * @authenticate: see #JlAuthenticate
 * @init_search: (nullable): says what can be searched for
 * @configure: called in each process before it does anything else
 * @found: makes the city and its first administrator
 * @fill_demo: (nullable): fills a new city, which has an administrator, for people to try
 */
typedef struct {
  const JlCapability *const *capabilities;
  JlAuthenticate authenticate;
  void (*init_search) (JlSearchSource *source, const JlRules *rules);
  void (*configure) (const JlConfig *config, JlKeys *keys);
  gboolean (*found) (JlWriter *writer, const JlFounding *founding, GError **error);
  gboolean (*fill_demo) (JlWriter *writer, const JlDemoOptions *options, GError **error);
} JlApplication;

const JlSchema **jl_application_get_schemas (const JlApplication *self);

G_END_DECLS
