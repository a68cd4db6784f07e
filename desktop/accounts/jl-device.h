// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  char *account; /* owned: id */
  char *name;    /* owned */
} JlDevicePerson;

/*
 * This computer, as the service knows it where staff switch by PIN: a secret that it drew, and who
 * has a PIN here. Both are kept in the keyring; without one there are no PINs.
 */
typedef struct {
  char *server;      /* owned */
  char *secret;      /* owned */
  GPtrArray *people; /* owned: (element-type JlDevicePerson) */
} JlDevice;

JlDevice *jl_device_new (const char *server, const char *text);
void jl_device_free (JlDevice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlDevice, jl_device_free)

char *jl_device_to_text (JlDevice *self);
void jl_device_add (JlDevice *self, const char *account, const char *name);
void jl_device_remove (JlDevice *self, const char *account);
gboolean jl_device_knows (JlDevice *self, const char *account);

G_END_DECLS
