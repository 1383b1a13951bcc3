// Weighted sums of neighbours along one axis, float32: what resizing an image is, once for rows and once for columns.
#pragma once

#include "martlet_call.h"

/// Operands: 0 source [outer, from, inner], 1 result [outer, to, inner].
///
/// Result i is the sum of weights[starts[i] + t] · source[first[i] + t] over t in [0, starts[i + 1] − starts[i]); the
/// tables outlive the call.
typedef struct {
    int64_t outer, from, to, inner;
    const int32_t *first;   ///< [to]
    const int32_t *starts;  ///< [to + 1]
    const float *weights;
    int32_t threads;
} mk_resample_parameters;

_Static_assert(sizeof(mk_resample_parameters) <= 128, "parameters are stored in the call");

mk_call mk_resample(mk_resample_parameters p);
