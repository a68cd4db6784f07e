// SPDX-License-Identifier: GPL-3.0-or-later
#include "moderation-fixture.h"

#include <string.h>

void
moderation_setup (ModerationFixture *self, gconstpointer data)
{
  CityFixture *city = &self->shop.city;
  gint64 other;

  shop_setup (&self->shop, data);
  self->department = city_add_organisation (city, "department", "长安区商务局", "QSW", "130102");
  other = city_add_organisation (city, "department", "桥西区商务局", "QXS", "130104");
  city_add_account (city, self->shop.shop, "manager", "manager");
  city_add_account (city, city->city, "administrator", "city.first");
  city_add_account (city, city->city, "administrator", "city.second");
  city_add_account (city, self->department, "administrator", "district");
  city_add_account (city, other, "administrator", "elsewhere");
  self->manager = city_sign_in (city, "manager");
  self->city = city_sign_in (city, "city.first");
  self->city_second = city_sign_in (city, "city.second");
  self->district = city_sign_in (city, "district");
  self->elsewhere = city_sign_in (city, "elsewhere");
}

void
moderation_teardown (ModerationFixture *self, gconstpointer data)
{
  g_free (self->manager);
  g_free (self->city);
  g_free (self->city_second);
  g_free (self->district);
  g_free (self->elsewhere);
  shop_teardown (&self->shop, data);
}

CityAnswer *
moderation_post (ModerationFixture *self,
                 const char *token,
                 const char *format,
                 const char *id,
                 const char *body)
{
  g_auto (GStrv) parts = g_strsplit (format, "%", 2);
  g_autofree char *path = g_strjoinv (id, parts);

  return city_post (&self->shop.city, token, path, body);
}

char *
moderation_hide (ModerationFixture *self, const char *token, const char *item)
{
  g_autoptr (CityAnswer) answer =
      moderation_post (self, token, "/items/%/hide", item, MODERATION_HIDE);

  city_assert_status (answer, 201);
  return g_strdup (city_answer_get_text (answer, "id"));
}

CityAnswer *
moderation_decide (ModerationFixture *self,
                   const char *token,
                   const char *hiding,
                   gint64 version,
                   const char *outcome)
{
  g_autofree char *path = g_strdup_printf ("/moderation/hidings/%s/decision", hiding);
  g_autofree char *body = g_strdup_printf ("{\"outcome\":\"%s\",\"text\":\"看过实物\"}", outcome);

  return city_send (
      &self->shop.city,
      &(CityRequest){
          .token = token, .method = "POST", .path = path, .body = body, .if_match = version });
}

guint
moderation_count_notices (ModerationFixture *self, const char *token, const char *cause)
{
  g_autoptr (CityAnswer) answer = city_get (&self->shop.city, token, "/notices?limit=100");
  guint n = 0;

  city_assert_status (answer, 200);
  for (guint i = 0; i < city_answer_get_length (answer, "items"); i++) {
    g_autofree char *path = g_strdup_printf ("items[%u].cause", i);

    n += strcmp (city_answer_get_text (answer, path), cause) == 0;
  }
  return n;
}
