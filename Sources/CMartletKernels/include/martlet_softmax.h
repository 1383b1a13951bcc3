// Softmax, and cross-entropy from logits together with its softmax.
#pragma once

#include "martlet_call.h"
#include "martlet_dtype.h"

typedef enum {
    MK_SOFTMAX,               ///< Operands: 0 x, 1 y.
    MK_LOG_SOFTMAX,           ///< Operands: 0 x, 1 y.
    MK_SOFTMAX_GRADIENT,      ///< Operands: 0 y, 1 dy, 2 dx = y·(dy - Σ y·dy).
    MK_LOG_SOFTMAX_GRADIENT,  ///< Operands: 0 y, 1 dy, 2 dx = dy - exp(y)·Σ dy.
} mk_softmax_kind;

/// All tensors are float32 [outer, width, inner], normalised along `width`; the result may be the memory of an input.
///
/// With `in_order` a row's bytes depend on nothing but this row, however many there are; many short rows take longer then.
typedef struct {
    mk_softmax_kind kind;
    int64_t outer, width, inner;
    bool in_order;
    int32_t threads;
} mk_softmax_parameters;

_Static_assert(sizeof(mk_softmax_parameters) <= 128, "parameters are stored in the call");

mk_call mk_softmax(mk_softmax_parameters p);

typedef enum {
    /// Operands: 0 logits [rows, width], 1 labels [rows] (int32 or int64), 2 loss [rows], 3 probabilities [rows, width].
    /// A label outside [0, width) gives a loss of NaN.
    MK_CROSS_ENTROPY_SPARSE,
    /// Operands: 0 logits [rows, width], 1 target [rows, width], 2 loss [rows], 3 probabilities [rows, width].
    MK_CROSS_ENTROPY_DENSE,
    /// Operands: 0 probabilities, 1 labels, 2 gradient of the loss [rows], 3 gradient of the logits [rows, width].
    /// A label outside [0, width) gives a row of zeros.
    MK_CROSS_ENTROPY_SPARSE_GRADIENT,
    /// Operands: 0 probabilities, 1 target, 2 gradient of the loss [rows], 3 gradient of the logits [rows, width].
    MK_CROSS_ENTROPY_DENSE_GRADIENT,
} mk_cross_entropy_kind;

/// Probabilities may be the logits' memory, and the gradient of the logits the probabilities'.
typedef struct {
    mk_cross_entropy_kind kind;
    mk_dtype labels;       ///< MK_INT32 or MK_INT64, of the sparse kinds.
    int64_t rows, width;
    int64_t loss_stride;   ///< Of the loss's gradient: 1, or 0 if all rows share one.
    int32_t threads;
} mk_cross_entropy_parameters;

_Static_assert(sizeof(mk_cross_entropy_parameters) <= 128, "parameters are stored in the call");

mk_call mk_cross_entropy(mk_cross_entropy_parameters p);
