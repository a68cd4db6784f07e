// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * The form in which goods are taken in, and in which what is said of an item is edited. What is
 * typed is on disk a moment later: see jl-intake-draft.h.
 *
 * Property `title`: what the window is called while it shows the page.
 * Signals: `closed` when nothing is left to do here; `saved` (JlRecord) when the service has the
 * item as it was typed; `item-chosen` (text) with the id of an item that somebody wants to see.
 * Actions: `intake.save`, `intake.publish`, `intake.next`, `intake.close`.
 */
#define JL_TYPE_INTAKE_PAGE (jl_intake_page_get_type ())
G_DECLARE_FINAL_TYPE (JlIntakePage, jl_intake_page, JL, INTAKE_PAGE, AdwBin)

JlIntakePage *jl_intake_page_new (JlClient *client);
JlIntakePage *jl_intake_page_new_for_item (JlClient *client, JlRecord *item);
gboolean jl_intake_page_go_on (JlIntakePage *self);
const char *jl_intake_page_get_title (JlIntakePage *self);

G_END_DECLS
