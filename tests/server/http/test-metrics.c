// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-metrics.h"

#include <string.h>
#include <unistd.h>

static void
test_slots (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlMetrics) memory = jl_metrics_new (3, &error);
  int fd = jl_metrics_get_fd (memory);
  g_autoptr (JlMetrics) one = jl_metrics_open (fd, 0, &error);
  g_autoptr (JlMetrics) two = jl_metrics_open (fd, 2, &error);

  g_assert_no_error (error);
  jl_metrics_add (one, JL_METRIC_CONNECTIONS_ACCEPTED, 5);
  jl_metrics_add (two, JL_METRIC_CONNECTIONS_ACCEPTED, 7);
  jl_metrics_set (two, JL_METRIC_CONNECTIONS, 3);
  g_assert_cmpint (jl_metrics_get (one, JL_METRIC_CONNECTIONS_ACCEPTED), ==, 12);
  g_assert_cmpint (jl_metrics_get (memory, JL_METRIC_CONNECTIONS), ==, 3);

  /* A successor goes on counting, but has nothing open yet. */
  jl_metrics_free (g_steal_pointer (&two));
  two = jl_metrics_open (fd, 2, &error);
  jl_metrics_add (two, JL_METRIC_CONNECTIONS_ACCEPTED, 1);
  g_assert_cmpint (jl_metrics_get (one, JL_METRIC_CONNECTIONS_ACCEPTED), ==, 13);
  g_assert_cmpint (jl_metrics_get (one, JL_METRIC_CONNECTIONS), ==, 0);

  /* Whoever made the memory has no slot, and nobody's metrics are fine too. */
  jl_metrics_add (memory, JL_METRIC_CONNECTIONS, 1);
  jl_metrics_add (NULL, JL_METRIC_CONNECTIONS, 1);
  jl_metrics_set (NULL, JL_METRIC_CONNECTIONS, 1);
  jl_metrics_count_request (NULL, 0, 200, 1);
  g_assert_cmpint (jl_metrics_get (one, JL_METRIC_CONNECTIONS), ==, 0);
}

static void
test_text (void)
{
  static const char *const names[] = { "GET /a", "POST /a/{id}", NULL };
  g_autoptr (JlMetrics) memory = jl_metrics_new (2, NULL);
  g_autoptr (JlMetrics) one = jl_metrics_open (jl_metrics_get_fd (memory), 0, NULL);
  g_autoptr (JlMetrics) two = jl_metrics_open (jl_metrics_get_fd (memory), 1, NULL);
  g_autofree char *text = NULL;

  jl_metrics_count_request (one, 0, 200, 400);
  jl_metrics_count_request (two, 0, 204, 600);
  jl_metrics_count_request (two, 0, 404, 3000000);
  jl_metrics_count_request (two, 1, 503, 500);
  jl_metrics_count_request (two, 99999, 200, 0);
  jl_metrics_count_duration (one, JL_DURATION_QUEUE, 700);
  jl_metrics_count_duration (two, JL_DURATION_QUEUE, 2600);
  jl_metrics_count_duration (two, JL_DURATION_COMMIT, 9000);
  text = jl_metrics_to_text (one, names);
  g_assert_nonnull (
      strstr (text, "jieli_requests_total{method=\"GET\",route=\"/a\",status=\"2xx\"} 2\n"));
  g_assert_nonnull (
      strstr (text, "jieli_requests_total{method=\"GET\",route=\"/a\",status=\"4xx\"} 1\n"));
  g_assert_nonnull (
      strstr (text, "jieli_requests_total{method=\"POST\",route=\"/a/{id}\",status=\"5xx\"} 1\n"));
  g_assert_nonnull (strstr (text, "jieli_request_seconds_bucket{le=\"0.0005\"} 3\n"));
  g_assert_nonnull (strstr (text, "jieli_request_seconds_bucket{le=\"0.001\"} 4\n"));
  g_assert_nonnull (strstr (text, "jieli_request_seconds_bucket{le=\"2.5\"} 4\n"));
  g_assert_nonnull (strstr (text, "jieli_request_seconds_bucket{le=\"+Inf\"} 5\n"));
  g_assert_nonnull (strstr (text, "jieli_request_seconds_sum 3.001500\n"));
  g_assert_nonnull (strstr (text, "jieli_request_seconds_count 5\n"));
  g_assert_nonnull (strstr (text, "# TYPE jieli_writer_queue_seconds histogram\n"));
  g_assert_nonnull (strstr (text, "jieli_writer_queue_seconds_bucket{le=\"0.0005\"} 0\n"));
  g_assert_nonnull (strstr (text, "jieli_writer_queue_seconds_bucket{le=\"0.001\"} 1\n"));
  g_assert_nonnull (strstr (text, "jieli_writer_queue_seconds_bucket{le=\"0.005\"} 2\n"));
  g_assert_nonnull (strstr (text, "jieli_writer_queue_seconds_sum 0.003300\n"));
  g_assert_nonnull (strstr (text, "jieli_writer_commit_seconds_bucket{le=\"0.005\"} 0\n"));
  g_assert_nonnull (strstr (text, "jieli_writer_commit_seconds_bucket{le=\"0.01\"} 1\n"));
  g_assert_nonnull (strstr (text, "jieli_writer_wait_seconds_count 0\n"));
  g_assert_nonnull (strstr (text, "# TYPE jieli_connections gauge\njieli_connections 0\n"));
  g_assert_nonnull (strstr (text, "# TYPE jieli_writer_batches_total counter\n"));
}

static void
test_refused (void)
{
  g_autoptr (JlMetrics) memory = jl_metrics_new (1, NULL);
  g_autoptr (GError) slot = NULL;
  g_autoptr (GError) file = NULL;
  g_autoptr (GError) closed = NULL;
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("jieli-metrics-XXXXXX", &path, NULL);

  g_assert_null (jl_metrics_open (jl_metrics_get_fd (memory), 1, &slot));
  g_assert_error (slot, JL_ERROR, JL_ERROR_INTERNAL);
  g_assert_null (jl_metrics_open (fd, 0, &file));
  g_assert_error (file, JL_ERROR, JL_ERROR_INTERNAL);
  close (fd);
  unlink (path);
  g_assert_null (jl_metrics_open (-1, 0, &closed));
  g_assert_error (closed, JL_ERROR, JL_ERROR_INTERNAL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/http/metrics/slots", test_slots);
  g_test_add_func ("/http/metrics/text", test_text);
  g_test_add_func ("/http/metrics/refused", test_refused);
  return g_test_run ();
}
