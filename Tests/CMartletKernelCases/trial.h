// What a case says: memory with its inputs, the calls to run in order, and what comes out.
#pragma once

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "martlet_kernel_cases.h"

#define TRIAL_CALLS 64
#define TRIAL_BLOCKS 256
#define TRIAL_RESULTS 64

struct mk_trial {
    int64_t size;
    mk_features features;
    uint64_t random;
    mk_call calls[TRIAL_CALLS];
    void (*step)(mk_trial *);  ///< What runs instead of calls, for kernels behind functions.
    void *context[8];          ///< Its arguments.
    struct {
        unsigned char *bytes;
        int64_t count;
    } blocks[TRIAL_BLOCKS];
    struct {
        const void *elements;
        int64_t count;
        mk_dtype dtype;
        double tolerance;
    } results[TRIAL_RESULTS];
    int32_t call_count, block_count, result_count;
};

/// A case: fills in an empty trial of some size.
typedef void (*trial_builder)(mk_trial *);

/// Memory between guards, aligned to 64, of bytes that no kernel may take for something.
void *trial_memory(mk_trial *t, int64_t bytes);

/// Reproducible numbers, uniform in [low, high).
float *trial_floats(mk_trial *t, int64_t count, float low, float high);
int32_t *trial_integers(mk_trial *t, int64_t count, int32_t low, int32_t high);

/// Reproducible bytes, of all values.
uint8_t *trial_bytes(mk_trial *t, int64_t count);

/// Memory for `count` floats of a result. Variants may differ by eight units in the last place and by `tolerance`.
float *trial_result(mk_trial *t, int64_t count, double tolerance);

/// Notes that memory is a result.
void trial_compare(mk_trial *t, const void *elements, int64_t count, mk_dtype dtype, double tolerance);

void trial_add(mk_trial *t, mk_call call, void *const operands[MK_OPERANDS]);

/// Adds a call on operands.
#define TRIAL_CALL(t, call, ...) trial_add(t, call, (void *[MK_OPERANDS]){__VA_ARGS__})

/// What two sums of `terms` products of numbers from [-1, 1) may differ by when they are added up in different orders:
/// each lies within λ·√terms·u·Σ|a·b| of the exact one (Higham and Mary, 2019), here with λ = 2 and Σ|a·b| ≤ terms.
static inline double trial_sum_tolerance(double terms) { return 4 * 0x1p-24 * terms * sqrt(terms); }
