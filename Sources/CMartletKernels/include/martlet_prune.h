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
/// schedule; of equal ones those that come last. With `global` a magnitude is given, and what is as large stays.
typedef struct {
    int64_t rows, columns, run;
    mk_prune_schedule schedule;
    int32_t block_rows, block_columns;
    int32_t zeros, of;
    int32_t threads;  ///< 1 or more
    bool largest;
    bool global;
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
/// same memory as 1, 4 scratch, 5 with `global` the least magnitude that stays, a float.
mk_call mk_prune(mk_prune_parameters parameters);

/// How many digits magnitudes are searched by.
#define MK_PRUNE_DIGITS 3

/// One of `total` weights' arrays, of `count` numbers, and the digit by which its magnitudes are counted. Arrays come in one
/// order for digit 0, then for the next; `first` and `last` of them are marked.
typedef struct {
    int64_t count, total;
    mk_prune_schedule schedule;
    int32_t digit;
    int32_t threads;  ///< 1 or more
    bool first, last;
} mk_prune_threshold_parameters;

_Static_assert(
    sizeof(mk_prune_threshold_parameters) <= sizeof(((mk_call *)0)->parameters), "parameters must fit in a call");

/// The bytes of scratch that all calls share.
int64_t mk_prune_threshold_scratch(mk_prune_threshold_parameters parameters);

/// The least magnitude that stays by tfmot's rule, of many arrays' weights together: a call for each array and digit.
///
/// Operands: 0 weights of float32, 1 the step, an int64, 2 scratch, 3 the magnitude, a float, which the last call writes; 0 in
/// steps in which the schedule says nothing.
mk_call mk_prune_threshold(mk_prune_threshold_parameters parameters);
