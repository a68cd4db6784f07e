// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-head-watch.h"
#include "jl-items-page.h"
#include "jl-lock-page.h"
#include "jl-notices-button.h"
#include "jl-scan.h"
#include "jl-sign-in-page.h"
#include "jl-window.h"

G_BEGIN_DECLS

struct _JlWindow {
  AdwApplicationWindow parent_instance;

  /* Template widgets */
  AdwToastOverlay *toasts;
  GtkStack *states;
  JlSignInPage *sign_in;
  JlLockPage *lock;
  AdwFlap *flap;
  GtkListBox *sidebar;
  GtkMenuButton *organisation;
  GtkLabel *organisation_name;
  GtkLabel *account_name;
  GtkLabel *account_role;
  GtkButton *back;
  GtkToggleButton *toggle_sidebar;
  AdwWindowTitle *title;
  GtkButton *new_item;
  AdwBin *notices;
  GtkWidget *offline;
  GtkWidget *history;
  GtkStack *pages;

  JlWorkspace *workspace;          /* owned, nullable: signed out */
  JlHeadWatch *head_watch;         /* owned, nullable: signed out */
  JlNoticesButton *notices_button; /* borrowed, nullable: child of notices */
  GtkWidget *form;                 /* borrowed, nullable: child of pages */
  char *page;                      /* owned: name of the page that is shown */
  JlScan *scan;                    /* owned */
  GSettings *settings;             /* owned */

  JlDevice *device;  /* owned, nullable: this computer, once the keyring has answered */
  char *looked_up;   /* owned, nullable: server whose computer the keyring is asked for */
  gint64 active_at;  /* monotonic, microseconds: the last key or movement */
  gint64 renewed_at; /* likewise: the service was told that the session is used */
  guint look_source;
};

/* What the program can do, in the order of the sidebar. */
typedef struct {
  const char *name;
  const char *title;
  const char *icon;
  guint roles; /* bit n: role n of jl_membership_role_enum may use it */
  GtkWidget *(*create) (JlWorkspace *workspace);
} JlPage;

extern const JlPage jl_window_pages[];

void jl_window_fill_pages (JlWindow *self);
void jl_window_clear_pages (JlWindow *self);
void jl_window_show_page (JlWindow *self, const char *name);
void jl_window_show_nth_page (JlWindow *self, int place);
JlItemsPage *jl_window_get_items_page (JlWindow *self);

void jl_window_new_item (JlWindow *self);
void jl_window_edit_item (JlWindow *self, const char *id);

void jl_window_install_actions (GtkWidgetClass *widget_class);
void jl_window_update_actions (JlWindow *self);
void jl_window_begin_work (JlWindow *self, JlClient *client);
void jl_window_begin_sign_in (JlWindow *self, const char *message);
void jl_window_begin_watch (JlWindow *self, JlClient *client);
void jl_window_end_watch (JlWindow *self);
void jl_window_show_history (JlWindow *self);
void jl_window_install_scanner (JlWindow *self);

void jl_window_install_lock (JlWindow *self);
void jl_window_look_up_device (JlWindow *self, const char *server);
void jl_window_show_lock (JlWindow *self, const char *account);
void jl_window_offer_lock (JlWindow *self);
void jl_window_renew_session (JlWindow *self);
void jl_window_lock (JlWindow *self);
void jl_window_set_pin (JlWindow *self);
void jl_window_forget_pin (JlWindow *self);
void jl_window_update_pin_actions (JlWindow *self);

G_END_DECLS
