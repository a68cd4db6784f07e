// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks which role a colleague shall have, or whether the membership ends, and does it. */
void jl_member_dialog_present (GtkWindow *parent,
                               JlWorkspace *workspace,
                               JlRecord *member,
                               GArray *roles);

G_END_DECLS
