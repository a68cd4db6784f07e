// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-invitation-sheet.h"

#include "jl-qr.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>
#include <pango/pangocairo.h>
#include <string.h>

struct _JlInvitationSheet {
  char *title;        /* owned */
  char *organisation; /* owned */
  char *guest;        /* owned, nullable */
  char *code;         /* owned */
  char *link;         /* owned */
  char *how;          /* owned */
  char *until;        /* owned */
};

static char *
dup_until (JlRecord *invitation)
{
  char text[JL_TIME_CHINA_TEXT_SIZE];
  g_autofree char *date = NULL;
  int uses = (int)jl_record_get_integer (invitation, JL_INVITATION_USES_LEFT);

  jl_time_to_china_text (jl_record_get_integer (invitation, JL_INVITATION_EXPIRES_AT), text);
  date = g_strndup (text, strlen ("2026-11-23"));
  return g_strdup_printf (
      ngettext ("Valid until %s, for %d person", "Valid until %s, for %d people", (gulong)uses),
      date,
      uses);
}

/**
 * jl_invitation_sheet_new:
 * @invitation: one that was just made, with its code
 * @organisation: name of who invites
 * @guest: (nullable): whom, if that is known
 *
 * Returns: (transfer full): the sheet
 */
JlInvitationSheet *
jl_invitation_sheet_new (JlRecord *invitation, const char *organisation, const char *guest)
{
  JlInvitationSheet *self = g_new0 (JlInvitationSheet, 1);
  const char *address = jl_record_get_text (invitation, JL_INVITATION_JOIN_URL);
  gboolean staff = jl_record_has (invitation, JL_INVITATION_ROLE) &&
                   !jl_record_is_null (invitation, JL_INVITATION_ROLE);

  self->title =
      g_strdup (staff ? _ ("Invitation for a colleague") : _ ("Invitation for residents"));
  self->organisation = g_strdup (organisation);
  self->guest = g_strdup (guest);
  self->code = g_strdup (jl_record_get_text (invitation, JL_INVITATION_CODE));
  /* What follows the # no browser sends on: the code stays out of every log. */
  self->link = g_strdup_printf ("%s#code=%s", address, self->code);
  self->how = g_strdup_printf (
      staff ? _ ("Scan this, or open %s and type the code. Then choose a username and a password.")
            : _ ("Scan this with your phone, or open %s and type the code."),
      address);
  self->until = dup_until (invitation);
  return self;
}

/**
 * jl_invitation_sheet_free:
 * @self: (transfer full): a sheet
 */
void
jl_invitation_sheet_free (JlInvitationSheet *self)
{
  g_free (self->title);
  g_free (self->organisation);
  g_free (self->guest);
  g_free (self->code);
  g_free (self->link);
  g_free (self->how);
  g_free (self->until);
  g_free (self);
}

/**
 * jl_invitation_sheet_get_link:
 * @self: a sheet
 *
 * Returns: (transfer none): what its QR code says
 */
const char *
jl_invitation_sheet_get_link (JlInvitationSheet *self)
{
  return self->link;
}

/* Draws centred lines of text. Returns: where the next begins. */
static double
draw_lines (cairo_t *cr, const char *text, const char *font, double width, double y)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  PangoFontDescription *description = pango_font_description_from_string (font);
  PangoRectangle size;

  pango_layout_set_font_description (layout, description);
  pango_font_description_free (description);
  pango_layout_set_text (layout, text, -1);
  pango_layout_set_width (layout, (int)(width * 0.8 * PANGO_SCALE));
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_move_to (cr, width * 0.1, y);
  pango_cairo_show_layout (cr, layout);
  pango_layout_get_pixel_extents (layout, NULL, &size);
  return y + size.height;
}

/**
 * jl_invitation_sheet_draw:
 * @cr: a page, in units of which a font of size 1 is one
 * @width: its width
 * @height: its height
 * @number: which
 * @sheets: (element-type JlInvitationSheet): of these
 *
 * Fills one page; A4 and A5 look the same.
 */
void
jl_invitation_sheet_draw (cairo_t *cr, double width, double height, guint number, gpointer sheets)
{
  JlInvitationSheet *self = g_ptr_array_index ((GPtrArray *)sheets, number);
  /* A4 is 595 points wide. */
  double scale = MIN (width / 595, height / 842);
  double page = width / scale;
  double y = 60;
  const double size = 250;

  cairo_save (cr);
  cairo_scale (cr, scale, scale);
  y = draw_lines (cr, _ ("Jieli"), "Sans 16px", page, y) + 12;
  y = draw_lines (cr, self->organisation, "Sans Bold 34px", page, y) + 12;
  y = draw_lines (cr, self->title, "Sans 22px", page, y) + (self->guest == NULL ? 24 : 6);
  if (self->guest != NULL)
    y = draw_lines (cr, self->guest, "Sans Bold 26px", page, y) + 18;
  jl_qr_draw (cr, self->link, (page - size) / 2, y, size);
  y = draw_lines (cr, self->code, "Monospace Bold 48px", page, y + size + 18) + 18;
  y = draw_lines (cr, self->how, "Sans 17px", page, y) + 18;
  draw_lines (cr, self->until, "Sans Bold 17px", page, y);
  cairo_restore (cr);
}
