// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-item.h"
#include "jl-rules.h"

G_BEGIN_DECLS

/*
 * A made-up city on real divisions: organisations, people, items and wants as people in
 * Shijiazhuang would write them. Everything is made from a seed and a number, in any order: the
 * same seed and number always give the same thing. Nothing is stored here; names, social credit
 * codes, telephone numbers and IMEIs are of ranges that nobody has.
 */
typedef struct _JlDemo JlDemo;

/**
 * JlDemoOrganisation:
 * @division: the community it lies in; a district for departments
 * @telephone: of an exchange that does not exist
 */
typedef struct {
  JlOrganisationKind kind;
  const JlDivision *division;
  char *name;
  char *uscc;
  char *label_prefix;
  char *address;
  char *telephone;
  char *opening_hours;
} JlDemoOrganisation;

/**
 * JlDemoPerson:
 * @username: (nullable): of staff
 * @phone: (nullable): of residents
 * @role: of jl_membership_role_enum, -1 for residents
 * @organisation: index of the one they work for, or that invited them
 */
typedef struct {
  char *nickname;
  char *username;
  char *phone;
  int role;
  guint organisation;
} JlDemoPerson;

/**
 * JlDemoItem:
 * @organisation: index of the one that offers it
 * @price_fen: 0 unless it is sold
 * @grade: (nullable): of the category's scale
 * @attributes: as a clerk would send them, complete
 * @offer: how far its story has come: draft, published, reserved, withdrawn or concluded
 */
typedef struct {
  guint organisation;
  const JlDivision *community;
  const JlCategory *category;
  char *title;
  char *description;
  JlMode mode;
  gint64 price_fen;
  const JlGrade *grade;
  JsonObject *attributes;
  JlOffer offer;
} JlDemoItem;

/**
 * JlDemoWant:
 * @resident: number of the resident who looks for it
 * @district: (nullable): only there
 * @max_price_fen: 0: any price
 */
typedef struct {
  guint64 resident;
  char *text;
  const JlCategory *category;
  const JlDivision *district;
  gint64 max_price_fen;
} JlDemoWant;

JlDemo *jl_demo_new (
    const char *directory, guint64 seed, const JlRules *rules, JlDate today, GError **error);
void jl_demo_free (JlDemo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlDemo, jl_demo_free)

guint jl_demo_get_n_organisations (const JlDemo *self);
const JlDemoOrganisation *jl_demo_get_organisation (const JlDemo *self, guint index);

guint jl_demo_get_n_staff (const JlDemo *self, guint organisation);
JlDemoPerson *jl_demo_make_staff (const JlDemo *self, guint organisation, guint number);
JlDemoPerson *jl_demo_make_resident (const JlDemo *self, guint64 number);
void jl_demo_person_free (JlDemoPerson *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlDemoPerson, jl_demo_person_free)

JlDemoItem *jl_demo_make_item (const JlDemo *self, guint64 number);
void jl_demo_item_free (JlDemoItem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlDemoItem, jl_demo_item_free)

JlDemoWant *jl_demo_make_want (const JlDemo *self, guint64 number, guint64 n_residents);
void jl_demo_want_free (JlDemoWant *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlDemoWant, jl_demo_want_free)

G_END_DECLS
