// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-request.h"

#include <string.h>

static void
assert_body (JlResponse *response, const char *expected)
{
  GBytes *body = jl_response_get_body (response);

  g_assert_cmpmem (
      g_bytes_get_data (body, NULL), g_bytes_get_size (body), expected, strlen (expected));
}

static void
test_list (void)
{
  JlListBuilder list;
  g_autoptr (JlResponse) empty = NULL;
  g_autoptr (JlResponse) two = NULL;

  jl_list_builder_init (&list);
  empty = jl_list_builder_finish (&list, NULL);
  assert_body (empty, "{\"items\":[],\"next\":null}");
  g_assert_cmpstr (jl_response_get_content_type (empty), ==, "application/json");
  g_assert_cmpuint (jl_response_get_status (empty), ==, 200);
  g_assert_null (jl_response_get_etag (empty));

  jl_list_builder_init (&list);
  jl_list_builder_append (&list, "{\"id\":1}, and more", 8);
  jl_list_builder_append (&list, "{}", 2);
  g_assert_cmpuint (list.n, ==, 2);
  two = jl_list_builder_finish (&list, "ab\"c");
  assert_body (two, "{\"items\":[{\"id\":1},{}],\"next\":\"ab\\\"c\"}");
}

static void
test_list_dropped (void)
{
  g_auto (JlListBuilder) list = { NULL, 0 };

  jl_list_builder_init (&list);
  jl_list_builder_append (&list, "{}", 2);
}

static void
test_version (void)
{
  g_autoptr (JlResponse) json = jl_response_new_json (g_strdup ("{}"));
  g_autoptr (JlResponse) same = jl_response_new_not_modified ();
  const JlEtag public = { 3, JL_VIEW_PUBLIC, 0 };
  const JlEtag own = { 4, JL_VIEW_OWN, 2 };

  g_assert_null (jl_response_get_etag (json));
  jl_response_set_etag (json, &public);
  g_assert_true (jl_etag_equal (jl_response_get_etag (json), &public));
  jl_response_set_etag (same, &own);
  g_assert_true (jl_etag_equal (jl_response_get_etag (same), &own));
  g_assert_cmpuint (jl_response_get_status (same), ==, 304);
  g_assert_null (jl_response_get_body (same));
}

static void
test_file (void)
{
  g_autoptr (JlResponse) photo = jl_response_new_file ("/somewhere/ab.webp", "image/webp");

  g_assert_false (jl_response_is_immutable (photo));
  jl_response_set_immutable (photo);
  g_assert_true (jl_response_is_immutable (photo));
  g_assert_cmpstr (jl_response_get_file (photo), ==, "/somewhere/ab.webp");
  g_assert_cmpstr (jl_response_get_content_type (photo), ==, "image/webp");
  g_assert_null (jl_response_get_body (photo));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/api/response/list", test_list);
  g_test_add_func ("/api/response/list-dropped", test_list_dropped);
  g_test_add_func ("/api/response/version", test_version);
  g_test_add_func ("/api/response/file", test_file);
  return g_test_run ();
}
