// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-pin.h"

#define DEVICE_FIELD                                                                               \
  {                                                                                                \
    .name = "device", .type = JL_FIELD_TEXT, .min = 43, .max = 64,                                 \
    .flags = JL_FIELD_REQUIRED | JL_FIELD_SECRET,                                                  \
    .doc = "What the computer is known by: at least 256 random bits that it drew itself."          \
  }
#define PIN_FIELD                                                                                  \
  {                                                                                                \
    .name = "pin", .type = JL_FIELD_TEXT, .min = JL_PIN_LENGTH, .max = JL_PIN_LENGTH,              \
    .flags = JL_FIELD_REQUIRED | JL_FIELD_SECRET, .doc = "Six digits."                             \
  }

static const JlField setting_fields[] = {
  [JL_PIN_SETTING_DEVICE] = DEVICE_FIELD,
  [JL_PIN_SETTING_PIN] = PIN_FIELD,
};
JL_ASSERT_FIELDS (JL_PIN_SETTING, setting_fields);
const JlRecordTable jl_pin_setting_table =
    JL_RECORD_TABLE ("pin_setting", "JlPinSetting", setting_fields);

static const JlField validity_fields[] = {
  [JL_PIN_VALIDITY_EXPIRES_AT] = { .name = "expires_at",
                                   .type = JL_FIELD_TIME,
                                   .flags = JL_FIELD_READ_ONLY,
                                   .doc = "Then the password is asked for again." },
};
JL_ASSERT_FIELDS (JL_PIN_VALIDITY, validity_fields);
const JlRecordTable jl_pin_validity_table =
    JL_RECORD_TABLE ("pin_validity", "JlPinValidity", validity_fields);

static const JlField forgetting_fields[] = {
  [JL_PIN_FORGETTING_DEVICE] = DEVICE_FIELD,
};
JL_ASSERT_FIELDS (JL_PIN_FORGETTING, forgetting_fields);
const JlRecordTable jl_pin_forgetting_table =
    JL_RECORD_TABLE ("pin_forgetting", "JlPinForgetting", forgetting_fields);

static const JlField sign_in_fields[] = {
  [JL_PIN_SIGN_IN_DEVICE] = DEVICE_FIELD,
  [JL_PIN_SIGN_IN_ACCOUNT] = { .name = "account",
                               .type = JL_FIELD_ID,
                               .flags = JL_FIELD_REQUIRED,
                               .doc = "Who it is." },
  [JL_PIN_SIGN_IN_PIN] = PIN_FIELD,
  [JL_PIN_SIGN_IN_DEVICE_NAME] = { .name = "device_name",
                                   .type = JL_FIELD_TEXT,
                                   .max = 80,
                                   .doc = "What the list of sessions shows." },
};
JL_ASSERT_FIELDS (JL_PIN_SIGN_IN, sign_in_fields);
const JlRecordTable jl_pin_sign_in_table =
    JL_RECORD_TABLE ("pin_sign_in", "JlPinSignIn", sign_in_fields);
