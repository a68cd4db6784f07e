// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-client.h"
#include "jl-device.h"

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * Who of those that have a PIN on this computer is there? Digits go to the PIN, arrows to the
 * names; the sixth digit sends. Signals: `signed-in` (JlClient), `password` when somebody would
 * rather sign in with theirs, `forgotten` (account) when the service knows a PIN no more.
 */
#define JL_TYPE_LOCK_PAGE (jl_lock_page_get_type ())
G_DECLARE_FINAL_TYPE (JlLockPage, jl_lock_page, JL, LOCK_PAGE, AdwBin)

void jl_lock_page_prepare (JlLockPage *self, JlDevice *device, const char *account);

G_END_DECLS
