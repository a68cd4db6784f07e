// SPDX-License-Identifier: GPL-3.0-or-later
/* The form in which goods are taken in, as it is on the screen: filled in with the keyboard alone,
 * read as a screen reader reads it. */
#include "jl-fake-service.h"
#include "jl-intake-texts.h"
#include "jl-screen.h"

#include <gtk/gtk.h>

#define WINDOW "Take in an Item"

typedef struct {
  JlFakeService *service;
  GSubprocess *window;
  char *state_dir; /* owned: where drafts are kept */
} Fixture;

static void
open_window (Fixture *fixture, const char *item, const char *title)
{
  g_autofree char *program =
      g_build_filename (g_getenv ("JIELI_BUILD_DIR"), "tests", "desktop", "intake-window", NULL);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, "XDG_STATE_HOME", fixture->state_dir, TRUE);
  fixture->window = g_subprocess_launcher_spawn (launcher,
                                                 &error,
                                                 program,
                                                 jl_fake_service_get_address (fixture->service),
                                                 "clerk",
                                                 "password",
                                                 item,
                                                 NULL);
  g_assert_no_error (error);
  jl_screen_focus_window (title);
}

static void
close_window (Fixture *fixture)
{
  g_subprocess_force_exit (fixture->window);
  g_assert_true (g_subprocess_wait (fixture->window, NULL, NULL));
  g_clear_object (&fixture->window);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->service = jl_fake_service_new (0);
  fixture->state_dir = g_dir_make_tmp ("jieli-intake-XXXXXX", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  close_window (fixture);
  jl_fake_service_free (fixture->service);
  g_free (fixture->state_dir);
}

/* The first photo file there is; what the form reads of it are its first bytes. */
static char *
make_photo (Fixture *fixture)
{
  char *path = g_build_filename (fixture->state_dir, "sofa.png", NULL);
  g_autofree char *content = NULL;
  gsize length;

  content = (char *)g_base64_decode (
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
      "gg==",
      &length);
  g_assert_true (g_file_set_contents (path, content, (gssize)length, NULL));
  return path;
}

static void
type_sofa (void)
{
  jl_screen_expect ("Category", ATSPI_STATE_FOCUSED);
  jl_screen_type ("sofa");
  jl_screen_expect ("Sofa, Furniture", ATSPI_STATE_VISIBLE);
  jl_screen_press ("Return");
  jl_screen_expect ("Title", ATSPI_STATE_FOCUSED);
  jl_screen_type ("Three-seat fabric sofa");
  jl_screen_press ("Tab");
  jl_screen_expect ("How it is offered: For sale", ATSPI_STATE_FOCUSED);
  jl_screen_press ("Tab");
  jl_screen_expect ("Price", ATSPI_STATE_FOCUSED);
  jl_screen_type ("1,280");
  jl_screen_press ("Tab Down Down");
  jl_screen_expect ("B Light repair. Usable after new fittings, touch-up or tightening.",
                    ATSPI_STATE_FOCUSED);
  jl_screen_press ("Tab");
  jl_screen_expect ("Seats", ATSPI_STATE_FOCUSED);
  jl_screen_type ("3");
  jl_screen_press ("Tab Down");
  jl_screen_expect ("Material: Solid wood", ATSPI_STATE_FOCUSED);
  jl_screen_press ("Tab");
  jl_screen_expect ("Length", ATSPI_STATE_FOCUSED);
  jl_screen_press ("shift+Tab");
  jl_screen_expect ("Material: Solid wood", ATSPI_STATE_FOCUSED);
  jl_screen_press ("Tab");
  jl_screen_expect ("Length", ATSPI_STATE_FOCUSED);
  jl_screen_type ("215");
}

static JlRecord *
get_item (Fixture *fixture)
{
  return jl_fake_service_dup_item (fixture->service, 0);
}

/* From the first key to the published item, and on to the next one, without a mouse. */
static void
test_publish (Fixture *fixture, gconstpointer data)
{
  g_autofree char *photo = make_photo (fixture);
  g_autoptr (JlRecord) item = NULL;

  open_window (fixture, NULL, WINDOW);
  type_sofa ();
  jl_screen_press ("ctrl+Return");
  jl_screen_expect ("Photos: Add at least one photo", ATSPI_STATE_FOCUSED);
  jl_screen_expect_description ("Add Photos…", "Add at least one photo");

  /* Each reason leads to its field. */
  jl_screen_press ("Return");
  jl_screen_expect ("Add Photos…", ATSPI_STATE_FOCUSED);
  jl_screen_press ("Return");
  jl_screen_focus_window ("Add Photos");
  jl_screen_type (photo);
  jl_screen_press ("Return");
  jl_screen_expect ("Photo 1 of 1", ATSPI_STATE_VISIBLE);
  jl_screen_focus_window (WINDOW);
  jl_screen_press ("ctrl+Return");
  jl_screen_expect ("Take In the Next One", ATSPI_STATE_FOCUSED);
  jl_screen_expect ("Published", ATSPI_STATE_VISIBLE);

  g_assert_cmpuint (jl_fake_service_count_items (fixture->service), ==, 1);
  item = get_item (fixture);
  g_assert_cmpstr (jl_record_get_text (item, JL_ITEM_TITLE), ==, "Three-seat fabric sofa");
  g_assert_cmpint (jl_record_get_integer (item, JL_ITEM_PRICE_FEN), ==, 128000);
  g_assert_cmpint (jl_record_get_integer (item, JL_ITEM_OFFER), ==, JL_OFFER_PUBLISHED);
  g_assert_cmpuint (jl_record_get_list (item, JL_ITEM_PHOTOS)->len, ==, 1);

  /* Shift+Tab and Space: the category stays for the next one. */
  jl_screen_press ("Tab space shift+Tab Return");
  jl_screen_expect ("Title", ATSPI_STATE_FOCUSED);
  jl_screen_expect ("Category: Furniture › Sofa", ATSPI_STATE_VISIBLE);
}

static void
choose_photo (Fixture *fixture, const char *path, const char *then)
{
  jl_screen_activate ("Add Photos…");
  jl_screen_focus_window ("Add Photos");
  jl_screen_type (path);
  jl_screen_press ("Return");
  jl_screen_expect (then, ATSPI_STATE_VISIBLE);
  jl_screen_focus_window (WINDOW);
}

/* Of two photos the service refuses one: it says so at that photo, and the other one arrives. */
static void
test_refused_photo (Fixture *fixture, gconstpointer data)
{
  g_autofree char *photo = make_photo (fixture);
  g_autoptr (JlRecord) item = NULL;

  open_window (fixture, NULL, WINDOW);
  type_sofa ();
  choose_photo (fixture, photo, "Photo 1 of 1");
  choose_photo (fixture, photo, "Photo 2 of 2");
  jl_fake_service_hold_photos (fixture->service, TRUE);
  jl_fake_service_refuse_photos (fixture->service, 1);
  jl_screen_press ("ctrl+s");
  jl_screen_expect ("Sending", ATSPI_STATE_VISIBLE);
  jl_fake_service_hold_photos (fixture->service, FALSE);
  jl_screen_expect_gone ("Sending", ATSPI_STATE_VISIBLE);
  jl_screen_expect ("This picture is damaged", ATSPI_STATE_VISIBLE);
  item = get_item (fixture);
  g_assert_cmpuint (jl_record_get_list (item, JL_ITEM_PHOTOS)->len, ==, 1);

  /* Once more is enough. */
  jl_screen_press ("ctrl+s");
  jl_screen_expect_gone ("This picture is damaged", ATSPI_STATE_VISIBLE);
  g_object_unref (item);
  item = get_item (fixture);
  g_assert_cmpuint (jl_record_get_list (item, JL_ITEM_PHOTOS)->len, ==, 2);
}

/* The program is killed; what was typed is offered again. */
static void
test_offered_again (Fixture *fixture, gconstpointer data)
{
  open_window (fixture, NULL, WINDOW);
  type_sofa ();
  jl_screen_expect ("Kept on this computer", ATSPI_STATE_VISIBLE);
  close_window (fixture);

  open_window (fixture, NULL, WINDOW);
  jl_screen_expect ("Category", ATSPI_STATE_FOCUSED);
  jl_screen_expect ("Not finished last time", ATSPI_STATE_VISIBLE);
  jl_screen_press ("shift+Tab");
  jl_screen_expect ("Continue Three-seat fabric sofa", ATSPI_STATE_FOCUSED);
  jl_screen_press ("Return");
  jl_screen_expect ("Title", ATSPI_STATE_FOCUSED);
  jl_screen_expect ("Material: Solid wood", ATSPI_STATE_VISIBLE);
  jl_screen_press ("ctrl+s");
  jl_screen_expect ("Saved as YY-000001-1", ATSPI_STATE_VISIBLE);
}

/* Without the service nothing is lost, and it is sent once the service is back. */
static void
test_offline (Fixture *fixture, gconstpointer data)
{
  open_window (fixture, NULL, WINDOW);
  type_sofa ();
  jl_fake_service_set_offline (fixture->service, TRUE);
  jl_screen_press ("ctrl+s");
  jl_screen_expect ("Try Again", ATSPI_STATE_VISIBLE);
  g_assert_cmpuint (jl_fake_service_count_items (fixture->service), ==, 0);
  jl_fake_service_set_offline (fixture->service, FALSE);
  while (jl_fake_service_count_items (fixture->service) == 0)
    jl_screen_pause ();
  g_assert_cmpuint (jl_fake_service_count_items (fixture->service), ==, 1);
}

/* What is half typed is a hint, what is left so a problem, said at the field. */
static void
test_problems (Fixture *fixture, gconstpointer data)
{
  open_window (fixture, NULL, WINDOW);
  jl_screen_expect ("Category", ATSPI_STATE_FOCUSED);
  jl_screen_type ("smartphone");
  jl_screen_expect ("Smartphone, Phones", ATSPI_STATE_VISIBLE);
  jl_screen_press ("Return Tab Tab");
  jl_screen_expect ("Price", ATSPI_STATE_FOCUSED);
  jl_screen_type ("12x");
  jl_screen_press ("shift+Tab");
  jl_screen_expect_description ("Price", "This is not an amount of money");
  jl_screen_press ("Tab BackSpace");
  jl_screen_expect ("Price", ATSPI_STATE_FOCUSED);
  jl_screen_type ("1");
  jl_screen_expect_description ("Price", "");

  /* Without a title it is not sent at all. */
  jl_screen_press ("ctrl+s");
  jl_screen_expect ("Title: Say in a few words what it is", ATSPI_STATE_FOCUSED);
  jl_screen_expect_description ("Title", "Say in a few words what it is");
  g_assert_cmpuint (jl_fake_service_count_requests (fixture->service, "POST", "/items"), ==, 0);
}

/* The other window asks what the clipboard holds before anybody could press a key; this program
 * answers while it waits. */
static void
let_others_ask (void)
{
  for (guint i = 0; i < 10; i++)
    jl_screen_pause ();
}

/* A picture in the clipboard becomes a photo wherever the keyboard is; a text stays a text. */
static void
test_paste (Fixture *fixture, gconstpointer data)
{
  static const guint8 pixels[16] = { 0 };
  GdkClipboard *clipboard = gdk_display_get_clipboard (gdk_display_get_default ());
  g_autoptr (GBytes) bytes = g_bytes_new_static (pixels, sizeof pixels);
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (2, 2, GDK_MEMORY_R8G8B8A8, bytes, 8);
  g_autoptr (JlRecord) item = NULL;

  open_window (fixture, NULL, WINDOW);
  jl_screen_expect ("Category", ATSPI_STATE_FOCUSED);
  jl_screen_type ("sofa");
  jl_screen_expect ("Sofa, Furniture", ATSPI_STATE_VISIBLE);
  jl_screen_press ("Return");
  jl_screen_expect ("Title", ATSPI_STATE_FOCUSED);
  gdk_clipboard_set_texture (clipboard, texture);
  let_others_ask ();
  jl_screen_press ("ctrl+v");
  jl_screen_expect ("Photo 1 of 1", ATSPI_STATE_VISIBLE);
  gdk_clipboard_set_text (clipboard, "Pasted sofa");
  let_others_ask ();
  jl_screen_press ("ctrl+v");
  let_others_ask ();
  jl_screen_expect ("Kept on this computer", ATSPI_STATE_VISIBLE);
  jl_screen_press ("ctrl+s");
  while (jl_fake_service_count_items (fixture->service) == 0)
    jl_screen_pause ();
  jl_screen_expect ("Saved as YY-000001-1", ATSPI_STATE_VISIBLE);
  item = get_item (fixture);
  g_assert_cmpstr (jl_record_get_text (item, JL_ITEM_TITLE), ==, "Pasted sofa");
  g_assert_cmpuint (jl_record_get_list (item, JL_ITEM_PHOTOS)->len, ==, 1);
}

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, gpointer user_data)
{
  return gdk_content_provider_new_typed (G_TYPE_FILE, user_data);
}

/* A photo is dragged with the mouse from another program's window, such as a file manager's, and
 * dropped anywhere on the form. This program is the other one. */
static void
test_drop (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = make_photo (fixture);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GtkWidget *files = gtk_window_new ();
  GtkWidget *icon = gtk_label_new ("sofa.png");
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), file);
  gtk_widget_add_controller (files, GTK_EVENT_CONTROLLER (source));
  gtk_window_set_child (GTK_WINDOW (files), icon);
  gtk_window_set_title (GTK_WINDOW (files), "Files");
  gtk_window_set_decorated (GTK_WINDOW (files), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (files), 200, 200);
  open_window (fixture, NULL, WINDOW);
  jl_screen_expect ("Category", ATSPI_STATE_FOCUSED);
  gtk_window_present (GTK_WINDOW (files));
  jl_screen_place_window ("Files", 1150, 0);
  jl_screen_drag (1250, 100, 300, 300);
  jl_screen_expect ("Photo 1 of 1", ATSPI_STATE_VISIBLE);
  gtk_window_destroy (GTK_WINDOW (files));
}

/* Somebody else changed the item meanwhile: field by field, mine or theirs. */
static void
test_stale (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = jl_fake_service_add_item (fixture->service, "Old sofa", 80000);
  g_autoptr (JlRecord) item = NULL;

  open_window (fixture, id, "Edit Old sofa");
  jl_screen_expect ("Title", ATSPI_STATE_FOCUSED);
  jl_fake_service_change_title (fixture->service, id, "Their sofa");
  jl_screen_press ("ctrl+a");
  jl_screen_type ("My sofa");
  jl_screen_press ("ctrl+s");
  jl_screen_expect ("Title. Yours: My sofa", ATSPI_STATE_FOCUSED);
  jl_screen_expect ("Title. Theirs: Their sofa", ATSPI_STATE_VISIBLE);
  jl_screen_press ("Down Tab");
  jl_screen_expect ("Save With These", ATSPI_STATE_FOCUSED);
  jl_screen_press ("Return");
  jl_screen_expect_gone ("Save With These", ATSPI_STATE_VISIBLE);
  item = get_item (fixture);
  g_assert_cmpstr (jl_record_get_text (item, JL_ITEM_TITLE), ==, "Their sofa");
}

#define ADD(name, function)                                                                        \
  g_test_add ("/desktop/intake-window/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  jl_screen_enter (argv);
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  ADD ("publish", test_publish);
  ADD ("refused-photo", test_refused_photo);
  ADD ("offered-again", test_offered_again);
  ADD ("offline", test_offline);
  ADD ("problems", test_problems);
  ADD ("paste", test_paste);
  ADD ("drop", test_drop);
  ADD ("stale", test_stale);
  return g_test_run ();
}
