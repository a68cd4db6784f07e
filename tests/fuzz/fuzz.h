// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stddef.h>
#include <stdint.h>

/* A fuzz target is a file fuzz-<name>.c that defines this function and nothing else that is not
 * static. It must take any bytes, keep no state, and abort when a promise is broken: g_assert() for
 * promises, the sanitizers for memory. meson.build links it to driver.c, which replays
 * corpus/<name>/ as an ordinary test, and, where -Dfuzzing=true, to libFuzzer. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);
