// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-item.h"
#include "jl-list-diff.h"

/* A list is written as letters: an item a letter. */
static GPtrArray *
make_list (const char *letters)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  for (const char *p = letters; *p != '\0'; p++) {
    JlRecord *item = jl_record_new (&jl_item_table);

    jl_record_set_integer (item, JL_ITEM_ID, *p);
    jl_record_set_integer (item, JL_ITEM_VERSION, 1);
    g_ptr_array_add (list, item);
  }
  return list;
}

static char *
to_letters (GPtrArray *list)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    g_string_append_c (text, (char)jl_record_get_integer (list->pdata[i], JL_ITEM_ID));
  return g_string_free (text, FALSE);
}

/* What a view would know if it heard only of the changes. */
typedef struct {
  GPtrArray *records;
  GString *heard;
  guint length;
} Watch;

static void
changed_cb (guint position, guint removed, guint added, gpointer user_data)
{
  Watch *watch = user_data;

  g_string_append_printf (watch->heard, "%u-%u+%u ", position, removed, added);
  g_assert_cmpuint (position + removed, <=, watch->length);
  watch->length = watch->length - removed + added;
  g_assert_cmpuint (watch->length, ==, watch->records->len);
}

static void
test_diff (void)
{
  static const struct {
    const char *before;
    const char *after;
    const char *heard;
  } cases[] = {
    { "", "", "" },
    { "abc", "abc", "" },
    { "", "abc", "0-0+3 " },
    { "abc", "", "0-3+0 " },
    { "abc", "xabc", "0-0+1 " },
    { "abc", "abcx", "3-0+1 " },
    { "abc", "ac", "1-1+0 " },
    { "abcdef", "adx", "4-2+0 1-2+0 2-0+1 " },
    { "abc", "cab", "2-1+0 0-0+1 " },
    { "abc", "xyz", "0-3+0 0-0+3 " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GPtrArray) records = make_list (cases[i].before);
    g_autoptr (GPtrArray) fresh = make_list (cases[i].after);
    g_autoptr (GString) heard = g_string_new (NULL);
    g_autofree char *result = NULL;
    Watch watch = { records, heard, records->len };

    jl_list_diff (records, fresh, changed_cb, &watch);
    result = to_letters (records);
    g_assert_cmpstr (result, ==, cases[i].after);
    g_assert_cmpstr (heard->str, ==, cases[i].heard);
  }
}

static void
notify_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  g_string_append_printf (user_data, "%s ", pspec->name);
}

/* A record that stays is the same object, with the values of the new one. */
static void
test_identity (void)
{
  g_autoptr (GPtrArray) records = make_list ("ab");
  g_autoptr (GPtrArray) fresh = make_list ("xab");
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autoptr (GString) notified = g_string_new (NULL);
  JlRecord *a = records->pdata[0];
  Watch watch = { records, heard, 2 };

  jl_record_set_text (a, JL_ITEM_NOTE, "old");
  jl_record_set_integer (fresh->pdata[1], JL_ITEM_VERSION, 2);
  jl_record_set_text (fresh->pdata[1], JL_ITEM_TITLE, "New");
  g_signal_connect (a, "notify", G_CALLBACK (notify_cb), notified);
  jl_list_diff (records, fresh, changed_cb, &watch);
  g_assert_true (records->pdata[1] == a);
  g_assert_cmpstr (jl_record_get_text (a, JL_ITEM_TITLE), ==, "New");
  g_assert_false (jl_record_has (a, JL_ITEM_NOTE));
  g_assert_cmpstr (notified->str, ==, "note version title ");
}

static void
test_random (void)
{
  for (guint round = 0; round < 500; round++) {
    g_autoptr (GString) before = g_string_new (NULL);
    g_autoptr (GString) after = g_string_new (NULL);
    g_autoptr (GPtrArray) records = NULL;
    g_autoptr (GPtrArray) fresh = NULL;
    g_autoptr (GString) heard = g_string_new (NULL);
    g_autofree char *result = NULL;

    for (char letter = 'a'; letter <= 'l'; letter++) {
      if (g_test_rand_bit ())
        g_string_insert_c (before, g_test_rand_int_range (0, before->len + 1), letter);
      if (g_test_rand_bit ())
        g_string_insert_c (after, g_test_rand_int_range (0, after->len + 1), letter);
    }
    records = make_list (before->str);
    fresh = make_list (after->str);
    jl_list_diff (records, fresh, changed_cb, &(Watch){ records, heard, records->len });
    result = to_letters (records);
    g_assert_cmpstr (result, ==, after->str);
  }
}

static void
test_tail (void)
{
  static const struct {
    const char *shown;
    const char *fresh;
    const char *result;
  } cases[] = {
    { "abcdef", "abc", "abcdef" },
    { "abcdef", "xab", "xabcdef" },
    { "abcdef", "xyz", "xyz" },
    { "abc", "abc", "abc" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GPtrArray) shown = make_list (cases[i].shown);
    g_autoptr (GPtrArray) fresh = make_list (cases[i].fresh);
    gboolean kept = jl_list_keep_tail (shown, fresh);
    g_autofree char *result = to_letters (fresh);

    g_assert_cmpstr (result, ==, cases[i].result);
    g_assert_true (kept == !g_str_equal (cases[i].fresh, cases[i].result));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/list-diff/diff", test_diff);
  g_test_add_func ("/desktop/list-diff/identity", test_identity);
  g_test_add_func ("/desktop/list-diff/random", test_random);
  g_test_add_func ("/desktop/list-diff/tail", test_tail);
  return g_test_run ();
}
