// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-demo-fill-private.h"

#include "jl-error.h"
#include "jl-picture-client.h"

#include <glib/gi18n-lib.h>

/* Items are made in rounds: all of a round are taken in, then get their photos, then … */
#define ROUND 200
#define N_WANTS 30

/* Small cities show each kind of thing in one drawing, so that a first start is quick. */
static guint
count_drawings (guint n_items)
{
  return n_items <= 1000 ? 1 : 3;
}

/* What a round works on. */
typedef struct {
  JlDemoCity *city;         /* borrowed */
  JlPictureClient *drawer;  /* owned */
  GHashTable *pictures;     /* owned: category and seed → GVariant, as prepared */
  char *photos_dir;         /* owned */
  JlDemoItem *items[ROUND]; /* owned */
  gint64 ids[ROUND];
  guint n;
} Round;

static void
round_clear_items (Round *self)
{
  for (guint i = 0; i < self->n; i++)
    g_clear_pointer (&self->items[i], jl_demo_item_free);
  self->n = 0;
}

static void
round_clear (Round *self)
{
  round_clear_items (self);
  g_clear_object (&self->drawer);
  g_clear_pointer (&self->pictures, g_hash_table_unref);
  g_clear_pointer (&self->photos_dir, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Round, round_clear)

static char *
item_to_json (const JlDemoItem *item)
{
  g_autoptr (JlRecord) record = jl_record_new (&jl_item_table);
  GString *json = g_string_new (NULL);

  jl_record_set_text (record, JL_ITEM_COMMUNITY, item->community->code);
  jl_record_set_text (record, JL_ITEM_CATEGORY, item->category->code);
  jl_record_set_text (record, JL_ITEM_TITLE, item->title);
  jl_record_set_text (record, JL_ITEM_DESCRIPTION, item->description);
  jl_record_set_integer (record, JL_ITEM_MODE, item->mode);
  if (item->mode == JL_MODE_SELL)
    jl_record_set_integer (record, JL_ITEM_PRICE_FEN, item->price_fen);
  if (item->grade != NULL)
    jl_record_set_text (record, JL_ITEM_GRADE, item->grade->code);
  jl_record_set_object (record, JL_ITEM_ATTRIBUTES, item->attributes);
  jl_record_append_request_json (record, FALSE, json);
  return g_string_free (json, FALSE);
}

static GVariant *
get_picture (Round *self, const JlDemoItem *item, guint number, GError **error)
{
  guint32 seed = number % count_drawings (self->city->config->n_items);
  g_autofree char *key = g_strdup_printf ("%s %u", item->category->code, seed);
  GVariant *prepared = g_hash_table_lookup (self->pictures, key);
  g_autoptr (JlPicture) picture = NULL;

  if (prepared != NULL)
    return prepared;
  picture =
      jl_picture_client_draw (self->drawer, item->category->code, seed, self->photos_dir, error);
  if (picture == NULL)
    return NULL;
  prepared = g_variant_ref_sink (jl_picture_to_variant (picture));
  g_hash_table_insert (self->pictures, g_steal_pointer (&key), prepared);
  return prepared;
}

static gboolean
take_in (Round *self, guint first, GError **error)
{
  JlDemoCity *city = self->city;
  JlDemoCalls calls = { city->config->writer, NULL };

  for (guint i = 0; i < self->n; i++) {
    g_autofree char *json = NULL;

    self->items[i] = jl_demo_make_item (city->demo, first + i);
    json = item_to_json (self->items[i]);
    jl_demo_calls_send (&calls,
                        "item.create",
                        &city->keepers[self->items[i]->organisation],
                        0,
                        json,
                        NULL,
                        &self->ids[i]);
  }
  return jl_demo_calls_finish (&calls, error);
}

static gboolean
add_photos (Round *self, guint first, GError **error)
{
  JlDemoCity *city = self->city;
  JlDemoCalls calls = { city->config->writer, NULL };

  for (guint i = 0; i < self->n; i++) {
    GVariant *picture = get_picture (self, self->items[i], first + i, error);

    if (picture == NULL)
      return FALSE;
    jl_demo_calls_send (&calls,
                        "item.add-photo",
                        &city->keepers[self->items[i]->organisation],
                        self->ids[i],
                        NULL,
                        picture,
                        NULL);
  }
  return jl_demo_calls_finish (&calls, error);
}

static gboolean
send_all (Round *self,
          const char *command,
          gboolean (*is_for) (const JlDemoItem *item),
          const char *input,
          GError **error)
{
  JlDemoCity *city = self->city;
  JlDemoCalls calls = { city->config->writer, NULL };

  for (guint i = 0; i < self->n; i++) {
    if (is_for (self->items[i]))
      jl_demo_calls_send (&calls,
                          command,
                          &city->keepers[self->items[i]->organisation],
                          self->ids[i],
                          input,
                          NULL,
                          NULL);
  }
  return jl_demo_calls_finish (&calls, error);
}

static gboolean
is_offered (const JlDemoItem *item)
{
  return item->offer != JL_OFFER_DRAFT;
}

static gboolean
is_withdrawn (const JlDemoItem *item)
{
  return item->offer == JL_OFFER_WITHDRAWN;
}

static gboolean
is_sold (const JlDemoItem *item)
{
  return item->offer == JL_OFFER_CONCLUDED && item->mode == JL_MODE_SELL;
}

static gboolean
is_given (const JlDemoItem *item)
{
  return item->offer == JL_OFFER_CONCLUDED && item->mode != JL_MODE_SELL;
}

static gboolean
is_concluded (const JlDemoItem *item)
{
  return item->offer == JL_OFFER_CONCLUDED;
}

/* Residents take turns; one who has as many as the rules allow lets the item stay free. */
static gboolean
reserve (Round *self, guint first, GError **error)
{
  JlDemoCity *city = self->city;

  for (guint i = 0; i < self->n; i++) {
    JlDemoCalls calls = { city->config->writer, NULL };
    guint resident = (first + i) % city->residents->len;
    g_autoptr (GError) local_error = NULL;

    if (self->items[i]->offer != JL_OFFER_RESERVED)
      continue;
    jl_demo_calls_send (&calls,
                        "item.reserve",
                        &g_array_index (city->residents, JlDemoSession, resident),
                        self->ids[i],
                        NULL,
                        NULL,
                        NULL);
    if (!jl_demo_calls_finish (&calls, &local_error) &&
        !g_error_matches (local_error, JL_ERROR, JL_ERROR_CONFLICT) &&
        !g_error_matches (local_error, JL_ERROR, JL_ERROR_QUOTA)) {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
run_round (Round *self, guint first, guint n, GError **error)
{
  self->n = n;
  if (!take_in (self, first, error) || !add_photos (self, first, error) ||
      !send_all (self, "item.publish", is_offered, NULL, error) ||
      !send_all (self, "item.withdraw", is_withdrawn, NULL, error) ||
      !reserve (self, first, error) ||
      !send_all (self, "item.record-sale", is_sold, "{\"payment\":\"cash\"}", error) ||
      !send_all (self, "item.record-sale", is_given, "{}", error) ||
      !send_all (self, "item.hand-over", is_concluded, NULL, error))
    return FALSE;
  round_clear_items (self);
  return TRUE;
}

static char *
want_to_json (const JlDemoWant *want)
{
  g_autoptr (JlRecord) record = jl_record_new (&jl_want_table);
  GString *json = g_string_new (NULL);

  jl_record_set_text (record, JL_WANT_TEXT, want->text);
  jl_record_set_text (record, JL_WANT_CATEGORY, want->category->code);
  if (want->district != NULL)
    jl_record_set_text (record, JL_WANT_DISTRICT, want->district->code);
  if (want->max_price_fen > 0)
    jl_record_set_integer (record, JL_WANT_MAX_PRICE_FEN, want->max_price_fen);
  jl_record_append_request_json (record, FALSE, json);
  return g_string_free (json, FALSE);
}

static gboolean
add_wants (JlDemoCity *self, GError **error)
{
  JlDemoCalls calls = { self->config->writer, NULL };

  for (guint i = 0; i < N_WANTS; i++) {
    g_autoptr (JlDemoWant) want = jl_demo_make_want (self->demo, i, self->residents->len);
    g_autofree char *json = want_to_json (want);

    jl_demo_calls_send (&calls,
                        "want.create",
                        &g_array_index (self->residents, JlDemoSession, want->resident),
                        0,
                        json,
                        NULL,
                        NULL);
  }
  return jl_demo_calls_finish (&calls, error);
}

/**
 * jl_demo_city_add_items: (skip)
 * @self: a city with people
 * @error: return location
 *
 * Adds items in all stages of their story, with photos, and wants.
 *
 * Returns: %FALSE with an error
 */
gboolean
jl_demo_city_add_items (JlDemoCity *self, GError **error)
{
  g_auto (Round) round = { .city = self };
  guint n_items = self->config->n_items;

  round.drawer = jl_picture_client_new (NULL);
  round.photos_dir = g_build_filename (self->config->data_dir, "photos", NULL);
  round.pictures =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_variant_unref);
  for (guint first = 0; first < n_items; first += ROUND) {
    if (!run_round (&round, first, MIN (ROUND, n_items - first), error))
      return FALSE;
    if (self->config->progress != NULL)
      self->config->progress (MIN (first + ROUND, n_items), n_items);
  }
  return add_wants (self, error);
}
