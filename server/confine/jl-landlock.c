// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-landlock.h"

#include "jl-error.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What kernels later than the headers of Debian 12 (version 2) know. */
#define FS_TRUNCATE (G_GUINT64_CONSTANT (1) << 14)  /* version 3 */
#define FS_IOCTL_DEV (G_GUINT64_CONSTANT (1) << 15) /* version 5 */
#define NET_BIND_TCP (G_GUINT64_CONSTANT (1) << 0)  /* version 4 */
#define NET_CONNECT_TCP (G_GUINT64_CONSTANT (1) << 1)
#define SCOPE_ABSTRACT_UNIX_SOCKET (G_GUINT64_CONSTANT (1) << 0) /* version 6 */
#define SCOPE_SIGNAL (G_GUINT64_CONSTANT (1) << 1)

/* Like landlock_ruleset_attr of today's kernels; older ones are given its beginning. */
typedef struct {
  guint64 handled_access_fs;
  guint64 handled_access_net;
  guint64 scoped;
} Attributes;

/* All that version 1 handles: the first 13 bits. */
#define FS_VERSION_1 ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1)

#define READ_RIGHTS (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define USE_RIGHTS (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | FS_TRUNCATE)
#define WRITE_RIGHTS                                                                               \
  (READ_RIGHTS | USE_RIGHTS | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR |          \
   LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REFER)
#define EXECUTE_RIGHTS (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE)
#define FILE_RIGHTS (USE_RIGHTS | LANDLOCK_ACCESS_FS_EXECUTE | FS_IOCTL_DEV)

/**
 * jl_landlock_get_version:
 *
 * Returns: the version of the kernel's Landlock, 0 where there is none
 */
int
jl_landlock_get_version (void)
{
  long version = syscall (SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

  return MAX (version, 0);
}

static guint64
get_handled (int version)
{
  guint64 handled = FS_VERSION_1;

  if (version >= 2)
    handled |= LANDLOCK_ACCESS_FS_REFER;
  if (version >= 3)
    handled |= FS_TRUNCATE;
  if (version >= 5)
    handled |= FS_IOCTL_DEV;
  return handled;
}

/**
 * jl_landlock_open:
 * @version: of the kernel's Landlock, not 0
 *
 * Returns: a descriptor of rules that allow nothing, -1 with errno
 */
int
jl_landlock_open (int version)
{
  const Attributes attributes = {
    .handled_access_fs = get_handled (version),
    /* Who listens was opened before, and nobody calls anybody. */
    .handled_access_net = version >= 4 ? NET_BIND_TCP | NET_CONNECT_TCP : 0,
    .scoped = version >= 6 ? SCOPE_ABSTRACT_UNIX_SOCKET | SCOPE_SIGNAL : 0,
  };
  gsize size = version >= 6   ? sizeof attributes
               : version >= 4 ? G_STRUCT_OFFSET (Attributes, scoped)
                              : G_STRUCT_OFFSET (Attributes, handled_access_net);

  return (int)syscall (SYS_landlock_create_ruleset, &attributes, size, 0);
}

static guint64
get_rights (JlConfineAccess access)
{
  guint64 rights = 0;

  if (access & JL_CONFINE_LIST)
    rights |= LANDLOCK_ACCESS_FS_READ_DIR;
  if (access & JL_CONFINE_READ)
    rights |= READ_RIGHTS;
  if (access & JL_CONFINE_USE)
    rights |= USE_RIGHTS;
  if (access & JL_CONFINE_WRITE)
    rights |= WRITE_RIGHTS;
  if (access & JL_CONFINE_EXECUTE)
    rights |= EXECUTE_RIGHTS;
  return rights;
}

/**
 * jl_landlock_allow:
 * @ruleset: of jl_landlock_open()
 * @version: of the kernel's Landlock
 * @access: what is allowed
 * @path: a file, or a folder with all in it; one that is not there needs no rule
 * @error: return location
 *
 * Returns: %FALSE with JL_ERROR_INTERNAL
 */
gboolean
jl_landlock_allow (
    int ruleset, int version, JlConfineAccess access, const char *path, GError **error)
{
  struct landlock_path_beneath_attr rule = {
    .allowed_access = get_rights (access) & get_handled (version),
    .parent_fd = open (path, O_PATH | O_CLOEXEC),
  };
  struct stat info;
  gboolean ok;

  if (rule.parent_fd < 0)
    return TRUE;
  if (fstat (rule.parent_fd, &info) == 0 && !S_ISDIR (info.st_mode))
    rule.allowed_access &= FILE_RIGHTS;
  ok = syscall (SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
  if (!ok)
    g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "Landlock: %s: %s", path, g_strerror (errno));
  close (rule.parent_fd);
  return ok;
}

/**
 * jl_landlock_enter:
 * @ruleset: of jl_landlock_open()
 * @error: return location
 *
 * From now on the calling thread, and what it starts, has no more than the rules allow.
 *
 * Returns: %FALSE with JL_ERROR_INTERNAL
 */
gboolean
jl_landlock_enter (int ruleset, GError **error)
{
  if (syscall (SYS_landlock_restrict_self, ruleset, 0) == 0)
    return TRUE;
  g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "Landlock: %s", g_strerror (errno));
  return FALSE;
}
