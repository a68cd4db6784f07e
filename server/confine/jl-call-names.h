// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-confine.h"

G_BEGIN_DECLS

/**
 * JlCallName:
 * @name: of a system call
 * @roles: bit 1 << #JlConfineRole of each that may make it
 */
typedef struct {
  const char *name;
  guint roles;
} JlCallName;

/**
 * JlCallRefusal:
 * @name: of a system call
 * @code: the errno that it gives
 * @roles: bit 1 << #JlConfineRole of each that it is refused to
 */
typedef struct {
  const char *name;
  int code;
  guint roles;
} JlCallRefusal;

const JlCallName *jl_call_names_get_allowed (void);
const JlCallRefusal *jl_call_names_get_refused (void);

G_END_DECLS
