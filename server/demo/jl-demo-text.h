// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-demo-random.h"

G_BEGIN_DECLS

/*
 * Patterns for texts:
 *
 *   {name}        the slot of that name, else an entry of the pool of that name, expanded
 *   {name?}       the slot of that name, or nothing
 *   {name#}       the slot's number in Chinese: 三
 *   {?name:text}  the text, if the slot of that name is there
 *   {!name:text}  the text, if it is not
 *   {L} {D}       a capital letter, a digit
 *   <a|b|c>       one of them
 *   [text]        in half of the cases
 *
 * A pool can be made for a kind of goods or a condition: {reason} takes reason_furniture before
 * reason, {condition} takes condition_good.
 */
typedef struct {
  JlDemoRandom *random;     /* borrowed */
  GHashTable *slots;        /* borrowed, name -> text */
  GHashTable *own_pools;    /* borrowed, nullable, name -> GPtrArray of texts */
  GHashTable *shared_pools; /* borrowed, name -> GPtrArray of texts */
  gboolean spaced;          /* a space between Latin letters of two slots */
  const char *variants[2];  /* nullable: endings of special pools, e.g. "furniture", "good" */
} JlDemoScope;

GHashTable *jl_demo_slots_new (void);
void jl_demo_slots_take (GHashTable *slots, const char *name, char *text);
void jl_demo_slots_set (GHashTable *slots, const char *name, const char *text);

gboolean jl_demo_scope_expand (JlDemoScope *self, const char *pattern, GString *out);
char *jl_demo_scope_pick (JlDemoScope *self, const GPtrArray *patterns);

/* Whether @name is a slot that can be there. */
typedef gboolean (*JlDemoKnownSlot) (const char *name, gpointer user_data);
gboolean jl_demo_scope_check (JlDemoScope *self,
                              const char *pattern,
                              JlDemoKnownSlot known,
                              gpointer user_data,
                              GError **error);

G_END_DECLS
