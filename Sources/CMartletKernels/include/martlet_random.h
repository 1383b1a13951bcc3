// Counter-based random numbers: Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as
// 1, 2, 3", SC'11).
//
// Element i of a tensor depends on the seed, the step, the operation's key and i alone. The generator's key is
// seed ^ key · 0x9E3779B97F4A7C15; elements come in groups of 64, of which group g has the counters
// (16g + lane, step), lane < 16, and element i = 64g + 16·word + lane takes that word of the lane's block.
#pragma once

#include "martlet_call.h"
#include "martlet_dtype.h"

/// What changes from run to run, read when the call runs.
typedef struct {
    uint64_t seed, step;
} mk_random_state;

typedef enum {
    MK_RANDOM_BITS,              ///< uint32
    MK_RANDOM_UNIFORM,           ///< float32, uniform in [a, b)
    MK_RANDOM_NORMAL,            ///< float32, mean a and standard deviation b
    MK_RANDOM_TRUNCATED_NORMAL,  ///< float32, as normal but cut at two standard deviations
    MK_RANDOM_BERNOULLI,         ///< float32, b with probability a, else 0
} mk_random_kind;

#define MK_RANDOM_KINDS (MK_RANDOM_BERNOULLI + 1)

/// Operands: 0 the state (`mk_random_state`), 1 the result [count].
typedef struct {
    mk_random_kind kind;
    int32_t threads;
    uint64_t key;   ///< The operation's own.
    int64_t count;
    float a, b;
} mk_random_parameters;

_Static_assert(sizeof(mk_random_parameters) <= 128, "parameters are stored in the call");

mk_call mk_random(mk_random_parameters p);

/// One block of the generator: ten rounds over `counter` under `key`.
void mk_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t result[4]);
