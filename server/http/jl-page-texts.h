// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-incoming.h"

G_BEGIN_DECLS

/*
 * Residents' pages are written in Chinese and name their texts: `data-t`. What these are called in
 * English stands in the pages' own scripts, and is put in before a page is sent, so that what is
 * painted first is in the reader's language.
 */
typedef struct _JlPageTexts JlPageTexts;

JlPageTexts *jl_page_texts_new (void);
void jl_page_texts_free (JlPageTexts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlPageTexts, jl_page_texts_free)

void jl_page_texts_add_script (JlPageTexts *self, GBytes *script);
GBytes *jl_page_texts_translate (JlPageTexts *self, GBytes *page);

const char *jl_page_language (const JlIncoming *incoming);

G_END_DECLS
