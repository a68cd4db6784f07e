// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-connection.h"

G_BEGIN_DECLS

/**
 * JlStoreSettings: what a data folder is made with.
 * @schema_dir: (nullable): the numbered SQL files, %NULL: the program's own
 */
typedef struct {
  const char *data_dir;
  const char *schema_dir;
  const char *public_url;
  guint node;
  gint64 now;
} JlStoreSettings;

gboolean jl_store_init (const JlStoreSettings *settings, GError **error);
gboolean jl_store_exists (const char *data_dir);
char *jl_store_get_path (const char *data_dir);
JlConnection *jl_store_open_reader (const char *data_dir, GError **error);
gboolean jl_store_copy_database (const char *path, const char *copy, GError **error);

/**
 * JlNode: who this data folder is.
 */
typedef struct {
  guint number;
  guint epoch;
  char *public_url; /* owned */
  gint64 city;      /* the city's own organisation */
  char *form;       /* owned: what ready JSON was made by */
  gint64 last_id;
  gint64 last_time;
  gint64 created_at;
} JlNode;

JlNode *jl_node_read (JlConnection *connection, GError **error);
void jl_node_free (JlNode *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlNode, jl_node_free)

G_END_DECLS
