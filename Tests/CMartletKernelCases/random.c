#include "builders.h"

/// Numbers between whole groups of 64 and a rest.
static void add(mk_trial *t, mk_random_kind kind, float a, float b, double tolerance) {
    const int64_t count = t->size * 16 + 3;
    mk_random_state *state = trial_memory(t, sizeof *state);
    *state = (mk_random_state){.seed = 12345, .step = 7};
    void *result = trial_memory(t, count * 4);
    trial_compare(t, result, count, kind == MK_RANDOM_BITS ? MK_INT32 : MK_FLOAT32, tolerance);
    const mk_random_parameters p = {.kind = kind, .threads = 1, .key = 99, .count = count, .a = a, .b = b};
    TRIAL_CALL(t, mk_random(p), state, result);
}

void random_bits_case(mk_trial *t) { add(t, MK_RANDOM_BITS, 0, 0, 0); }
void uniform_case(mk_trial *t) { add(t, MK_RANDOM_UNIFORM, -2, 3, 4 * 0x1p-23); }
void normal_case(mk_trial *t) { add(t, MK_RANDOM_NORMAL, 1, 2, 16 * 0x1p-23); }
void truncated_normal_case(mk_trial *t) { add(t, MK_RANDOM_TRUNCATED_NORMAL, 1, 2, 16 * 0x1p-23); }
void bernoulli_case(mk_trial *t) { add(t, MK_RANDOM_BERNOULLI, 0.3f, 2, 0); }
