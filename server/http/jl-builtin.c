// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-worker-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

const char *const jl_builtin_names[JL_N_BUILTINS] = {
  [JL_BUILTIN_HEALTH] = "GET /healthz",  [JL_BUILTIN_READY] = "GET /readyz",
  [JL_BUILTIN_METRICS] = "GET /metrics", [JL_BUILTIN_OPENAPI] = "GET /api/v1/openapi.json",
  [JL_BUILTIN_PAGE] = "GET /*",          [JL_BUILTIN_NONE] = "GET -",
};

/*
 * Which of ours a path belongs to; JL_BUILTIN_NONE: that is for the router to say.
 */
JlBuiltin
jl_builtin_find (const char *path)
{
  for (guint i = 0; i < JL_BUILTIN_PAGE; i++)
    if (strcmp (path, strchr (jl_builtin_names[i], ' ') + 1) == 0)
      return i;
  if (g_str_has_prefix (path, "/api/") || g_str_has_prefix (path, "/.well-known/"))
    return JL_BUILTIN_NONE;
  return JL_BUILTIN_PAGE;
}

static void
answer_text (JlAnswer *answer, guint status, const char *text)
{
  jl_answer_set_body (
      answer, status, g_bytes_new (text, strlen (text)), "text/plain; charset=utf-8");
}

static void
answer_ready (JlWorker *worker, JlAnswer *answer)
{
  const char *notice = worker->config.notice;
  g_autofree char *text = g_strconcat ("ready\n", notice != NULL ? notice : "", NULL);

  if (worker->ready && !worker->stopping)
    answer_text (answer, 200, text);
  else
    answer_text (answer, 503, "not ready\n");
}

static gboolean
answer_metrics (JlWorker *worker, JlAnswer *answer, GError **error)
{
  char *text;

  if (worker->config.metrics == NULL) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("this process does not count"));
    return FALSE;
  }
  text = jl_metrics_to_text (worker->config.metrics, (const char *const *)worker->route_names);
  jl_answer_set_body (answer,
                      200,
                      g_bytes_new_take (text, strlen (text)),
                      "text/plain; version=0.0.4; charset=utf-8");
  return TRUE;
}

static void
answer_openapi (JlWorker *worker, const JlIncoming *incoming, JlAnswer *answer)
{
  const char *known = jl_incoming_get (incoming, "If-None-Match");

  answer->caching = JL_CACHING_SHARED;
  answer->etag = g_strdup (worker->openapi_etag);
  if (known != NULL && strstr (known, worker->openapi_etag) != NULL)
    jl_answer_set_body (answer, 304, NULL, NULL);
  else
    jl_answer_set_body (answer, 200, g_bytes_ref (worker->openapi), "application/json");
}

/*
 * Answers what is neither a route nor changes anything: whether the worker lives, what it counts,
 * the description of the API, the residents' pages.
 */
gboolean
jl_builtin_answer (JlWorker *worker,
                   JlBuiltin builtin,
                   const JlIncoming *incoming,
                   JlAnswer *answer,
                   GError **error)
{
  if (builtin == JL_BUILTIN_PAGE) {
    if (worker->pages != NULL)
      return jl_page_cache_answer (worker->page_cache, incoming, answer) ||
             jl_static_answer (worker->pages, incoming, answer, error);
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("there is nothing at this address"));
    return FALSE;
  }
  if (strcmp (incoming->method, "GET") != 0 && strcmp (incoming->method, "HEAD") != 0) {
    answer->allow = g_strdup ("GET, HEAD");
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_METHOD_NOT_ALLOWED,
                 _ ("%s is not possible at this address"),
                 incoming->method);
    return FALSE;
  }

  switch (builtin) {
  case JL_BUILTIN_METRICS:
    return answer_metrics (worker, answer, error);
  case JL_BUILTIN_OPENAPI:
    answer_openapi (worker, incoming, answer);
    return TRUE;
  case JL_BUILTIN_READY:
    answer_ready (worker, answer);
    return TRUE;
  default:
    answer_text (answer, 200, "ok\n");
    return TRUE;
  }
}
