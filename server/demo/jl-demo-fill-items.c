// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-demo-fill-private.h"

#include "jl-error.h"
#include "jl-picture-client.h"

#include <glib/gi18n-lib.h>

#define N_WANTS 30
#define N_OFFERED 20
#define PROGRESS_ITEMS 500

/* What items are made with. */
typedef struct {
  JlDemoCity *city;        /* borrowed */
  JlPictureClient *drawer; /* owned */
  GHashTable *pictures;    /* owned: category's code (borrowed) → GVariant, as prepared */
  char *photos_dir;        /* owned */
} Making;

static void
making_clear (Making *self)
{
  g_clear_object (&self->drawer);
  g_clear_pointer (&self->pictures, g_hash_table_unref);
  g_clear_pointer (&self->photos_dir, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Making, making_clear)

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

/* One drawing for each kind of thing, so that a first start is quick. */
static GVariant *
get_picture (Making *self, const JlDemoItem *item, GError **error)
{
  const char *code = item->category->code;
  GVariant *prepared = g_hash_table_lookup (self->pictures, code);
  g_autoptr (JlPicture) picture = NULL;

  if (prepared != NULL)
    return prepared;
  picture = jl_picture_client_draw (self->drawer, code, 0, self->photos_dir, error);
  if (picture == NULL)
    return NULL;
  prepared = g_variant_ref_sink (jl_picture_to_variant (picture));
  g_hash_table_insert (self->pictures, (gpointer)code, prepared);
  return prepared;
}

/* An item whose story goes on, and who writes it. */
typedef struct {
  JlDemoCity *city;            /* borrowed */
  const JlDemoItem *item;      /* borrowed */
  const JlDemoSession *keeper; /* borrowed */
  gint64 id;
} Story;

static gboolean
go_on (const Story *self, const char *command, const char *input, GError **error)
{
  return jl_demo_city_call (self->city, command, self->keeper, self->id, input, NULL, NULL, error);
}

/* Residents take turns; one who has as many as the rules allow lets the item stay free. */
static gboolean
reserve (const Story *self, guint number, GError **error)
{
  GArray *residents = self->city->residents;
  const JlDemoSession *resident =
      &g_array_index (residents, JlDemoSession, number % residents->len);
  g_autoptr (GError) local_error = NULL;

  if (jl_demo_city_call (
          self->city, "item.reserve", resident, self->id, NULL, NULL, NULL, &local_error) ||
      g_error_matches (local_error, JL_ERROR, JL_ERROR_CONFLICT) ||
      g_error_matches (local_error, JL_ERROR, JL_ERROR_QUOTA))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
conclude (const Story *self, GError **error)
{
  const char *sale = self->item->mode == JL_MODE_SELL ? "{\"payment\":\"cash\"}" : "{}";

  return go_on (self, "item.record-sale", sale, error) &&
         go_on (self, "item.hand-over", NULL, error);
}

/* From the publication on. */
static gboolean
tell_story (const Story *self, guint number, GError **error)
{
  switch (self->item->offer) {
  case JL_OFFER_DRAFT:
    return TRUE;
  case JL_OFFER_WITHDRAWN:
    return go_on (self, "item.publish", NULL, error) && go_on (self, "item.withdraw", NULL, error);
  case JL_OFFER_RESERVED:
    return go_on (self, "item.publish", NULL, error) && reserve (self, number, error);
  case JL_OFFER_CONCLUDED:
    return go_on (self, "item.publish", NULL, error) && conclude (self, error);
  default:
    return go_on (self, "item.publish", NULL, error);
  }
}

/* Some that stay on offer, of organisations whose manager can speak for them. */
static void
note_offered (JlDemoCity *self, const JlDemoItem *item, gint64 id)
{
  const JlDemoOffered offered = { id, item->organisation };

  if (item->offer == JL_OFFER_PUBLISHED && self->offered->len < N_OFFERED &&
      self->managers[item->organisation].token_hash != NULL)
    g_array_append_val (self->offered, offered);
}

static gboolean
add_item (Making *self, guint number, GError **error)
{
  JlDemoCity *city = self->city;
  g_autoptr (JlDemoItem) item = jl_demo_make_item (city->demo, number);
  g_autofree char *json = item_to_json (item);
  Story story = { .city = city, .item = item, .keeper = &city->keepers[item->organisation] };
  GVariant *picture = get_picture (self, item, error);

  if (picture == NULL ||
      !jl_demo_city_call (city, "item.create", story.keeper, 0, json, NULL, &story.id, error) ||
      !jl_demo_city_call (
          city, "item.add-photo", story.keeper, story.id, NULL, picture, NULL, error) ||
      !tell_story (&story, number, error))
    return FALSE;
  note_offered (city, item, story.id);
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
  for (guint i = 0; i < N_WANTS; i++) {
    g_autoptr (JlDemoWant) want = jl_demo_make_want (self->demo, i, self->residents->len);
    g_autofree char *json = want_to_json (want);

    if (!jl_demo_city_call (self,
                            "want.create",
                            &g_array_index (self->residents, JlDemoSession, want->resident),
                            0,
                            json,
                            NULL,
                            NULL,
                            error))
      return FALSE;
  }
  return TRUE;
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
  g_auto (Making) making = { .city = self };
  guint n_items = self->config->n_items;

  making.drawer = jl_picture_client_new (NULL);
  making.photos_dir = g_build_filename (self->config->data_dir, "photos", NULL);
  making.pictures =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_variant_unref);
  for (guint i = 0; i < n_items; i++) {
    if (!add_item (&making, i, error) ||
        (jl_bulk_is_full (self->bulk) && !jl_bulk_commit (self->bulk, error)))
      return FALSE;
    if (self->config->progress != NULL && ((i + 1) % PROGRESS_ITEMS == 0 || i + 1 == n_items))
      self->config->progress (i + 1, n_items);
  }
  return add_wants (self, error);
}
