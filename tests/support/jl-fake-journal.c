// SPDX-License-Identifier: GPL-3.0-or-later
/* The journal of the fake service: the hash of each entry, all of them signed. */
#include "jl-fake-service-private.h"

#include "jl-chain-head.h"

typedef struct {
  gint64 sequence;
  const char *hash;
} Entry;

static gint64
get_shop (void)
{
  gint64 shop = 0;

  g_assert_true (jl_id_from_text (JL_FAKE_SHOP, &shop, NULL));
  return shop;
}

static void
set_entry (JlFakeService *self, gpointer data)
{
  static const char digits[] = "0123456789abcdef";
  const Entry *entry = data;
  JlRecord *head = NULL;
  char signature[2 * 64 + 1];

  for (guint i = 0; i < self->heads->len; i++) {
    if (jl_record_get_integer (self->heads->pdata[i], JL_CHAIN_HEAD_SEQUENCE) == entry->sequence)
      head = self->heads->pdata[i];
  }
  if (head == NULL) {
    head = jl_record_new (&jl_chain_head_table);
    g_ptr_array_add (self->heads, head);
  }
  for (guint i = 0; i < sizeof signature - 1; i++)
    signature[i] = digits[i % 16];
  signature[sizeof signature - 1] = '\0';
  jl_record_set_integer (head, JL_CHAIN_HEAD_ORGANISATION, get_shop ());
  jl_record_set_text (head, JL_CHAIN_HEAD_NAME, "惠民寄卖店");
  jl_record_set_integer (head, JL_CHAIN_HEAD_SEQUENCE, entry->sequence);
  jl_record_set_text (head, JL_CHAIN_HEAD_HASH, entry->hash);
  jl_record_set_integer (head, JL_CHAIN_HEAD_SIGNED_AT, jl_fake_now (self));
  jl_record_set_text (head, JL_CHAIN_HEAD_KEY, "0123456789abcdef");
  jl_record_set_text (head, JL_CHAIN_HEAD_SIGNATURE, signature);
}

void
jl_fake_service_set_entry (JlFakeService *self, gint64 sequence, const char *hash)
{
  jl_fake_order (self, set_entry, &(Entry){ sequence, hash });
}

static void
cut_journal (JlFakeService *self, gpointer data)
{
  const Entry *entry = data;

  for (guint i = self->heads->len; i > 0; i--) {
    if (jl_record_get_integer (self->heads->pdata[i - 1], JL_CHAIN_HEAD_SEQUENCE) >=
        entry->sequence)
      g_ptr_array_remove_index (self->heads, i - 1);
  }
}

void
jl_fake_service_cut_journal (JlFakeService *self, gint64 sequence)
{
  jl_fake_order (self, cut_journal, &(Entry){ .sequence = sequence });
}

/* GET /journal/heads: the last entry, or the one asked for. */
void
jl_fake_journal (JlFakeRequest *request)
{
  GPtrArray *heads = request->service->heads;
  const char *organisation = g_hash_table_lookup (request->query, "organisation");
  const char *sequence = g_hash_table_lookup (request->query, "sequence");
  JlRecord *found = NULL;

  if (organisation != NULL && !g_str_equal (organisation, JL_FAKE_SHOP)) {
    g_autoptr (GError) error =
        g_error_new_literal (JL_ERROR, JL_ERROR_FORBIDDEN, "Not your organisation");

    jl_fake_refuse (request, error);
    return;
  }
  for (guint i = 0; i < heads->len; i++) {
    gint64 number = jl_record_get_integer (heads->pdata[i], JL_CHAIN_HEAD_SEQUENCE);

    if (sequence != NULL
            ? number == g_ascii_strtoll (sequence, NULL, 10)
            : found == NULL || number > jl_record_get_integer (found, JL_CHAIN_HEAD_SEQUENCE))
      found = heads->pdata[i];
  }
  request->status = 200;
  g_string_append (request->answer, "{\"items\":[");
  if (found != NULL)
    jl_record_append_json (found, JL_VIEW_OWN, request->answer);
  g_string_append (request->answer, "],\"next\":null}");
}
