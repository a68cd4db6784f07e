// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-record.h"

G_BEGIN_DECLS

/*
 * Staff who share a computer switch by PIN. The computer is known by a secret of its own, which it
 * draws once and keeps in its keyring.
 */

#define JL_PIN_LENGTH 6

/* POST /pin */
enum { JL_PIN_SETTING_DEVICE, JL_PIN_SETTING_PIN, JL_PIN_SETTING_N_FIELDS };
extern const JlRecordTable jl_pin_setting_table;

/* Its answer. */
enum { JL_PIN_VALIDITY_EXPIRES_AT, JL_PIN_VALIDITY_N_FIELDS };
extern const JlRecordTable jl_pin_validity_table;

/* POST /pin/forget */
enum { JL_PIN_FORGETTING_DEVICE, JL_PIN_FORGETTING_N_FIELDS };
extern const JlRecordTable jl_pin_forgetting_table;

/* POST /sessions/pin */
enum {
  JL_PIN_SIGN_IN_DEVICE,
  JL_PIN_SIGN_IN_ACCOUNT,
  JL_PIN_SIGN_IN_PIN,
  JL_PIN_SIGN_IN_DEVICE_NAME,
  JL_PIN_SIGN_IN_N_FIELDS
};
extern const JlRecordTable jl_pin_sign_in_table;

G_END_DECLS
