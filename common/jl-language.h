// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The service speaks two languages at a time: each answer is in the language of its caller. gettext
 * is asked under a locale of the calling thread, so that no answer waits for another.
 */
#define JL_LANGUAGE_ENGLISH "en"
#define JL_LANGUAGE_CHINESE "zh_CN"

/**
 * JlLanguageScope: what was spoken before; see jl_language_push().
 */
typedef gpointer JlLanguageScope;

gboolean jl_language_init (const char *locale_dir);
const char *jl_language_from_accept (const char *header);

JlLanguageScope jl_language_push (const char *language);
void jl_language_pop (JlLanguageScope scope);
const char *jl_language_get (void);

G_END_DECLS
