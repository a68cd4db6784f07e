// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What the index holds of a text. A token never contains a space; its first character says what
 * it is. Where in a text a token stands is not kept, so that everything a query may ask for has to
 * be a token, or several that must all be there.
 *
 *   沙发      two neighbouring characters
 *   沙        one character: of names, and where it stands alone
 *   65寸      the digits or letters before a character, and that character
 *   65        a number of up to three digits, or with a point
 *   <iph      the beginning of a word or of a longer number, of 1 (4) to 20 characters
 *   ~sha      a syllable of names
 *   ~shaf     a syllable of names and the first letter of the next: what one has typed of it
 *   ~shafa    two neighbouring syllables of names
 *   =s        the initial of a syllable of names
 *   =sf       the initials of two syllables where a word begins
 *   =srw      the initials of three neighbouring syllables
 *   #c:sofa   a facet, see jl_search_match_new()
 */
#define JL_TOKEN_BEGINNING '<'
#define JL_TOKEN_SYLLABLES '~'
#define JL_TOKEN_INITIALS '='
#define JL_TOKEN_FACET '#'

#define JL_TOKEN_MAX_BEGINNING 20
/* Shorter numbers are found only in full: 65 is not the beginning of 650. */
#define JL_TOKEN_MIN_NUMBER_BEGINNING 4

char *jl_tokenizer_get_version (void);
void jl_tokenizer_add_names (GString *tokens, const char *names);
void jl_tokenizer_add_body (GString *tokens, const char *body);
gboolean jl_tokenizer_is_facet (const char *facet);
void jl_tokenizer_add_facet (GString *tokens, const char *facet);

G_END_DECLS
