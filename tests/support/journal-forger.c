// SPDX-License-Identifier: GPL-3.0-or-later
#include "journal-forger.h"

#include "jl-id.h"
#include "jl-journal-body.h"
#include "jl-journal-private.h"

#include <gio/gio.h>
#include <string.h>

char *
journal_forger_query (const char *database, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) shell =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                        &error,
                        "sqlite3",
                        "-batch",
                        "-bail",
                        database,
                        NULL);
  char *output = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (shell, sql, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_exit_status (shell), ==, 0);
  return output;
}

static GByteArray *
from_hex (const char *text)
{
  GByteArray *bytes = g_byte_array_new ();
  gsize size;

  g_byte_array_set_size (bytes, strlen (text) / 2);
  g_assert_cmpint (
      sodium_hex2bin (bytes->data, bytes->len, text, strlen (text), NULL, &size, NULL), ==, 0);
  g_assert_cmpuint (size, ==, bytes->len);
  return bytes;
}

static char *
to_hex (gconstpointer data, gsize size)
{
  char *hex = g_malloc (2 * size + 1);

  return sodium_bin2hex (hex, 2 * size + 1, data, size);
}

/* Walks along a chain and writes it anew. */
typedef struct {
  const char *from; /* nullable: text in heads */
  const char *to;
  guint8 hash[JL_JOURNAL_HASH_SIZE];
  GString *sql;
} Forgery;

/* Of the entries of one chain, from one on. */
typedef struct {
  Forgery *forgery;
  gint64 organisation;
  gint64 sequence;
  const char *digest; /* nullable: of the first one's new body */
} Rewriting;

static void
forge_entry_cb (const JlJournalEntry *entry, gpointer user_data)
{
  Rewriting *self = user_data;
  Forgery *forgery = self->forgery;
  g_autoptr (GString) text = g_string_new (entry->head);
  g_autofree char *hex = NULL;

  if (entry->organisation != self->organisation || entry->organisation_seq < self->sequence)
    return;
  if (forgery->from != NULL)
    g_string_replace (text, forgery->from, forgery->to, 0);
  if (self->digest != NULL && entry->organisation_seq == self->sequence)
    memcpy (text->str + text->len - 2 - strlen (self->digest), self->digest, strlen (self->digest));
  jl_journal_hash_head (forgery->hash, text->str, text->len, forgery->hash);
  hex = to_hex (forgery->hash, sizeof forgery->hash);
  g_string_append_printf (forgery->sql,
                          "UPDATE journal SET hash = x'%s' WHERE seq = %" G_GINT64_FORMAT ";\n",
                          hex,
                          entry->seq);
}

/* The hash of the entry before @sequence, zeros for none. */
static void
read_hash_before (const char *database, gint64 organisation, gint64 sequence, guint8 *hash)
{
  g_autofree char *select =
      g_strdup_printf ("SELECT hex(hash) FROM journal WHERE organisation = %" G_GINT64_FORMAT
                       " AND organisation_seq = %" G_GINT64_FORMAT ";",
                       organisation,
                       sequence - 1);
  g_autofree char *output = journal_forger_query (database, select);

  g_strchomp (output);
  if (*output != '\0') {
    g_autoptr (GByteArray) bytes = from_hex (output);

    memcpy (hash, bytes->data, JL_JOURNAL_HASH_SIZE);
  }
}

/* All entries of @organisation from @sequence on, whose first one gets @digest. */
static void
forge_chain (const char *database,
             gint64 organisation,
             gint64 sequence,
             Forgery *forgery,
             const char *digest)
{
  Rewriting rewriting = { forgery, organisation, sequence, digest };
  g_autoptr (GError) error = NULL;
  g_autoptr (JlConnection) connection =
      jl_connection_open (database, JL_CONNECTION_READ_ONLY, &error);
  g_autofree char *hash_hex = NULL;

  g_assert_no_error (error);
  read_hash_before (database, organisation, sequence, forgery->hash);
  jl_journal_foreach (connection, 0, 0, G_MAXINT, forge_entry_cb, &rewriting, &error);
  g_assert_no_error (error);
  hash_hex = to_hex (forgery->hash, sizeof forgery->hash);
  g_string_append_printf (forgery->sql,
                          "UPDATE chain SET hash = x'%s' WHERE organisation = %" G_GINT64_FORMAT
                          ";\nDELETE FROM signed_head WHERE organisation = %" G_GINT64_FORMAT
                          " AND organisation_seq >= %" G_GINT64_FORMAT ";\n",
                          hash_hex,
                          organisation,
                          organisation,
                          sequence);
}

/* The body of an entry with @from replaced: SQL that stores it, and its digest. */
static char *
forge_body (
    const char *database, Forgery *forgery, const char *where, const char *from, const char *to)
{
  g_autofree char *select = g_strdup_printf (
      "SELECT seq, hex(salt), hex(body) FROM journal_body JOIN journal USING (seq) WHERE %s;",
      where);
  g_autofree char *output = journal_forger_query (database, select);
  g_auto (GStrv) row = g_strsplit (g_strchomp (output), "|", -1);
  g_autoptr (GByteArray) salt = from_hex (row[1]);
  g_autoptr (GByteArray) packed = from_hex (row[2]);
  g_autofree char *body = jl_journal_body_unpack (packed->data, packed->len);
  g_autoptr (GString) text = g_string_new (body);
  g_autoptr (GBytes) stored = NULL;
  g_autofree char *hex = NULL;
  guint8 digest[JL_JOURNAL_HASH_SIZE];
  gconstpointer data;
  gsize size;

  g_assert_cmpuint (g_string_replace (text, from, to, 0), >, 0);
  stored = jl_journal_body_pack (text->str, text->len, NULL);
  data = g_bytes_get_data (stored, &size);
  jl_journal_hash_body (salt->data, salt->len, data, size, digest);
  hex = to_hex (data, size);
  g_string_append_printf (
      forgery->sql, "UPDATE journal_body SET body = x'%s' WHERE seq = %s;\n", hex, row[0]);
  return to_hex (digest, sizeof digest);
}

static void
commit (const char *database, Forgery *forgery)
{
  g_autofree char *sql = g_strdup_printf ("BEGIN IMMEDIATE;\n%sCOMMIT;\n", forgery->sql->str);
  g_autofree char *output = journal_forger_query (database, sql);

  g_assert_cmpstr (output, ==, "");
  g_string_free (forgery->sql, TRUE);
}

void
journal_forger_edit (
    const char *database, gint64 organisation, gint64 sequence, const char *from, const char *to)
{
  Forgery forgery = { .sql = g_string_new (NULL) };
  g_autofree char *where = g_strdup_printf ("organisation = %" G_GINT64_FORMAT
                                            " AND organisation_seq = %" G_GINT64_FORMAT,
                                            organisation,
                                            sequence);
  g_autofree char *digest = forge_body (database, &forgery, where, from, to);

  forge_chain (database, organisation, sequence, &forgery, digest);
  commit (database, &forgery);
}

void
journal_forger_rename (const char *database, gint64 organisation, gint64 other)
{
  char from[JL_ID_TEXT_SIZE];
  char to[JL_ID_TEXT_SIZE];
  Forgery forgery = { .from = from, .to = to, .sql = g_string_new (NULL) };

  jl_id_to_text (organisation, from);
  jl_id_to_text (other, to);
  forge_chain (database, organisation, 1, &forgery, NULL);
  for (guint i = 0; i < 2; i++)
    g_string_append_printf (forgery.sql,
                            "UPDATE %s SET organisation = %" G_GINT64_FORMAT
                            " WHERE organisation = %" G_GINT64_FORMAT ";\n",
                            i == 0 ? "journal" : "chain",
                            other,
                            organisation);
  commit (database, &forgery);
}

void
journal_forger_cut (const char *database, gint64 organisation, gint64 sequence)
{
  g_autofree char *entries =
      g_strdup_printf ("(SELECT seq FROM journal WHERE organisation = %" G_GINT64_FORMAT
                       " AND organisation_seq >= %" G_GINT64_FORMAT ")",
                       organisation,
                       sequence);
  Forgery forgery = { .sql = g_string_new (NULL) };

  g_string_append_printf (forgery.sql,
                          "DELETE FROM change WHERE journal IN %s;\n"
                          "DELETE FROM journal_body WHERE seq IN %s;\n"
                          "DELETE FROM journal WHERE seq IN %s;\n"
                          "DELETE FROM signed_head WHERE organisation = %" G_GINT64_FORMAT
                          " AND organisation_seq >= %" G_GINT64_FORMAT ";\n"
                          "UPDATE chain SET organisation_seq = %" G_GINT64_FORMAT
                          ", hash = (SELECT hash FROM journal WHERE organisation = "
                          "%" G_GINT64_FORMAT " ORDER BY organisation_seq DESC LIMIT 1)"
                          " WHERE organisation = %" G_GINT64_FORMAT ";\n",
                          entries,
                          entries,
                          entries,
                          organisation,
                          sequence,
                          sequence - 1,
                          organisation,
                          organisation);
  commit (database, &forgery);
}
