// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-item.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * JlDraftPhoto:
 * @path: of the file in the draft's folder
 * @key: Idempotency-Key of its upload
 * @uploaded: whether the service has it
 */
typedef struct {
  char *path;
  char *key;
  gboolean uploaded;
} JlDraftPhoto;

/*
 * An item that is being taken in, with its photos, kept in a folder of its own on disk from the
 * first letter on. It knows how far its way to the service has come, so that going on after a
 * broken connection, or after the program was closed, does nothing twice.
 */
#define JL_TYPE_DRAFT (jl_draft_get_type ())
G_DECLARE_FINAL_TYPE (JlDraft, jl_draft, JL, DRAFT, GObject)

JlDraft *jl_draft_new (const char *account);
GPtrArray *jl_draft_list (const char *account);

JlRecord *jl_draft_get_item (JlDraft *self);
const char *jl_draft_get_key (JlDraft *self);
GPtrArray *jl_draft_get_photos (JlDraft *self);
gboolean jl_draft_is_empty (JlDraft *self);
gint64 jl_draft_get_time (JlDraft *self);

gboolean jl_draft_add_photo (JlDraft *self, GBytes *content, GError **error);
void jl_draft_remove_photo (JlDraft *self, guint position);
void jl_draft_move_photo (JlDraft *self, guint position, int by);
void jl_draft_mark_uploaded (JlDraft *self, guint position);
void jl_draft_set_created (JlDraft *self, JlRecord *answer, gboolean confirmed);
JlRecord *jl_draft_get_created (JlDraft *self);
gboolean jl_draft_begin_sending (JlDraft *self);

gboolean jl_draft_save (JlDraft *self, GError **error);
void jl_draft_delete (JlDraft *self);

G_END_DECLS
