// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-search-index.h"

#include "jl-tokenizer.h"

/**
 * jl_search_entry_new:
 * @id: the record
 *
 * Returns: (transfer full): an entry that is not to be found, without any text
 */
JlSearchEntry *
jl_search_entry_new (gint64 id)
{
  JlSearchEntry *self = g_new0 (JlSearchEntry, 1);

  self->id = id;
  self->names = g_string_new (NULL);
  self->body = g_string_new (NULL);
  self->facets = g_string_new (NULL);
  return self;
}

/**
 * jl_search_entry_free:
 * @self: (transfer full) (nullable): an entry
 */
void
jl_search_entry_free (JlSearchEntry *self)
{
  if (self == NULL)
    return;

  g_string_free (self->names, TRUE);
  g_string_free (self->body, TRUE);
  g_string_free (self->facets, TRUE);
  g_free (self);
}

static void
add_line (GString *lines, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  if (lines->len > 0)
    g_string_append_c (lines, '\n');
  g_string_append (lines, text);
}

/**
 * jl_search_entry_add_name:
 * @self: an entry
 * @name: (nullable): what it is called or where it is: title, category, brand, community, district,
 *   label code
 *
 * Names are found by single characters, pinyin and initials too; see jl_tokenizer_add_names().
 */
void
jl_search_entry_add_name (JlSearchEntry *self, const char *name)
{
  add_line (self->names, name);
}

/**
 * jl_search_entry_add_body:
 * @self: an entry
 * @text: (nullable): what else is said of it; see jl_tokenizer_add_body()
 */
void
jl_search_entry_add_body (JlSearchEntry *self, const char *text)
{
  add_line (self->body, text);
}

/**
 * jl_search_entry_add_facet:
 * @self: an entry
 * @facet: something to filter by within the index, e.g. `c:sofa`; see jl_tokenizer_is_facet()
 *
 * Everything a list may be narrowed by, so that what is found needs no other filter: else a common
 * word and a rare filter would be looked for one record after the other.
 */
void
jl_search_entry_add_facet (JlSearchEntry *self, const char *facet)
{
  g_return_if_fail (jl_tokenizer_is_facet (facet));

  add_line (self->facets, facet);
}

/**
 * jl_search_entry_add_word_tokens:
 * @tokens: (inout): where to append the tokens, each followed by a space
 * @names: of an entry
 * @body: of an entry
 *
 * What an entry's text is found by.
 */
void
jl_search_entry_add_word_tokens (GString *tokens, const char *names, const char *body)
{
  jl_tokenizer_add_names (tokens, names);
  jl_tokenizer_add_body (tokens, body);
}

/**
 * jl_search_entry_add_facet_tokens:
 * @tokens: (inout): where to append the tokens, each followed by a space
 * @facets: of an entry
 */
void
jl_search_entry_add_facet_tokens (GString *tokens, const char *facets)
{
  g_auto (GStrv) lines = g_strsplit (facets, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    if (*lines[i] != '\0')
      jl_tokenizer_add_facet (tokens, lines[i]);
  }
}
