// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define JL_TYPE_APPLICATION (jl_application_get_type ())
G_DECLARE_FINAL_TYPE (JlApplication, jl_application, JL, APPLICATION, AdwApplication)

JlApplication *jl_application_new (void);
GSettings *jl_application_get_settings (JlApplication *self);

G_END_DECLS
