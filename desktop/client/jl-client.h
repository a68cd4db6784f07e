// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-account.h"
#include "jl-action.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The way to one service: who is signed in, in which membership they act, requests and their
 * answers, photos, and the stream of changes. All of it lives on the main context it is made on.
 *
 * Properties: `server`, `account` and `membership` (JlRecord, NULL when signed out), `online`.
 * Signals: `changed` (kind, id, version) for each change the caller may see; `caught-up` when
 * changes may have been missed and what is shown must be read again; `session-ended` when the
 * service no longer knows the session.
 */
#define JL_TYPE_CLIENT (jl_client_get_type ())
G_DECLARE_FINAL_TYPE (JlClient, jl_client, JL, CLIENT, GObject)

JlClient *jl_client_new (const char *server);
char *jl_client_normalize_server (const char *text, GError **error);

const char *jl_client_get_server (JlClient *self);
void jl_client_set_language (JlClient *self, const char *language);
const char *jl_client_get_token (JlClient *self);
JlRecord *jl_client_get_account (JlClient *self);
JlRecord *jl_client_get_membership (JlClient *self);
gboolean jl_client_set_membership (JlClient *self, const char *organisation);
gboolean jl_client_is_online (JlClient *self);

void jl_client_sign_in_async (JlClient *self,
                              const char *username,
                              const char *password,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean jl_client_sign_in_finish (JlClient *self, GAsyncResult *result, GError **error);
void jl_client_switch_async (JlClient *self,
                             const char *device,
                             const char *account,
                             const char *pin,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
void jl_client_resume_async (JlClient *self,
                             const char *token,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean jl_client_resume_finish (JlClient *self, GAsyncResult *result, GError **error);
void jl_client_sign_out_async (JlClient *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean jl_client_sign_out_finish (JlClient *self, GAsyncResult *result, GError **error);

void jl_client_run_async (JlClient *self,
                          JlAction *action,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean jl_client_run_finish (JlClient *self, GAsyncResult *result, GError **error);
JsonNode *jl_client_run_json_finish (JlClient *self, GAsyncResult *result, GError **error);
JlRecord *jl_client_run_record_finish (JlClient *self, GAsyncResult *result, GError **error);
GPtrArray *
jl_client_run_list_finish (JlClient *self, GAsyncResult *result, char **next, GError **error);

void jl_client_upload_async (JlClient *self,
                             JlAction *action,
                             GBytes *content,
                             const char *media_type,
                             GFileProgressCallback progress,
                             gpointer progress_data,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);

void jl_client_fetch_async (JlClient *self,
                            JlAction *action,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
GBytes *jl_client_fetch_finish (JlClient *self, GAsyncResult *result, GError **error);

void jl_client_start_changes (JlClient *self);
void jl_client_stop_changes (JlClient *self);

void jl_client_load_photo_async (JlClient *self,
                                 const char *id,
                                 const char *size,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
GBytes *jl_client_load_photo_finish (JlClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
