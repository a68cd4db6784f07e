// SPDX-License-Identifier: GPL-3.0-or-later
/* What a screen reader finds, asked of the accessibility bus itself. libatspi asks a program for
 * its windows one by one; a window that closes between its counting and its asking makes GTK 4.8
 * answer with a path that is not there, and end. Here they are asked for all at once. */
#include "jl-screen-private.h"

#include <string.h>

#define ROOT "/org/a11y/atspi/accessible/root"
#define ACCESSIBLE "org.a11y.atspi.Accessible"
/* A program that is gone or busy answers nothing. */
#define ANSWER_MS 5000

static GDBusConnection *bus; /* owned, for the life of the program */
static gboolean happened;

static void
event_cb (GDBusConnection *connection,
          const char *sender,
          const char *path,
          const char *interface,
          const char *signal,
          GVariant *parameters,
          gpointer user_data)
{
  happened = TRUE;
}

static char *
ask_address (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) session = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_autoptr (GVariant) answer = NULL;
  char *address;

  g_assert_no_error (error);
  answer = g_dbus_connection_call_sync (session,
                                        "org.a11y.Bus",
                                        "/org/a11y/bus",
                                        "org.a11y.Bus",
                                        "GetAddress",
                                        NULL,
                                        G_VARIANT_TYPE ("(s)"),
                                        G_DBUS_CALL_FLAGS_NONE,
                                        -1,
                                        NULL,
                                        &error);
  g_assert_no_error (error);
  g_variant_get (answer, "(s)", &address);
  return address;
}

static void
connect_once (void)
{
  static const char *const kinds[] = { "Object", "Window" };
  g_autoptr (GError) error = NULL;
  g_autofree char *address = NULL;

  if (bus != NULL)
    return;
  address = ask_address ();
  bus = g_dbus_connection_new_for_address_sync (address,
                                                G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                    G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                NULL,
                                                NULL,
                                                &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *interface = g_strconcat ("org.a11y.atspi.Event.", kinds[i], NULL);

    g_dbus_connection_signal_subscribe (
        bus, NULL, interface, NULL, NULL, NULL, G_DBUS_SIGNAL_FLAGS_NONE, event_cb, NULL, NULL);
  }
}

/* Returns: whether something has happened on the screen since the last time it was asked. */
gboolean
jl_screen_take_event (void)
{
  gboolean taken = happened;

  happened = FALSE;
  return taken;
}

/* Returns: the answer, NULL when what is asked has gone meanwhile. */
static GVariant *
ask (const JlScreenThing *thing,
     const char *interface,
     const char *method,
     GVariant *arguments,
     const char *type)
{
  return g_dbus_connection_call_sync (bus,
                                      thing->owner,
                                      thing->path,
                                      interface,
                                      method,
                                      arguments,
                                      G_VARIANT_TYPE (type),
                                      G_DBUS_CALL_FLAGS_NO_AUTO_START,
                                      ANSWER_MS,
                                      NULL,
                                      NULL);
}

static char *
dup_property (const JlScreenThing *thing, const char *name)
{
  g_autoptr (GVariant) answer = ask (thing,
                                     "org.freedesktop.DBus.Properties",
                                     "Get",
                                     g_variant_new ("(ss)", ACCESSIBLE, name),
                                     "(v)");
  g_autoptr (GVariant) value = NULL;

  if (answer == NULL)
    return NULL;
  g_variant_get (answer, "(v)", &value);
  return g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) ? g_variant_dup_string (value, NULL)
                                                             : NULL;
}

/**
 * jl_screen_thing_dup_description:
 * @thing: a thing on the screen
 *
 * Returns: (transfer full) (nullable): what a screen reader says after its name
 */
char *
jl_screen_thing_dup_description (const JlScreenThing *thing)
{
  return dup_property (thing, "Description");
}

static gboolean
has_state (const JlScreenThing *thing, AtspiStateType state)
{
  g_autoptr (GVariant) answer = ask (thing, ACCESSIBLE, "GetState", NULL, "(au)");
  g_autoptr (GVariant) words = answer != NULL ? g_variant_get_child_value (answer, 0) : NULL;
  guint32 word;

  if (words == NULL || state / 32 >= g_variant_n_children (words))
    return FALSE;
  g_variant_get_child (words, state / 32, "u", &word);
  return (word >> (state % 32) & 1) != 0;
}

/**
 * jl_screen_thing_has_state:
 * @thing: a thing on the screen
 * @state: one of AT-SPI's
 *
 * Returns: whether it is in that state now; sensitive is only what is in nothing insensitive
 */
gboolean
jl_screen_thing_has_state (const JlScreenThing *thing, AtspiStateType state)
{
  if (!has_state (thing, state))
    return FALSE;
  /* The program itself has no states. */
  return state != ATSPI_STATE_SENSITIVE || thing->parent->parent->parent == NULL ||
         jl_screen_thing_has_state (thing->parent, state);
}

/**
 * jl_screen_thing_get_role:
 * @thing: a thing on the screen
 *
 * Returns: what kind of thing it is
 */
AtspiRole
jl_screen_thing_get_role (const JlScreenThing *thing)
{
  g_autoptr (GVariant) answer = ask (thing, ACCESSIBLE, "GetRole", NULL, "(u)");
  guint32 role = ATSPI_ROLE_INVALID;

  if (answer != NULL)
    g_variant_get (answer, "(u)", &role);
  return role;
}

static gboolean
click (const JlScreenThing *thing)
{
  g_autoptr (GVariant) answer =
      ask (thing, "org.a11y.atspi.Action", "DoAction", g_variant_new ("(i)", 0), "(b)");

  return answer != NULL;
}

static gboolean
click_child (const JlScreenThing *thing)
{
  g_autoptr (GVariant) answer =
      ask (thing, ACCESSIBLE, "GetChildAtIndex", g_variant_new ("(i)", 0), "((so))");
  JlScreenThing child = { .parent = thing };

  if (answer == NULL)
    return FALSE;
  g_variant_get (answer, "((&s&o))", &child.owner, &child.path);
  return click (&child);
}

/**
 * jl_screen_thing_activate:
 * @thing: a thing on the screen
 *
 * Does with it what a click would; what has a label is clicked with it, and the button within a
 * menu's.
 */
void
jl_screen_thing_activate (const JlScreenThing *thing)
{
  gboolean is_label = jl_screen_thing_get_role (thing) == ATSPI_ROLE_LABEL;

  if (!click (is_label ? thing->parent : thing))
    g_assert_true (click_child (thing));
}

/* Returns: whether @visit has seen enough. */
static gboolean
walk (const JlScreenThing *parent, JlScreenVisitor visit, gpointer user_data)
{
  g_autoptr (GVariant) answer = ask (parent, ACCESSIBLE, "GetChildren", NULL, "(a(so))");
  g_autoptr (GVariantIter) children = NULL;
  JlScreenThing child = { .parent = parent };

  if (answer == NULL)
    return FALSE;
  g_variant_get (answer, "(a(so))", &children);
  while (g_variant_iter_next (children, "(&s&o)", &child.owner, &child.path)) {
    g_autofree char *name = *child.owner != '\0' ? dup_property (&child, "Name") : NULL;

    child.name = name;
    if (name != NULL && (visit (&child, user_data) || walk (&child, visit, user_data)))
      return TRUE;
  }
  return FALSE;
}

/**
 * jl_screen_walk:
 * @visit: (scope call): called for each thing in any window; TRUE: has seen enough
 * @user_data: for @visit
 *
 * Returns: whether @visit has seen enough
 */
gboolean
jl_screen_walk (JlScreenVisitor visit, gpointer user_data)
{
  JlScreenThing desktop = { .owner = "org.a11y.atspi.Registry", .path = ROOT, .name = "" };

  connect_once ();
  return walk (&desktop, visit, user_data);
}
