// SPDX-License-Identifier: GPL-3.0-or-later
#include "office-fixture.h"

#include "jl-accounts.h"
#include "jl-item-text.h"
#include "jl-items.h"
#include "jl-language.h"
#include "jl-search-find.h"
#include "jl-spreadsheets.h"
#include "jl-store.h"

#include <glib/gstdio.h>

#define SLICE_MICROS 2000

static const JlCapability *const capabilities[] = {
  &jl_accounts_capability, &jl_items_capability, &jl_spreadsheets_capability, NULL
};
static const JlImportKind *const kinds[] = {
  &jl_items_import, &jl_organisations_import, &jl_accounts_import, NULL
};

void
office_restart_queue (OfficeFixture *self)
{
  g_clear_pointer (&self->queue, jl_import_queue_free);
  self->queue = jl_import_queue_new (self->city.writer, self->city.rules, self->city.data_dir);
}

static void
open_search (OfficeFixture *self)
{
  g_autofree char *path = g_build_filename (self->city.data_dir, "search.db", NULL);
  g_autoptr (GError) error = NULL;
  JlSearchIndex *index = jl_search_index_open (path, &error);

  g_assert_no_error (error);
  jl_items_init_search_source (&self->source, self->city.rules);
  self->indexer =
      jl_indexer_new (jl_store_open_reader (self->city.data_dir, NULL), index, &self->source);
  g_assert_true (jl_search_attach (self->city.reader, path, &error));
}

void
office_setup (OfficeFixture *self, gconstpointer data)
{
  CityFixture *city = &self->city;

  jl_language_init (g_getenv ("JIELI_LOCALE_DIR"));
  city_fixture_open (city, capabilities);
  jl_spreadsheets_configure (kinds, city->keys);
  self->shop = city_add_organisation (city, "shop", "惠民寄卖店", "HMA", "130102001002");
  self->other_shop = city_add_organisation (city, "shop", "旧时光", "JSG", "130104001001");
  self->account = city_add_account (city, self->shop, "clerk", "li.na");
  city_add_account (city, self->other_shop, "clerk", "zhou");
  city_add_account (city, self->shop, NULL, "13800000001");
  self->clerk = city_sign_in (city, "li.na");
  self->stranger = city_sign_in (city, "zhou");
  self->resident = city_sign_in (city, "13800000001");
  office_restart_queue (self);
  open_search (self);
}

void
office_teardown (OfficeFixture *self, gconstpointer data)
{
  g_clear_pointer (&self->queue, jl_import_queue_free);
  g_clear_pointer (&self->indexer, jl_indexer_free);
  g_free (self->clerk);
  g_free (self->stranger);
  g_free (self->resident);
  city_fixture_close (&self->city);
}

void
office_run_queue (OfficeFixture *self)
{
  gboolean is_behind = TRUE;

  while (jl_import_queue_step (self->queue, SLICE_MICROS))
    ;
  while (is_behind)
    g_assert_true (jl_indexer_catch_up (self->indexer, 1000, &is_behind, NULL));
}

CityAnswer *
office_send_table (
    OfficeFixture *self, const char *token, const char *query, const char *bytes, gssize size)
{
  g_autofree char *upload = g_build_filename (self->city.data_dir, "upload-test", NULL);
  g_autofree char *path = g_strconcat ("/imports", query, NULL);
  CityAnswer *answer;

  g_assert_true (g_file_set_contents (upload, bytes, size, NULL));
  answer = city_send (
      &self->city,
      &(CityRequest){ .token = token, .method = "POST", .path = path, .upload = upload });
  g_unlink (upload);
  return answer;
}

CityAnswer *
office_get (OfficeFixture *self, const char *token, const char *id, const char *below)
{
  g_autofree char *path = g_strconcat ("/imports/", id, below, NULL);

  return city_get (&self->city, token, path);
}

CityAnswer *
office_post (OfficeFixture *self, const char *token, const char *id, const char *action)
{
  g_autofree char *path = g_strconcat ("/imports/", id, "/", action, NULL);

  return city_post (&self->city, token, path, NULL);
}
