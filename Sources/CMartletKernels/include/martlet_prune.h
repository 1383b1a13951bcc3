// Which weights stay, by magnitude, as training goes on.
#pragma once

#include "martlet_call.h"

/// When a mask is made anew: at steps begin, begin + frequency, … up to end; end < 0 is never. What is then zero is
/// final + (initial − final) · (1 − p)^power of all, with p = (step − begin) / (end − begin), in float32.
typedef struct {
    int64_t begin, end, frequency;
    float initial, final, power;
} mk_prune_schedule;

/// How weights [rows, columns] are grouped: blocks of block_rows × block_columns, which stay or go together by the mean of
/// their magnitudes, or with `largest` by the largest, those at an edge by what there is of them; or, with `of` > 0, the
/// `zeros` least of each `of` that follow one another in a column, within each `run` of rows, are 0, once, in step 1, whatever the
/// schedule; of equal ones those that come last.
typedef struct {
    int64_t rows, columns, run;
    mk_prune_schedule schedule;
    int32_t block_rows, block_columns;
    int32_t zeros, of;
    int32_t threads;  ///< 1 or more
    bool largest;
} mk_prune_parameters;

_Static_assert(sizeof(mk_prune_parameters) <= sizeof(((mk_call *)0)->parameters), "parameters must fit in a call");

/// Whether a mask is made anew in a step.
bool mk_prune_is_due(const mk_prune_schedule *schedule, int64_t step);

/// The part of the weights that is zero after a step in which the mask is made anew.
float mk_prune_sparsity(const mk_prune_schedule *schedule, int64_t step);

/// The bytes of scratch that a call needs.
int64_t mk_prune_scratch(mk_prune_parameters parameters);

/// The mask of weights by tfmot's rule: of n blocks the max(round(n · (1 − sparsity)), 1) largest stay, and those that are as
/// large as the least of them.
///
/// Operands: 0 weights of float32, 1 the mask so far, bytes of 0 or 1, 2 the step, an int64, 3 the mask, which may be the
/// same memory as 1, 4 scratch.
mk_call mk_prune(mk_prune_parameters parameters);
