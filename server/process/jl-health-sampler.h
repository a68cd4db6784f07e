// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-metrics.h"

G_BEGIN_DECLS

/* Measures the service at regular intervals, in the parent, for GET /health of the workers. */
typedef struct _JlHealthSampler JlHealthSampler;

JlHealthSampler *jl_health_sampler_new (const char *data_dir, JlMetrics *metrics, GError **error);
void jl_health_sampler_free (JlHealthSampler *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlHealthSampler, jl_health_sampler_free)

int jl_health_sampler_get_fd (JlHealthSampler *self);

G_END_DECLS
