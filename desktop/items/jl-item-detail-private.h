// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-item-detail.h"
#include "jl-page-state.h"
#include "jl-refusal-box.h"

G_BEGIN_DECLS

struct _JlItemDetail {
  AdwBin parent_instance;

  /* Template widgets */
  JlPageState *state;
  GtkWidget *content;
  GtkScrolledWindow *scroll;
  AdwCarousel *photos;
  GtkWidget *photo_box;
  GtkLabel *title;
  GtkLabel *price;
  GtkWidget *chip_box;
  GtkLabel *facts;
  GtkLabel *label_code;
  GtkWidget *actions_box;
  GtkButton *primary;
  GtkMenuButton *more;
  AdwBin *reasons_bin;
  GtkWidget *reservations;
  GtkListBox *reservation_rows;
  GtkLabel *waiting;
  GtkWidget *details;
  GtkListBox *detail_rows;
  GtkWidget *description_box;
  GtkLabel *description;
  GtkWidget *note_box;
  GtkLabel *note;
  GtkWidget *history;
  GtkListBox *history_rows;

  GtkWidget *chip;             /* borrowed: in chip_box */
  JlRefusalBox *reasons;       /* borrowed: in reasons_bin */
  JlWorkspace *workspace;      /* owned */
  char *id;                    /* owned, nullable: what is shown */
  JlRecord *item;              /* owned, nullable: until it was read */
  GCancellable *cancellable;   /* owned: of reading */
  GSimpleActionGroup *actions; /* owned */
  JlAction *failed;            /* owned, nullable: to be tried again */
  const char *failed_step;     /* static: what it was */
  guint reload_source;
};

void jl_item_detail_show (JlItemDetail *self);
void jl_item_detail_show_history (JlItemDetail *self, GPtrArray *steps);
void jl_item_detail_show_reservations (JlItemDetail *self, GPtrArray *reservations);

void jl_item_detail_install_actions (JlItemDetail *self);
void jl_item_detail_update_actions (JlItemDetail *self);
void jl_item_detail_take_item (JlItemDetail *self, JlRecord *item);
void jl_item_detail_reload (JlItemDetail *self);

G_END_DECLS
