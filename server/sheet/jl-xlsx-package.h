// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <expat.h>
#include <glib.h>

G_BEGIN_DECLS

/*
 * The parts of an xlsx file: XML in a zip, made by strangers. What a part unpacks to is bounded,
 * and a part that declares entities or names a document type is refused: no spreadsheet has them.
 */
typedef struct _JlXlsxPackage JlXlsxPackage;

JlXlsxPackage *jl_xlsx_package_new (const char *path);
void jl_xlsx_package_free (JlXlsxPackage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlXlsxPackage, jl_xlsx_package_free)

/**
 * JlXlsxPart:
 * @self: what the part is read into
 * @start: an element begins; names come without prefix
 * @end: an element ends
 * @text: text between
 *
 * Each may stop the reading with jl_xlsx_reading_stop().
 */
typedef struct _JlXlsxReading JlXlsxReading;
typedef struct {
  gpointer self;
  void (*start) (gpointer self, JlXlsxReading *reading, const char *name, const char **attributes);
  void (*end) (gpointer self, JlXlsxReading *reading, const char *name);
  void (*text) (gpointer self, JlXlsxReading *reading, const char *text, int size);
} JlXlsxPart;

gboolean jl_xlsx_package_read (JlXlsxPackage *self,
                               const char *name,
                               gboolean is_needed,
                               gint64 max_size,
                               const JlXlsxPart *part,
                               GError **error);
void jl_xlsx_reading_stop (JlXlsxReading *self, GError *error);
const char *jl_xlsx_get_attribute (const char **attributes, const char *name);

G_END_DECLS
