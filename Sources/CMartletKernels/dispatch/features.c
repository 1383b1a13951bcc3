#define _DEFAULT_SOURCE  // for syscall

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "own.h"
#include "target.h"

#if MK_X86
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool supports(unsigned leaf_7, unsigned bit, bool of_edx) {
    unsigned a, b, c, d;
    if (!__get_cpuid_count(7, leaf_7, &a, &b, &c, &d)) return false;
    return (of_edx ? d : a) >> bit & 1;
}

/// Whether the system keeps AMX's registers when it switches between threads, and lets this process use them: for which
/// Linux wants to be asked, since its signals' frames grow.
static bool keeps_tiles(void) {
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c >> 27 & 1)) return false;  // no XGETBV
    unsigned low, high;
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    if ((low >> 17 & 3) != 3) return false;
#if defined(__linux__)
    const long ask_for_component = 0x1023, tile_data = 18;  // ARCH_REQ_XCOMP_PERM
    return syscall(SYS_arch_prctl, ask_for_component, tile_data) == 0;
#else
    return true;
#endif
}

static mk_features detect(void) {
    mk_features features = 0;
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return features;
    features |= MK_FEATURES_AVX2;
#ifdef MK_EMULATES_AVX512
    return features | MK_FEATURES_AVX512 | MK_FEATURES_VNNI | MK_FEATURES_AVXVNNI | MK_FEATURES_AMX;
#endif
    if (supports(1, 4, false)) features |= MK_FEATURES_AVXVNNI;
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512dq") ||
        !__builtin_cpu_supports("avx512bw") || !__builtin_cpu_supports("avx512vl"))
        return features;
    features |= MK_FEATURES_AVX512;
    if (__builtin_cpu_supports("avx512vnni")) features |= MK_FEATURES_VNNI;
    if (__builtin_cpu_supports("avx512bf16")) features |= MK_FEATURES_BF16;
    if (supports(0, 22, true) && supports(0, 24, true) && supports(0, 25, true) && keeps_tiles())
        features |= MK_FEATURES_AMX;
    return features;
}

/// Intel's cores from Sapphire Rapids on, which have float16's arithmetic too, start a dot product of bfloat16 every
/// other cycle, against two multiplications of float32 in each: a quarter of the instructions, half of the products.
/// AMX's registers make up for it.
static mk_features slow(void) {
    const bool starts_few = __builtin_cpu_is("intel") && __builtin_cpu_supports("avx512fp16");
    return starts_few && !(mk_detected_features() & MK_FEATURES_AMX) ? MK_FEATURES_BF16 : 0;
}
#else
#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#endif

static mk_features detect(void) {
    mk_features features = 0;
#if defined(__aarch64__)
    features |= MK_FEATURES_NEON;
#if defined(__linux__)
    const unsigned long dot_product = 1 << 20;  // HWCAP_ASIMDDP
    if (getauxval(AT_HWCAP) & dot_product) features |= MK_FEATURES_DOTPROD;
#elif defined(__ARM_FEATURE_DOTPROD)
    features |= MK_FEATURES_DOTPROD;
#endif
#endif
    return features;
}

static mk_features slow(void) { return 0; }
#endif

#define AVX2 MK_FEATURES_AVX2
#define AVX512 (MK_FEATURES_AVX512 | AVX2)
#define VNNI (MK_FEATURES_VNNI | AVX512)
#define BF16 (MK_FEATURES_BF16 | VNNI)

/// Each feature's name, in the order of their bits, and what it stands for; then names that stand for several.
static const struct {
    const char *name;
    mk_features features;
} named[] = {
    {"avx2", AVX2},
    {"avx512", AVX512},
    {"avxvnni", MK_FEATURES_AVXVNNI | AVX2},
    {"vnni", VNNI},
    {"bf16", BF16},
    {"amx", MK_FEATURES_AMX | BF16},
    {"neon", MK_FEATURES_NEON},
    {"dotprod", MK_FEATURES_DOTPROD | MK_FEATURES_NEON},
    {"scalar", 0},
    {"avx512vnni", VNNI},
    {"avx512bf16", BF16},
};

const char *mk_feature_name(mk_features features) {
    return features ? named[__builtin_ctz((unsigned)features)].name : "scalar";
}

mk_features mk_features_named(const char *names) {
    mk_features features = 0;
    for (;;) {
        const size_t length = strcspn(names, "+"), count = sizeof named / sizeof *named;
        size_t i = 0;
        while (i < count && (strlen(named[i].name) != length || memcmp(named[i].name, names, length))) i++;
        if (i == count) return MK_FEATURES_OF_PROCESS;
        features |= named[i].features;
        if (!names[length]) return features;
        names += length + 1;
    }
}

/// What the environment wishes for, or else what is worth using.
static mk_features wished(void) {
    const char *names = getenv("MARTLET_ISA");
    if (!names || !*names) return ~slow();
    const mk_features features = mk_features_named(names);
    if (features != MK_FEATURES_OF_PROCESS) return features;
    fprintf(stderr, "MARTLET_ISA=%s is not made of scalar", names);
    for (size_t i = 0; named[i].features; i++) fprintf(stderr, ", %s", named[i].name);
    fprintf(stderr, ", joined by +; no cap is set.\n");
    return ~slow();
}

/// What was found at the first look, with a bit that says that there was one.
#define LOOKED MK_FEATURES_OF_PROCESS
static _Atomic(uint32_t) detected, of_process;
_Thread_local uint32_t mk_own_features = MK_FEATURES_OF_PROCESS;

mk_features mk_detected_features(void) {
    uint32_t features = atomic_load_explicit(&detected, memory_order_relaxed);
    if (!features) atomic_store_explicit(&detected, features = detect() | LOOKED, memory_order_relaxed);
    return features & ~LOOKED;
}

mk_features mk_features_in_use(void) {
    if (mk_own_features != MK_FEATURES_OF_PROCESS) return mk_detected_features() & mk_own_features;
    uint32_t features = atomic_load_explicit(&of_process, memory_order_relaxed);
    if (!features) {
        features = (mk_detected_features() & wished()) | LOOKED;
        atomic_store_explicit(&of_process, features, memory_order_relaxed);
    }
    return features & ~LOOKED;
}

mk_features mk_exchange_own_features(mk_features features) {
    const mk_features before = mk_own_features;
    mk_own_features = features;
    return before;
}
