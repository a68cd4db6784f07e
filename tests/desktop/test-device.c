// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-device.h"

#include <string.h>

#define SERVER "https://jieli.example"

static void
test_new (void)
{
  g_autoptr (JlDevice) device = jl_device_new (SERVER, NULL);
  g_autoptr (JlDevice) other = jl_device_new (SERVER, NULL);

  /* 256 bits in letters. */
  g_assert_cmpuint (strlen (device->secret), ==, 43);
  g_assert_cmpstr (device->secret, !=, other->secret);
  g_assert_cmpuint (device->people->len, ==, 0);
}

/* What the keyring keeps, quotes and Chinese included. */
static void
test_kept (void)
{
  g_autoptr (JlDevice) device = jl_device_new (SERVER, NULL);
  g_autoptr (JlDevice) again = NULL;
  g_autofree char *text = NULL;

  jl_device_add (device, "0AMG03XER0000", "小王 'n' \"co\"\\");
  jl_device_add (device, "0AMG03YK00000", "Li Na");
  jl_device_add (device, "0AMG03XER0000", "老王");
  text = jl_device_to_text (device);
  again = jl_device_new (SERVER, text);
  g_assert_cmpstr (again->secret, ==, device->secret);
  g_assert_cmpuint (again->people->len, ==, 2);
  g_assert_true (jl_device_knows (again, "0AMG03XER0000"));
  g_assert_cmpstr (((JlDevicePerson *)again->people->pdata[1])->name, ==, "老王");
  jl_device_remove (again, "0AMG03XER0000");
  g_assert_false (jl_device_knows (again, "0AMG03XER0000"));
  jl_device_remove (again, "nobody");
  g_assert_cmpuint (again->people->len, ==, 1);
}

static void
test_damaged (void)
{
  static const char *const texts[] = { "", "nonsense", "('secret',", "('a', [('b',)])", "42" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (JlDevice) device = jl_device_new (SERVER, texts[i]);

    g_assert_cmpuint (strlen (device->secret), ==, 43);
    g_assert_cmpuint (device->people->len, ==, 0);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/desktop/device/new", test_new);
  g_test_add_func ("/desktop/device/kept", test_kept);
  g_test_add_func ("/desktop/device/damaged", test_damaged);
  return g_test_run ();
}
