// SPDX-License-Identifier: GPL-3.0-or-later
#include "disk-image.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

/* SQLite makes this file anew after a crash: it may hold anything. */
#define SHARED_MEMORY_SUFFIX "-shm"
#define SHARED_MEMORY_BYTES 32768

/* A write, or where it has no data, a new size. */
typedef struct {
  gsize offset;
  gsize size;
  char *data; /* owned, nullable */
} Change;

/* A file's content, whatever its names are. */
typedef struct {
  grefcount count;
  GByteArray *safe;   /* owned */
  GPtrArray *pending; /* owned: (element-type Change) */
} Content;

/* That a name in a folder now means this. A renaming is two of them that come to be together. */
typedef struct {
  char *name;       /* owned */
  Content *content; /* owned, nullable: the name is gone, or a folder's */
  gboolean is_folder;
  gboolean goes_on; /* with the next one */
} Naming;

typedef struct {
  GHashTable *safe;   /* owned: (element-type utf8 Naming) */
  GPtrArray *pending; /* owned: (element-type Naming) */
} Folder;

struct _DiskImage {
  char *root;           /* owned */
  GHashTable *folders;  /* owned: (element-type utf8 Folder) by path */
  GHashTable *contents; /* owned: (element-type guint64 Content) by inode number */
  GHashTable *syncs;    /* owned: how much was pending when a sync began, by process and file */
};

static void
record_free (gpointer data)
{
  DiskRecord *record = data;

  g_free (record->path);
  g_free (record->data);
  g_free (record);
}

GPtrArray *
disk_trace_read (const char *path)
{
  GPtrArray *records = g_ptr_array_new_with_free_func (record_free);
  g_autofree char *bytes = NULL;
  gsize size;
  gsize at = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  while (at + sizeof (FaultRecord) <= size) {
    DiskRecord *record = g_new0 (DiskRecord, 1);
    const FaultRecord *head = &record->head;
    gsize length;

    memcpy (&record->head, bytes + at, sizeof (FaultRecord));
    length = sizeof (FaultRecord) + head->path_size + head->data_size;
    g_ptr_array_add (records, record);
    /* A process that is killed may leave half a record at the end, of what was not done. */
    if (head->magic != FAULT_MAGIC || at + length > size)
      g_error ("%s: damaged at byte %" G_GSIZE_FORMAT, path, at);
    record->path = g_strndup (bytes + at + sizeof (FaultRecord), head->path_size);
    record->data = g_malloc0 (head->data_size + 1);
    memcpy (record->data, bytes + at + sizeof (FaultRecord) + head->path_size, head->data_size);
    at += length;
  }
  return records;
}

void
disk_trace_note (const char *path, const char *text)
{
  FaultRecord head = { .magic = FAULT_MAGIC, .op = FAULT_OP_NOTE, .data_size = strlen (text) };
  const struct iovec parts[] = { { &head, sizeof head }, { (void *)text, head.data_size } };
  int fd = g_open (path, O_WRONLY | O_APPEND | O_CLOEXEC, 0);

  g_assert_cmpint (writev (fd, parts, 2), ==, (int)(sizeof head + head.data_size));
  g_close (fd, NULL);
}

static void
change_free (gpointer data)
{
  Change *change = data;

  g_free (change->data);
  g_free (change);
}

static Content *
content_new (void)
{
  Content *self = g_new0 (Content, 1);

  g_ref_count_init (&self->count);
  self->safe = g_byte_array_new ();
  self->pending = g_ptr_array_new_with_free_func (change_free);
  return self;
}

static Content *
content_ref (Content *self)
{
  if (self != NULL)
    g_ref_count_inc (&self->count);
  return self;
}

static void
content_unref (gpointer data)
{
  Content *self = data;

  if (self == NULL || !g_ref_count_dec (&self->count))
    return;
  g_byte_array_unref (self->safe);
  g_ptr_array_unref (self->pending);
  g_free (self);
}

static void
naming_free (gpointer data)
{
  Naming *naming = data;

  g_free (naming->name);
  content_unref (naming->content);
  g_free (naming);
}

static Naming *
naming_copy (const Naming *naming)
{
  Naming *copy = g_memdup2 (naming, sizeof *naming);

  copy->name = g_strdup (naming->name);
  content_ref (copy->content);
  return copy;
}

static void
folder_free (gpointer data)
{
  Folder *folder = data;

  g_hash_table_unref (folder->safe);
  g_ptr_array_unref (folder->pending);
  g_free (folder);
}

static Folder *
add_folder (DiskImage *self, const char *path)
{
  Folder *folder = g_new0 (Folder, 1);

  folder->safe = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, naming_free);
  folder->pending = g_ptr_array_new_with_free_func (naming_free);
  g_hash_table_insert (self->folders, g_strdup (path), folder);
  return folder;
}

DiskImage *
disk_image_new (const char *folder)
{
  DiskImage *self = g_new0 (DiskImage, 1);

  self->root = g_strdup (folder);
  self->folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, folder_free);
  self->contents = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, content_unref);
  self->syncs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  add_folder (self, folder);
  return self;
}

void
disk_image_free (DiskImage *self)
{
  g_free (self->root);
  g_hash_table_unref (self->folders);
  g_hash_table_unref (self->contents);
  g_hash_table_unref (self->syncs);
  g_free (self);
}

static Folder *
find_folder_of (DiskImage *self, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return g_hash_table_lookup (self->folders, folder);
}

/* Takes @content over. The watched folder's own name is not our concern. */
static void
name_it (DiskImage *self, const char *path, Content *content, gboolean is_folder)
{
  Folder *folder = find_folder_of (self, path);
  Naming *naming;

  if (folder == NULL) {
    content_unref (content);
    return;
  }
  naming = g_new0 (Naming, 1);
  naming->name = g_path_get_basename (path);
  naming->content = content;
  naming->is_folder = is_folder;
  g_ptr_array_add (folder->pending, naming);
}

/* What @path means now; NULL: nothing, or a folder. */
static Content *
find_content (DiskImage *self, const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  Folder *folder = find_folder_of (self, path);
  Naming *naming;

  g_assert_nonnull (folder);
  for (guint i = folder->pending->len; i-- > 0;) {
    naming = folder->pending->pdata[i];
    if (g_str_equal (naming->name, name))
      return naming->content;
  }
  naming = g_hash_table_lookup (folder->safe, name);
  return naming != NULL ? naming->content : NULL;
}

static void
apply_change (GByteArray *bytes, const Change *change)
{
  gsize old = bytes->len;

  if (change->data == NULL || change->offset + change->size > old) {
    gsize new = change->data == NULL ? change->offset : change->offset + change->size;

    g_byte_array_set_size (bytes, (guint) new);
    if (new > old)
      memset (bytes->data + old, 0, new - old);
  }
  if (change->data != NULL)
    memcpy (bytes->data + change->offset, change->data, change->size);
}

static void
apply_naming (GHashTable *names, const Naming *naming)
{
  Naming *copy;

  if (naming->content == NULL && !naming->is_folder) {
    g_hash_table_remove (names, naming->name);
    return;
  }
  copy = naming_copy (naming);
  g_hash_table_replace (names, copy->name, copy);
}

static char *
make_sync_key (const FaultRecord *head)
{
  return g_strdup_printf ("%u:%" G_GUINT64_FORMAT, (guint)head->process, (guint64)head->file);
}

static GPtrArray *
find_pending (DiskImage *self, const DiskRecord *record)
{
  Folder *folder = g_hash_table_lookup (self->folders, record->path);
  guint64 file = record->head.file;
  Content *content = g_hash_table_lookup (self->contents, &file);

  if (folder != NULL)
    return folder->pending;
  return content != NULL ? content->pending : NULL;
}

/* What was pending when the sync began is safe now. */
static void
apply_synced (DiskImage *self, const DiskRecord *record)
{
  g_autofree char *key = make_sync_key (&record->head);
  Folder *folder = g_hash_table_lookup (self->folders, record->path);
  guint64 file = record->head.file;
  Content *content = g_hash_table_lookup (self->contents, &file);
  GPtrArray *pending = find_pending (self, record);
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->syncs, key));

  if (pending == NULL)
    return;
  for (guint i = 0; i < n; i++) {
    if (folder != NULL)
      apply_naming (folder->safe, pending->pdata[i]);
    else
      apply_change (content->safe, pending->pdata[i]);
  }
  if (n > 0)
    g_ptr_array_remove_range (pending, 0, n);
}

static void
apply_rename (DiskImage *self, const DiskRecord *record)
{
  Content *content = content_ref (find_content (self, record->path));
  Folder *from = find_folder_of (self, record->path);

  g_assert_nonnull (content);
  name_it (self, record->path, NULL, FALSE);
  if (from == find_folder_of (self, record->data))
    ((Naming *)g_ptr_array_index (from->pending, from->pending->len - 1))->goes_on = TRUE;
  name_it (self, record->data, content, FALSE);
}

static void
apply_to_content (DiskImage *self, const DiskRecord *record)
{
  guint64 file = record->head.file;
  Content *content = g_hash_table_lookup (self->contents, &file);
  Change *change;

  if (content == NULL)
    return;
  change = g_new0 (Change, 1);
  change->offset = record->head.offset;
  if (record->head.op == FAULT_OP_WRITE) {
    change->size = record->head.data_size;
    change->data = g_memdup2 (record->data, change->size);
  }
  g_ptr_array_add (content->pending, change);
}

void
disk_image_apply (DiskImage *self, const DiskRecord *record)
{
  guint64 file = record->head.file;
  GPtrArray *pending;
  Content *content;

  switch ((FaultOp)record->head.op) {
  case FAULT_OP_WRITE:
  case FAULT_OP_TRUNCATE:
    apply_to_content (self, record);
    break;
  case FAULT_OP_SYNC:
    pending = find_pending (self, record);
    g_hash_table_replace (self->syncs,
                          make_sync_key (&record->head),
                          GUINT_TO_POINTER (pending != NULL ? pending->len : 0));
    break;
  case FAULT_OP_SYNCED:
    apply_synced (self, record);
    break;
  case FAULT_OP_CREATE:
    content = content_new ();
    g_hash_table_replace (self->contents, g_memdup2 (&file, sizeof file), content_ref (content));
    name_it (self, record->path, content, FALSE);
    break;
  case FAULT_OP_MAKE_FOLDER:
    name_it (self, record->path, NULL, TRUE);
    if (g_hash_table_lookup (self->folders, record->path) == NULL)
      add_folder (self, record->path);
    break;
  case FAULT_OP_RENAME:
    apply_rename (self, record);
    break;
  case FAULT_OP_UNLINK:
    name_it (self, record->path, NULL, FALSE);
    break;
  case FAULT_OP_NOTE:
    break;
  default:
    g_assert_not_reached ();
  }
}

guint
disk_image_count_unsafe (DiskImage *self)
{
  GHashTableIter iter;
  Folder *folder;
  Content *content;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->folders);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&folder))
    n += folder->pending->len;
  g_hash_table_iter_init (&iter, self->contents);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&content))
    n += content->pending->len;
  return n;
}

/* How many of @n the disk has in their order; of the others none, or each by chance. */
static guint
get_n_whole (DiskCut cut, GRand *random, guint n)
{
  if (cut == DISK_CUT_KEEP)
    return n;
  return cut == DISK_CUT_PREFIX && n > 0 ? (guint)g_rand_int_range (random, 0, (gint32)n + 1) : 0;
}

static gboolean
by_chance (DiskCut cut)
{
  return cut == DISK_CUT_SECTORS_512 || cut == DISK_CUT_SECTORS_4096;
}

/* Of a write, the sectors that the disk got to. */
static void
tear_change (GByteArray *bytes, const Change *change, gsize sector, GRand *random)
{
  gsize end = change->offset + change->size;

  for (gsize at = change->offset; at < end;) {
    gsize next = MIN (end, (at / sector + 1) * sector);
    const Change part = { at, next - at, change->data + (at - change->offset) };

    if (g_rand_boolean (random))
      apply_change (bytes, &part);
    at = next;
  }
  /* The file may have grown without what it grew by. */
  if (end > bytes->len && g_rand_boolean (random))
    apply_change (bytes, &(Change){ .offset = end });
}

static void
write_content (const Content *content, DiskCut cut, GRand *random, const char *path)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gsize sector = cut == DISK_CUT_SECTORS_512 ? 512 : 4096;
  guint n_whole = get_n_whole (cut, random, content->pending->len);

  g_byte_array_append (bytes, content->safe->data, content->safe->len);
  for (guint i = 0; i < content->pending->len; i++) {
    const Change *change = content->pending->pdata[i];

    if (i < n_whole)
      apply_change (bytes, change);
    else if (by_chance (cut) && change->data != NULL)
      tear_change (bytes, change, sector, random);
    else if (by_chance (cut) && g_rand_boolean (random))
      apply_change (bytes, change);
  }
  if (g_str_has_suffix (path, SHARED_MEMORY_SUFFIX)) {
    g_byte_array_set_size (bytes, SHARED_MEMORY_BYTES);
    for (guint i = 0; i < SHARED_MEMORY_BYTES; i++)
      bytes->data[i] = (guint8)g_rand_int (random);
  }
  g_assert_true (g_file_set_contents_full (
      path, (const char *)bytes->data, bytes->len, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

/* The names that @folder has after the cut. */
static GHashTable *
cut_names (const Folder *folder, DiskCut cut, GRand *random)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, naming_free);
  guint n_whole = get_n_whole (cut, random, folder->pending->len);
  GHashTableIter iter;
  Naming *naming;
  gboolean keeps = FALSE;
  gboolean goes_on = FALSE;

  g_hash_table_iter_init (&iter, folder->safe);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&naming))
    apply_naming (names, naming);
  for (guint i = 0; i < folder->pending->len; i++) {
    naming = folder->pending->pdata[i];
    if (!goes_on)
      keeps = i < n_whole || (by_chance (cut) && g_rand_boolean (random));
    goes_on = naming->goes_on;
    if (keeps)
      apply_naming (names, naming);
  }
  return names;
}

static void
write_folder (DiskImage *self, const char *source, DiskCut cut, GRand *random, const char *target)
{
  g_autoptr (GHashTable) names =
      cut_names (g_hash_table_lookup (self->folders, source), cut, random);
  GHashTableIter iter;
  Naming *naming;

  g_assert_cmpint (g_mkdir (target, 0700), ==, 0);
  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&naming)) {
    g_autofree char *from = g_build_filename (source, naming->name, NULL);
    g_autofree char *to = g_build_filename (target, naming->name, NULL);

    if (naming->is_folder)
      write_folder (self, from, cut, random, to);
    else
      write_content (naming->content, cut, random, to);
  }
}

void
disk_image_write (DiskImage *self, DiskCut cut, GRand *random, const char *target)
{
  write_folder (self, self->root, cut, random, target);
}
