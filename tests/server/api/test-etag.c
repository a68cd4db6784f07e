// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-etag.h"

static void
test_new (void)
{
  const JlEtag seventh = { 7, JL_VIEW_OWN, 0 };
  const JlEtag last = { G_MAXINT64, JL_VIEW_PUBLIC, 0 };
  const JlEtag again = { 7, JL_VIEW_OWN, 12 };
  g_autofree char *own = jl_etag_new (&seventh);
  g_autofree char *public = jl_etag_new (&last);
  g_autofree char *renewed = jl_etag_new (&again);

  g_assert_cmpstr (own, ==, "\"7.own\"");
  g_assert_cmpstr (public, ==, "\"9223372036854775807.public\"");
  g_assert_cmpstr (renewed, ==, "\"7.own.12\"");
}

static void
test_if_match (void)
{
  static const struct {
    const char *header;
    gint64 version; /* 0: refused */
  } rows[] = {
    { "\"7.own\"", 7 },
    { "W/\"7.public\"", 7 },
    { "\"7\"", 7 },
    { "\"7.own.12\"", 7 },
    { " \"12.own\"  ", 12 },
    { "\"9223372036854775807.own\"", G_MAXINT64 },
    { "\"9223372036854775808.own\"", 0 },
    { "\"99999999999999999999999.own\"", 0 },
    { "\"0.own\"", 0 },
    { "\"-1.own\"", 0 },
    { "\"+1.own\"", 0 },
    { "\"\"", 0 },
    { "\"own\"", 0 },
    { "\"7own\"", 0 },
    { "7", 0 },
    { "*", 0 },
    { "", 0 },
    { "\"7.own", 0 },
    { "\"7.own\", \"8.own\"", 0 },
    { "w/\"7.own\"", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    gint64 version = 0;

    g_test_message ("%s", rows[i].header);
    g_assert_cmpint (jl_etag_parse_if_match (rows[i].header, &version), ==, rows[i].version != 0);
    g_assert_cmpint (version, ==, rows[i].version);
  }
}

static void
test_if_none_match (void)
{
  static const struct {
    const char *header;
    gint64 version; /* 0: none */
    JlView view;
    gint64 renewal;
  } rows[] = {
    { "\"7.own\"", 7, JL_VIEW_OWN },
    { "W/\"7.public\"", 7, JL_VIEW_PUBLIC },
    { "\"7.own.12\"", 7, JL_VIEW_OWN, 12 },
    { "\"8.own.\", \"7.public.1\"", 7, JL_VIEW_PUBLIC, 1 },
    { "\"8.own.x\", \"8.own.1x\", \"8.own.-1\"", 0 },
    { "\"3.public\", \"9.own\" ,W/\"4.own\"", 9, JL_VIEW_OWN },
    { "\"a4f0\", \"2.public\"", 2, JL_VIEW_PUBLIC },
    { "\"a4f0\"", 0, 0 },
    { "\"7\"", 0, 0 },
    { "\"7.stored\"", 0, 0 },
    { "\"7.owner\"", 0, 0 },
    { "*", 0, 0 },
    { "", 0, 0 },
    { ",,,", 0, 0 },
    { "\"", 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    JlEtag tag = { 0 };

    g_test_message ("%s", rows[i].header);
    g_assert_cmpint (jl_etag_parse_if_none_match (rows[i].header, &tag), ==, rows[i].version != 0);
    g_assert_cmpint (tag.version, ==, rows[i].version);
    g_assert_cmpint (tag.view, ==, rows[i].view);
    g_assert_cmpint (tag.renewal, ==, rows[i].renewal);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/api/etag/new", test_new);
  g_test_add_func ("/api/etag/if-match", test_if_match);
  g_test_add_func ("/api/etag/if-none-match", test_if_none_match);
  return g_test_run ();
}
