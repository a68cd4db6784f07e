// SPDX-License-Identifier: GPL-3.0-or-later
/* Sheets as PDF: what is on the paper, for people and for phones. */
#include "jl-invitation-sheet.h"
#include "jl-print-dialog.h"

#include <glib/gstdio.h>
#include <string.h>

#define CODE "7KQ4M-2ZB8X"

static JlRecord *
make_invitation (void)
{
  JlRecord *invitation = jl_record_new (&jl_invitation_table);

  jl_record_set_null (invitation, JL_INVITATION_ROLE);
  jl_record_set_text (invitation, JL_INVITATION_CODE, CODE);
  jl_record_set_text (invitation, JL_INVITATION_JOIN_URL, "https://jieli.example/join");
  jl_record_set_integer (invitation, JL_INVITATION_USES_LEFT, 20);
  /* 2026-12-07 16:00 in China. */
  jl_record_set_integer (invitation, JL_INVITATION_EXPIRES_AT, G_GINT64_CONSTANT (1796630400000));
  return invitation;
}

/* One for whoever comes, one for somebody. */
static GPtrArray *
make_sheets (JlRecord *invitation)
{
  GPtrArray *sheets = g_ptr_array_new_with_free_func ((GDestroyNotify)jl_invitation_sheet_free);

  g_ptr_array_add (sheets, jl_invitation_sheet_new (invitation, "惠民寄卖店", NULL));
  g_ptr_array_add (sheets, jl_invitation_sheet_new (invitation, "惠民寄卖店", "赵钱孙"));
  return sheets;
}

/* What a program says; $ stands for a path. */
static char *
ask (const char *command, const char *path)
{
  g_auto (GStrv) parts = g_strsplit (command, "$", -1);
  g_autofree char *line = g_strjoinv (path, parts);
  g_autoptr (GError) error = NULL;
  char *output = NULL;
  int status = 0;

  g_spawn_command_line_sync (line, &output, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return output;
}

static void
test_invitation (void)
{
  g_autoptr (JlRecord) invitation = make_invitation ();
  g_autoptr (GPtrArray) sheets = make_sheets (invitation);
  JlInvitationSheet *sheet = sheets->pdata[0];
  const JlPrintJob job = { jl_invitation_sheet_draw, sheets->len, sheets, NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = g_dir_make_tmp ("jieli-XXXXXX", &error);
  g_autofree char *pdf = g_build_filename (dir, "sheet.pdf", NULL);
  g_autofree char *text = NULL;
  g_autofree char *picture = NULL;
  g_autofree char *scanned = NULL;

  g_assert_cmpstr (
      jl_invitation_sheet_get_link (sheet), ==, "https://jieli.example/join#code=" CODE);
  g_assert_true (jl_print_save_pdf (pdf, &job, &error));
  text = ask ("pdftotext -f 2 $ -", pdf);
  g_assert_nonnull (strstr (text, "赵钱孙"));
  g_free (text);
  text = ask ("pdftotext -l 1 $ -", pdf);
  g_assert_null (strstr (text, "赵钱孙"));
  g_assert_nonnull (strstr (text, CODE));
  g_assert_nonnull (strstr (text, "惠民寄卖店"));
  g_assert_nonnull (strstr (text, "2026-12-07"));
  g_assert_nonnull (strstr (text, "20"));
  picture = ask ("pdftoppm -r 150 -png $ $", pdf);
  scanned = ask ("zbarimg -q --raw $-1.png", pdf);
  g_assert_cmpstr (g_strchomp (scanned), ==, jl_invitation_sheet_get_link (sheet));
  g_free (ask ("rm -r $", dir));
}

static void
test_not_writable (void)
{
  g_autoptr (JlRecord) invitation = make_invitation ();
  g_autoptr (GPtrArray) sheets = make_sheets (invitation);
  const JlPrintJob job = { jl_invitation_sheet_draw, sheets->len, sheets, NULL };
  g_autoptr (GError) error = NULL;

  g_assert_false (jl_print_save_pdf ("/nowhere/at/all.pdf", &job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/desktop/print/invitation", test_invitation);
  g_test_add_func ("/desktop/print/not-writable", test_not_writable);
  return g_test_run ();
}
