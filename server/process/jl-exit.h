// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/**
 * JlExit: why jielid left; these numbers are part of its manual page.
 */
typedef enum {
  JL_EXIT_OK = 0,
  JL_EXIT_FAILURE = 1,  /* anything that has no number of its own */
  JL_EXIT_USAGE = 2,    /* the command line */
  JL_EXIT_CONFIG = 3,   /* jielid.conf, certificates, rules files */
  JL_EXIT_DATA = 4,     /* the data folder, its keys or its database cannot be used */
  JL_EXIT_IN_USE = 5,   /* another jielid works on the data folder */
  JL_EXIT_ADDRESS = 6,  /* the address cannot be listened on */
  JL_EXIT_PROBLEMS = 7, /* a check found something wrong, an import refused something */
  JL_EXIT_INTERRUPTED =
      8,                /* stopped by a signal with work left that the same command goes on with */
  JL_EXIT_NO_SPACE = 9, /* a disk is full */
} JlExit;
