#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "target.h"

static const char *const names[MK_ISA_COUNT] = {"scalar", "avx2", "avx512", "avx512vnni", "avx512bf16"};

const char *mk_isa_name(mk_isa_level isa) { return names[isa]; }

mk_isa_level mk_detected_isa(void) {
#if MK_X86
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return MK_ISA_SCALAR;
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512dq") ||
        !__builtin_cpu_supports("avx512bw") || !__builtin_cpu_supports("avx512vl"))
        return MK_ISA_AVX2;
    if (!__builtin_cpu_supports("avx512vnni")) return MK_ISA_AVX512;
    return __builtin_cpu_supports("avx512bf16") ? MK_ISA_AVX512BF16 : MK_ISA_AVX512VNNI;
#else
    return MK_ISA_SCALAR;
#endif
}

/// Intel's cores from Sapphire Rapids on, which have float16's arithmetic too, start a dot product of bfloat16 every
/// other cycle, against two multiplications of float32 in each: a quarter of the instructions, half of the products.
static mk_isa_level fastest(void) {
#if MK_X86
    if (__builtin_cpu_is("intel") && __builtin_cpu_supports("avx512fp16")) return MK_ISA_AVX512VNNI;
#endif
    return MK_ISA_AVX512BF16;
}

static mk_isa_level environment_cap(void) {
    const char *wish = getenv("MARTLET_ISA");
    if (!wish || !*wish) return fastest();
    for (int i = 0; i < MK_ISA_COUNT; i++)
        if (!strcmp(wish, names[i])) return (mk_isa_level)i;
    fprintf(stderr, "MARTLET_ISA=%s is none of scalar, avx2, avx512, avx512vnni, avx512bf16; no cap is set.\n", wish);
    return fastest();
}

static _Atomic(int) current = -1;

void mk_cap_isa(mk_isa_level cap) {
    mk_isa_level detected = mk_detected_isa();
    atomic_store_explicit(&current, (int)(cap < detected ? cap : detected), memory_order_relaxed);
}

mk_isa_level mk_isa(void) {
    int isa = atomic_load_explicit(&current, memory_order_relaxed);
    if (isa < 0) {
        mk_cap_isa(environment_cap());
        isa = atomic_load_explicit(&current, memory_order_relaxed);
    }
    return (mk_isa_level)isa;
}
