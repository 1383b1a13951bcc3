#include "../include/martlet_random.h"

#include "../dispatch/select.h"
#include "philox.h"

static mk_function kernel(mk_random_kind kind) {
    switch (kind) {
    case MK_RANDOM_BITS: return MK_SELECT(random, bits);
    case MK_RANDOM_UNIFORM: return MK_SELECT(random, uniform);
    case MK_RANDOM_NORMAL: return MK_SELECT(random, normal);
    case MK_RANDOM_TRUNCATED_NORMAL: return MK_SELECT(random, truncated_normal);
    case MK_RANDOM_BERNOULLI: return MK_SELECT(random, bernoulli);
    }
    return NULL;
}

mk_call mk_random(mk_random_parameters p) {
    mk_call call = {.run = kernel(p.kind)};
    *(mk_random_parameters *)(void *)call.parameters = p;
    return call;
}

void mk_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t result[4]) {
    uint32_t c[4] = {counter[0], counter[1], counter[2], counter[3]}, k[2] = {key[0], key[1]};
    for (int round = 0; round < MK_PHILOX_ROUNDS; round++) {
        uint64_t a = (uint64_t)c[0] * MK_PHILOX_MULTIPLIER_0, b = (uint64_t)c[2] * MK_PHILOX_MULTIPLIER_1;
        uint32_t next[4] = {(uint32_t)(b >> 32) ^ c[1] ^ k[0], (uint32_t)b, (uint32_t)(a >> 32) ^ c[3] ^ k[1],
                            (uint32_t)a};
        for (int i = 0; i < 4; i++) c[i] = next[i];
        k[0] += MK_PHILOX_WEYL_0;
        k[1] += MK_PHILOX_WEYL_1;
    }
    for (int i = 0; i < 4; i++) result[i] = c[i];
}
