// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-conflict-list.h"
#include "jl-form-field.h"
#include "jl-goods.h"
#include "jl-intake-draft.h"
#include "jl-intake-page.h"
#include "jl-photo-strip.h"
#include "jl-places.h"
#include "jl-reasons-list.h"
#include "jl-side-panes.h"

G_BEGIN_DECLS

struct _JlIntakePage {
  AdwBin parent_instance;

  /* Template widgets */
  AdwToastOverlay *toasts;
  GtkStack *states;
  AdwStatusPage *failure;
  GtkBox *offers;
  GtkBox *notices;
  GtkRevealer *offline;
  GtkLabel *offline_text;
  JlSidePanes *panes;
  GtkLabel *status;
  GtkSpinner *spinner;
  GtkButton *stop;
  GtkButton *save;
  GtkButton *publish;
  AdwStatusPage *done;
  GtkButton *next;
  GtkCheckButton *keep_category;

  JlClient *client;          /* owned */
  GCancellable *cancellable; /* owned: of loading */
  GCancellable *sending;     /* owned, nullable: while the draft is on its way */
  JlGoods *goods;            /* owned, nullable until it was loaded */
  JlDivisions *divisions;    /* owned, nullable */
  JlIntakeDraft *draft;      /* owned, nullable: in done */
  char *account;             /* owned: id of who types */
  char *title;               /* owned */
  char *last_item;           /* owned, nullable: id of what was published last */
  char *last_category;       /* owned, nullable */
  guint save_source;

  GPtrArray *fields;         /* borrowed elements: children of the panes */
  GtkWidget *details;        /* borrowed: card of the attributes */
  GtkWidget *required;       /* borrowed: box of those that are required */
  GtkWidget *more;           /* borrowed: box of the others */
  GtkWidget *more_title;     /* borrowed */
  GtkBox *main_pane;         /* borrowed */
  GtkBox *side_pane;         /* borrowed */
  JlPhotoStrip *photos;      /* borrowed */
  JlReasonsList *reasons;    /* borrowed */
  JlConflictList *conflicts; /* borrowed */
  JlRecord *theirs;          /* owned, nullable: what the conflicts are about */

  gboolean filling; /* the form is filled in by the program */
  gboolean wants_publish;
  gboolean wants_retry;
  gboolean closed;
  GtkWidget *focus; /* weak: where the keyboard was before it was sent */
};

void jl_intake_page_build_form (JlIntakePage *self);
void jl_intake_page_fill (JlIntakePage *self);
JlFormField *jl_intake_page_find_field (JlIntakePage *self, const char *path);
const JlGoodsCategory *jl_intake_page_get_category (JlIntakePage *self);

void jl_intake_page_set_draft (JlIntakePage *self, JlIntakeDraft *draft);
void jl_intake_page_keep (JlIntakePage *self);
void jl_intake_page_queue_keep (JlIntakePage *self);
void jl_intake_page_set_status (JlIntakePage *self, const char *text);
void jl_intake_page_toast (JlIntakePage *self, const char *text);
void jl_intake_page_show_done (JlIntakePage *self, JlRecord *item);
void jl_intake_page_update (JlIntakePage *self);

void jl_intake_page_build_notices (JlIntakePage *self);
void jl_intake_page_clear_notices (JlIntakePage *self);
void jl_intake_page_send (JlIntakePage *self, gboolean publish);
void jl_intake_page_go_on_when_online (JlIntakePage *self);

void jl_intake_page_offer_drafts (JlIntakePage *self);

G_END_DECLS
