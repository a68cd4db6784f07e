// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-demo-random.h"

#include <math.h>

/* splitmix64: fills a state from few bits. */
static guint64
split (guint64 *x)
{
  guint64 z = (*x += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static guint64
rotate (guint64 x, int by)
{
  return (x << by) | (x >> (64 - by));
}

/**
 * jl_demo_random_init:
 * @self: (out): a stream
 * @seed: of the whole city
 * @stream: what it is for
 * @number: which of them
 */
void
jl_demo_random_init (JlDemoRandom *self, guint64 seed, JlDemoStream stream, guint64 number)
{
  guint64 x = seed;

  x = split (&x) ^ ((guint64)stream + 1);
  x = split (&x) ^ number;
  for (guint i = 0; i < G_N_ELEMENTS (self->state); i++)
    self->state[i] = split (&x);
}

/**
 * jl_demo_random_next:
 * @self: a stream
 *
 * Returns: 64 bits (xoshiro256**, Blackman and Vigna 2018)
 */
guint64
jl_demo_random_next (JlDemoRandom *self)
{
  guint64 *s = self->state;
  guint64 result = rotate (s[1] * 5, 7) * 9;
  guint64 t = s[1] << 17;

  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate (s[3], 45);
  return result;
}

/**
 * jl_demo_random_below:
 * @self: a stream
 * @n: at least 1
 *
 * Returns: 0 to @n - 1
 */
guint
jl_demo_random_below (JlDemoRandom *self, guint n)
{
  g_return_val_if_fail (n > 0, 0);
  /* The high half, scaled: the bias is far below anything a demo shows. */
  return (guint)(((jl_demo_random_next (self) >> 32) * n) >> 32);
}

/**
 * jl_demo_random_between:
 * @self: a stream
 * @low: smallest
 * @high: largest
 *
 * Returns: @low to @high
 */
gint64
jl_demo_random_between (JlDemoRandom *self, gint64 low, gint64 high)
{
  return low + (gint64)jl_demo_random_below (self, (guint)(high - low + 1));
}

/**
 * jl_demo_random_percent:
 * @self: a stream
 * @percent: 0 to 100
 *
 * Returns: %TRUE in so many cases of a hundred
 */
gboolean
jl_demo_random_percent (JlDemoRandom *self, guint percent)
{
  return jl_demo_random_below (self, 100) < percent;
}

/**
 * jl_demo_random_unit:
 * @self: a stream
 *
 * Returns: 0 to below 1
 */
double
jl_demo_random_unit (JlDemoRandom *self)
{
  return (double)(jl_demo_random_next (self) >> 11) * 0x1p-53;
}

/**
 * jl_demo_random_normal:
 * @self: a stream
 *
 * Returns: about normally distributed, mean 0, deviation 1; never beyond 6
 */
double
jl_demo_random_normal (JlDemoRandom *self)
{
  double sum = -6.0;

  for (guint i = 0; i < 12; i++)
    sum += jl_demo_random_unit (self);
  return sum;
}

/**
 * jl_demo_random_weighted:
 * @self: a stream
 * @weights: (array length=n): how likely each is; not all 0
 * @n: how many
 *
 * Returns: 0 to @n - 1
 */
guint
jl_demo_random_weighted (JlDemoRandom *self, const guint *weights, guint n)
{
  guint total = 0;
  guint at;

  for (guint i = 0; i < n; i++)
    total += weights[i];
  at = jl_demo_random_below (self, total);
  for (guint i = 0; i < n; i++) {
    if (at < weights[i])
      return i;
    at -= weights[i];
  }
  g_return_val_if_reached (n - 1);
}

/**
 * jl_demo_random_zipf:
 * @self: a stream
 * @n: at least 1
 *
 * Returns: 0 to @n - 1, the first far more often than the last
 */
guint
jl_demo_random_zipf (JlDemoRandom *self, guint n)
{
  double at = pow ((double)n, jl_demo_random_unit (self)) - 1.0;

  return MIN ((guint)at, n - 1);
}
