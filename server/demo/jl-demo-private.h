// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-demo-text.h"
#include "jl-demo.h"

G_BEGIN_DECLS

/* How the value of an attribute comes about; see data/demo/README.md. */
typedef enum {
  JL_DEMO_CHOICE,  /* "fabric:5 leather:3" */
  JL_DEMO_RANGE,   /* "170..320/5" */
  JL_DEMO_CHANCE,  /* "60%": true in so many cases, otherwise false */
  JL_DEMO_PATTERN, /* "=BCD-{capacity_l}{L}{D}" */
  JL_DEMO_BOUGHT,  /* "$bought": the day that goes with the age */
  JL_DEMO_MADE,    /* "$made": some months before */
  JL_DEMO_IMEI,    /* "$imei" */
  JL_DEMO_ISBN,    /* "$isbn" */
  JL_DEMO_EAN,     /* "$ean" */
} JlDemoValueKind;

/**
 * JlDemoValue:
 * @presence: in how many cases of a hundred the attribute is there
 */
typedef struct {
  const JlAttribute *attribute;
  guint presence;
  JlDemoValueKind kind;
  char **choices; /* owned, CHOICE */
  guint *weights; /* owned, CHOICE */
  guint n_choices;
  gint64 low; /* RANGE */
  gint64 high;
  gint64 step;
  guint percent;       /* CHANCE */
  const char *pattern; /* borrowed from the file, PATTERN */
} JlDemoValue;

/* One make of goods: a value for each of the template's product slots, and its price when new. */
typedef struct {
  char **values;    /* owned */
  gint64 price_low; /* yuan */
  gint64 price_high;
} JlDemoProduct;

#define JL_DEMO_N_MODES 4

typedef struct {
  const JlCategory *category;
  const char *top; /* code of the top category */
  guint weight;
  double age_low; /* years */
  double age_high;
  double half_life; /* years in which it loses half its worth */
  guint modes[JL_DEMO_N_MODES];
  GPtrArray *product_slots; /* borrowed, texts */
  GPtrArray *products;      /* owned, JlDemoProduct */
  GPtrArray *values;        /* owned, JlDemoValue */
  GHashTable *pools;        /* owned, name -> GPtrArray of texts */
  GPtrArray *titles;        /* borrowed, texts */
  GPtrArray *details;       /* borrowed, texts */
  GPtrArray *worn;          /* borrowed, nullable: details of what has been used much */
} JlDemoTemplate;

/* Where things are: districts with their people, streets and communities. */
typedef struct {
  const JlDivision *district;
  const char *name; /* as people say it: 高新区 */
  guint weight;
  GPtrArray *communities; /* owned, borrowed JlDivision, the liveliest first */
} JlDemoDistrict;

struct _JlDemo {
  guint64 seed;
  const JlRules *rules; /* borrowed */
  JlDate today;
  GPtrArray *records; /* owned, JlRecord: all texts are borrowed from them */

  GHashTable *pools;        /* owned, shared: name -> GPtrArray of texts */
  GHashTable *words;        /* owned: "material.stone" -> what people say */
  GPtrArray *templates;     /* owned, JlDemoTemplate */
  GArray *weights;          /* owned, guint: of the templates */
  GPtrArray *districts;     /* owned, JlDemoDistrict */
  GArray *district_weights; /* owned, guint */
  GPtrArray *organisations; /* owned, JlDemoOrganisation */
  GPtrArray *roles;         /* owned, GArray of int: who works at each organisation */
};

gboolean jl_demo_read_templates (JlDemo *self, const char *directory, GError **error);
gboolean jl_demo_read_phrases (JlDemo *self, const char *directory, GError **error);
gboolean jl_demo_read_city (JlDemo *self, const char *directory, GError **error);

JsonNode *jl_demo_read_json (const char *directory, const char *base, GError **error);
GHashTable *jl_demo_read_pools (JsonObject *object, GError **error);
gboolean jl_demo_explain (GError **error, const char *base);

void jl_demo_value_free (gpointer data);
gboolean jl_demo_value_read (JlDemoValue *self, const char *text);
gboolean jl_demo_fits_attribute (const JlAttribute *attribute, const char *text);

extern const JlRecordTable jl_demo_group_table;
gboolean jl_demo_make_organisations (JlDemo *self, GPtrArray *groups, GError **error);

const JlDivision *jl_demo_pick_district (const JlDemo *self, JlDemoRandom *random);
const JlDivision *jl_demo_pick_busy_district (const JlDemo *self, JlDemoRandom *random);
const JlDivision *
jl_demo_pick_community (const JlDemo *self, JlDemoRandom *random, const JlDivision *district);
const char *jl_demo_get_district_name (const JlDemo *self, const JlDivision *division);
char *jl_demo_get_community_name (const JlDivision *community);

/* An item while it is made. */
typedef struct {
  const JlDemo *demo;
  const JlDemoTemplate *template;
  const JlDemoProduct *product;
  JlDemoRandom random;
  JlDemoScope scope;
  GHashTable *slots;      /* owned, name (borrowed) -> text (owned) */
  JsonObject *attributes; /* owned */
  double age;             /* years since it was bought */
  JlDate bought;
} JlDemoMaking;

const JlDemoTemplate *jl_demo_pick_template (const JlDemo *self, JlDemoRandom *random);
char *jl_demo_get_short_name (const JlCategory *category);
void jl_demo_making_fill_attributes (JlDemoMaking *self);

G_END_DECLS
