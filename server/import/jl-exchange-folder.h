// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Files that were sent to be taken in, or made to be fetched: each in a folder of its own below
 * `exchange/` of the data folder. Its name is drawn by whoever makes it.
 */
char *jl_exchange_folder_new (const char *data_dir, GError **error);
char *jl_exchange_folder_get_path (const char *data_dir, const char *folder, const char *file);
void jl_exchange_folder_remove (const char *data_dir, const char *folder);

/* What is in a folder. */
#define JL_EXCHANGE_KEY "key"
#define JL_EXCHANGE_ROWS "rows"
#define JL_EXCHANGE_CHECK "check.csv"
#define JL_EXCHANGE_REPORT "report.csv"
#define JL_EXCHANGE_TABLE "table"

/**
 * JlExchangeFolderKnown:
 *
 * Returns: whether a folder still belongs to something
 */
typedef gboolean (*JlExchangeFolderKnown) (const char *folder, gpointer user_data);
void jl_exchange_folder_sweep (const char *data_dir,
                               gint64 now_s,
                               JlExchangeFolderKnown known,
                               gpointer user_data);

G_END_DECLS
