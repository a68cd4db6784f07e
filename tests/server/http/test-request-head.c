// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-request-head.h"

#include <string.h>

#define GET "GET / HTTP/1.1\r\n"
#define ROW(text_, verdict_)                                                                       \
  {                                                                                                \
    text_, sizeof text_ - 1, verdict_                                                              \
  }

static const struct {
  const char *text;
  gsize length;
  JlHeadVerdict verdict;
} rows[] = {
  ROW (GET "Host: a\r\n\r\n", JL_HEAD_GOOD),
  ROW ("GET / HTTP/1.0\n\n", JL_HEAD_GOOD),
  ROW ("POST /a?b=c HTTP/1.1\r\nContent-Length: 0\r\n\r\n", JL_HEAD_GOOD),
  ROW ("PATCH /a HTTP/1.1\r\ncontent-length:\t17 \r\n\r\n", JL_HEAD_GOOD),
  ROW ("PUT /a HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n", JL_HEAD_GOOD),
  ROW (GET "X-Empty:\r\nX-Chinese: \xe6\xb2\x99\r\n\r\n", JL_HEAD_GOOD),
  ROW ("GET /\xe6\xb2\x99 HTTP/1.1\r\n\r\n", JL_HEAD_GOOD),

  ROW ("BREW / HTTP/1.1\r\n\r\n", JL_HEAD_UNKNOWN_METHOD),
  ROW ("get / HTTP/1.1\r\n\r\n", JL_HEAD_UNKNOWN_METHOD),
  ROW ("GETS / HTTP/1.1\r\n\r\n", JL_HEAD_UNKNOWN_METHOD),

  ROW ("\r\n", JL_HEAD_MALFORMED),
  ROW ("GET\r\n\r\n", JL_HEAD_MALFORMED),
  ROW ("GET /\r\n\r\n", JL_HEAD_MALFORMED),
  ROW ("GET HTTP/1.1\r\n\r\n", JL_HEAD_MALFORMED),
  ROW ("GET  HTTP/1.1\r\n\r\n", JL_HEAD_MALFORMED),
  ROW ("GET  / HTTP/1.1\r\n\r\n", JL_HEAD_MALFORMED),
  ROW ("GET / a HTTP/1.1\r\n\r\n", JL_HEAD_MALFORMED),
  ROW ("GET /\x7f HTTP/1.1\r\n\r\n", JL_HEAD_MALFORMED),
  ROW ("GET / HTTP/1.2\r\n\r\n", JL_HEAD_MALFORMED),
  ROW ("GET / HTTP/2.0\r\n\r\n", JL_HEAD_MALFORMED),
  ROW ("GET / http/1.1\r\n\r\n", JL_HEAD_MALFORMED),
  ROW ("GET / HTTP/1.1 \r\n\r\n", JL_HEAD_MALFORMED),
  ROW (" HTTP/1.1\r\n\r\n", JL_HEAD_MALFORMED),
  ROW (GET "no colon\r\n\r\n", JL_HEAD_MALFORMED),
  ROW (GET ": empty\r\n\r\n", JL_HEAD_MALFORMED),
  ROW (GET "Blank : a\r\n\r\n", JL_HEAD_MALFORMED),
  ROW (GET "A: b\r\n folded\r\n\r\n", JL_HEAD_MALFORMED),
  ROW (GET "A: b\rc\r\n\r\n", JL_HEAD_MALFORMED),
  ROW (GET "A: \0b\r\n\r\n", JL_HEAD_MALFORMED),
  ROW (GET "Host: a\r\nHOST: b\r\n\r\n", JL_HEAD_MALFORMED),
  ROW (GET "Content-Length: 1\r\nContent-Length: 1\r\n\r\n", JL_HEAD_MALFORMED),
  ROW (GET "Content-Length: -1\r\n\r\n", JL_HEAD_MALFORMED),
  ROW (GET "Content-Length: +1\r\n\r\n", JL_HEAD_MALFORMED),
  ROW (GET "Content-Length: 1, 1\r\n\r\n", JL_HEAD_MALFORMED),
  ROW (GET "Content-Length: 0x10\r\n\r\n", JL_HEAD_MALFORMED),
  ROW (GET "Content-Length:\r\n\r\n", JL_HEAD_MALFORMED),
  ROW (GET "Content-Length: 9999999999999999999\r\n\r\n", JL_HEAD_MALFORMED),
  ROW (GET "Transfer-Encoding: gzip, chunked\r\n\r\n", JL_HEAD_MALFORMED),
  ROW (GET "Transfer-Encoding: identity\r\n\r\n", JL_HEAD_MALFORMED),
  ROW (GET "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", JL_HEAD_MALFORMED),
  ROW (GET "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", JL_HEAD_MALFORMED),
};

static void
test_check (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    /* A copy without anything behind it, for the address sanitizer. */
    g_autofree char *copy = g_memdup2 (rows[i].text, rows[i].length);

    g_test_message ("%u: %s", i, rows[i].text);
    g_assert_cmpint (jl_request_head_check (copy, rows[i].length), ==, rows[i].verdict);
  }
}

/* Whatever comes, it is read within its bounds. */
static void
test_random (void)
{
  static const char alphabet[] = "GET POSTHTTP/1.10:\r\n\r\n \tContent-Length: Transfer-Encoding";

  for (guint i = 0; i < 20000; i++) {
    gsize length = (gsize)g_test_rand_int_range (1, 60);
    g_autofree char *text = g_malloc (length + 2);

    for (gsize j = 0; j < length; j++)
      text[j] = alphabet[g_test_rand_int_range (0, sizeof alphabet)];
    memcpy (text + length, "\n\n", 2);
    jl_request_head_check (text, length + 2);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/http/request-head/check", test_check);
  g_test_add_func ("/http/request-head/random", test_random);
  return g_test_run ();
}
