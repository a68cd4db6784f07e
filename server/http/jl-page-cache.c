// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-page-cache.h"

#include "jl-language.h"
#include "jl-page-texts.h"

#include <string.h>

/* One for each language that pages speak. */
enum { ENGLISH, CHINESE, N_LANGUAGES };
static const char *const languages[N_LANGUAGES] = { JL_LANGUAGE_ENGLISH, JL_LANGUAGE_CHINESE };

/* The only page with an address of its own; others are the same for each item. */
#define PAGE_ADDRESS "/"
#define PAGE_PATH "/index.html"

struct _JlPageCache {
  const JlWorkerConfig *config; /* borrowed */
  JlStatic *pages;              /* borrowed */
  JlConnection *connection;     /* borrowed */
  JlPage *made[N_LANGUAGES];    /* owned, nullable */
};

/**
 * jl_page_cache_new:
 * @config: (transfer none): of the worker
 * @pages: (transfer none): the pages
 * @connection: (transfer none): the worker's
 *
 * Returns: (transfer full): a cache, empty
 */
JlPageCache *
jl_page_cache_new (const JlWorkerConfig *config, JlStatic *pages, JlConnection *connection)
{
  JlPageCache *self = g_new0 (JlPageCache, 1);

  self->config = config;
  self->pages = pages;
  self->connection = connection;
  return self;
}

/**
 * jl_page_cache_free:
 * @self: (transfer full) (nullable): a cache
 */
void
jl_page_cache_free (JlPageCache *self)
{
  if (self == NULL)
    return;
  jl_page_cache_forget (self);
  g_free (self);
}

/**
 * jl_page_cache_forget:
 * @self: a cache
 *
 * To be called when the journal grew: what was withdrawn is not shown any more.
 */
void
jl_page_cache_forget (JlPageCache *self)
{
  for (guint i = 0; i < N_LANGUAGES; i++)
    g_clear_pointer (&self->made[i], jl_page_free);
}

static GBytes *
read_part (JlPageCache *self, const JlPagePart *part, const char *language)
{
  const JlWorkerConfig *config = self->config;
  g_autoptr (GError) error = NULL;
  g_autoptr (JlCaller) nobody = NULL;
  g_autoptr (JlResponse) response = NULL;
  JlRequest request = {
    .connection = self->connection,
    .context = config->context,
    .data_dir = config->data_dir,
    .public_url = config->public_url,
    .now = config->get_time != NULL ? config->get_time () : g_get_real_time () / 1000,
    .language = language,
    .limit = 1,
  };

  if (!jl_connection_share_read (self->connection, &error)) {
    g_warning ("The first page cannot be filled: %s", error->message);
    return NULL;
  }
  nobody = config->authenticate (self->connection, NULL, 0, request.now, &error);
  if (nobody != NULL) {
    JlLanguageScope scope = jl_language_push (language);

    request.caller = nobody;
    response = part->read (&request, &error);
    jl_language_pop (scope);
  }
  if (response == NULL) {
    g_warning ("The first page cannot be filled: %s", error->message);
    return NULL;
  }
  return g_bytes_ref (jl_response_get_body (response));
}

static JlPage *
make_page (JlPageCache *self, JlPage *page, const char *language)
{
  g_autoptr (JlPage) made = NULL;

  for (const JlCapability *const *c = self->config->capabilities; *c != NULL; c++) {
    for (const JlPagePart *part = (*c)->parts; part != NULL && part->page != NULL; part++) {
      g_autoptr (GBytes) html =
          strcmp (part->page, PAGE_PATH) == 0 ? read_part (self, part, language) : NULL;
      JlPage *filled =
          html != NULL
              ? jl_page_new_filled (made != NULL ? made : page, PAGE_PATH, part->name, html)
              : NULL;

      if (filled != NULL) {
        jl_page_free (made);
        made = filled;
      }
    }
  }
  return g_steal_pointer (&made);
}

/**
 * jl_page_cache_answer:
 * @self: a cache
 * @incoming: a request for something outside the API
 * @answer: empty
 *
 * Answers a request for the first page with what capabilities put into it. A search, which is the
 * same page with a query, is left to the page's script.
 *
 * Returns: %FALSE if there is nothing to put in; then @answer is still empty
 */
gboolean
jl_page_cache_answer (JlPageCache *self, const JlIncoming *incoming, JlAnswer *answer)
{
  const char *language = jl_page_language (incoming);
  guint i = strcmp (language, languages[CHINESE]) == 0 ? CHINESE : ENGLISH;
  JlPage *page = jl_static_lookup (self->pages, PAGE_PATH, language);

  if (page == NULL || strcmp (incoming->path, PAGE_ADDRESS) != 0 ||
      (incoming->query != NULL && *incoming->query != '\0') ||
      (strcmp (incoming->method, "GET") != 0 && strcmp (incoming->method, "HEAD") != 0))
    return FALSE;
  if (self->made[i] == NULL)
    self->made[i] = make_page (self, page, language);
  if (self->made[i] == NULL)
    return FALSE;
  jl_page_answer (self->made[i], incoming, 200, answer);
  answer->varies = TRUE;
  return TRUE;
}
