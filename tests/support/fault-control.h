// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdatomic.h>
#include <stdint.h>

/*
 * What fault-shim.c and the tests that load it share: a page in which a test says what shall befall
 * the service's processes, and the form of what they write down about their files. No GLib here:
 * the shim runs within the C library's own calls.
 */

/* Paths of the page, of the file to write down in, and of the folder that is watched. Without
 * FAULT_TRACE_VARIABLE nothing is written down. */
#define FAULT_CONTROL_VARIABLE "JIELI_FAULT_CONTROL"
#define FAULT_TRACE_VARIABLE "JIELI_FAULT_TRACE"
#define FAULT_FOLDER_VARIABLE "JIELI_FAULT_FOLDER"

/* FAULT_SEND: to another process of the service, not to a client. */
typedef enum {
  FAULT_NONE,
  FAULT_WRITE,
  FAULT_SYNC,
  FAULT_TRUNCATE,
  FAULT_CREATE,
  FAULT_RENAME,
  FAULT_UNLINK,
  FAULT_SEND
} FaultCall;

/**
 * FaultControl:
 * @call: the kind of call at which a process kills itself; set last, FAULT_NONE: none does
 * @countdown: at the so many-th of them
 * @is_after: once the call has been done rather than before
 * @program: only a process that runs this subcommand (`serve`, `worker`, `indexer`), or `pictures`
 * @path: how the file's path must end; `*` in it stands for anything; empty: any file
 * @killed: the process that did it
 * @failure: errno with which all that would write into the watched folder fails, 0: nothing fails
 * @clock_offset: nanoseconds that the clock of the day is moved by
 */
typedef struct {
  atomic_int call;
  atomic_int countdown;
  int is_after;
  char program[16];
  char path[64];
  atomic_int killed;
  atomic_int failure;
  atomic_llong clock_offset;
} FaultControl;

/* Begins each record of a trace. */
#define FAULT_MAGIC UINT64_C (0x7a1e00cafe5c1d0b)

/* @file and @folder of a record are inode numbers. A sync is two records, because only what was
 * written before it began is safe after its end. */
typedef enum {
  FAULT_OP_WRITE = 1, /* file, offset, data */
  FAULT_OP_TRUNCATE,  /* file, offset: the new size */
  FAULT_OP_SYNC,      /* file or folder: begins */
  FAULT_OP_SYNCED,    /* file or folder: has ended well; offset: the process */
  FAULT_OP_CREATE,    /* file, path */
  FAULT_OP_MAKE_FOLDER,
  FAULT_OP_RENAME, /* path, data: the new path */
  FAULT_OP_UNLINK, /* path */
  FAULT_OP_NOTE    /* data: of the test's own, see disk-trace.h */
} FaultOp;

typedef struct {
  uint64_t magic;
  uint32_t op;
  uint32_t path_size;
  uint32_t data_size;
  uint32_t process;
  uint64_t file;
  uint64_t offset;
} FaultRecord;
