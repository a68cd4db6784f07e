// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-remote-list.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void jl_list_scroll_attach (GtkScrolledWindow *scrolled, JlRemoteList *list);

G_END_DECLS
