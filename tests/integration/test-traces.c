// SPDX-License-Identifier: GPL-3.0-or-later
/* Names and telephone numbers come in on every way; what the service writes down of them, in its
 * folder, its log and its backups, can be read by nobody. */
#include "service-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#define NICKNAME "青石巷口卖糖人"
#define PHONE "13712345678"
#define GONE_NICKNAME "柳树下面修鞋匠"
#define GONE_PHONE "13787654321"
#define CLERK_NICKNAME "前台值班黄师傅"
#define CLERK "huang.shifu.qiantai"
#define STRANGER "13755556666"
#define REFUSED "13766667777"
#define DEVICE "墨绿色折叠旧手机"
#define LISTED "城东裁缝铺孟师傅"
#define LISTED_PHONE "13744443333"
#define UNLISTED "南街磨刀人老佟"
#define TITLE "榆木小方凳"

/* What nobody may find, and what must be found, so that the search is one. */
static const char *const secrets[] = { NICKNAME,       PHONE,     GONE_NICKNAME, GONE_PHONE,
                                       CLERK_NICKNAME, CLERK,     STRANGER,      REFUSED,
                                       DEVICE,         LISTED,    LISTED_PHONE,  UNLISTED,
                                       "/join?staff",  "UNKNOWN", NULL };

typedef struct {
  ServiceFixture service;
  char *base; /* owned */
  char *log;  /* owned */
  char *shop; /* owned: id */
  char *root; /* owned: token */
} Fixture;

static void
setup (Fixture *self, gconstpointer data)
{
  service_fixture_open (&self->service);
  self->base = g_path_get_dirname (self->service.data_dir);
  self->log = g_build_filename (self->base, "log", NULL);
  self->service.log_file = self->log;
  service_start (&self->service, NULL);
  self->root = service_sign_in (&self->service, SERVICE_ADMINISTRATOR);
  self->shop = service_add_organisation (
      &self->service, self->root, "shop", "惠民寄卖店", "HM", "130102001002");
}

static void
teardown (Fixture *self, gconstpointer data)
{
  service_fixture_close (&self->service);
  g_free (self->base);
  g_free (self->log);
  g_free (self->shop);
  g_free (self->root);
}

static ServiceAnswer *
send (Fixture *self,
      const char *method,
      const char *path,
      const char *token,
      const char *body,
      guint status)
{
  g_autofree char *full = g_strconcat ("/api/v1", path, NULL);
  ServiceAnswer *answer = service_send (
      &self->service,
      &(ServiceRequest){ .method = method, .path = full, .token = token, .body = body });

  if (answer->status != status)
    g_error ("%s %s: %u %s", method, path, answer->status, answer->text); /* nocheck: ends a test */
  return answer;
}

static char *
send_for (Fixture *self,
          const char *member,
          const char *path,
          const char *token,
          const char *body,
          guint status)
{
  g_autoptr (ServiceAnswer) answer = send (self, "POST", path, token, body, status);

  return g_strdup (service_answer_get_text (answer, member));
}

static void
call (Fixture *self, const char *path, const char *token, const char *body, guint status)
{
  g_autoptr (ServiceAnswer) answer = send (self, "POST", path, token, body, status);
}

static void
look (Fixture *self, const char *path, const char *token)
{
  g_autoptr (ServiceAnswer) answer = send (self, "GET", path, token, NULL, 200);
}

/* Returns: a token. */
static char *
join (Fixture *self,
      const char *inviter,
      const char *invitation,
      const char *nickname,
      const char *who)
{
  g_autofree char *path = g_strdup_printf ("/organisations/%s/invitations", self->shop);
  g_autofree char *code = send_for (self, "code", path, inviter, invitation, 201);
  g_autofree char *body = g_strdup_printf (
      "{\"code\":\"%s\",\"nickname\":\"%s\",\"%s\":\"%s\",\"password\":\"" SERVICE_PASSWORD
      "\",\"consent\":1,\"of_age\":true}",
      code,
      nickname,
      g_ascii_isdigit (*who) ? "phone" : "username",
      who);
  g_autofree char *sign_in = g_strdup_printf (
      "{\"username\":\"%s\",\"password\":\"" SERVICE_PASSWORD "\",\"device\":\"" DEVICE "\"}", who);

  call (self, "/accounts", NULL, body, 201);
  return send_for (self, "token", "/sessions", NULL, sign_in, 201);
}

static char *
publish (Fixture *self, const char *clerk)
{
  g_autofree char *id = send_for (
      self,
      "id",
      "/items",
      clerk,
      "{\"category\":\"study_guide\",\"title\":\"" TITLE "\",\"mode\":\"give\",\"grade\":\"B90\","
      "\"attributes\":{\"school_stage\":\"primary\",\"subject\":\"maths\"}}",
      201);
  g_autofree char *path = g_strdup_printf ("/items/%s/publish", id);

  call (self, path, clerk, NULL, 200);
  return g_steal_pointer (&id);
}

static void
reserve_and_look (Fixture *self, const char *clerk, const char *resident)
{
  g_autofree char *item = publish (self, clerk);
  g_autofree char *reserve = g_strdup_printf ("/items/%s/reservations", item);
  g_autofree char *id = send_for (self, "id", reserve, resident, NULL, 201);
  g_autofree char *contact = g_strdup_printf ("/reservations/%s/contact", id);

  call (self, contact, clerk, NULL, 200);
}

static void
export_for (Fixture *self, const char *resident)
{
  g_autoptr (ServiceAnswer) account = send (self, "GET", "/account", resident, NULL, 200);
  g_autofree char *path =
      g_strdup_printf ("/people/%s/export", service_answer_get_text (account, "person"));

  call (self, path, self->root, "{\"reason\":\"request\"}", 200);
}

/* What people do, well and badly. */
static void
live (Fixture *self)
{
  g_autofree char *clerk = join (self, self->root, "{\"role\":\"clerk\"}", CLERK_NICKNAME, CLERK);
  g_autofree char *resident = join (self, clerk, "{}", NICKNAME, PHONE);
  g_autofree char *gone = join (self, clerk, "{}", GONE_NICKNAME, GONE_PHONE);

  reserve_and_look (self, clerk, resident);
  reserve_and_look (self, clerk, gone);
  export_for (self, resident);
  look (self, "/account/export?format=html", resident);
  look (self, "/items?q=" PHONE, clerk);
  look (self, "/members", clerk);
  call (self, "/sessions", NULL, "{\"username\":\"" STRANGER "\",\"password\":\"wrong\"}", 401);
  call (self, "/sessions", NULL, "{\"username\":\"" PHONE "\",\"password\":\"wrong\"}", 401);
  call (self,
        "/accounts",
        NULL,
        "{\"code\":\"00000-00000\",\"nickname\":\"" NICKNAME "\",\"phone\":\"" REFUSED
        "\",\"password\":\"" SERVICE_PASSWORD "\",\"consent\":1,\"of_age\":true}",
        400);
  call (self, "/account/consents/withdraw", gone, NULL, 204);
  call (self, "/account/erasure", gone, "{\"password\":\"" SERVICE_PASSWORD "\"}", 204);
}

/* Returns: where one of @texts lies, NULL: nowhere. @except: a folder's name */
static char *
find (const char *path, const char *const *texts, const char *except)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autofree char *content = NULL;
  const char *name;
  gsize size;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    char *found = g_strcmp0 (name, except) == 0 ? NULL : find (child, texts, except);

    if (found != NULL)
      return found;
  }
  if (dir != NULL || !g_file_get_contents (path, &content, &size, NULL))
    return NULL;
  for (; *texts != NULL; texts++) {
    if (memmem (content, size, *texts, strlen (*texts)) != NULL)
      return g_strdup_printf ("%s: %s", path, *texts);
  }
  return NULL;
}

static void
assert_without (const char *path, const char *known)
{
  const char *const expected[] = { known, NULL };
  g_autofree char *found = find (path, secrets, "keys");
  g_autofree char *control = find (path, expected, "keys");

  g_assert_cmpstr (found, ==, NULL);
  if (control == NULL)
    g_error ("%s: no %s either", path, known); /* nocheck: ends a test */
}

static char *
run (Fixture *self, const char *const *arguments)
{
  char *output = NULL;

  if (service_run (&self->service, arguments, &output) != 0)
    g_error ("jielid %s: %s", arguments[0], output); /* nocheck: ends a test */
  return output;
}

/* What was backed up, put in place elsewhere, with the bodies of its journal unpacked. */
static void
check_backup (Fixture *self, const char *backups)
{
  g_autofree char *restored = g_build_filename (self->base, "restored", NULL);
  g_autofree char *keys = g_build_filename (self->service.data_dir, "keys", NULL);
  g_autofree char *shown = g_build_filename (self->base, "shown", NULL);
  g_autofree char *said =
      run (self,
           (const char *const[]){
               "restore", "--from", backups, "--data", restored, "--keys", keys, NULL });
  g_autofree char *bodies =
      run (self, (const char *const[]){ "journal", "show", "--bodies", "--data", restored, NULL });

  assert_without (backups, TITLE);
  assert_without (restored, TITLE);
  g_assert_true (g_file_set_contents (shown, bodies, -1, NULL));
  assert_without (shown, TITLE);
}

static void
test_nothing_in_plain (Fixture *self, gconstpointer data)
{
  g_autofree char *backups = g_build_filename (self->base, "backups", NULL);
  g_autofree char *access = g_build_filename (self->service.data_dir, "log", "access.log", NULL);
  g_autofree char *said = NULL;

  live (self);
  assert_without (self->service.data_dir, TITLE);
  said = run (
      self,
      (const char *const[]){ "backup", "--data", self->service.data_dir, "--to", backups, NULL });
  check_backup (self, backups);
  g_assert_cmpint (service_end (&self->service, SIGTERM), ==, 0);
  assert_without (self->service.data_dir, TITLE);
  assert_without (access, "/api/v1/accounts");
  assert_without (self->log, "jielid");
}

static char *
send_list (Fixture *self, const char *token)
{
  static const char list[] = "organisation,role,name\n"
                             "HM,clerk," LISTED "\n"
                             "HM,clerk," LISTED_PHONE "\n"
                             "UNKNOWN,clerk," UNLISTED "\n";
  g_autoptr (GBytes) upload = g_bytes_new_static (list, strlen (list));
  g_autoptr (ServiceAnswer) answer =
      service_send (&self->service,
                    &(ServiceRequest){ .method = "POST",
                                       .path = "/api/v1/imports?kind=accounts&name=people.csv",
                                       .token = token,
                                       .upload = upload });

  if (answer->status != 201)
    g_error ("imports: %u %s", answer->status, answer->text); /* nocheck: ends a test */
  return g_strconcat ("/imports/", service_answer_get_text (answer, "id"), NULL);
}

static void
await_state (Fixture *self, const char *path, const char *state)
{
  for (;;) {
    g_autoptr (ServiceAnswer) answer = send (self, "GET", path, self->root, NULL, 200);

    if (g_strcmp0 (service_answer_get_text (answer, "state"), state) == 0)
      return;
    g_assert_cmpstr (service_answer_get_text (answer, "state"), !=, "broken");
  }
}

/* What the administrator who has sent the list sees of it. */
static void
assert_shown (Fixture *self, const char *list, const char *code)
{
  g_autofree char *rows = g_strconcat (list, "/rows", NULL);
  g_autofree char *second = g_strconcat (list, "/rows?limit=1", NULL);
  g_autofree char *report = g_strconcat (list, "/report", NULL);
  g_autoptr (ServiceAnswer) all = send (self, "GET", rows, self->root, NULL, 200);
  g_autoptr (ServiceAnswer) one = send (self, "GET", second, self->root, NULL, 200);
  g_autoptr (ServiceAnswer) csv = send (self, "GET", report, self->root, NULL, 200);

  g_assert_nonnull (strstr (all->text, LISTED));
  g_assert_nonnull (strstr (all->text, LISTED_PHONE));
  g_assert_nonnull (strstr (all->text, UNLISTED));
  g_assert_nonnull (strstr (all->text, "There is no organisation"));
  g_assert_nonnull (strstr (one->text, LISTED));
  g_assert_null (strstr (one->text, UNLISTED));
  g_assert_nonnull (strstr (csv->text, "There is no organisation"));
  if (code != NULL)
    g_assert_nonnull (strstr (csv->text, code));
}

/* A list of people: when it has come, when it was checked and taken in, and after a kill between.
 */
static void
test_lists (Fixture *self, gconstpointer data)
{
  g_autofree char *list = send_list (self, self->root);
  g_autofree char *start = g_strconcat (list, "/start", NULL);

  assert_without (self->service.data_dir, "people.csv");
  await_state (self, list, "ready");
  assert_without (self->service.data_dir, "people.csv");
  assert_shown (self, list, NULL);
  service_end (&self->service, SIGKILL);
  assert_without (self->service.data_dir, "people.csv");
  service_start (&self->service, NULL);
  assert_shown (self, list, NULL);
  call (self, start, self->root, NULL, 200);
  await_state (self, list, "finished");
  assert_without (self->service.data_dir, "people.csv");
  assert_shown (self, list, "/join?staff");
  g_assert_cmpint (service_end (&self->service, SIGTERM), ==, 0);
  assert_without (self->service.data_dir, "people.csv");
  assert_without (self->log, "jielid");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/integration/traces/nothing-in-plain",
              Fixture,
              NULL,
              setup,
              test_nothing_in_plain,
              teardown);
  g_test_add ("/integration/traces/lists-of-people", Fixture, NULL, setup, test_lists, teardown);
  return g_test_run ();
}
