// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-account.h"
#include "jl-item.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * A service in memory for tests of the desktop: the routes of accounts and items as far as the
 * desktop uses them, without rights and without rules but one: what has no photo is not
 * publishable. It lives on a thread of its own. What it is told from the test's thread is said by
 * the functions below, which wait until it is done.
 */
typedef struct _JlFakeService JlFakeService;

/* `clerk` with the password `password` is a manager of the shop with this id. */
#define JL_FAKE_SHOP "01HJ2K3M4N5P6"

JlFakeService *jl_fake_service_new (guint16 port);
void jl_fake_service_free (JlFakeService *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlFakeService, jl_fake_service_free)

const char *jl_fake_service_get_address (JlFakeService *self);

char *jl_fake_service_add_item (JlFakeService *self, const char *title, gint64 price_fen);
void jl_fake_service_add_items (JlFakeService *self, guint n);
void jl_fake_service_change_title (JlFakeService *self, const char *id, const char *title);
void jl_fake_service_remove_item (JlFakeService *self, const char *id);
void jl_fake_service_withdraw (JlFakeService *self, const char *id);
/* A colleague does this with the thing itself: return, lose, receive, take-back or hand-over. */
void jl_fake_service_move_item (JlFakeService *self, const char *id, const char *verb);
char *jl_fake_service_reserve (JlFakeService *self, const char *id, const char *nickname);
/* @role: of jl_membership_role_enum */
void jl_fake_service_add_member (JlFakeService *self,
                                 const char *nickname,
                                 const char *username,
                                 int role);
/* The entry of the shop's journal with this number has this hash. */
void jl_fake_service_set_entry (JlFakeService *self, gint64 sequence, const char *hash);
/* Removes the entries from @sequence on. */
void jl_fake_service_cut_journal (JlFakeService *self, gint64 sequence);
guint jl_fake_service_count_items (JlFakeService *self);
JlRecord *jl_fake_service_dup_item (JlFakeService *self, guint position);

/* The next @n answers are computed and then lost with their connection. */
void jl_fake_service_lose_answers (JlFakeService *self, guint n);
/* The next @n requests are refused, with Retry-After. @code: a JlErrorCode */
void jl_fake_service_be_busy (JlFakeService *self, guint n, guint code, guint retry_after_s);
/* The next @n photos are refused. */
void jl_fake_service_refuse_photos (JlFakeService *self, guint n);
/* Photos that come are not answered until it is said again with FALSE. */
void jl_fake_service_hold_photos (JlFakeService *self, gboolean hold);
/* From now on no request is answered, and no event sent, until it is said again with FALSE. */
void jl_fake_service_set_offline (JlFakeService *self, gboolean offline);
void jl_fake_service_end_sessions (JlFakeService *self);
/* Requests of a method, e.g. POST, to a path that begins so, since the start. */
guint jl_fake_service_count_requests (JlFakeService *self, const char *method, const char *prefix);

G_END_DECLS
