// SPDX-License-Identifier: GPL-3.0-or-later
/* So many documents that there are blocks of every size, and what is found among them against a
 * scan of all. */
#include "jl-search-check.h"
#include "jl-search-find.h"
#include "jl-search-index.h"

#include <glib/gstdio.h>
#include <string.h>

/* More than a block of 65,536, of 4,096 and of 256, and some. */
#define N_DOCS 71000
#define BATCH 3000
#define PAGE 40

static const char *const words[] = { "沙发", "茶几", "冰箱", "电视", "罕见" };
/* One in so many has the word. */
static const int shares[] = { 2, 3, 20, 500, 20000 };
static const char *const facets[] = { "c:sofa", "c:bed", "c:desk" };

typedef struct {
  gint64 published; /* 0: not to be found */
  guint words;
  guint facet;
  gint64 price;
} Thing;

typedef struct {
  char *folder;
  char *path;
  JlSearchIndex *index;
  JlConnection *reader;
  Thing *things; /* owned, by id; 0 is none */
  gint64 last;   /* published */
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("jieli-tiers-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "search.db", NULL);
  self->index = jl_search_index_open (self->path, NULL);
  self->reader = jl_connection_open (":memory:", JL_CONNECTION_CREATE, NULL);
  g_assert_true (jl_search_attach (self->reader, self->path, NULL));
  self->things = g_new0 (Thing, N_DOCS + 1);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };

  jl_connection_close (self->reader);
  jl_search_index_close (self->index);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *file = g_strconcat (self->path, suffixes[i], NULL);

    g_unlink (file);
  }
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->things);
}

static JlSearchEntry *
describe (gint64 id, const Thing *thing)
{
  JlSearchEntry *entry = jl_search_entry_new (id);

  entry->is_found = thing->published != 0;
  entry->published = thing->published;
  entry->price = thing->price;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    if (thing->words >> i & 1)
      jl_search_entry_add_body (entry, words[i]);
  }
  jl_search_entry_add_facet (entry, facets[thing->facet]);
  return entry;
}

static void
draw_words (Thing *thing)
{
  thing->words = 0;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    if (g_test_rand_int_range (0, shares[i]) == 0)
      thing->words |= 1u << i;
  }
}

static void
apply (Fixture *self, GPtrArray *entries)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (jl_search_index_apply (
      self->index, entries, jl_search_index_get_position (self->index) + 1, TRUE, &error));
  g_assert_no_error (error);
  g_ptr_array_set_size (entries, 0);
}

static void
fill (Fixture *self, GPtrArray *entries)
{
  for (gint64 id = 1; id <= N_DOCS; id++) {
    Thing *thing = &self->things[id];

    thing->published = ++self->last;
    thing->facet = g_test_rand_int_range (0, G_N_ELEMENTS (facets));
    thing->price = g_test_rand_int_range (0, 500) * 100;
    draw_words (thing);
    g_ptr_array_add (entries, describe (id, thing));
    if (entries->len == BATCH)
      apply (self, entries);
  }
  apply (self, entries);
}

/* Another text, place, price, no longer there, there again. */
static void
disturb (Fixture *self, GPtrArray *entries)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < BATCH; i++) {
    gint64 id = g_test_rand_int_range (1, N_DOCS + 1);
    Thing *thing = &self->things[id];

    if (!g_hash_table_add (seen, GSIZE_TO_POINTER (id)))
      continue;
    switch (g_test_rand_int_range (0, 5)) {
    case 0:
      draw_words (thing);
      break;
    case 1:
      thing->facet = g_test_rand_int_range (0, G_N_ELEMENTS (facets));
      break;
    case 2:
      thing->price = g_test_rand_int_range (0, 500) * 100;
      break;
    case 3:
      thing->published = 0;
      break;
    default:
      thing->published = ++self->last;
      break;
    }
    g_ptr_array_add (entries, describe (id, thing));
  }
  apply (self, entries);
}

typedef struct {
  int words[2]; /* -1: none */
  int facet;    /* -1: none */
  gint64 min_price, max_price;
  JlSearchOrder order;
} Wish;

static gboolean
fits (const Wish *wish, const Thing *thing)
{
  return thing->published != 0 && thing->words >> wish->words[0] & 1 &&
         (wish->words[1] < 0 || thing->words >> wish->words[1] & 1) &&
         (wish->facet < 0 || (guint)wish->facet == thing->facet) &&
         thing->price >= wish->min_price && thing->price <= wish->max_price;
}

static int
compare_newest (gconstpointer a, gconstpointer b)
{
  const Thing *x = *(const Thing *const *)a, *y = *(const Thing *const *)b;

  return x->published < y->published ? 1 : -1;
}

static int
compare_cheapest (gconstpointer a, gconstpointer b)
{
  const Thing *x = *(const Thing *const *)a, *y = *(const Thing *const *)b;

  if (x->price != y->price)
    return x->price < y->price ? -1 : 1;
  return x->published < y->published ? -1 : 1;
}

static int
compare_dearest (gconstpointer a, gconstpointer b)
{
  return -compare_cheapest (a, b);
}

static GPtrArray *
scan (Fixture *self, const Wish *wish)
{
  static const GCompareFunc compare[] = { compare_newest, compare_cheapest, compare_dearest };
  GPtrArray *found = g_ptr_array_new ();

  for (gint64 id = 1; id <= N_DOCS; id++) {
    if (fits (wish, &self->things[id]))
      g_ptr_array_add (found, &self->things[id]);
  }
  g_ptr_array_sort (found, compare[wish->order]);
  return found;
}

static gint64
get_id (JlConnection *reader, gint64 doc)
{
  static const char sql[] = "SELECT id FROM search.document WHERE doc = ?1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (reader, sql, NULL);

  jl_statement_bind_integer (statement, 1, doc);
  g_assert_true (jl_statement_step (statement, NULL));
  return jl_statement_get_integer (statement, 0);
}

/* Compares a page with what is expected from @i on; gives how many there are. */
static guint
check_page (Fixture *self, const JlSearchQuery *query, GPtrArray *expected, guint i)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlSearchFind) find = jl_search_find_new (self->reader, query, PAGE, &error);
  JlSearchPlace *after = (JlSearchPlace *)query->after;
  JlSearchPlace place;
  guint n = 0;

  g_assert_no_error (error);
  while (n < PAGE && jl_search_find_next (find, &place, &error)) {
    g_assert_cmpuint (i + n, <, expected->len);
    g_assert_true (&self->things[get_id (self->reader, place.doc)] == expected->pdata[i + n]);
    *after = place;
    n++;
  }
  g_assert_no_error (error);
  return n;
}

static void
check (Fixture *self, const Wish *wish)
{
  g_autofree char *text = g_strdup_printf (
      "%s %s", words[wish->words[0]], wish->words[1] < 0 ? "" : words[wish->words[1]]);
  const char *wanted[] = { wish->facet < 0 ? NULL : facets[wish->facet], NULL };
  g_autofree char *match = jl_search_match_new (text, wanted);
  g_autoptr (GPtrArray) expected = scan (self, wish);
  JlSearchPlace after = { G_MAXINT64, wish->order == JL_SEARCH_CHEAPEST ? -1 : G_MAXINT64 };
  JlSearchQuery query = { match, wish->min_price, wish->max_price, wish->order, &after };
  guint i = 0;
  guint n;

  g_test_message ("%s, order %d: %u", match, (int)wish->order, expected->len);
  g_assert_true (jl_connection_begin_read (self->reader, NULL));
  /* The first pages, and all that there is of what is rare. */
  do {
    n = check_page (self, &query, expected, i);
    i += n;
  } while (n == PAGE && i < 5 * PAGE);
  g_assert_cmpuint (i, ==, MIN (expected->len, 5 * PAGE));
  jl_connection_end_read (self->reader);
}

static void
check_all (Fixture *self)
{
  for (int first = 0; first < (int)G_N_ELEMENTS (words); first++) {
    for (JlSearchOrder order = JL_SEARCH_NEWEST; order <= JL_SEARCH_DEAREST; order++) {
      check (self, &(Wish){ { first, -1 }, -1, 0, G_MAXINT64, order });
      check (self, &(Wish){ { first, (first + 1) % 5 }, 1, 0, G_MAXINT64, order });
      check (self, &(Wish){ { first, -1 }, 2, 30000, 30400, order });
      check (self, &(Wish){ { first, -1 }, -1, 30001, 30099, order });
    }
  }
}

static void
assert_sound (Fixture *self)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  g_assert_true (jl_search_check_sets (self->reader, problems, NULL));
  g_assert_cmpuint (problems->len, ==, 0);
}

static void
test_tiers (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) entries =
      g_ptr_array_new_with_free_func ((GDestroyNotify)jl_search_entry_free);

  fill (self, entries);
  check_all (self);
  for (guint i = 0; i < 3; i++)
    disturb (self, entries);
  check_all (self);
  assert_sound (self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/indexer/search-tiers", Fixture, NULL, set_up, test_tiers, tear_down);
  return g_test_run ();
}
