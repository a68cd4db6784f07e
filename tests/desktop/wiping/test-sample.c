// SPDX-License-Identifier: GPL-3.0-or-later
/* Images of drives in files. */
#include "jl-error.h"
#include "jl-json.h"
#include "jl-sample-report.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#define MEBIBYTE (1024 * 1024)
#define IMAGE_SIZE (8 * MEBIBYTE)
#define N_SECTORS (IMAGE_SIZE / 512)

typedef struct {
  char *path; /* owned */
  guint8 *image;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  int fd = g_file_open_tmp ("jieli-image-XXXXXX", &fixture->path, NULL);

  g_assert_cmpint (fd, >=, 0);
  close (fd);
  fixture->image = g_malloc0 (IMAGE_SIZE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unlink (fixture->path);
  g_free (fixture->path);
  g_free (fixture->image);
}

static void
write_image (Fixture *fixture)
{
  g_assert_true (
      g_file_set_contents (fixture->path, (const char *)fixture->image, IMAGE_SIZE, NULL));
}

/* The same sectors in each run of the test. */
static JlSample *
take (Fixture *fixture, guint count)
{
  static const guint8 seed[JL_SAMPLE_SEED_BYTES] = { 7 };
  g_autoptr (GError) error = NULL;
  JlSample *sample = jl_sample_open (fixture->path, seed, &error);

  g_assert_no_error (error);
  jl_sample_run (sample, count, NULL, NULL);
  return sample;
}

static void
test_clean (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlSample) sample = NULL;

  write_image (fixture);
  sample = take (fixture, 3000);
  g_assert_cmpuint (sample->random.read, ==, 3000);
  g_assert_cmpuint (sample->random.kinds[JL_SECTOR_ZERO], ==, 3000);
  g_assert_cmpuint (sample->edges.read, ==, 2 * MEBIBYTE / 512);
  g_assert_cmpint (jl_sample_get_verdict (sample), ==, JL_SAMPLE_CLEAN);
  /* NIST's rule of three: within a percent of 3/n. */
  g_assert_cmpfloat_with_epsilon (jl_sample_get_bound (sample), 3.0 / 3000, 0.01 * 3.0 / 3000);
}

/* A table of partitions at the very start, or its copy at the very end, is always seen. */
static void
test_edges (Fixture *fixture, gconstpointer data)
{
  static const gsize places[] = { 512, IMAGE_SIZE - 512 };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autoptr (JlSample) sample = NULL;
    const JlSamplePlace *place;

    memset (fixture->image, 0, IMAGE_SIZE);
    memcpy (fixture->image + places[i], "EFI PART", 8);
    write_image (fixture);
    sample = take (fixture, 1);
    g_assert_cmpint (jl_sample_get_verdict (sample), ==, JL_SAMPLE_DATA);
    place = &g_array_index (sample->places, JlSamplePlace, 0);
    g_assert_cmpuint (place->offset, ==, places[i]);
    g_assert_cmpstr (place->signature, ==, "GPT");
  }
}

/* One sector in a hundred still holds text: 3000 sectors miss it once in 10^13. */
static void
test_data (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlSample) sample = NULL;

  for (guint i = 0; i < N_SECTORS; i += 100)
    memcpy (fixture->image + (gsize)i * 512, "王小明,13800000000", 21);
  memset (fixture->image, 0, MEBIBYTE);
  memset (fixture->image + IMAGE_SIZE - MEBIBYTE, 0, MEBIBYTE);
  write_image (fixture);
  sample = take (fixture, 3000);
  g_assert_cmpuint (sample->edges.kinds[JL_SECTOR_DATA], ==, 0);
  g_assert_cmpuint (sample->random.kinds[JL_SECTOR_DATA], >, 0);
  g_assert_cmpint (jl_sample_get_verdict (sample), ==, JL_SAMPLE_DATA);
}

/* A random pass and an encrypted drive look the same, and fills are no secret. */
static void
test_random (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlSample) sample = NULL;
  g_autoptr (JlSample) ones = NULL;

  for (gsize i = 0; i < IMAGE_SIZE; i += 4) {
    guint32 word = g_test_rand_int ();

    memcpy (fixture->image + i, &word, sizeof word);
  }
  write_image (fixture);
  sample = take (fixture, 1000);
  g_assert_cmpuint (sample->random.kinds[JL_SECTOR_RANDOM], ==, 1000);
  g_assert_cmpuint (sample->places->len, ==, JL_SAMPLE_MAX_PLACES);
  g_assert_cmpint (jl_sample_get_verdict (sample), ==, JL_SAMPLE_INDETERMINATE);
  memset (fixture->image, 0xff, IMAGE_SIZE);
  write_image (fixture);
  ones = take (fixture, 1000);
  g_assert_cmpuint (ones->random.kinds[JL_SECTOR_ONES], ==, 1000);
  g_assert_cmpint (jl_sample_get_verdict (ones), ==, JL_SAMPLE_CLEAN);
}

/* The end cannot be read: nothing was found there, and nothing is proved. */
static void
test_unreadable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlSample) sample = NULL;

  write_image (fixture);
  sample = jl_sample_open (fixture->path, NULL, NULL);
  g_assert_nonnull (sample);
  g_assert_cmpint (truncate (fixture->path, IMAGE_SIZE / 2), ==, 0);
  jl_sample_run (sample, 1000, NULL, NULL);
  g_assert_cmpuint (sample->edges.unreadable, ==, MEBIBYTE / 512);
  g_assert_cmpuint (sample->random.unreadable, >, 300);
  g_assert_cmpuint (sample->random.unreadable + sample->random.read, ==, 1000);
  g_assert_cmpint (jl_sample_get_verdict (sample), ==, JL_SAMPLE_UNREADABLE);
}

/* Each sector as likely as any other: data in one half is met in half of the cases. */
static void
test_uniform (Fixture *fixture, gconstpointer data)
{
  const guint n = 20000;
  g_autoptr (JlSample) sample = NULL;

  memset (fixture->image + IMAGE_SIZE / 2, 0x55, IMAGE_SIZE / 2);
  memset (fixture->image, 0xff, IMAGE_SIZE / 4);
  write_image (fixture);
  sample = take (fixture, n);
  /* Four standard deviations of a binomial distribution. */
  g_assert_cmpfloat_with_epsilon (
      (double)sample->random.kinds[JL_SECTOR_FILL], n / 2.0, 4 * sqrt (n / 4.0));
  g_assert_cmpfloat_with_epsilon (
      (double)sample->random.kinds[JL_SECTOR_ONES], n / 4.0, 4 * sqrt (n * 3 / 16.0));
}

static void
test_same_seed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlSample) first = NULL;
  g_autoptr (JlSample) second = NULL;
  g_autoptr (JlSample) other = NULL;

  for (guint i = 0; i < N_SECTORS; i++)
    fixture->image[(gsize)i * 512] = 1;
  write_image (fixture);
  first = take (fixture, 50);
  second = take (fixture, 50);
  g_assert_cmpmem (first->places->data,
                   50 * sizeof (JlSamplePlace),
                   second->places->data,
                   50 * sizeof (JlSamplePlace));
  other = jl_sample_open (fixture->path, NULL, NULL);
  g_assert_cmpint (memcmp (first->seed, other->seed, sizeof first->seed), !=, 0);
}

/* What the report says can be read by others, and holds nothing of what was on the medium. */
static void
test_report (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JlSample) sample = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GString) json = g_string_new (NULL);
  g_autofree char *text = NULL;
  JsonObject *report;
  JsonObject *place;

  memcpy (fixture->image, "\x89PNG\r\n\x1a\nWANG XIAOMING", 21);
  write_image (fixture);
  sample = take (fixture, 10);
  node = jl_sample_to_json (sample);
  jl_json_append_node (json, node);
  report = json_node_get_object (node);
  place = json_array_get_object_element (json_object_get_array_member (report, "places"), 0);
  g_assert_cmpstr (json_object_get_string_member (report, "verdict"), ==, "data");
  g_assert_cmpint (json_object_get_int_member (report, "size"), ==, IMAGE_SIZE);
  g_assert_cmpstr (json_object_get_string_member (place, "signature"), ==, "PNG");
  g_assert_cmpuint (
      strlen (json_object_get_string_member (report, "seed")), ==, 2 * JL_SAMPLE_SEED_BYTES);
  text = jl_sample_to_text (sample);
  g_assert_nonnull (strstr (text, "PNG"));
  g_assert_nonnull (strstr (text, "not erased"));
  g_assert_null (strstr (text, "WANG"));
  g_assert_null (strstr (json->str, "WANG"));
}

static void
test_refusals (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (jl_sample_open (fixture->path, NULL, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (jl_sample_open ("/nonexistent", NULL, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (jl_sample_open ("/dev/null", NULL, &error));
  g_assert_nonnull (error);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/wiping/sample/clean", test_clean);
  ADD ("/wiping/sample/edges", test_edges);
  ADD ("/wiping/sample/data", test_data);
  ADD ("/wiping/sample/random", test_random);
  ADD ("/wiping/sample/unreadable", test_unreadable);
  ADD ("/wiping/sample/uniform", test_uniform);
  ADD ("/wiping/sample/same-seed", test_same_seed);
  ADD ("/wiping/sample/report", test_report);
  ADD ("/wiping/sample/refusals", test_refusals);
  return g_test_run ();
}
