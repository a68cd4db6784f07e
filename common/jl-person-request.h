// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-record.h"

G_BEGIN_DECLS

/*
 * What those need who answer somebody's written request about their own data.
 */

/* POST /people/find */
enum { JL_PERSON_SEARCH_WHO, JL_PERSON_SEARCH_N_FIELDS };
extern const JlRecordTable jl_person_search_table;

typedef enum { JL_EXPORT_JSON, JL_EXPORT_HTML } JlExportFormat;
extern const JlEnum jl_export_format_enum;
extern const JlEnum jl_export_reason_enum;

/* POST /people/{id}/export, and its answer: one of the two */
enum { JL_PERSON_EXPORT_REASON, JL_PERSON_EXPORT_FORMAT, JL_PERSON_EXPORT_N_FIELDS };
extern const JlRecordTable jl_person_export_table;
enum { JL_PERSON_ANSWER_DATA, JL_PERSON_ANSWER_PAGE, JL_PERSON_ANSWER_N_FIELDS };
extern const JlRecordTable jl_person_answer_table;

/* POST /people/{id}/erasure. Of the reasons the first is the person's own. */
extern const JlEnum jl_erasure_reason_enum;
enum { JL_ERASURE_REASON, JL_ERASURE_N_FIELDS };
extern const JlRecordTable jl_erasure_table;

G_END_DECLS
