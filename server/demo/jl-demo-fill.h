// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-rules.h"
#include "jl-writer.h"

G_BEGIN_DECLS

/**
 * JlDemoFill:
 * @writer: of a new city that has an administrator and nothing else
 * @rules: the rules it is under
 * @texts_dir: the folder of names and phrases
 * @data_dir: the data folder
 * @administrator: who the first administrator is
 * @password: of every account of the demo, the administrator's too
 * @n_items: how many items
 * @seed: the same seed makes the same city
 * @progress: (nullable): called now and then
 */
typedef struct {
  JlWriter *writer;
  const JlRules *rules;
  const char *texts_dir;
  const char *data_dir;
  const char *administrator;
  const char *password;
  guint n_items;
  guint64 seed;
  void (*progress) (guint n_done, guint n_items);
} JlDemoFill;

gboolean jl_demo_fill (const JlDemoFill *config, GError **error);

G_END_DECLS
