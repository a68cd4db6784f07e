// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-worker.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* The configuration's file in the data folder. */
#define JL_CONFIG_FILE "jielid.conf"

/**
 * JlConfig:
 *
 * How the service runs. Built from defaults, then `jielid.conf` in the data folder, then the
 * command line; every value is checked against its range, wherever it comes from.
 */
typedef struct {
  char *data_dir; /* owned, absolute */

  char *listen; /* owned: "127.0.0.1:8420", "[::]:80"; port 0: any that is free */
  guint workers;
  char *tls_cert;         /* owned, nullable: PEM file */
  char *tls_key;          /* owned, nullable: PEM file */
  char **trusted_proxies; /* owned, nullable: addresses or networks */
  char *photo_location;   /* owned, nullable: of nginx among them, for the photos' folder */
  gboolean access_log;    /* a line for each request in DATA/log/access.log */
  guint writer_queue;     /* calls that wait for the writer; beyond it: 503 */
  guint writer_batch;     /* calls that are committed together, at most */
  gboolean search_index;  /* the search file follows what changes */
  gboolean confine;       /* processes give up what they do not need */
  guint stop_ms;          /* what was accepted may take this long after SIGTERM */

  gsize hash_bytes;  /* memory that hashing a password takes */
  guint hash_passes; /* how often it goes over it */

  guint purge_every_days;   /* how often a purge is planned, 0: only when somebody asks */
  guint purge_notice_hours; /* how long a planned purge waits for objections */

  JlWorkerLimits limits;
} JlConfig;

JlConfig *jl_config_new (const char *data_dir);
void jl_config_free (JlConfig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlConfig, jl_config_free)

gboolean jl_config_load_file (JlConfig *self, GError **error);
gboolean jl_config_set (
    JlConfig *self, const char *group, const char *name, const char *text, GError **error);
gboolean jl_config_check (JlConfig *self, GError **error);
GSocketAddress *jl_config_parse_address (const char *text, GError **error);

GVariant *jl_config_to_variant (const JlConfig *self);
JlConfig *jl_config_new_from_variant (GVariant *variant, GError **error);

G_END_DECLS
