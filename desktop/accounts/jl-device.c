// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-device.h"

#include <sodium.h>

#define SECRET_BYTES 32
/* The secret, then account and name of each person. */
#define TEXT_TYPE "(sa(ss))"

static void
person_free (gpointer data)
{
  JlDevicePerson *person = data;

  g_free (person->account);
  g_free (person->name);
  g_free (person);
}

static char *
draw_secret (void)
{
  guchar bytes[SECRET_BYTES];
  gsize size = sodium_base64_ENCODED_LEN (SECRET_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  char *text = g_malloc (size);

  randombytes_buf (bytes, sizeof bytes);
  sodium_bin2base64 (text, size, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  sodium_memzero (bytes, sizeof bytes);
  return text;
}

/**
 * jl_device_new:
 * @server: address of the service
 * @text: (nullable): of jl_device_to_text(), as the keyring kept it; %NULL, or what is not of that
 *   form: this computer is new to the service
 *
 * Returns: (transfer full): the computer
 */
JlDevice *
jl_device_new (const char *server, const char *text)
{
  JlDevice *self = g_new0 (JlDevice, 1);
  g_autoptr (GVariant) kept =
      text != NULL ? g_variant_parse (G_VARIANT_TYPE (TEXT_TYPE), text, NULL, NULL, NULL) : NULL;

  self->server = g_strdup (server);
  self->people = g_ptr_array_new_with_free_func (person_free);
  if (kept != NULL) {
    g_autoptr (GVariantIter) people = NULL;
    const char *account, *name;

    g_variant_get (kept, TEXT_TYPE, &self->secret, &people);
    while (g_variant_iter_next (people, "(&s&s)", &account, &name))
      jl_device_add (self, account, name);
  } else {
    self->secret = draw_secret ();
  }
  return self;
}

/**
 * jl_device_free:
 * @self: (transfer full) (nullable): a computer
 */
void
jl_device_free (JlDevice *self)
{
  if (self == NULL)
    return;
  g_free (self->server);
  g_free (self->secret);
  g_ptr_array_unref (self->people);
  g_free (self);
}

/**
 * jl_device_to_text:
 * @self: a computer
 *
 * Returns: (transfer full): what the keyring keeps
 */
char *
jl_device_to_text (JlDevice *self)
{
  GVariantBuilder people;
  g_autoptr (GVariant) variant = NULL;

  g_variant_builder_init (&people, G_VARIANT_TYPE ("a(ss)"));
  for (guint i = 0; i < self->people->len; i++) {
    const JlDevicePerson *person = self->people->pdata[i];

    g_variant_builder_add (&people, "(ss)", person->account, person->name);
  }
  variant = g_variant_ref_sink (g_variant_new (TEXT_TYPE, self->secret, &people));
  return g_variant_print (variant, FALSE);
}

/**
 * jl_device_remove:
 * @self: a computer
 * @account: id of who has no PIN here any more
 */
void
jl_device_remove (JlDevice *self, const char *account)
{
  for (guint i = 0; i < self->people->len; i++) {
    if (g_str_equal (((JlDevicePerson *)self->people->pdata[i])->account, account)) {
      g_ptr_array_remove_index (self->people, i);
      return;
    }
  }
}

/**
 * jl_device_add:
 * @self: a computer
 * @account: id of who has a PIN here
 * @name: what they are called
 */
void
jl_device_add (JlDevice *self, const char *account, const char *name)
{
  JlDevicePerson *person = g_new (JlDevicePerson, 1);

  jl_device_remove (self, account);
  *person = (JlDevicePerson){ g_strdup (account), g_strdup (name) };
  g_ptr_array_add (self->people, person);
}

/**
 * jl_device_knows:
 * @self: a computer
 * @account: id
 *
 * Returns: whether they have a PIN here
 */
gboolean
jl_device_knows (JlDevice *self, const char *account)
{
  for (guint i = 0; i < self->people->len; i++)
    if (g_str_equal (((JlDevicePerson *)self->people->pdata[i])->account, account))
      return TRUE;
  return FALSE;
}
