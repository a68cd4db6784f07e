// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fault-control.h"
#include "service-fixture.h"

G_BEGIN_DECLS

/* A service whose processes all run with fault-shim.c. */
typedef struct {
  FaultControl *control; /* owned */
  char *trace;           /* owned, nullable: what disk_trace_read() reads */
} FaultFixture;

/* After service_fixture_make(), before anything runs. */
void fault_fixture_open (FaultFixture *self, ServiceFixture *service, gboolean traces);
void fault_fixture_close (FaultFixture *self);

/**
 * FaultPoint:
 * @name: for messages
 *
 * Where a process is to die: see #FaultControl.
 */
typedef struct {
  const char *name;
  const char *program;
  FaultCall call;
  const char *path;
  gboolean is_after;
} FaultPoint;

void fault_arm (FaultFixture *self, const FaultPoint *point, guint countdown);
/* Whoever has not died by now lives. Returns: who has, 0: nobody */
int fault_disarm (FaultFixture *self);

/* Tests that sync much do so in memory, where the system has a folder for it. Before g_test_init().
 */
void fault_fixture_use_memory (void);

G_END_DECLS
