// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-item.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The state of an item in a word, with an icon and a colour of its own: never the colour alone. */
GtkWidget *jl_state_chip_new (void);
void jl_state_chip_set_item (GtkWidget *chip, JlRecord *item);
const char *jl_state_chip_get_text (JlRecord *item);

G_END_DECLS
