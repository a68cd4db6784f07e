// SPDX-License-Identifier: GPL-3.0-or-later
/* The first story over HTTP: a clerk takes a sofa in, a resident finds and reserves it, it is
 * handed over and sold, and its history tells every step. */
#include "conversation.h"
#include "event-listener.h"

#include "jl-store.h"

#include <signal.h>
#include <string.h>

#define SOFA                                                                                          \
  "{\"category\":\"sofa\",\"title\":\"三人位布艺沙发\",\"mode\":\"sell\",\"price_fen\":42000," \
  "\"grade\":\"B\",\"description\":\"可拆洗\","                                                    \
  "\"attributes\":{\"seats\":3,\"material\":\"fabric\",\"length_cm\":210}}"
#define PHONE "13912345678"

/* When a search finds it at last. */
#define PATIENCE_SECONDS 30
typedef struct {
  Conversation talk;
  char *shop;       /* owned */
  char *clerk;      /* owned: token */
  char *stranger;   /* owned: token of another shop's clerk */
  char *item;       /* owned */
  char *label_code; /* owned */
  EventListener listener;
} Story;

static void
setup (Story *self, gconstpointer data)
{
  ServiceFixture *service = &self->talk.service;
  g_autofree char *root = NULL;
  g_autofree char *other = NULL;

  conversation_open (&self->talk);
  root = service_sign_in (service, SERVICE_ADMINISTRATOR);
  self->shop =
      service_add_organisation (service, root, "shop", "惠民寄卖店", "HMA", "130102001002");
  other = service_add_organisation (service, root, "shop", "旧时光", "JSG", "130104001001");
  self->clerk = service_add_member (service, root, self->shop, "clerk", "li.na");
  self->stranger = service_add_member (service, root, other, "clerk", "zhou");
}

static void
teardown (Story *self, gconstpointer data)
{
  event_listener_close (&self->listener);
  conversation_close (&self->talk);
  g_free (self->shop);
  g_free (self->clerk);
  g_free (self->stranger);
  g_free (self->item);
  g_free (self->label_code);
}

static ServiceAnswer *
act (Story *self, const char *token, guint status, const char *action, const char *body)
{
  g_autofree char *path = g_strdup_printf ("/items/%s/%s", self->item, action);

  return conversation_post (&self->talk, token, status, path, body);
}

/* Whether a stranger's search for @query has the item. */
static gboolean
is_found (Story *self, const char *query)
{
  g_autofree char *escaped = g_uri_escape_string (query, "=&", TRUE);
  g_autofree char *path = g_strconcat ("/items?", escaped, NULL);
  g_autoptr (ServiceAnswer) answer = conversation_get (&self->talk, NULL, 200, path);

  if (conversation_get_length (answer, "items") == 0)
    return FALSE;
  g_assert_cmpuint (conversation_get_length (answer, "items"), ==, 1);
  g_assert_cmpstr (conversation_get_text (answer, "items[0].id"), ==, self->item);
  return TRUE;
}

static void
assert_found (Story *self, const char *query)
{
  if (!is_found (self, query))
    g_error ("not found: %s", query);
}

static void
assert_not_found (Story *self, const char *query)
{
  if (is_found (self, query))
    g_error ("found: %s", query);
}

static void
await_found (Story *self)
{
  gint64 start = g_get_monotonic_time ();

  while (!is_found (self, "q=沙发"))
    g_assert_cmpint (g_get_monotonic_time (), <, start + PATIENCE_SECONDS * (gint64)G_USEC_PER_SEC);
}

static void
take_in (Story *self)
{
  g_autoptr (ServiceAnswer) created =
      conversation_post (&self->talk, self->clerk, 201, "/items", SOFA);
  g_autoptr (ServiceAnswer) front = NULL;
  g_autoptr (ServiceAnswer) side = NULL;
  g_autofree char *path = NULL;
  g_autoptr (ServiceAnswer) unseen = NULL;
  g_autoptr (ServiceAnswer) not_theirs = NULL;

  self->item = g_strdup (conversation_get_text (created, "id"));
  self->label_code = g_strdup (conversation_get_text (created, "label_code"));
  g_assert_cmpstr (conversation_get_text (created, "offer"), ==, "draft");
  g_assert_cmpstr (conversation_get_text (created, "custody"), ==, "held");
  g_assert_true (g_str_has_prefix (self->label_code, "HMA"));
  front = conversation_upload (&self->talk, self->clerk, self->item, "sofa-front.jpg");
  side = conversation_upload (&self->talk, self->clerk, self->item, "sofa-side.jpg");
  g_assert_cmpuint (conversation_get_length (side, "photos"), ==, 2);
  g_assert_cmpint (conversation_get_integer (side, "photos[0].width"), ==, 640);

  /* A draft is nobody else's business. */
  path = g_strconcat ("/items/", self->item, NULL);
  unseen = conversation_get (&self->talk, NULL, 404, path);
  not_theirs = conversation_get (&self->talk, self->stranger, 404, path);
  assert_not_found (self, "category=furniture");
}

/* The listener hears of it at once, the indexer soon after. */
static void
publish (Story *self)
{
  g_autoptr (ServiceAnswer) published = act (self, self->clerk, 200, "publish", NULL);

  g_assert_cmpstr (conversation_get_text (published, "offer"), ==, "published");
  event_listener_await (
      &self->listener, self->item, conversation_get_integer (published, "version"));
  await_found (self);
}

static void
withdraw (Story *self)
{
  g_autoptr (ServiceAnswer) withdrawn = act (self, self->clerk, 200, "withdraw", NULL);
  g_autofree char *path = g_strconcat ("/items/", self->item, NULL);
  g_autoptr (ServiceAnswer) unseen = NULL;

  assert_not_found (self, "q=沙发");
  assert_not_found (self, "community=130102001002");
  unseen = conversation_get (&self->talk, NULL, 404, path);
}

/* Away while the item is withdrawn; what happened meanwhile is told afterwards. */
static void
withdraw_unheard (Story *self)
{
  g_autofree char *last_id = g_strdup (self->listener.last_id);
  g_autofree char *path = g_strconcat ("/items/", self->item, NULL);
  g_autoptr (ServiceAnswer) own = NULL;

  g_assert_nonnull (last_id);
  event_listener_close (&self->listener);
  withdraw (self);
  own = conversation_get (&self->talk, self->clerk, 200, path);
  event_listener_open (&self->listener, self->talk.service.port, NULL, last_id);
  event_listener_await (&self->listener, self->item, conversation_get_integer (own, "version"));
}

static void
search (Story *self)
{
  static const char *const found[] = {
    "q=沙发",
    "q=shafa",
    "q=sf",
    "q=三人位",
    "q=sofa",
    "q=长安",
    "q=惠民",
    "community=130102001002",
    "district=130102",
    "district=130102&category=furniture",
    "min_price_fen=40000&max_price_fen=43000",
    "q=沙发&mode=sell&grade=B&max_price_fen=42000",
  };
  static const char *const not_found[] = {
    "q=冰箱",
    "district=130104",
    "community=130104001001",
    "min_price_fen=42001",
    "max_price_fen=41999",
    "q=沙发&mode=give",
  };
  g_autofree char *words = g_strconcat ("q=", self->label_code, NULL);
  g_autofree char *label = g_strconcat ("label_code=", self->label_code, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (found); i++)
    assert_found (self, found[i]);
  assert_found (self, words);
  assert_found (self, label);
  for (guint i = 0; i < G_N_ELEMENTS (not_found); i++)
    assert_not_found (self, not_found[i]);
}

/* What a resident's browser asks for. */
static void
look_at (Story *self)
{
  g_autofree char *path = g_strconcat ("/items/", self->item, NULL);
  g_autofree char *page = g_strconcat ("/i/", self->item, NULL);
  g_autoptr (ServiceAnswer) item = conversation_get (&self->talk, NULL, 200, path);
  g_autoptr (ServiceAnswer) html = NULL;

  html = conversation_expect (&self->talk, 200, &(ServiceRequest){ .method = "GET", .path = page });
  g_assert_nonnull (strstr (html->text, "<html"));
  for (guint i = 0; i < 2; i++) {
    static const char *const sizes[] = { "thumb", "screen", "full" };
    g_autofree char *member = g_strdup_printf ("photos[%u].id", i);

    for (guint j = 0; j < G_N_ELEMENTS (sizes); j++) {
      g_autofree char *photo =
          g_strdup_printf ("/photos/%s?size=%s", conversation_get_text (item, member), sizes[j]);
      g_autoptr (ServiceAnswer) answer = conversation_get (&self->talk, NULL, 200, photo);

      g_assert_cmpmem (answer->text, 2, "\xff\xd8", 2);
      g_assert_cmpuint (answer->size, >, 500);
    }
  }
}

/* Returns: the token of a resident who has joined. */
static char *
join (Story *self)
{
  g_autofree char *invite = g_strdup_printf ("/organisations/%s/invitations", self->shop);
  g_autoptr (ServiceAnswer) invitation =
      conversation_post (&self->talk, self->clerk, 201, invite, "{}");
  g_autofree char *body =
      g_strdup_printf ("{\"code\":\"%s\",\"nickname\":\"小王\",\"phone\":\"" PHONE "\","
                       "\"password\":\"" SERVICE_PASSWORD "\",\"consent\":1,\"of_age\":true}",
                       conversation_get_text (invitation, "code"));
  g_autoptr (ServiceAnswer) joined = conversation_post (&self->talk, NULL, 201, "/accounts", body);
  g_autoptr (ServiceAnswer) session = NULL;

  session = conversation_post (&self->talk,
                               NULL,
                               201,
                               "/sessions",
                               "{\"username\":\"" PHONE "\",\"password\":\"" SERVICE_PASSWORD
                               "\",\"device\":\"phone\"}");
  return g_strdup (conversation_get_text (session, "token"));
}

static gint64
count_looks (Story *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlConnection) connection = jl_store_open_reader (self->talk.service.data_dir, &error);
  g_autoptr (JlStatement) statement = NULL;

  g_assert_no_error (error);
  statement = jl_connection_prepare_text (
      connection, "SELECT count(*) FROM person_look WHERE reason = 'reservation'", &error);
  g_assert_no_error (error);
  g_assert_true (jl_statement_step (statement, &error));
  return jl_statement_get_integer (statement, 0);
}

/* Returns: the reservation. */
static char *
reserve (Story *self)
{
  g_autofree char *resident = join (self);
  g_autoptr (ServiceAnswer) reservation = act (self, resident, 201, "reservations", NULL);
  g_autoptr (ServiceAnswer) mine = conversation_get (&self->talk, resident, 200, "/reservations");
  g_autoptr (ServiceAnswer) again = NULL;

  g_assert_cmpstr (conversation_get_text (reservation, "state"), ==, "active");
  g_assert_cmpstr (conversation_get_text (mine, "items[0].item"), ==, self->item);
  again = act (self, resident, 409, "reservations", NULL);
  return g_strdup (conversation_get_text (reservation, "id"));
}

static void
see_reservation (Story *self, const char *reservation)
{
  g_autofree char *path = g_strdup_printf ("/reservations/%s/contact", reservation);
  g_autoptr (ServiceAnswer) list =
      conversation_get (&self->talk, self->clerk, 200, "/reservations?state=active");
  g_autoptr (ServiceAnswer) notices = NULL;
  g_autoptr (ServiceAnswer) not_theirs = NULL;
  g_autoptr (ServiceAnswer) contact = NULL;

  g_assert_cmpuint (conversation_get_length (list, "items"), ==, 1);
  g_assert_cmpstr (conversation_get_text (list, "items[0].id"), ==, reservation);
  g_assert_cmpstr (conversation_get_text (list, "items[0].nickname"), ==, "小**");
  g_assert_cmpstr (conversation_get_text (list, "items[0].phone"), ==, "139****5678");
  notices = conversation_get (&self->talk, self->clerk, 200, "/notices");
  g_assert_cmpstr (conversation_get_text (notices, "items[0].cause"), ==, "reserved");
  g_assert_cmpstr (conversation_get_text (notices, "items[0].item"), ==, self->item);

  not_theirs = conversation_post (&self->talk, self->stranger, 404, path, NULL);
  g_assert_null (strstr (not_theirs->text, PHONE));
  g_assert_cmpint (count_looks (self), ==, 0);
  contact = conversation_post (&self->talk, self->clerk, 200, path, NULL);
  g_assert_cmpstr (conversation_get_text (contact, "phone"), ==, PHONE);
  g_assert_cmpint (count_looks (self), ==, 1);
}

static void
sell (Story *self)
{
  g_autoptr (ServiceAnswer) handed = act (self, self->clerk, 200, "hand-over", NULL);
  g_autoptr (ServiceAnswer) sold = NULL;

  g_assert_cmpstr (conversation_get_text (handed, "custody"), ==, "handed_over");
  g_assert_cmpstr (conversation_get_text (handed, "settlement"), ==, "due");
  sold = act (self, self->clerk, 200, "sale", "{\"payment\":\"wechat\"}");
  g_assert_cmpstr (conversation_get_text (sold, "offer"), ==, "concluded");
  g_assert_cmpstr (conversation_get_text (sold, "settlement"), ==, "settled");
  g_assert_cmpint (conversation_get_integer (sold, "sold_fen"), ==, 42000);
  assert_not_found (self, "q=沙发");
}

static void
check_history (Story *self)
{
  static const struct {
    const char *command;
    const char *actor;
  } steps[] = {
    { "item.record-sale", "li.na" }, { "item.hand-over", "li.na" }, { "item.reserve", "小**" },
    { "item.publish", "li.na" },     { "item.withdraw", "li.na" },  { "item.publish", "li.na" },
    { "item.withdraw", "li.na" },    { "item.publish", "li.na" },   { "item.add-photo", "li.na" },
    { "item.add-photo", "li.na" },   { "item.create", "li.na" },
  };
  g_autofree char *path = g_strdup_printf ("/items/%s/history", self->item);
  g_autoptr (ServiceAnswer) own = conversation_get (&self->talk, self->clerk, 200, path);
  g_autoptr (ServiceAnswer) public = conversation_get (&self->talk, NULL, 200, path);
  const char *later = "9999";

  g_assert_cmpuint (conversation_get_length (own, "items"), ==, G_N_ELEMENTS (steps));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autofree char *command = g_strdup_printf ("items[%u].command", i);
    g_autofree char *actor = g_strdup_printf ("items[%u].actor", i);
    g_autofree char *at = g_strdup_printf ("items[%u].at", i);

    g_assert_cmpstr (conversation_get_text (own, command), ==, steps[i].command);
    g_assert_cmpstr (conversation_get_text (own, actor), ==, steps[i].actor);
    g_assert_cmpstr (conversation_get_text (own, at), <=, later);
    later = conversation_get_text (own, at);
  }
  g_assert_null (strstr (public->text, "li.na"));
  g_assert_null (strstr (public->text, "小王"));
}

static void
check_store (Story *self)
{
  const char *const check[] = { "check", "--data", self->talk.service.data_dir, NULL };
  const char *const verify[] = { "journal", "verify", "--data", self->talk.service.data_dir, NULL };
  g_autofree char *checked = NULL;
  g_autofree char *verified = NULL;

  if (service_run (&self->talk.service, check, &checked) != 0)
    g_error ("jielid check: %s", checked);
  if (service_run (&self->talk.service, verify, &verified) != 0)
    g_error ("jielid journal verify: %s", verified);
}

static void
restart (Story *self, int signal_number)
{
  event_listener_close (&self->listener);
  service_end (&self->talk.service, signal_number);
  check_store (self);
  service_start (&self->talk.service, NULL);
  event_listener_open (&self->listener, self->talk.service.port, NULL, NULL);
}

static void
check_answers (Story *self)
{
  g_autofree char *wrong = conversation_check (&self->talk, FALSE);

  g_assert_cmpstr (wrong, ==, "");
}

static void
test_story (Story *self, gconstpointer data)
{
  g_autofree char *reservation = NULL;

  event_listener_open (&self->listener, self->talk.service.port, NULL, NULL);
  take_in (self);
  publish (self);
  search (self);
  look_at (self);
  withdraw_unheard (self);
  publish (self);
  restart (self, SIGKILL);
  assert_found (self, "q=沙发");
  withdraw (self);
  publish (self);
  reservation = reserve (self);
  see_reservation (self, reservation);
  sell (self);
  check_history (self);
  check_store (self);
  restart (self, SIGTERM);
  check_history (self);
  check_answers (self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/integration/story", Story, NULL, setup, test_story, teardown);
  return g_test_run ();
}
