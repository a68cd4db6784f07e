// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-intake-photo.h"
#include "jl-item.h"

G_BEGIN_DECLS

/*
 * What was typed into an intake form, with its photos, kept in a folder of its own on disk from the
 * first letter on. It also knows what was asked of the service and not yet answered, so that going
 * on after a broken connection, or after the program was closed, does nothing twice.
 */
#define JL_TYPE_INTAKE_DRAFT (jl_intake_draft_get_type ())
G_DECLARE_FINAL_TYPE (JlIntakeDraft, jl_intake_draft, JL, INTAKE_DRAFT, GObject)

JlIntakeDraft *jl_intake_draft_new (const char *account);
JlIntakeDraft *jl_intake_draft_new_for_item (const char *account, JlRecord *item);
GPtrArray *jl_intake_draft_list (const char *account);

GHashTable *jl_intake_draft_get_texts (JlIntakeDraft *self);
GListModel *jl_intake_draft_get_photos (JlIntakeDraft *self);
JlRecord *jl_intake_draft_get_item (JlIntakeDraft *self);
GHashTable *jl_intake_draft_get_base (JlIntakeDraft *self);
void jl_intake_draft_set_item (JlIntakeDraft *self, JlRecord *item);
void jl_intake_draft_merge_photos (JlIntakeDraft *self);
gboolean jl_intake_draft_is_empty (JlIntakeDraft *self);
gint64 jl_intake_draft_get_time (JlIntakeDraft *self);

gboolean jl_intake_draft_add_photo (JlIntakeDraft *self, GBytes *content, GError **error);
void jl_intake_draft_remove_photo (JlIntakeDraft *self, guint position);
void jl_intake_draft_move_photo (JlIntakeDraft *self, guint position, guint to);
GPtrArray *jl_intake_draft_arrange_photos (JlIntakeDraft *self);

/**
 * JlIntakeRequest:
 * @method: of HTTP
 * @path: below `/api/v1`
 * @body: (nullable): JSON
 * @key: its Idempotency-Key
 * @version: for If-Match; 0: none
 *
 * Something that was asked of the service, the outcome of which is not known.
 */
typedef struct {
  char *method;
  char *path;
  char *body;
  char *key;
  gint64 version;
} JlIntakeRequest;

const JlIntakeRequest *jl_intake_draft_get_pending (JlIntakeDraft *self);
void jl_intake_draft_set_pending (
    JlIntakeDraft *self, const char *method, const char *path, const char *body, gint64 version);
void jl_intake_draft_clear_pending (JlIntakeDraft *self);

gboolean jl_intake_draft_save (JlIntakeDraft *self, GError **error);
void jl_intake_draft_delete (JlIntakeDraft *self);

G_END_DECLS
