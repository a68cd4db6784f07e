// SPDX-License-Identifier: GPL-3.0-or-later
/* What a test tells the service in memory, done on the service's own thread. */
#include "jl-fake-service-private.h"

/* What is done on the service's thread while the caller waits. */
typedef struct {
  JlFakeService *self;
  void (*run) (JlFakeService *self, gpointer data);
  gpointer data;
  GMutex mutex;
  GCond cond;
  gboolean done;
} Order;

static gboolean
order_cb (gpointer data)
{
  Order *order = data;

  order->run (order->self, order->data);
  g_mutex_lock (&order->mutex);
  order->done = TRUE;
  g_cond_signal (&order->cond);
  g_mutex_unlock (&order->mutex);
  return G_SOURCE_REMOVE;
}

void
jl_fake_order (JlFakeService *self, void (*run) (JlFakeService *self, gpointer data), gpointer data)
{
  Order order = { .self = self, .run = run, .data = data };

  g_mutex_init (&order.mutex);
  g_cond_init (&order.cond);
  g_main_context_invoke (self->context, order_cb, &order);
  g_mutex_lock (&order.mutex);
  while (!order.done)
    g_cond_wait (&order.cond, &order.mutex);
  g_mutex_unlock (&order.mutex);
  g_mutex_clear (&order.mutex);
  g_cond_clear (&order.cond);
}

typedef struct {
  const char *id;
  const char *text;
  gint64 number;
  char *result;
} Arguments;

static void
add_item (JlFakeService *self, gpointer data)
{
  Arguments *arguments = data;
  JlRecord *item = jl_fake_make_item (self, arguments->text, "sofa", arguments->number);

  jl_record_set_integer (item, JL_ITEM_OFFER, JL_OFFER_PUBLISHED);
  jl_record_set_integer (item, JL_ITEM_PUBLISHED_AT, self->clock);
  arguments->result = jl_record_dup_field_text (item, JL_ITEM_ID);
}

char *
jl_fake_service_add_item (JlFakeService *self, const char *title, gint64 price_fen)
{
  Arguments arguments = { .text = title, .number = price_fen };

  jl_fake_order (self, add_item, &arguments);
  return arguments.result;
}

void
jl_fake_service_add_items (JlFakeService *self, guint n)
{
  for (guint i = 0; i < n; i++) {
    g_autofree char *title = g_strdup_printf ("Thing %03u", i);

    g_free (jl_fake_service_add_item (self, title, 1000 + 100 * i));
  }
}

static void
change_title (JlFakeService *self, gpointer data)
{
  Arguments *arguments = data;
  JlRecord *item = jl_fake_find (self->items, arguments->id);

  jl_record_set_text (item, JL_ITEM_TITLE, arguments->text);
  jl_fake_touch (self, item);
}

void
jl_fake_service_change_title (JlFakeService *self, const char *id, const char *title)
{
  jl_fake_order (self, change_title, &(Arguments){ .id = id, .text = title });
}

static void
remove_item (JlFakeService *self, gpointer data)
{
  Arguments *arguments = data;
  g_autoptr (JlRecord) item = g_object_ref (jl_fake_find (self->items, arguments->id));

  g_ptr_array_remove (self->items, item);
  jl_fake_touch (self, item);
}

void
jl_fake_service_remove_item (JlFakeService *self, const char *id)
{
  jl_fake_order (self, remove_item, &(Arguments){ .id = id });
}

static void
withdraw (JlFakeService *self, gpointer data)
{
  Arguments *arguments = data;
  JlRecord *item = jl_fake_find (self->items, arguments->id);

  jl_record_set_integer (item, JL_ITEM_OFFER, JL_OFFER_WITHDRAWN);
  jl_fake_touch (self, item);
}

void
jl_fake_service_withdraw (JlFakeService *self, const char *id)
{
  jl_fake_order (self, withdraw, &(Arguments){ .id = id });
}

static void
move_item (JlFakeService *self, gpointer data)
{
  Arguments *arguments = data;
  JlRecord *item = jl_fake_find (self->items, arguments->id);

  g_assert_true (jl_fake_move_item (self, item, arguments->text));
  jl_fake_touch (self, item);
}

void
jl_fake_service_move_item (JlFakeService *self, const char *id, const char *verb)
{
  jl_fake_order (self, move_item, &(Arguments){ .id = id, .text = verb });
}

static void
reserve (JlFakeService *self, gpointer data)
{
  Arguments *arguments = data;
  JlRecord *reservation =
      jl_fake_make_reservation (self, jl_fake_find (self->items, arguments->id), arguments->text);

  arguments->result = jl_record_dup_field_text (reservation, JL_RESERVATION_ID);
}

char *
jl_fake_service_reserve (JlFakeService *self, const char *id, const char *nickname)
{
  Arguments arguments = { .id = id, .text = nickname };

  jl_fake_order (self, reserve, &arguments);
  return arguments.result;
}

static void
count_items (JlFakeService *self, gpointer data)
{
  ((Arguments *)data)->number = self->items->len;
}

guint
jl_fake_service_count_items (JlFakeService *self)
{
  Arguments arguments = { 0 };

  jl_fake_order (self, count_items, &arguments);
  return arguments.number;
}

static void
lose_answers (JlFakeService *self, gpointer data)
{
  self->n_lost = GPOINTER_TO_UINT (data);
}

void
jl_fake_service_lose_answers (JlFakeService *self, guint n)
{
  jl_fake_order (self, lose_answers, GUINT_TO_POINTER (n));
}

static void
be_busy (JlFakeService *self, gpointer data)
{
  const guint *busy = data;

  self->n_busy = busy[0];
  self->busy = busy[1];
  self->retry_after_s = busy[2];
}

void
jl_fake_service_be_busy (JlFakeService *self, guint n, guint code, guint retry_after_s)
{
  const guint busy[] = { n, code, retry_after_s };

  jl_fake_order (self, be_busy, (gpointer)busy);
}

static void
refuse_photos (JlFakeService *self, gpointer data)
{
  self->n_refused = GPOINTER_TO_UINT (data);
}

void
jl_fake_service_refuse_photos (JlFakeService *self, guint n)
{
  jl_fake_order (self, refuse_photos, GUINT_TO_POINTER (n));
}

void
jl_fake_service_hold_photos (JlFakeService *self, gboolean hold)
{
  jl_fake_order (self, jl_fake_hold_photos, GINT_TO_POINTER (hold));
}

static void
set_offline (JlFakeService *self, gpointer data)
{
  self->offline = GPOINTER_TO_INT (data);
  if (self->offline)
    jl_fake_drop_streams (self, NULL);
}

void
jl_fake_service_set_offline (JlFakeService *self, gboolean offline)
{
  jl_fake_order (self, set_offline, GINT_TO_POINTER (offline));
}

static void
end_sessions (JlFakeService *self, gpointer data)
{
  g_clear_pointer (&self->token, g_free);
}

void
jl_fake_service_end_sessions (JlFakeService *self)
{
  jl_fake_order (self, end_sessions, NULL);
}

static void
count_requests (JlFakeService *self, gpointer data)
{
  Arguments *arguments = data;

  for (guint i = 0; i < self->log->len; i++)
    if (g_str_has_prefix (self->log->pdata[i], arguments->text))
      arguments->number++;
}

guint
jl_fake_service_count_requests (JlFakeService *self, const char *method, const char *prefix)
{
  g_autofree char *text = g_strdup_printf ("%s /api/v1%s", method, prefix);
  Arguments arguments = { .text = text };

  jl_fake_order (self, count_requests, &arguments);
  return arguments.number;
}

typedef struct {
  guint position;
  JlRecord *result;
} Copy;

static void
copy_item (JlFakeService *self, gpointer data)
{
  Copy *copy = data;

  copy->result = jl_record_copy (self->items->pdata[copy->position]);
}

JlRecord *
jl_fake_service_dup_item (JlFakeService *self, guint position)
{
  Copy copy = { .position = position };

  jl_fake_order (self, copy_item, &copy);
  return copy.result;
}
