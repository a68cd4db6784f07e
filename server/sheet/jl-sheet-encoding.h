// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* In what a text is written. GBK is read as GB 18030, which holds all of it. */
typedef enum { JL_ENCODING_UNKNOWN, JL_ENCODING_UTF8, JL_ENCODING_GBK } JlEncoding;

gboolean jl_encoding_from_name (const char *name, JlEncoding *encoding);
const char *jl_encoding_get_name (JlEncoding encoding);
char *jl_encoding_to_utf8 (
    const char *data, gsize size, JlEncoding *encoding, gsize *converted_size, GError **error);

G_END_DECLS
