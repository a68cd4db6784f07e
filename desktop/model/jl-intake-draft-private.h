// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-intake-draft.h"

G_BEGIN_DECLS

struct _JlIntakeDraft {
  GObject parent_instance;

  char *folder;             /* owned */
  GHashTable *texts;        /* owned: what was typed */
  JlRecord *item;           /* owned, nullable: as the service last had it */
  JlIntakeRequest *pending; /* owned, nullable */
  GListStore *photos;       /* owned: JlIntakePhoto */
  gint64 time;
};

gboolean jl_intake_draft_make_folder (JlIntakeDraft *self, GError **error);
gboolean jl_intake_draft_load (JlIntakeDraft *self, const char *folder);

G_END_DECLS
