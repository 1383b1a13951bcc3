// What processors can do, how much of it kernels use, and the table of all kernels.
#pragma once

#include "martlet_call.h"

#define MK_NAMED(name) __attribute__((swift_name(#name)))

/// A set of what processors can do beyond the compiler's baseline. No processor has all, and there is no order.
typedef enum __attribute__((flag_enum, enum_extensibility(open))) mk_features : uint32_t {
    MK_FEATURES_AVX2 MK_NAMED(avx2) = 1 << 0,                 ///< AVX2 and FMA.
    MK_FEATURES_AVX512 MK_NAMED(avx512) = 1 << 1,             ///< AVX-512 F, DQ, BW and VL.
    MK_FEATURES_AVXVNNI MK_NAMED(avxvnni) = 1 << 2,           ///< The int8 dot product on AVX2's vectors.
    MK_FEATURES_VNNI MK_NAMED(vnni) = 1 << 3,                 ///< The int8 dot product on AVX-512's vectors.
    MK_FEATURES_BF16 MK_NAMED(bf16) = 1 << 4,                 ///< The bfloat16 dot product on AVX-512's vectors.
    MK_FEATURES_AMX MK_NAMED(amx) = 1 << 5,                   ///< AMX's tiles; Linux wants to be asked for them first.
    MK_FEATURES_NEON MK_NAMED(neon) = 1 << 6,                 ///< NEON, which every arm64 has.
    MK_FEATURES_DOTPROD MK_NAMED(dotprod) = 1 << 7,           ///< The int8 dot product on NEON's vectors.
    MK_FEATURES_OF_PROCESS MK_NAMED(ofProcess) = 1u << 31,    ///< No set; see `mk_exchange_own_features`.
} mk_features;

#undef MK_NAMED

/// What the CPU and the system offer, whatever the caps.
mk_features mk_detected_features(void);

/// What the constructors of calls on this thread choose kernels for: of what is detected, the thread's own set if it
/// has one, else the process's.
///
/// The process's set is that of the environment's `MARTLET_ISA`, such as `scalar`, `avx2`, `avx512+vnni`: names that are
/// joined by `+`, each with what it builds upon. Without it the set is all that is detected but bfloat16's dot product on
/// CPUs where that is slower than the products in float32 that it replaces.
mk_features mk_features_in_use(void);

/// Gives the calling thread a set of its own, or with `MK_FEATURES_OF_PROCESS` takes it back; returns the one it had.
/// Calls already made keep their kernels. Work that the thread gives to the pool sees its set.
mk_features mk_exchange_own_features(mk_features features);

/// The name of the lowest feature of a set, "avx2" and so on; "scalar" for the empty set.
const char *mk_feature_name(mk_features features);

/// The features that names joined by `+` stand for, with what they build upon; `MK_FEATURES_OF_PROCESS` if one is
/// unknown. `avx512vnni` and `avx512bf16` stand for `avx512+vnni` and `avx512+vnni+bf16`.
mk_features mk_features_named(const char *names);

/// One variant of one kernel.
typedef struct {
    const char *family;
    const char *name;
    const char *variant;  ///< "scalar" for the one that the others must agree with.
    mk_features needs;    ///< Nothing for the scalar variant, something for each other.
    mk_function function;
} mk_kernel;

/// Every kernel compiled in, whether or not this CPU runs it, and their number in `count`. A kernel's variants stand
/// together, the scalar one first; dispatch takes the last whose needs are in use.
const mk_kernel *mk_kernels(int64_t *count);
