// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-list-scroll.h"

/* The next page is read when less than so many heights of the window are left below. */
#define HEIGHTS_BELOW 2

static void
check_cb (GtkAdjustment *adjustment, JlRemoteList *list)
{
  double below = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_value (adjustment) -
                 gtk_adjustment_get_page_size (adjustment);

  if (gtk_adjustment_get_page_size (adjustment) > 0 &&
      below < HEIGHTS_BELOW * gtk_adjustment_get_page_size (adjustment))
    jl_remote_list_load_more (list);
}

/**
 * jl_list_scroll_attach:
 * @scrolled: what shows a list
 * @list: the list
 *
 * Lets @list read its next page before somebody who scrolls comes to its end.
 */
void
jl_list_scroll_attach (GtkScrolledWindow *scrolled, JlRemoteList *list)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (scrolled);

  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (check_cb), list, 0);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (check_cb), list, 0);
}
