// SPDX-License-Identifier: GPL-3.0-or-later
/* Photos through the real picture worker. */
#include "shop-fixture.h"

#include "jl-picture-client.h"

#include <glib/gstdio.h>

typedef struct {
  ShopFixture *fixture;
  const char *token;
  const char *id;
  const char *path;
  CityAnswer *answer;
  gint done; /* atomic */
} Upload;

/* As a worker's pool does it: the client's own loop runs meanwhile. */
static gpointer
upload_thread (gpointer data)
{
  Upload *upload = data;
  g_autofree char *path = g_strdup_printf ("/items/%s/photos", upload->id);
  CityRequest request = {
    .token = upload->token, .method = "POST", .path = path, .upload = upload->path
  };

  upload->answer = city_send (&upload->fixture->city, &request);
  g_atomic_int_set (&upload->done, 1);
  g_main_context_wakeup (NULL);
  return NULL;
}

static CityAnswer *
send_photo (ShopFixture *fixture, const char *token, const char *id, const char *path)
{
  Upload upload = { fixture, token, id, path };
  GThread *thread = g_thread_new ("upload", upload_thread, &upload);

  while (!g_atomic_int_get (&upload.done))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  return upload.answer;
}

static void
setup (ShopFixture *fixture, gconstpointer data)
{
  shop_setup (fixture, data);
  fixture->city.pictures = jl_picture_client_new (NULL);
}

static void
teardown (ShopFixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->city.pictures);
  shop_teardown (fixture, data);
}

static void
test_phone (ShopFixture *fixture, gconstpointer data)
{
  static const char *const sizes[] = { "thumb", "screen", "full" };
  g_autofree char *source =
      g_build_filename (g_getenv ("JIELI_TEST_FIXTURES"), "pictures", "phone.heic", NULL);
  g_autofree char *id = shop_create (fixture, fixture->clerk, SHOP_SOFA);
  g_autoptr (CityAnswer) answer = send_photo (fixture, fixture->clerk, id, source);
  g_autoptr (CityAnswer) published = NULL;

  city_assert_status (answer, 201);
  g_assert_cmpuint (city_answer_get_length (answer, "photos"), ==, 1);
  g_assert_cmpint (city_answer_get_integer (answer, "photos[0].width"), >, 0);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autofree char *path = g_strdup_printf (
        "/photos/%s?size=%s", city_answer_get_text (answer, "photos[0].id"), sizes[i]);
    g_autoptr (CityAnswer) photo = city_get (&fixture->city, fixture->clerk, path);

    g_assert_nonnull (photo->file);
    g_assert_true (g_file_test (photo->file, G_FILE_TEST_IS_REGULAR));
  }
  published = shop_act (fixture, fixture->clerk, id, "publish", NULL);
  city_assert_status (published, 200);
}

static void
test_script (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->city.data_dir, "photo.jpg", NULL);
  g_autofree char *id = shop_create (fixture, fixture->clerk, SHOP_SOFA);
  g_autoptr (CityAnswer) answer = NULL;
  g_autoptr (CityAnswer) item = NULL;

  g_assert_true (g_file_set_contents (path, "<script>alert(1)</script>", -1, NULL));
  answer = send_photo (fixture, fixture->clerk, id, path);
  city_assert_refused (answer, JL_ERROR_UNSUPPORTED_MEDIA);
  item = shop_get_item (fixture, fixture->clerk, id);
  g_assert_cmpuint (city_answer_get_length (item, "photos"), ==, 0);
}

/* Nothing is decoded for those who may not. */
static void
test_others (ShopFixture *fixture, gconstpointer data)
{
  g_autofree char *source =
      g_build_filename (g_getenv ("JIELI_TEST_FIXTURES"), "pictures", "phone.heic", NULL);
  g_autofree char *id = shop_create (fixture, fixture->clerk, SHOP_SOFA);
  g_autoptr (CityAnswer) foreign = send_photo (fixture, fixture->stranger, id, source);
  g_autoptr (CityAnswer) absent = send_photo (fixture, fixture->clerk, "0000000000001", source);

  city_assert_refused (foreign, JL_ERROR_NOT_FOUND);
  city_assert_refused (absent, JL_ERROR_NOT_FOUND);
  g_assert_cmpint (jl_picture_client_get_pid (fixture->city.pictures), <=, 0);
}

#define ADD(name, func) g_test_add ("/items/photos/" name, ShopFixture, NULL, setup, func, teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("phone", test_phone);
  ADD ("script", test_script);
  ADD ("others", test_others);
  return g_test_run ();
}
