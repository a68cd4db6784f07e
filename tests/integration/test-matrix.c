// SPDX-License-Identifier: GPL-3.0-or-later
/* Every operation of the API, called as everybody, on what belongs to the caller's organisation and
 * on what does not; compared with the roles that the description states. */
#include "conversation.h"
#include "matrix-rows.h"

#include <string.h>

typedef struct {
  const char *kind;
  const char *name;
  const char *prefix;
  const char *division;
  char *id;                 /* owned */
  char *manager;            /* owned: token of somebody who makes what the tests need */
  char *resident;           /* owned: token of somebody who reserves here */
  char *person;             /* owned: the manager's */
  char *membership;         /* owned: of a second manager */
  char *reservation;        /* owned, nullable: the resident's last one */
  char *targets[N_TARGETS]; /* owned, nullable: what was not changed */
} Organisation;

enum { CITY, SHOP, SCHOOL, RECYCLER, APPRAISER, DISTRICT, FOREIGN, N_ORGANISATIONS };

typedef struct {
  const char *role; /* as in x-roles */
  guint organisation;
  const char *name;
  char *token; /* owned, nullable */
} Caller;

typedef struct {
  Conversation talk;
  char *root; /* owned: token */
  Organisation organisations[N_ORGANISATIONS];
  guint n; /* for names that are new each time */
} Matrix;

static const Organisation organisations[] = {
  [CITY] = { "department", NULL, NULL, NULL },
  [SHOP] = { "shop", "惠民寄卖店", "HMA", "130102001002" },
  [SCHOOL] = { "school", "实验小学", "SYX", "130102001002" },
  [RECYCLER] = { "recycler", "绿源回收", "HYA", "130102001002" },
  [APPRAISER] = { "appraiser", "公正鉴定", "GZA", "130102001002" },
  [DISTRICT] = { "department", "长安区商务局", "QSW", "130102" },
  [FOREIGN] = { "shop", "旧时光", "JSG", "130104001001" },
};

static const Caller all_callers[] = {
  { "anyone", SHOP, NULL },
  { "resident", SHOP, "13811111111" },
  { "clerk", SHOP, "clerk" },
  { "manager", SHOP, "manager" },
  { "teacher", SCHOOL, "teacher" },
  { "technician", RECYCLER, "technician" },
  { "appraiser", APPRAISER, "appraiser" },
  { "recycler", RECYCLER, "recycler" },
  { "officer", CITY, "officer" },
  { "administrator", CITY, SERVICE_ADMINISTRATOR },
  /* The foreign shop is in another district. */
  { "administrator", DISTRICT, "district" },
};

static void
add_people (Matrix *self, Organisation *organisation, guint n)
{
  ServiceFixture *service = &self->talk.service;
  g_autofree char *second = g_strdup_printf ("second.manager%u", n);
  g_autofree char *first = g_strdup_printf ("first.manager%u", n);
  g_autofree char *second_token =
      service_add_member (service, self->root, organisation->id, "manager", second);
  g_autoptr (ServiceAnswer) second_account = NULL;
  g_autoptr (ServiceAnswer) first_account = NULL;

  organisation->manager =
      service_add_member (service, self->root, organisation->id, "manager", first);
  second_account = conversation_get (&self->talk, second_token, 200, "/account");
  first_account = conversation_get (&self->talk, organisation->manager, 200, "/account");
  organisation->membership = g_strdup (conversation_get_text (second_account, "memberships[0].id"));
  organisation->person = g_strdup (conversation_get_text (first_account, "person"));
}

static void
setup (Matrix *self, gconstpointer data)
{
  ServiceFixture *service = &self->talk.service;
  g_autoptr (ServiceAnswer) account = NULL;

  conversation_open (&self->talk);
  self->root = service_sign_in (service, SERVICE_ADMINISTRATOR);
  account = conversation_get (&self->talk, self->root, 200, "/account");
  memcpy (self->organisations, organisations, sizeof organisations);
  for (guint i = 0; i < N_ORGANISATIONS; i++) {
    Organisation *organisation = &self->organisations[i];

    if (i == CITY)
      organisation->id = g_strdup (conversation_get_text (account, "memberships[0].organisation"));
    else
      organisation->id = service_add_organisation (service,
                                                   self->root,
                                                   organisation->kind,
                                                   organisation->name,
                                                   organisation->prefix,
                                                   organisation->division);
    add_people (self, organisation, i);
  }
  for (guint i = 0; i < N_ORGANISATIONS; i++) {
    g_autofree char *phone = g_strdup_printf ("1390000000%u", i);

    self->organisations[i].resident = service_add_member (service,
                                                          self->organisations[FOREIGN].manager,
                                                          self->organisations[FOREIGN].id,
                                                          NULL,
                                                          phone);
  }
}

static void
teardown (Matrix *self, gconstpointer data)
{
  conversation_close (&self->talk);
  g_free (self->root);
  for (guint i = 0; i < N_ORGANISATIONS; i++) {
    g_free (self->organisations[i].id);
    g_free (self->organisations[i].manager);
    g_free (self->organisations[i].resident);
    g_free (self->organisations[i].person);
    g_free (self->organisations[i].membership);
    g_free (self->organisations[i].reservation);
    for (guint j = 0; j < N_TARGETS; j++)
      g_free (self->organisations[i].targets[j]);
  }
}

/* Making targets */

static char *
make_item (Matrix *self, Organisation *organisation)
{
  g_autoptr (ServiceAnswer) created = conversation_post (
      &self->talk,
      organisation->manager,
      201,
      "/items",
      "{\"category\":\"textbook\",\"title\":\"语文\",\"mode\":\"sell\",\"price_fen\":500,"
      "\"grade\":\"B90\",\"community\":\"130102001002\",\"attributes\":{"
      "\"school_stage\":\"primary\",\"subject\":\"chinese\",\"school_grade\":\"grade_1\","
      "\"school_term\":\"first\",\"textbook_edition\":\"renjiao\",\"publication_year\":2024}}");

  return g_strdup (conversation_get_text (created, "id"));
}

static void
act (Matrix *self, Organisation *organisation, const char *item, const char *action)
{
  g_autofree char *path = g_strdup_printf ("/items/%s/%s", item, action);
  const char *body = strcmp (action, "sale") == 0 ? "{\"payment\":\"cash\"}" : NULL;
  g_autoptr (ServiceAnswer) answer =
      conversation_post (&self->talk, organisation->manager, 200, path, body);
}

/* Returns: the reservation; the one before is given back, because nobody may have many. */
static char *
reserve (Matrix *self, Organisation *organisation, const char *item)
{
  g_autofree char *path = g_strdup_printf ("/api/v1/items/%s/reservations", item);
  g_autoptr (ServiceAnswer) answer = NULL;

  if (organisation->reservation != NULL) {
    g_autofree char *cancel =
        g_strdup_printf ("/api/v1/reservations/%s/cancel", organisation->reservation);
    g_autoptr (ServiceAnswer) cancelled = conversation_send (
        &self->talk,
        &(ServiceRequest){ .method = "POST", .path = cancel, .token = organisation->resident });
  }
  answer = conversation_expect (
      &self->talk,
      201,
      &(ServiceRequest){ .method = "POST", .path = path, .token = organisation->resident });
  g_free (organisation->reservation);
  organisation->reservation = g_strdup (conversation_get_text (answer, "id"));
  return g_strdup (organisation->reservation);
}

static char *
make_item_in_state (Matrix *self, Organisation *organisation, Target target)
{
  g_autofree char *item = make_item (self, organisation);
  g_autofree char *reservation = NULL;

  if (target == TARGET_LOST)
    act (self, organisation, item, "lose");
  if (target == TARGET_DRAFT || target == TARGET_LOST)
    return g_steal_pointer (&item);
  act (self, organisation, item, "publish");
  if (target == TARGET_PUBLISHED)
    return g_steal_pointer (&item);
  reservation = reserve (self, organisation, item);
  if (target == TARGET_RESERVATION)
    return g_steal_pointer (&reservation);
  if (target == TARGET_RESERVED)
    return g_steal_pointer (&item);
  act (self, organisation, item, "hand-over");
  if (target == TARGET_SOLD)
    act (self, organisation, item, "sale");
  return g_steal_pointer (&item);
}

static char *
make_photo (Matrix *self, Organisation *organisation, gboolean is_published)
{
  g_autofree char *item = make_item (self, organisation);
  g_autoptr (ServiceAnswer) answer =
      conversation_upload (&self->talk, organisation->manager, item, "sofa-front.jpg");

  if (is_published)
    act (self, organisation, item, "publish");
  return g_strdup (conversation_get_text (answer, "photos[0].id"));
}

static char *
make_invitation (Matrix *self, Organisation *organisation, Target target)
{
  g_autofree char *path = g_strdup_printf ("/organisations/%s/invitations", organisation->id);
  g_autoptr (ServiceAnswer) answer =
      conversation_post (&self->talk,
                         organisation->manager,
                         201,
                         path,
                         target == TARGET_CODE ? "{}" : "{\"role\":\"manager\"}");

  return g_strdup (conversation_get_text (answer, target == TARGET_INVITATION ? "id" : "code"));
}

static char *
make_notice (Matrix *self, Organisation *organisation)
{
  g_autofree char *item = make_item_in_state (self, organisation, TARGET_RESERVED);
  g_autoptr (ServiceAnswer) answer =
      conversation_get (&self->talk, organisation->manager, 200, "/notices");

  return g_strdup (conversation_get_text (answer, "items[0].id"));
}

static char *
make_session (Matrix *self, const char *name, const char *member)
{
  g_autofree char *body = g_strdup_printf ("{\"username\":\"%s\"," MATRIX_PASSWORD "}", name);
  g_autoptr (ServiceAnswer) answer = conversation_post (&self->talk, NULL, 201, "/sessions", body);

  return g_strdup (conversation_get_text (answer, member));
}

static char *
make_staff_session (Matrix *self, Organisation *organisation)
{
  g_autofree char *name =
      g_strdup_printf ("first.manager%d", (int)(organisation - self->organisations));

  return make_session (self, name, "id");
}

static char *
make_pin (Matrix *self, Organisation *organisation)
{
  g_autoptr (ServiceAnswer) account =
      conversation_get (&self->talk, organisation->manager, 200, "/account");
  g_autoptr (ServiceAnswer) set = conversation_post (
      &self->talk, organisation->manager, 201, "/pin", "{" MATRIX_DEVICE ",\"pin\":\"482913\"}");

  return g_strdup (conversation_get_text (account, "id"));
}

static char *
make_want (Matrix *self, const char *token)
{
  g_autoptr (ServiceAnswer) answer =
      conversation_post (&self->talk, token, 201, "/wants", "{\"text\":\"电饭煲\"}");

  return g_strdup (conversation_get_text (answer, "id"));
}

/* Two rows, of which one is refused. */
static GBytes *
make_table (void)
{
  return g_bytes_new_static (MATRIX_TABLE, strlen (MATRIX_TABLE));
}

/* One that has been checked: it can be started, and has a report. */
static char *
make_import (Matrix *self, Organisation *organisation)
{
  g_autoptr (GBytes) upload = make_table ();
  g_autoptr (ServiceAnswer) sent =
      conversation_expect (&self->talk,
                           201,
                           &(ServiceRequest){ .method = "POST",
                                              .path = "/api/v1/imports?name=goods.csv",
                                              .token = organisation->manager,
                                              .upload = upload });
  g_autofree char *path = g_strconcat ("/imports/", conversation_get_text (sent, "id"), NULL);
  gboolean is_checked = FALSE;

  while (!is_checked) {
    g_autoptr (ServiceAnswer) answer =
        conversation_get (&self->talk, organisation->manager, 200, path);
    is_checked = strcmp (conversation_get_text (answer, "state"), "ready") == 0;
  }
  return g_strdup (conversation_get_text (sent, "id"));
}

static char *
make_export (Matrix *self, Organisation *organisation)
{
  g_autoptr (ServiceAnswer) answer = conversation_post (
      &self->talk, organisation->manager, 201, "/items/exports", "{\"format\":\"csv\"}");

  return g_strdup (conversation_get_text (answer, "id"));
}

/* There is one purge at a time: whichever waits, or is done at once for there is nothing to do. */
static void
await_no_purge (Matrix *self)
{
  for (;;) {
    g_autoptr (ServiceAnswer) list = conversation_get (&self->talk, self->root, 200, "/purges");
    const char *state = conversation_get_length (list, "items") > 0
                            ? conversation_get_text (list, "items[0].state")
                            : "done";
    g_autofree char *path = NULL;
    g_autoptr (ServiceAnswer) cancelled = NULL;

    if (strcmp (state, "done") == 0 || strcmp (state, "cancelled") == 0)
      return;
    if (strcmp (state, "running") == 0)
      continue;
    path = g_strdup_printf ("/purges/%s/cancel", conversation_get_text (list, "items[0].id"));
    cancelled = conversation_post (&self->talk, self->root, 200, path, NULL);
  }
}

static char *
make_purge (Matrix *self)
{
  g_autoptr (ServiceAnswer) answer = NULL;

  await_no_purge (self);
  answer = conversation_post (&self->talk, self->root, 201, "/purges", NULL);
  return g_strdup (conversation_get_text (answer, "id"));
}

static char *
make_hold (Matrix *self, Organisation *organisation)
{
  g_autofree char *item = make_item (self, organisation);
  g_autofree char *body =
      g_strdup_printf ("{\"subject_kind\":\"item\",\"subject\":\"%s\",\"reason\":\"来函\"}", item);
  g_autoptr (ServiceAnswer) answer =
      conversation_post (&self->talk, self->root, 201, "/holds", body);

  return g_strdup (conversation_get_text (answer, "id"));
}

/* Returns: the id in the answer to something posted about an item that is on offer. */
static char *
make_of_item (
    Matrix *self, Organisation *organisation, const char *token, const char *what, const char *body)
{
  g_autofree char *item = make_item_in_state (self, organisation, TARGET_PUBLISHED);
  g_autofree char *path = g_strdup_printf ("/items/%s/%s", item, what);
  g_autoptr (ServiceAnswer) answer = conversation_post (&self->talk, token, 201, path, body);

  return g_strdup (conversation_get_text (answer, "id"));
}

static char *
make_target (Matrix *self, const Caller *caller, Organisation *organisation, Target target)
{
  gboolean is_own = caller->name != NULL && organisation != &self->organisations[FOREIGN];

  switch (target) {
  case TARGET_NONE:
    return g_strdup ("");
  case TARGET_CATEGORY:
    return g_strdup ("sofa");
  case TARGET_ORGANISATION:
    return g_strdup (organisation->id);
  case TARGET_MEMBERSHIP:
    return g_strdup (organisation->membership);
  case TARGET_PERSON:
    return g_strdup (organisation->person);
  case TARGET_INVITATION:
    return make_invitation (self, organisation, target);
  case TARGET_CODE:
  case TARGET_STAFF_CODE:
    return make_invitation (self, &self->organisations[FOREIGN], target);
  case TARGET_NOTICE:
    return make_notice (self, organisation);
  case TARGET_DRAFT_PHOTO:
  case TARGET_PUBLISHED_PHOTO:
    return make_photo (self, organisation, target == TARGET_PUBLISHED_PHOTO);
  case TARGET_SESSION:
    return make_session (self, is_own ? caller->name : "first.manager5", "id");
  case TARGET_CURRENT:
    return make_session (self, caller->name != NULL ? caller->name : "first.manager5", "token");
  case TARGET_STAFF_SESSION:
    return make_staff_session (self, organisation);
  case TARGET_PIN:
    return make_pin (self, organisation);
  case TARGET_NO_PURGE:
    await_no_purge (self);
    return g_strdup ("");
  case TARGET_PURGE:
    return make_purge (self);
  case TARGET_HOLD:
    return make_hold (self, organisation);
  case TARGET_RULES:
    return g_strdup ("grades");
  case TARGET_IMPORT:
    return make_import (self, organisation);
  case TARGET_EXPORT:
    return make_export (self, organisation);
  case TARGET_REPORT:
    return make_of_item (
        self, organisation, organisation->manager, "reports", "{\"reason\":\"fraud\"}");
  case TARGET_HIDING:
    return make_of_item (self, organisation, self->root, "hide", MATRIX_HIDE);
  case TARGET_WANT:
    return make_want (self, is_own ? caller->token : self->organisations[FOREIGN].manager);
  default:
    return make_item_in_state (self, organisation, target);
  }
}

/* What will be refused stays as it is: the next one who is refused gets the same. */
static char *
take_target (
    Matrix *self, const Caller *caller, Organisation *organisation, const Row *row, guint expected)
{
  char **kept = &organisation->targets[row->target];

  if (expected < 400)
    return make_target (self, caller, organisation, row->target);
  if (*kept == NULL)
    *kept = make_target (self, caller, organisation, row->target);
  return g_strdup (*kept);
}

/* Calling */

static gboolean
is_of_person (Target target)
{
  return target == TARGET_SESSION || target == TARGET_CURRENT || target == TARGET_WANT;
}

static gboolean
has_role (const char *const *roles, const char *role)
{
  return g_strv_contains (roles, role) ||
         (strcmp (role, "manager") == 0 && g_strv_contains (roles, "clerk"));
}

/* What the description and the row say. */
static guint
get_expected (const ConversationOperation *operation,
              const Row *row,
              const Caller *caller,
              gboolean is_own)
{
  const char *const *roles = (const char *const *)operation->roles;
  g_auto (GStrv) staff =
      g_strsplit (row->staff_roles != NULL ? row->staff_roles : "clerk,manager,teacher", ",", -1);
  gboolean is_anonymous = caller->name == NULL;
  gboolean is_resident = strcmp (caller->role, "resident") == 0;

  if (!g_strv_contains (roles, "anyone") && is_anonymous)
    return 401;
  if (!g_strv_contains (roles, "anyone") && !g_strv_contains (roles, "resident") &&
      !has_role (roles, caller->role))
    return 403;
  if ((row->flags & ROW_ADMINISTRATOR_ANYWHERE) != 0 &&
      strcmp (caller->role, "administrator") == 0 && caller->organisation == CITY)
    return row->staff;
  if ((row->flags & ROW_CITY) != 0)
    return caller->organisation == CITY ? row->staff : row->stranger;
  if (is_own && is_of_person (row->target))
    return row->staff;
  if (!is_own || is_anonymous || is_resident)
    return row->stranger;
  if (row->member != 0 && !g_strv_contains ((const char *const *)staff, caller->role))
    return row->member;
  return row->staff;
}

static char *
fill (Matrix *self, const char *body, const char *target)
{
  GString *text = g_string_new (NULL);

  for (const char *p = body; *p != '\0'; p++) {
    if (*p == '$')
      g_string_append (text, target);
    else if (*p == '%')
      g_string_append_printf (text, "%08u", ++self->n);
    else if (*p == '#')
      g_string_append_printf (text, "X%c", 'A' + (int)(self->n++ % 8));
    else
      g_string_append_c (text, *p);
  }
  return g_string_free (text, FALSE);
}

static char *
fill_path (const char *template, const char *target)
{
  const char *open = strchr (template, '{');

  if (open == NULL)
    return g_strdup (template);
  return g_strdup_printf (
      "%.*s%s%s", (int)(open - template), template, target, strchr (open, '}') + 1);
}

/* The version of what will be changed, as its own organisation sees it. */
static gint64
get_version (Matrix *self, Organisation *organisation, Target target, const char *id)
{
  g_autofree char *path = NULL;
  g_autoptr (ServiceAnswer) answer = NULL;

  if (target == TARGET_MEMBERSHIP) {
    answer = conversation_get (&self->talk, organisation->manager, 200, "/members?limit=100");
    for (guint i = 0; i < conversation_get_length (answer, "items"); i++) {
      g_autofree char *member = g_strdup_printf ("items[%u].id", i);
      g_autofree char *version = g_strdup_printf ("items[%u].version", i);

      if (strcmp (conversation_get_text (answer, member), id) == 0)
        return conversation_get_integer (answer, version);
    }
    g_error ("no membership %s", id);
  }
  path = g_strconcat (target == TARGET_ORGANISATION ? "/organisations/"
                      : target == TARGET_HIDING     ? "/moderation/hidings/"
                                                    : "/items/",
                      id,
                      NULL);
  answer = conversation_get (&self->talk, organisation->manager, 200, path);
  return conversation_get_integer (answer, "version");
}

static GBytes *
read_picture (void)
{
  g_autofree char *file =
      g_build_filename (g_getenv ("JIELI_TEST_FIXTURES"), "pictures", "sofa-side.jpg", NULL);
  g_autoptr (GError) error = NULL;
  char *bytes;
  gsize size;

  g_file_get_contents (file, &bytes, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (bytes, size);
}

/* Returns: whether it was answered as stated. */
static gboolean
call (Matrix *self, const Row *row, const Caller *caller, gboolean is_own)
{
  const ConversationOperation *operation = conversation_find (&self->talk, row->operation);
  Organisation *organisation = &self->organisations[is_own ? caller->organisation : FOREIGN];
  guint expected = get_expected (operation, row, caller, is_own);
  g_autofree char *target = take_target (self, caller, organisation, row, expected);
  g_autofree char *path = fill_path (operation->path, target);
  g_autofree char *body = row->body != NULL ? fill (self, row->body, target) : NULL;
  g_autoptr (GBytes) upload = (row->flags & ROW_UPLOAD) != 0  ? read_picture ()
                              : (row->flags & ROW_TABLE) != 0 ? make_table ()
                                                              : NULL;
  gboolean has_acting = caller->name != NULL && strcmp (caller->role, "resident") != 0;
  ServiceRequest request = { .method = operation->method,
                             .path = path,
                             .token = caller->token,
                             .body = body,
                             .upload = upload };
  g_autoptr (ServiceAnswer) answer = NULL;

  if (has_acting)
    request.acting = self->organisations[caller->organisation].id;
  if (row->target == TARGET_CURRENT && caller->name != NULL)
    request.token = target;
  if ((row->flags & ROW_IF_MATCH) != 0)
    request.if_match = get_version (self, organisation, row->target, target);
  answer = conversation_send (&self->talk, &request);
  if (answer->status == expected)
    return TRUE;
  g_test_message ("%s %s (%s, %s, target %d): %u, stated %u: %s",
                  request.method,
                  request.path,
                  caller->role,
                  is_own ? "own" : "foreign",
                  row->target,
                  answer->status,
                  expected,
                  answer->text);
  return FALSE;
}

/* A route that these rows do not know how to call, or a row that calls nothing. */
static guint
count_unknown (Matrix *self)
{
  guint n = 0;

  for (guint i = 0; i < self->talk.operations->len; i++) {
    const ConversationOperation *operation = g_ptr_array_index (self->talk.operations, i);
    gboolean is_known = FALSE;

    for (guint j = 0; j < n_matrix_rows; j++)
      is_known = is_known || strcmp (matrix_rows[j].operation, operation->id) == 0;
    if (!is_known) {
      g_test_message ("no row calls %s", operation->id);
      n++;
    }
  }
  for (guint j = 0; j < n_matrix_rows; j++) {
    if (conversation_find (&self->talk, matrix_rows[j].operation) == NULL) {
      g_test_message ("there is no %s", matrix_rows[j].operation);
      n++;
    }
  }
  return n;
}

static void
sign_in_all (Matrix *self, Caller *callers)
{
  for (guint i = 0; i < G_N_ELEMENTS (all_callers); i++) {
    Caller *caller = &callers[i];
    Organisation *organisation = &self->organisations[caller->organisation];
    gboolean is_resident = strcmp (caller->role, "resident") == 0;

    if (caller->name == NULL)
      continue;
    if (strcmp (caller->name, SERVICE_ADMINISTRATOR) == 0)
      caller->token = g_strdup (self->root);
    else
      caller->token = service_add_member (&self->talk.service,
                                          is_resident ? organisation->manager : self->root,
                                          organisation->id,
                                          is_resident ? NULL : caller->role,
                                          caller->name);
  }
}

/* Rows do not change who there is, so nobody leaves in them. */
static void
leave (Matrix *self)
{
  g_autoptr (ServiceAnswer) account =
      conversation_get (&self->talk, self->organisations[SHOP].resident, 200, "/account");
  g_autofree char *path =
      g_strdup_printf ("/people/%s/erasure", conversation_get_text (account, "person"));
  g_autoptr (ServiceAnswer) erased =
      conversation_post (&self->talk, self->root, 204, path, "{\"reason\":\"minor\"}");
  g_autoptr (ServiceAnswer) left = conversation_post (&self->talk,
                                                      self->organisations[FOREIGN].resident,
                                                      204,
                                                      "/account/erasure",
                                                      "{" MATRIX_PASSWORD "}");
}

static void
test_matrix (Matrix *self, gconstpointer data)
{
  Caller callers[G_N_ELEMENTS (all_callers)];
  guint n_wrong = count_unknown (self);
  g_autofree char *wrong = NULL;

  g_assert_cmpuint (n_wrong, ==, 0);
  memcpy (callers, all_callers, sizeof all_callers);
  sign_in_all (self, callers);
  for (guint i = 0; i < n_matrix_rows; i++) {
    for (guint j = 0; j < G_N_ELEMENTS (callers); j++) {
      n_wrong += !call (self, &matrix_rows[i], &callers[j], TRUE);
      if ((matrix_rows[i].flags & ROW_ONCE) == 0)
        n_wrong += !call (self, &matrix_rows[i], &callers[j], FALSE);
    }
  }
  leave (self);
  wrong = conversation_check (&self->talk, TRUE);
  g_assert_cmpstr (wrong, ==, "");
  g_assert_cmpuint (n_wrong, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (callers); i++)
    g_free (callers[i].token);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/integration/matrix", Matrix, NULL, setup, test_matrix, teardown);
  return g_test_run ();
}
