// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-confine.h"

#include "jl-call-filter.h"
#include "jl-error.h"
#include "jl-landlock.h"

#include <elf.h>
#include <errno.h>
#include <link.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

typedef struct {
  JlConfineAccess access;
  char *path; /* owned */
} Rule;

struct _JlConfine {
  JlConfineRole role;
  GArray *rules; /* owned (element-type Rule) */
};

static const char *const role_names[] = {
  [JL_CONFINE_PARENT] = "jielid",
  [JL_CONFINE_WORKER] = "worker",
  [JL_CONFINE_INDEXER] = "indexer",
  [JL_CONFINE_PICTURES] = "picture worker",
};
G_STATIC_ASSERT (G_N_ELEMENTS (role_names) == JL_N_CONFINE_ROLES);

static void
rule_clear (gpointer data)
{
  g_free (((Rule *)data)->path);
}

/**
 * jl_confine_new:
 * @role: of the calling process
 *
 * Returns: (transfer full): a confinement that allows no file, until it is entered without effect
 */
JlConfine *
jl_confine_new (JlConfineRole role)
{
  JlConfine *self = g_new0 (JlConfine, 1);

  self->role = role;
  self->rules = g_array_new (FALSE, FALSE, sizeof (Rule));
  g_array_set_clear_func (self->rules, rule_clear);
  return self;
}

/**
 * jl_confine_free:
 * @self: (transfer full): a confinement; one that was entered stays
 */
void
jl_confine_free (JlConfine *self)
{
  g_array_unref (self->rules);
  g_free (self);
}

/**
 * jl_confine_allow:
 * @self: a confinement
 * @access: what is allowed
 * @path: (nullable): a file, or a folder with all in it, links followed; what is not there when the
 *   confinement is entered cannot be reached later
 */
void
jl_confine_allow (JlConfine *self, JlConfineAccess access, const char *path)
{
  const Rule rule = { access, g_strdup (path) };

  if (path != NULL)
    g_array_append_val (self->rules, rule);
}

/* The program that the kernel starts before each of ours. */
static int
find_interpreter (struct dl_phdr_info *info, size_t size, void *data)
{
  for (guint i = 0; i < info->dlpi_phnum; i++) {
    if (info->dlpi_phdr[i].p_type == PT_INTERP)
      *(const char **)data = (const char *)(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr);
  }
  return 1; /* the first is the program itself */
}

/**
 * jl_confine_allow_system:
 * @self: a confinement
 *
 * Allows to read what libraries read when they see fit (their own files, the time zone, what the
 * machine is), and, where others are started, what these need at their start.
 */
void
jl_confine_allow_system (JlConfine *self)
{
  static const char *const readable[] = {
    "/usr",
    "/lib",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/ld.so.preload",
    "/etc/localtime",
    "/etc/ssl",
    "/etc/gnutls",
    "/proc",
    "/sys/devices/system",
  };
  static const char *const devices[] = { "/dev/null", "/dev/zero", "/dev/random", "/dev/urandom" };
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *directory = program != NULL ? g_path_get_dirname (program) : NULL;
  g_autofree char *tree = directory != NULL ? g_path_get_dirname (directory) : NULL;
  const char *interpreter = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (readable); i++)
    jl_confine_allow (self, JL_CONFINE_READ, readable[i]);
  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    jl_confine_allow (self, JL_CONFINE_USE, devices[i]);
  /* Where the program is installed outside of /usr, its libraries may be too. */
  if (tree != NULL && g_path_skip_root (tree) != NULL && *g_path_skip_root (tree) != '\0')
    jl_confine_allow (self, JL_CONFINE_READ, tree);
  if (self->role == JL_CONFINE_PARENT || self->role == JL_CONFINE_WORKER) {
    dl_iterate_phdr (find_interpreter, &interpreter);
    jl_confine_allow (self, JL_CONFINE_EXECUTE, interpreter);
  }
}

static guint
count_threads (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/task", 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "%s: %s", what, g_strerror (errno));
  return FALSE;
}

static gboolean
enter_landlock (JlConfine *self, GError **error)
{
  int version = jl_landlock_get_version ();
  int ruleset;
  gboolean ok = TRUE;

  if (version == 0)
    return TRUE;
  ruleset = jl_landlock_open (version);
  if (ruleset < 0)
    return fail (error, "Landlock");
  for (guint i = 0; ok && i < self->rules->len; i++) {
    const Rule *rule = &g_array_index (self->rules, Rule, i);

    ok = jl_landlock_allow (ruleset, version, rule->access, rule->path, error);
  }
  ok = ok && jl_landlock_enter (ruleset, error);
  close (ruleset);
  return ok;
}

/**
 * jl_confine_guards_files:
 *
 * Returns: whether the kernel has Landlock; where it has not, permissions alone guard files
 */
gboolean
jl_confine_guards_files (void)
{
  return jl_landlock_get_version () > 0;
}

/**
 * jl_confine_enter:
 * @self: a confinement
 * @error: return location
 *
 * Confines the process and all that it starts, for good. To be called while it has but one thread,
 * for Landlock holds for the calling thread and those that it makes.
 *
 * In a build with the address sanitizer system calls are not filtered: at its end the sanitizer
 * looks at the process with calls that nobody else may make, and at its files in /proc.
 *
 * Returns: %FALSE with JL_ERROR_INTERNAL
 */
gboolean
jl_confine_enter (JlConfine *self, GError **error)
{
  const struct rlimit no_core = { 0, 0 }; /* it would hold people's data and keys */

  if (count_threads () > 1) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_INTERNAL, "threads that run already cannot be confined");
    return FALSE;
  }
  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return fail (error, "no_new_privs");
  if (setrlimit (RLIMIT_CORE, &no_core) != 0)
    return fail (error, "RLIMIT_CORE");
#ifdef __SANITIZE_ADDRESS__
  jl_confine_allow_system (self);
  return enter_landlock (self, error);
#else
  return enter_landlock (self, error) &&
         jl_call_filter_enter (self->role, role_names[self->role], error);
#endif
}
