// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * usage: unit-filter LIST PROGRAM [ARGUMENT...]
 *
 * Runs a program under the filter of system calls that systemd makes of a unit's SystemCallFilter
 * with SystemCallErrorNumber=EPERM. LIST: a file of the calls' names, one a line.
 */
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int
main (int argc, char **argv)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ERRNO (EPERM));
  FILE *list = argc > 2 ? fopen (argv[1], "re") : NULL;
  char name[64];

  if (filter == NULL || list == NULL)
    return 2;
  while (fscanf (list, "%63s", name) == 1) {
    int number = seccomp_syscall_resolve_name (name);

    if (number >= 0 && seccomp_rule_add (filter, SCMP_ACT_ALLOW, number, 0) != 0)
      return 2;
  }
  fclose (list);
  if (seccomp_load (filter) != 0)
    return 2;
  execv (argv[2], argv + 2);
  perror (argv[2]);
  return 2;
}
