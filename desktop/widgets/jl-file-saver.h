// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * JlFileSaved:
 * @name: (nullable): of the file that was saved; %NULL: it was not
 * @error: (nullable): why not; %NULL: the person has thought better of it
 * @user_data: as given
 */
typedef void (*JlFileSaved) (const char *name, const GError *error, gpointer user_data);

void jl_file_saver_run (GtkWindow *parent,
                        const char *title,
                        const char *name,
                        GBytes *content,
                        JlFileSaved saved,
                        gpointer user_data);

G_END_DECLS
