// SPDX-License-Identifier: GPL-3.0-or-later
/* The service behind nginx: what everybody is shown comes from its cache and is never older than
 * two seconds, what is somebody's own never does, and photos leave from their folder. */
#include "event-listener.h"
#include "nginx-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#define SOFA                                                                                          \
  "{\"category\":\"sofa\",\"title\":\"三人位布艺沙发\",\"mode\":\"sell\",\"price_fen\":42000," \
  "\"grade\":\"B\",\"description\":\"可拆洗\",\"note\":\"" SECRET "\","                               \
  "\"attributes\":{\"seats\":3,\"material\":\"fabric\",\"length_cm\":210}}"
#define SECRET "只给店员看的话"
/* Its grade on the first page. */
#define SOFA_CHINESE "轻修"
#define SOFA_ENGLISH "Light repair"

#define MIB(n) ((gsize)(n)*1024 * 1024)

/* What a change may take to be seen. */
#define VISIBLE_US (2 * G_TIME_SPAN_SECOND)
/* After it nothing of the cache is fresh; what passes is what the test is about. */
#define EXPIRED_US (VISIBLE_US + G_TIME_SPAN_SECOND / 10)

typedef struct {
  NginxFixture nginx;
  SoupSession *session; /* owned */
  char *clerk;          /* owned: token */
  char *stranger;       /* owned: token of another shop's clerk */
  char *shop;           /* owned: id */
  char *item;           /* owned: path */
  char *photo;          /* owned: path */
  gint64 version;       /* of the item */
} Front;

static NginxAnswer *
get (Front *self, const char *token, const char *path)
{
  return nginx_send (&self->nginx, self->session, &(NginxRequest){ .path = path, .token = token });
}

/* With @status, from the cache or past it as @cache says (NULL: whichever). */
static char *
expect (Front *self, const char *token, guint status, const char *cache, const char *path)
{
  g_autoptr (NginxAnswer) answer = get (self, token, path);

  g_test_message ("%s: %u %s", path, answer->status, nginx_answer_get (answer, "X-Cache-Status"));
  g_assert_cmpuint (answer->status, ==, status);
  if (cache != NULL)
    g_assert_cmpstr (nginx_answer_get (answer, "X-Cache-Status"), ==, cache);
  return g_steal_pointer (&answer->text);
}

static JsonNode *
act (Front *self, const char *action, const char *body)
{
  g_autofree char *path = g_strconcat (self->item, action, NULL);
  g_autoptr (NginxAnswer) answer = nginx_send (
      &self->nginx,
      self->session,
      &(NginxRequest){ .method = "POST", .path = path, .token = self->clerk, .body = body });
  JsonNode *node = json_from_string (answer->text, NULL);

  if (answer->status != 200 && answer->status != 201)
    g_error ("%s: %u %s", path, answer->status, answer->text);
  self->version = json_object_get_int_member (json_node_get_object (node), "version");
  return node;
}

static void
take_in (Front *self)
{
  g_autofree char *file =
      g_build_filename (g_getenv ("JIELI_TEST_FIXTURES"), "pictures", "sofa-front.jpg", NULL);
  g_autofree char *upload_path = NULL;
  g_autoptr (JsonNode) created = NULL;
  g_autoptr (NginxAnswer) uploaded = NULL;
  g_autoptr (GBytes) upload = NULL;
  g_autoptr (JsonNode) node = NULL;
  char *bytes;
  gsize size;

  self->item = g_strdup ("/api/v1/items");
  created = act (self, "", SOFA);
  g_free (self->item);
  self->item = g_strconcat (
      "/api/v1/items/", json_object_get_string_member (json_node_get_object (created), "id"), NULL);
  g_assert_true (g_file_get_contents (file, &bytes, &size, NULL));
  upload = g_bytes_new_take (bytes, size);
  upload_path = g_strconcat (self->item, "/photos", NULL);
  uploaded = nginx_send (
      &self->nginx,
      self->session,
      &(NginxRequest){
          .method = "POST", .path = upload_path, .token = self->clerk, .upload = upload });
  g_assert_cmpuint (uploaded->status, ==, 201);
  node = json_from_string (uploaded->text, NULL);
  self->photo =
      g_strconcat ("/api/v1/photos/",
                   json_object_get_string_member (
                       json_array_get_object_element (
                           json_object_get_array_member (json_node_get_object (node), "photos"), 0),
                       "id"),
                   NULL);
}

static void
publish (Front *self)
{
  json_node_unref (act (self, "/publish", NULL));
}

static void
setup (Front *self, gconstpointer data)
{
  ServiceFixture *service = &self->nginx.service;
  g_autofree char *root = NULL;
  g_autofree char *other = NULL;

  nginx_fixture_open (&self->nginx);
  self->session = nginx_new_session (NULL);
  root = service_sign_in (service, SERVICE_ADMINISTRATOR);
  self->shop =
      service_add_organisation (service, root, "shop", "惠民寄卖店", "HMA", "130102001002");
  other = service_add_organisation (service, root, "shop", "旧时光", "JSG", "130104001001");
  self->clerk = service_add_member (service, root, self->shop, "clerk", "li.na");
  self->stranger = service_add_member (service, root, other, "clerk", "zhou");
  take_in (self);
}

static void
teardown (Front *self, gconstpointer data)
{
  g_clear_object (&self->session);
  nginx_fixture_close (&self->nginx);
  g_free (self->shop);
  g_free (self->clerk);
  g_free (self->stranger);
  g_free (self->item);
  g_free (self->photo);
}

static void
assert_safe (NginxAnswer *answer)
{
  static const char *const once[] = {
    "X-Content-Type-Options", "Strict-Transport-Security", "Cache-Control", "Content-Type", "Date"
  };

  for (guint i = 0; i < G_N_ELEMENTS (once); i++)
    g_assert_nonnull (nginx_answer_get (answer, once[i]));
  nginx_answer_get (answer, "Content-Security-Policy");
  nginx_answer_get (answer, "X-Frame-Options");
  nginx_answer_get (answer, "Referrer-Policy");
  g_assert_null (nginx_answer_get (answer, "X-Accel-Expires"));
  g_assert_null (nginx_answer_get (answer, "X-Accel-Redirect"));
  g_assert_cmpstr (nginx_answer_get (answer, "Server"), ==, "nginx");
  g_assert_cmpint (answer->version, ==, SOUP_HTTP_2_0);
}

/* Pages, items, lists and photos, by TLS and HTTP/2; the second time from the cache. */
static void
test_public (Front *self, gconstpointer data)
{
  const char *const paths[] = { "/",        "/style.css",    "/api/v1/categories",
                                self->item, "/api/v1/items", self->photo };

  publish (self);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autoptr (NginxAnswer) first = get (self, NULL, paths[i]);
    g_autoptr (NginxAnswer) second = get (self, NULL, paths[i]);
    gboolean is_photo = paths[i] == self->photo;
    const char *tag = nginx_answer_get (second, "ETag");

    g_test_message ("%s", paths[i]);
    g_assert_cmpuint (first->status, ==, 200);
    assert_safe (first);
    assert_safe (second);
    g_assert_cmpmem (first->text, first->size, second->text, second->size);
    /* From the cache, or asked for once more if a second is over; of photos that is the grant. */
    if (!is_photo)
      g_assert_cmpstr (nginx_answer_get (second, "X-Cache-Status"), !=, "MISS");
    /* One packet is not worth compressing. */
    if (!is_photo && second->size > 1400)
      g_assert_cmpstr (nginx_answer_get (second, "Content-Encoding"), ==, "gzip");
    if (tag != NULL) {
      const char *const headers[] = { "If-None-Match", tag, NULL };
      g_autoptr (NginxAnswer) same = nginx_send (
          &self->nginx, self->session, &(NginxRequest){ .path = paths[i], .headers = headers });

      g_assert_cmpuint (same->status, ==, 304);
    }
  }
}

static void
test_redirect (Front *self, gconstpointer data)
{
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u/i/A?b=c", self->nginx.redirect_port);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", uri);
  g_autoptr (GBytes) body = NULL;

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  body = soup_session_send_and_read (self->session, message, NULL, NULL);
  g_assert_cmpuint (soup_message_get_status (message), ==, 301);
  g_assert_cmpstr (
      soup_message_headers_get_one (soup_message_get_response_headers (message), "Location"),
      ==,
      "https://127.0.0.1/i/A?b=c");
}

static gint64
get_version (const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  return json_object_get_int_member (json_node_get_object (node), "version");
}

static void
change_price (Front *self, int price)
{
  g_autofree char *tag = g_strdup_printf ("\"%" G_GINT64_FORMAT ".own\"", self->version);
  const char *const headers[] = { "If-Match", tag, NULL };
  g_autofree char *body = g_strdup_printf ("{\"price_fen\":%d}", price);
  g_autoptr (NginxAnswer) answer = nginx_send (&self->nginx,
                                               self->session,
                                               &(NginxRequest){ .method = "PATCH",
                                                                .path = self->item,
                                                                .token = self->clerk,
                                                                .headers = headers,
                                                                .body = body });

  g_assert_cmpuint (answer->status, ==, 200);
  self->version = get_version (answer->text);
}

/* Microseconds since @start until everybody sees the new version. */
static gint64
await_version (Front *self, gint64 start)
{
  for (;;) {
    gint64 asked = g_get_monotonic_time ();
    g_autofree char *text = expect (self, NULL, 200, NULL, self->item);

    if (get_version (text) == self->version)
      return asked - start;
    g_assert_cmpint (asked - start, <, 10 * VISIBLE_US);
    nginx_let_pass (20 * G_TIME_SPAN_MILLISECOND);
  }
}

/* Asked for all the time, and asked for once after the two seconds. */
static void
test_change_is_seen (Front *self, gconstpointer data)
{
  gint64 longest = 0;
  gint64 taken;

  publish (self);
  for (int i = 0; i < 4; i++) {
    g_free (expect (self, NULL, 200, NULL, self->item));
    /* At different times of a second: nginx counts whole ones. */
    nginx_let_pass (G_TIME_SPAN_SECOND * i / 4);
    g_free (expect (self, NULL, 200, NULL, self->item));
    change_price (self, 41000 - i);
    taken = await_version (self, g_get_monotonic_time ());
    longest = MAX (longest, taken);
  }
  g_test_message ("seen after %d ms at most", (int)(longest / 1000));
  g_assert_cmpint (longest, <, VISIBLE_US);

  /* Nobody asked meanwhile: the first who does so sees it. */
  for (int i = 0; i < 3; i++) {
    g_autofree char *text = NULL;

    nginx_let_pass (G_TIME_SPAN_SECOND * i / 3);
    g_free (expect (self, NULL, 200, NULL, self->item));
    change_price (self, 40000 - i);
    nginx_let_pass (VISIBLE_US);
    text = expect (self, NULL, 200, NULL, self->item);
    g_assert_cmpint (get_version (text), ==, self->version);
  }
}

/* Withdrawn, it is gone for everybody: the item, its page of the list, its photo. */
static void
test_withdrawn_is_gone (Front *self, gconstpointer data)
{
  g_autofree char *item = NULL;
  g_autofree char *photo = NULL;
  g_autofree char *list = NULL;

  publish (self);
  g_free (expect (self, NULL, 200, NULL, self->item));
  g_free (expect (self, NULL, 200, NULL, self->photo));
  g_free (expect (self, NULL, 200, NULL, "/api/v1/items"));
  json_node_unref (act (self, "/withdraw", NULL));
  nginx_let_pass (EXPIRED_US);
  list = expect (self, NULL, 200, NULL, "/api/v1/items");
  g_assert_nonnull (strstr (list, "\"items\":[]"));
  item = expect (self, NULL, 404, NULL, self->item);
  photo = expect (self, NULL, 404, NULL, self->photo);
  g_assert_nonnull (strstr (photo, "\"code\":\"not_found\""));
}

/* The service's log once it has @line: workers write theirs a little later. */
static char *
await_log (Front *self, const char *line)
{
  g_autofree char *path =
      g_build_filename (self->nginx.service.data_dir, "log", "access.log", NULL);
  gint64 end = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;

  for (;;) {
    g_autofree char *text = NULL;

    if (g_file_get_contents (path, &text, NULL, NULL) && strstr (text, line) != NULL)
      return g_steal_pointer (&text);
    if (g_get_monotonic_time () > end)
      g_error ("the log has no “%s”: %s", line, text);
    nginx_let_pass (50 * G_TIME_SPAN_MILLISECOND);
  }
}

/* What has not changed is not sent again. */
static void
test_revalidation (Front *self, gconstpointer data)
{
  g_autofree char *text = NULL;

  publish (self);
  g_free (expect (self, NULL, 200, "MISS", self->item));
  nginx_let_pass (EXPIRED_US);
  text = expect (self, NULL, 200, "REVALIDATED", self->item);
  g_assert_cmpint (get_version (text), ==, self->version);
  g_free (await_log (self, " GET /api/v1/items/{id} 304 "));
}

static NginxAnswer *
get_if_changed (Front *self, const char *tag)
{
  const char *const headers[] = { "If-None-Match", tag, NULL };

  return nginx_send (
      &self->nginx,
      self->session,
      &(NginxRequest){ .path = self->item, .token = self->clerk, .headers = headers });
}

/* Whoever is signed in is told what changed, and not sent what has not. */
static void
test_own_revalidation (Front *self, gconstpointer data)
{
  g_autofree char *tag = NULL;
  g_autoptr (NginxAnswer) own = get (self, self->clerk, self->item);
  g_autoptr (NginxAnswer) same = NULL;
  g_autoptr (NginxAnswer) changed = NULL;

  tag = g_strdup (nginx_answer_get (own, "ETag"));
  same = get_if_changed (self, tag);
  g_assert_cmpuint (same->status, ==, 304);
  publish (self);
  changed = get_if_changed (self, tag);
  g_assert_cmpuint (changed->status, ==, 200);
}

/* What is in the cache's files. */
static gboolean
is_in_folder (const char *folder, const char *text)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  gboolean found = FALSE;

  while (dir != NULL && !found && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *content = NULL;
    gsize size;

    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      found = is_in_folder (path, text);
    else if (g_file_get_contents (path, &content, &size, NULL))
      found = memmem (content, size, text, strlen (text)) != NULL;
  }
  return found;
}

static void
assert_not_kept (Front *self, const char *text)
{
  g_autofree char *cache = g_build_filename (self->nginx.folder, "cache", NULL);

  g_assert_true (g_file_test (cache, G_FILE_TEST_IS_DIR));
  g_assert_false (is_in_folder (cache, text));
}

/* Two accounts and nobody ask for the same; each gets what is theirs, in whichever order. */
static void
test_two_accounts (Front *self, gconstpointer data)
{
  g_autofree char *drafts =
      g_strconcat ("/api/v1/items?offer=draft&organisation=", self->shop, NULL);

  for (int i = 0; i < 2; i++) {
    g_autofree char *own = expect (self, self->clerk, 200, "BYPASS", self->item);
    g_autofree char *theirs = expect (self, self->stranger, 404, "BYPASS", self->item);
    g_autofree char *nobodys = expect (self, NULL, 404, NULL, self->item);
    g_autofree char *own_list = expect (self, self->clerk, 200, "BYPASS", drafts);
    g_autofree char *nobodys_list = expect (self, NULL, 200, NULL, drafts);

    g_assert_nonnull (strstr (own, SECRET));
    g_assert_nonnull (strstr (own_list, "三人位"));
    g_assert_null (strstr (nobodys_list, "三人位"));
  }
  /* That there was nothing is not remembered. */
  publish (self);
  for (int i = 0; i < 2; i++) {
    g_autofree char *nobodys = expect (self, NULL, 200, NULL, self->item);
    g_autofree char *own = expect (self, self->clerk, 200, "BYPASS", self->item);
    g_autofree char *theirs = expect (self, self->stranger, 200, "BYPASS", self->item);

    g_assert_null (strstr (nobodys, SECRET));
    g_assert_nonnull (strstr (own, SECRET));
    g_assert_null (strstr (theirs, SECRET));
    g_free (expect (self, NULL, 401, NULL, "/api/v1/notices"));
    g_free (expect (self, self->clerk, 200, "BYPASS", "/api/v1/notices"));
    g_free (expect (self, "wrong", 401, "BYPASS", self->item));
  }
  assert_not_kept (self, SECRET);
  assert_not_kept (self, self->clerk);
}

/* The session of a page; of a wrong password: what is answered. */
static NginxAnswer *
sign_in (Front *self, SoupSession *session, const char *username, const char *password)
{
  static const char *const headers[] = { "Jieli-Session", "cookie", NULL };
  g_autofree char *body =
      g_strdup_printf ("{\"username\":\"%s\",\"password\":\"%s\"}", username, password);

  return nginx_send (
      &self->nginx,
      session,
      &(NginxRequest){
          .method = "POST", .path = "/api/v1/sessions", .headers = headers, .body = body });
}

/* A cookie is as good as a token; a cookie that is taken away is taken from nobody else. */
static void
test_cookie (Front *self, gconstpointer data)
{
  g_autoptr (NginxAnswer) signed_in = sign_in (self, self->session, "li.na", SERVICE_PASSWORD);
  g_autofree char *cookie = g_strdup (nginx_answer_get (signed_in, "Set-Cookie"));
  const char *const with_cookie[] = { "Cookie", cookie, NULL };
  const char *const with_old[] = { "Cookie", "jieli_session=AAAA", NULL };
  const NginxRequest own_request = { .path = self->item, .headers = with_cookie };
  const NginxRequest old_request = { .path = self->item, .headers = with_old };

  g_assert_cmpuint (signed_in->status, ==, 201);
  *strchr (cookie, ';') = '\0';
  publish (self);
  for (int i = 0; i < 2; i++) {
    g_autoptr (NginxAnswer) own = nginx_send (&self->nginx, self->session, &own_request);
    g_autoptr (NginxAnswer) old = nginx_send (&self->nginx, self->session, &old_request);
    g_autoptr (NginxAnswer) nobodys = get (self, NULL, self->item);

    g_assert_nonnull (strstr (own->text, SECRET));
    g_assert_cmpstr (nginx_answer_get (own, "X-Cache-Status"), ==, "BYPASS");
    g_assert_cmpuint (old->status, ==, 200);
    g_assert_nonnull (nginx_answer_get (old, "Set-Cookie"));
    g_assert_cmpstr (nginx_answer_get (old, "Cache-Control"), ==, "no-store");
    g_assert_cmpstr (nginx_answer_get (old, "X-Cache-Status"), ==, "BYPASS");
    g_assert_null (strstr (nobodys->text, SECRET));
    g_assert_null (nginx_answer_get (nobodys, "Set-Cookie"));
  }
  assert_not_kept (self, "Set-Cookie");
  assert_not_kept (self, cookie);
}

/* Both languages are kept apart, whatever the header looks like. */
static void
test_languages (Front *self, gconstpointer data)
{
  static const struct {
    const char *header;
    const char *says;
  } cases[] = {
    { "zh-CN,zh;q=0.9,en;q=0.8", SOFA_CHINESE },
    { "en", SOFA_ENGLISH },
    { "zh", SOFA_CHINESE },
    { "en-GB,en;q=0.9", SOFA_ENGLISH },
    { "zh;q=0.2,en", SOFA_ENGLISH },
    { "fr;q=0.9,zh;q=0.8", SOFA_CHINESE },
    { "", SOFA_CHINESE },
  };

  publish (self);
  for (guint i = 0; i < 2 * G_N_ELEMENTS (cases); i++) {
    const char *says = cases[i % G_N_ELEMENTS (cases)].says;
    const char *const headers[] = { "Accept-Language",
                                    cases[i % G_N_ELEMENTS (cases)].header,
                                    NULL };
    const NginxRequest request = { .path = "/", .headers = headers };
    g_autoptr (NginxAnswer) answer = nginx_send (&self->nginx, self->session, &request);

    g_test_message ("%s", headers[1]);
    g_assert_nonnull (strstr (answer->text, says));
    g_assert_null (
        strstr (answer->text, strcmp (says, SOFA_CHINESE) == 0 ? SOFA_ENGLISH : SOFA_CHINESE));
  }
}

/* The file itself, as it lies in the folder. */
static void
assert_is_file (Front *self, NginxAnswer *answer)
{
  const char *const argv[] = {
    "find", self->nginx.service.data_dir, "-name", "*-screen.jpg", NULL
  };
  g_autofree char *path = NULL;
  g_autofree char *content = NULL;
  gsize size;

  g_assert_true (g_spawn_sync (
      NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &path, NULL, NULL, NULL));
  g_assert_true (g_file_get_contents (g_strchomp (path), &content, &size, NULL));
  g_assert_cmpmem (answer->text, answer->size, content, size);
  g_assert_cmpstr (nginx_answer_get (answer, "Content-Type"), ==, "image/jpeg");
}

/* The photo of a draft is its owner's; nginx sends it, which ranges and the service's log show. */
static void
test_photo (Front *self, gconstpointer data)
{
  static const char *const range[] = { "Range", "bytes=0-9", NULL };
  static const char *const hidden[] = { "/-/photos/", "/-/photos/../jieli.db" };
  const NginxRequest part = { .path = self->photo, .token = self->clerk, .headers = range };
  g_autoptr (NginxAnswer) partial = NULL;
  g_autoptr (NginxAnswer) public = NULL;
  g_autofree char *log = NULL;

  for (int i = 0; i < 2; i++) {
    g_autoptr (NginxAnswer) own = get (self, self->clerk, self->photo);
    g_autofree char *theirs = expect (self, self->stranger, 404, NULL, self->photo);
    g_autofree char *nobodys = expect (self, NULL, 404, NULL, self->photo);

    assert_is_file (self, own);
    g_assert_cmpstr (nginx_answer_get (own, "Cache-Control"), ==, "no-store");
    g_assert_nonnull (strstr (nobodys, "\"code\":\"not_found\""));
    g_assert_cmpstr (theirs, ==, nobodys);
  }
  partial = nginx_send (&self->nginx, self->session, &part);
  g_assert_cmpuint (partial->status, ==, 206);
  g_assert_cmpuint (partial->size, ==, 10);

  publish (self);
  public = get (self, NULL, self->photo);
  assert_is_file (self, public);
  g_assert_cmpstr (nginx_answer_get (public, "Cache-Control"),
                   ==,
                   "public, max-age=3600, s-maxage=1, stale-while-revalidate=1");
  g_free (expect (self, NULL, 400, NULL, "/api/v1/photos/0000000000000?size=huge"));
  g_free (expect (self, NULL, 403, NULL, "/-/photo-grant"));
  for (guint i = 0; i < G_N_ELEMENTS (hidden); i++)
    g_free (expect (self, NULL, 404, NULL, hidden[i]));
  log = await_log (self, " GET /api/v1/photos/{id} 200 ");
  g_assert_false (
      g_regex_match_simple ("GET /api/v1/photos/\\{id\\} 200 [0-9]+us [1-9]", log, 0, 0));
}

/* Residents are who they are: in the log, and where guesses are slowed down. */
static void
test_address (Front *self, gconstpointer data)
{
  static const char *const pretended[] = { "X-Forwarded-For", "203.0.113.9", NULL };
  g_autoptr (SoupSession) one = nginx_new_session ("127.0.0.2");
  g_autoptr (SoupSession) other = nginx_new_session ("127.0.0.3");
  g_autoptr (NginxAnswer) elsewhere = NULL;
  g_autofree char *log = NULL;
  guint n_wrong = 0;
  guint status;

  do {
    g_autoptr (NginxAnswer) answer = sign_in (self, one, "li.na", "a guess");

    status = answer->status;
    g_assert_cmpuint (++n_wrong, <, 10);
  } while (status == 401);
  g_assert_cmpuint (n_wrong, >, 1);
  g_assert_cmpuint (status, ==, 429);
  elsewhere = sign_in (self, other, "li.na", SERVICE_PASSWORD);
  g_assert_cmpuint (elsewhere->status, ==, 201);
  nginx_answer_free (nginx_send (
      &self->nginx, one, &(NginxRequest){ .path = "/api/v1/notices", .headers = pretended }));
  log = await_log (self, " 127.0.0.2 GET /api/v1/notices 401 ");
  g_assert_nonnull (strstr (log, " 127.0.0.2 POST /api/v1/sessions 401 "));
  g_assert_nonnull (strstr (log, " 127.0.0.3 POST /api/v1/sessions 201 "));
  g_assert_null (strstr (log, "203.0.113.9"));
}

static void
assert_problem (NginxAnswer *answer, guint status, const char *code)
{
  g_autoptr (JsonNode) node = json_from_string (answer->text, NULL);
  JsonObject *object;

  g_assert_cmpuint (answer->status, ==, status);
  g_assert_cmpstr (nginx_answer_get (answer, "Content-Type"), ==, "application/problem+json");
  g_assert_nonnull (node);
  object = json_node_get_object (node);
  g_assert_cmpstr (json_object_get_string_member (object, "code"), ==, code);
  g_assert_cmpint (json_object_get_int_member (object, "status"), ==, status);
}

static gboolean
accept_certificate_cb (GTlsConnection *connection,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags errors,
                       gpointer user_data)
{
  return TRUE;
}

/* Announces a body of @size bytes and sends none of it. Returns: the answer as it comes. */
static char *
announce (Front *self, const char *path, const char *language, gsize size)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) socket = NULL;
  g_autoptr (GIOStream) tls = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *head =
      g_strdup_printf ("POST %s HTTP/1.1\r\nHost: localhost\r\n"
                       "Authorization: Bearer %s\r\nAccept-Language: %s\r\n"
                       "Content-Length: %" G_GSIZE_FORMAT "\r\nConnection: close\r\n\r\n",
                       path,
                       self->clerk,
                       language,
                       size);
  char *answer = g_malloc0 (4096);

  g_socket_client_set_enable_proxy (client, FALSE);
  socket = g_socket_client_connect_to_host (
      client, "127.0.0.1", (guint16)self->nginx.tls_port, NULL, &error);
  g_assert_no_error (error);
  tls = g_tls_client_connection_new (G_IO_STREAM (socket), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (tls, "accept-certificate", G_CALLBACK (accept_certificate_cb), NULL);
  g_assert_true (g_output_stream_write_all (
      g_io_stream_get_output_stream (tls), head, strlen (head), NULL, NULL, &error));
  /* That nginx ends without a goodbye is no matter. */
  g_input_stream_read_all (g_io_stream_get_input_stream (tls), answer, 4095, NULL, NULL, NULL);
  return answer;
}

static void
test_limits (Front *self, gconstpointer data)
{
  g_autofree char *photos = g_strconcat (self->item, "/photos", NULL);
  g_autoptr (GBytes) largest = g_bytes_new_take (g_malloc0 (MIB (12)), MIB (12));
  g_autofree char *refused = announce (self, photos, "en", MIB (13));
  g_autofree char *json = announce (self, "/api/v1/items", "zh-CN", 300 * 1024);
  g_autoptr (NginxAnswer) taken = nginx_send (
      &self->nginx,
      self->session,
      &(NginxRequest){ .method = "POST", .path = photos, .token = self->clerk, .upload = largest });

  g_assert_true (g_str_has_prefix (refused, "HTTP/1.1 413 "));
  g_assert_nonnull (strstr (refused, "\"code\":\"too_large\""));
  g_assert_true (g_str_has_prefix (json, "HTTP/1.1 413 "));
  g_assert_nonnull (strstr (json, "请求太大"));
  /* It is no photo, which only the service can tell. */
  assert_problem (taken, 415, "unsupported_media");
}

/* An event leaves at once, and is not gathered with others. */
static void
test_stream (Front *self, gconstpointer data)
{
  g_autoptr (SoupMessage) message = nginx_new_message (
      &self->nginx, &(NginxRequest){ .path = "/api/v1/changes?kind=item", .token = self->clerk });
  EventListener listener = { 0 };
  const char *id = strrchr (self->item, '/') + 1;

  event_listener_open_with (&listener, nginx_new_session (NULL), message);
  for (int i = 0; i < 3; i++) {
    gint64 start;

    publish (self);
    start = g_get_monotonic_time ();
    event_listener_await (&listener, id, self->version);
    /* Gathered, it would come with the next sign of life. */
    g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_TIME_SPAN_SECOND);
    json_node_unref (act (self, "/withdraw", NULL));
    event_listener_await (&listener, id, self->version);
  }
  event_listener_close (&listener);
}

/* Without the service the last answers are still there, and the rest is a problem that says so. */
static void
test_service_is_gone (Front *self, gconstpointer data)
{
  static const char *const browser[] = { "Accept", "text/html,*/*", NULL };
  g_autoptr (NginxAnswer) problem = NULL;
  g_autoptr (NginxAnswer) write = NULL;
  g_autoptr (NginxAnswer) page = NULL;
  g_autoptr (NginxAnswer) photo = NULL;

  publish (self);
  g_free (expect (self, NULL, 200, "MISS", self->item));
  service_end (&self->nginx.service, SIGTERM);
  nginx_let_pass (EXPIRED_US);
  g_free (expect (self, NULL, 200, "STALE", self->item));

  problem = get (self, self->clerk, self->item);
  assert_problem (problem, 503, "unavailable");
  g_assert_cmpstr (nginx_answer_get (problem, "Retry-After"), ==, "5");
  g_assert_cmpstr (nginx_answer_get (problem, "Cache-Control"), ==, "no-store");
  write = nginx_send (
      &self->nginx,
      self->session,
      &(NginxRequest){
          .method = "POST", .path = "/api/v1/items", .token = self->clerk, .body = SOFA });
  assert_problem (write, 503, "unavailable");
  photo = get (self, self->clerk, self->photo);
  assert_problem (photo, 503, "unavailable");
  page = nginx_send (
      &self->nginx, self->session, &(NginxRequest){ .path = "/me.html", .headers = browser });
  g_assert_cmpuint (page->status, ==, 503);
  g_assert_cmpstr (nginx_answer_get (page, "Content-Type"), ==, "text/html; charset=utf-8");
  g_assert_nonnull (strstr (page->text, "请稍后再试"));
}

#define ADD(path, func) g_test_add ("/nginx/" path, Front, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("public", test_public);
  ADD ("redirect", test_redirect);
  ADD ("change-is-seen", test_change_is_seen);
  ADD ("withdrawn-is-gone", test_withdrawn_is_gone);
  ADD ("revalidation", test_revalidation);
  ADD ("own-revalidation", test_own_revalidation);
  ADD ("two-accounts", test_two_accounts);
  ADD ("cookie", test_cookie);
  ADD ("languages", test_languages);
  ADD ("photo", test_photo);
  ADD ("address", test_address);
  ADD ("limits", test_limits);
  ADD ("stream", test_stream);
  ADD ("service-is-gone", test_service_is_gone);
  return g_test_run ();
}
