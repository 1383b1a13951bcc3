// Reductions along one run of dimensions.
#pragma once

#include "martlet_call.h"
#include "martlet_dtype.h"

typedef enum {
    MK_REDUCE_SUM,          ///< float32, int32, int64 (integers wrap)
    MK_REDUCE_MEAN,         ///< float32
    MK_REDUCE_MAX,          ///< float32, int32, int64; NaN wins
    MK_REDUCE_MIN,          ///< float32, int32, int64; NaN wins
    MK_REDUCE_PRODUCT,      ///< float32, int32, int64
    MK_REDUCE_SUM_SQUARES,  ///< float32
    MK_REDUCE_VARIANCE,     ///< float32; population variance, two passes
    MK_REDUCE_LOGSUMEXP,    ///< float32
    MK_REDUCE_ARGMAX,       ///< float32, int32, int64 → int64; the first index of the maximum, or of the first NaN
    MK_REDUCE_ARGMIN,       ///< float32, int32, int64 → int64
    MK_REDUCE_ANY,          ///< uint8, bool
    MK_REDUCE_ALL,          ///< uint8, bool
} mk_reduction;

#define MK_REDUCTIONS (MK_REDUCE_ALL + 1)

/// Operands: 0 the input [outer, count, inner]; 1 the output [outer, inner], of the input's type but where noted.
///
/// Results don't depend on `threads`. Over nothing (count = 0) sums are 0, products 1, means and variances NaN, maxima
/// and logsumexp -∞ (or the smallest integer), minima +∞ (or the largest), indices 0.
typedef struct {
    mk_reduction reduction;
    mk_dtype dtype;
    int64_t outer, count, inner;  ///< `inner` is at least 1 unless the result is empty.
    int32_t threads;
} mk_reduce_parameters;

_Static_assert(sizeof(mk_reduce_parameters) <= 128, "parameters are stored in the call");

/// The reduction's call; its `run` is null if the reduction does not take `dtype`, or for float32 columns (inner > 1) of
/// 2³¹ elements or more.
mk_call mk_reduce(mk_reduce_parameters p);
