// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-picture-client.h"

#include "jl-error.h"
#include "jl-picture-client-private.h"
#include "jl-picture-draft.h"
#include "jl-picture-frame.h"
#include "jl-picture-process.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

/* Longer than JL_PICTURE_WORKER_SECONDS, after which a worker that can still act ends itself. */
#define DEADLINE_MS 20000
#define IDLE_MS 60000

/* A worker is replaced after so many pictures, so that a leak in a decoder cannot grow. */
#define MAX_EXCHANGES 250

/* One request. It outlives its task if the caller cancels while the worker is at it. */
typedef struct {
  GTask *task;      /* owned, NULL once answered */
  GBytes *frame;    /* owned */
  char *input_path; /* owned, nullable: the photo */
  char *photos_dir; /* owned */
  GSource *timer;   /* owned, nullable: the deadline, first for its turn, then for the work */
  GSource *cancel;  /* owned, nullable */
  gboolean is_late; /* the deadline has passed while the worker was at it */
  gboolean is_repeated;
} Job;

/* What a task gives: the picture, and where it belongs. */
typedef struct {
  JlPictureDraft *draft; /* owned */
  char *photos_dir;      /* owned */
} Made;

struct _JlPictureClient {
  GObject parent_instance;

  char **argv;               /* owned */
  GMainContext *context;     /* owned */
  JlPictureProcess *process; /* owned, nullable */
  GSource *idle;             /* owned, nullable: lets the process go */
  GQueue waiting;            /* owned (element-type Job) */
  Job *current;              /* owned, nullable */
  guint deadline;            /* ms */
  guint idle_time;           /* ms */
};

G_DEFINE_FINAL_TYPE (JlPictureClient, jl_picture_client, G_TYPE_OBJECT)

static void start_next (JlPictureClient *self);
static void start_exchange (JlPictureClient *self);

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
job_free (Job *job)
{
  clear_source (&job->timer);
  clear_source (&job->cancel);
  g_clear_object (&job->task);
  g_bytes_unref (job->frame);
  g_free (job->input_path);
  g_free (job->photos_dir);
  g_free (job);
}

static void
made_free (Made *made)
{
  jl_picture_draft_free (made->draft);
  g_free (made->photos_dir);
  g_free (made);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Made, made_free)

/* Gives the job's task, if it is still wanted, its result: @draft, or @error. */
static void
job_answer (Job *job, JlPictureDraft *draft, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&job->task);

  clear_source (&job->cancel);
  if (task == NULL) {
    g_clear_pointer (&draft, jl_picture_draft_free);
    g_clear_error (&error);
  } else if (error != NULL) {
    g_task_return_error (task, error);
  } else {
    Made *made = g_new0 (Made, 1);

    made->draft = draft;
    made->photos_dir = g_steal_pointer (&job->photos_dir);
    g_task_return_pointer (task, made, (GDestroyNotify)made_free);
  }
}

static GSource *
attach_timer (JlPictureClient *self, guint milliseconds, GSourceFunc func, gpointer data)
{
  GSource *timer = g_timeout_source_new (milliseconds);

  g_source_set_callback (timer, func, data, NULL);
  g_source_attach (timer, self->context);
  return timer;
}

static void
jl_picture_client_dispose (GObject *object)
{
  JlPictureClient *self = JL_PICTURE_CLIENT (object);

  /* Nothing runs or waits, for a job holds a reference; the worker leaves when its socket closes.
   */
  clear_source (&self->idle);
  g_clear_object (&self->process);

  G_OBJECT_CLASS (jl_picture_client_parent_class)->dispose (object);
}

static void
jl_picture_client_finalize (GObject *object)
{
  JlPictureClient *self = JL_PICTURE_CLIENT (object);

  g_strfreev (self->argv);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (jl_picture_client_parent_class)->finalize (object);
}

static void
jl_picture_client_class_init (JlPictureClientClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jl_picture_client_dispose;
  G_OBJECT_CLASS (klass)->finalize = jl_picture_client_finalize;
}

static void
jl_picture_client_init (JlPictureClient *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->deadline = DEADLINE_MS;
  self->idle_time = IDLE_MS;
  g_queue_init (&self->waiting);
}

/**
 * jl_picture_client_find_worker:
 *
 * JIELI_PICTURE_WORKER says where it is; else it lies where the build leaves it, below the folder
 * of the running program, or where it is installed.
 *
 * Returns: (transfer full): the picture worker's program
 */
char *
jl_picture_client_find_worker (void)
{
  const char *path = g_getenv ("JIELI_PICTURE_WORKER");
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *directory = program != NULL ? g_path_get_dirname (program) : NULL;
  g_autofree char *built = NULL;

  if (path != NULL)
    return g_strdup (path);
  if (directory != NULL)
    built = g_build_filename (directory, "pictures", "jielid-pictures", NULL);
  if (built != NULL && g_file_test (built, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&built);
  return g_strdup (JL_PKGLIBEXECDIR "/jielid-pictures");
}

/**
 * jl_picture_client_new:
 * @argv: (nullable): program and arguments of the picture worker, %NULL for jielid-pictures
 *
 * Makes a client that works in the calling thread's default main context. Nothing is started yet.
 *
 * Returns: (transfer full): a client
 */
JlPictureClient *
jl_picture_client_new (const char *const *argv)
{
  JlPictureClient *self = g_object_new (JL_TYPE_PICTURE_CLIENT, NULL);

  if (argv != NULL) {
    self->argv = g_strdupv ((char **)argv);
  } else {
    self->argv = g_new0 (char *, 2);
    self->argv[0] = jl_picture_client_find_worker ();
  }
  return self;
}

/**
 * jl_picture_client_set_deadline:
 * @self: a client
 * @milliseconds: how long a picture may wait for its turn, and then take; 20 s at first
 */
void
jl_picture_client_set_deadline (JlPictureClient *self, guint milliseconds)
{
  self->deadline = milliseconds;
}

/**
 * jl_picture_client_set_idle_time:
 * @self: a client
 * @milliseconds: after how long without work the worker is let go; 60 s at first
 */
void
jl_picture_client_set_idle_time (JlPictureClient *self, guint milliseconds)
{
  self->idle_time = milliseconds;
}

/**
 * jl_picture_client_get_pid:
 * @self: a client
 *
 * Returns: the process id of the worker, 0 if none runs
 */
int
jl_picture_client_get_pid (JlPictureClient *self)
{
  return self->process != NULL ? jl_picture_process_get_pid (self->process) : 0;
}

/* The main context that @self works in. */
GMainContext *
jl_picture_client_get_context (JlPictureClient *self)
{
  return self->context;
}

/* How long each step of a request may take, in milliseconds. */
guint
jl_picture_client_get_deadline (JlPictureClient *self)
{
  return self->deadline;
}

static gboolean
idle_cb (gpointer user_data)
{
  JlPictureClient *self = user_data;

  g_clear_object (&self->process);
  clear_source (&self->idle);
  return G_SOURCE_REMOVE;
}

/* The job at work is done, one way or the other. */
static void
finish_current (JlPictureClient *self, JlPictureDraft *draft, GError *error)
{
  Job *job = g_steal_pointer (&self->current);

  job_answer (job, draft, error);
  job_free (job);
  start_next (self);
}

static JlPictureDraft *
parse_reply (GVariant *reply, GError **error)
{
  g_autoptr (GVariant) description = NULL;
  g_autoptr (JlPictureDraft) draft = NULL;
  g_autoptr (GError) local = NULL;
  const char *code_name;
  const char *message;
  JlErrorCode code = JL_ERROR_INTERNAL;

  g_variant_get (reply, "(&s&sm@(uusaay))", &code_name, &message, &description);
  if (code_name[0] != '\0' || description == NULL) {
    jl_error_code_from_name (code_name, &code);
    g_set_error_literal (error, JL_ERROR, code, message);
    return NULL;
  }
  draft = jl_picture_draft_from_variant (description, &local);
  if (draft == NULL)
    g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "picture worker: %s", local->message);
  return g_steal_pointer (&draft);
}

static void
exchanged_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (JlPictureClient) self = user_data;
  Job *job = self->current;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      jl_picture_process_exchange_finish (JL_PICTURE_PROCESS (object), result, &error);

  if (reply != NULL) {
    JlPictureDraft *draft = parse_reply (reply, &error);

    finish_current (self, draft, g_steal_pointer (&error));
    return;
  }

  jl_picture_process_end (self->process);
  g_clear_object (&self->process);
  if (job->is_late) {
    g_clear_error (&error);
    g_set_error_literal (
        &error, JL_ERROR, JL_ERROR_INVALID, N_ ("The photo takes too long to read"));
  } else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED) && !job->is_repeated) {
    job->is_repeated = TRUE;
    start_exchange (self);
    return;
  } else if (error->domain != JL_ERROR) {
    g_autoptr (GError) cause = g_steal_pointer (&error);

    g_set_error (&error, JL_ERROR, JL_ERROR_INTERNAL, "picture worker: %s", cause->message);
  }
  finish_current (self, NULL, g_steal_pointer (&error));
}

/* The worker is stopped, or waits for a disk: not even its own timer helps. */
static gboolean
work_deadline_cb (gpointer user_data)
{
  JlPictureClient *self = user_data;

  self->current->is_late = TRUE;
  clear_source (&self->current->timer);
  jl_picture_process_end (self->process);
  return G_SOURCE_REMOVE;
}

/* FALSE, and the job is answered. */
static gboolean
start_process (JlPictureClient *self)
{
  g_autoptr (GError) error = NULL;

  if (self->process == NULL)
    self->process = jl_picture_process_start ((const char *const *)self->argv, &error);
  if (self->process == NULL)
    finish_current (
        self,
        NULL,
        g_error_new (
            JL_ERROR, JL_ERROR_INTERNAL, "cannot start the picture worker: %s", error->message));
  return self->process != NULL;
}

/* The worker may open nothing itself. FALSE, and the job is answered. */
static gboolean
open_photo (JlPictureClient *self, int *fd)
{
  const char *path = self->current->input_path;

  *fd = -1;
  if (path == NULL)
    return TRUE;
  *fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (*fd < 0)
    finish_current (
        self, NULL, g_error_new (JL_ERROR, JL_ERROR_INTERNAL, "%s: %s", path, g_strerror (errno)));
  return *fd >= 0;
}

static void
start_exchange (JlPictureClient *self)
{
  int fd;

  if (!open_photo (self, &fd) || !start_process (self)) {
    if (fd >= 0)
      close (fd);
    return;
  }
  clear_source (&self->current->timer);
  self->current->timer = attach_timer (self, self->deadline, work_deadline_cb, self);
  jl_picture_process_exchange_async (
      self->process, self->current->frame, fd, exchanged_cb, g_object_ref (self));
  if (fd >= 0)
    close (fd);
}

static void
start_next (JlPictureClient *self)
{
  if (self->current != NULL)
    return;

  if (self->process != NULL && jl_picture_process_get_n_exchanges (self->process) >= MAX_EXCHANGES)
    g_clear_object (&self->process);

  clear_source (&self->idle);
  self->current = g_queue_pop_head (&self->waiting);
  if (self->current != NULL)
    start_exchange (self);
  else if (self->process != NULL)
    self->idle = attach_timer (self, self->idle_time, idle_cb, self);
}

/* Answers a job that has not had its turn. */
static void
drop_waiting (JlPictureClient *self, Job *job, GError *error)
{
  g_queue_remove (&self->waiting, job);
  job_answer (job, NULL, error);
  job_free (job);
}

static GError *
new_busy_error (void)
{
  return g_error_new_literal (
      JL_ERROR, JL_ERROR_UNAVAILABLE, N_ ("Too many photos are waiting, please try again"));
}

static gboolean
turn_deadline_cb (gpointer user_data)
{
  Job *job = user_data;
  g_autoptr (JlPictureClient) self = g_object_ref (g_task_get_source_object (job->task));

  drop_waiting (self, job, new_busy_error ());
  return G_SOURCE_REMOVE;
}

/* A worker that is at it goes on, so that it need not be started again. */
static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Job *job = user_data;
  g_autoptr (JlPictureClient) self = g_object_ref (g_task_get_source_object (job->task));
  GError *error = NULL;

  g_cancellable_set_error_if_cancelled (cancellable, &error);
  if (job == self->current)
    job_answer (job, NULL, error);
  else
    drop_waiting (self, job, error);
  return G_SOURCE_REMOVE;
}

static void
start_job (JlPictureClient *self,
           GVariant *request,
           const char *input_path,
           const char *photos_dir,
           gpointer tag,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GBytes) frame = jl_picture_frame_new (request);
  Job *job;

  g_task_set_source_tag (task, tag);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (g_queue_get_length (&self->waiting) >= JL_PICTURE_CLIENT_MAX_WAITING) {
    g_task_return_error (task, new_busy_error ());
    return;
  }

  job = g_new0 (Job, 1);
  job->frame = g_steal_pointer (&frame);
  job->task = g_steal_pointer (&task);
  job->input_path = g_strdup (input_path);
  job->photos_dir = g_strdup (photos_dir);
  job->timer = attach_timer (self, self->deadline, turn_deadline_cb, job);
  if (cancellable != NULL) {
    job->cancel = g_cancellable_source_new (cancellable);
    g_source_set_callback (job->cancel, G_SOURCE_FUNC (cancelled_cb), job, NULL);
    g_source_attach (job->cancel, self->context);
  }
  g_queue_push_tail (&self->waiting, job);
  start_next (self);
}

/**
 * jl_picture_client_make_async:
 * @self: a client
 * @input_path: (type filename): a file that a stranger sent; stays the caller's
 * @photos_dir: (type filename): the folder of photos
 * @cancellable: (nullable): to give up
 * @callback: called when the picture is made, or refused
 * @user_data: for @callback
 *
 * Has the file decoded and made in three sizes. To be called in the client's main context.
 */
void
jl_picture_client_make_async (JlPictureClient *self,
                              const char *input_path,
                              const char *photos_dir,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  start_job (self,
             g_variant_new ("(su)", "", 0),
             input_path,
             photos_dir,
             jl_picture_client_make_async,
             cancellable,
             callback,
             user_data);
}

/**
 * jl_picture_client_draw_async:
 * @self: a client
 * @category: code of a category, e.g. `sofa`
 * @seed: chooses colours and variants; the same seed gives the same picture
 * @photos_dir: (type filename): the folder of photos
 * @cancellable: (nullable): to give up
 * @callback: called when the picture is made
 * @user_data: for @callback
 *
 * Has a picture for the demo city drawn, in three sizes. To be called in the client's
 * main context, and ended with jl_picture_client_make_finish().
 */
void
jl_picture_client_draw_async (JlPictureClient *self,
                              const char *category,
                              guint32 seed,
                              const char *photos_dir,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (category[0] != '\0');

  start_job (self,
             g_variant_new ("(su)", category, seed),
             NULL,
             photos_dir,
             jl_picture_client_draw_async,
             cancellable,
             callback,
             user_data);
}

/**
 * jl_picture_client_make_finish:
 * @self: a client
 * @result: as the callback got it
 * @error: return location
 *
 * Writes the picture's files, which waits for the disk; may be called in any thread. The picture
 * worker itself can write nothing.
 *
 * Messages of refusals are translated here, into the language of the calling thread.
 *
 * Returns: (transfer full): the picture, or %NULL with G_IO_ERROR_CANCELLED,
 *   JL_ERROR_UNSUPPORTED_MEDIA (not a kind that is taken), JL_ERROR_TOO_LARGE (more than
 *   JL_PICTURE_MAX_PIXELS), JL_ERROR_INVALID (damaged, or it broke the decoder or takes too long),
 *   JL_ERROR_UNAVAILABLE (busy), JL_ERROR_STORAGE_FULL or JL_ERROR_INTERNAL
 */
JlPicture *
jl_picture_client_make_finish (JlPictureClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (Made) made = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  made = g_task_propagate_pointer (G_TASK (result), &local);
  if (made != NULL)
    return jl_picture_draft_write (made->draft, made->photos_dir, error);
  if (local->domain == JL_ERROR && local->message[0] != '\0')
    g_set_error_literal (error, JL_ERROR, local->code, _ (local->message));
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}
