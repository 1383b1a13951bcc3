// Compiling one body for several instruction sets, and choosing between the results.
//
// A family folder holds `<family>.inc` (the body), and `scalar.c`, `avx2.c`, `avx512.c`, each of which reads
//
//     #include "../dispatch/target.h"
//     #if MK_X86                       // not in scalar.c
//     #define MK_ISA avx512
//     MK_TARGET_AVX512_BEGIN           // system headers go before this line
//     #include "<family>.inc"          // MK_DEFINE(family, name) { … call … }
//     MK_TARGET_END
//     #endif
//
// and `kernels.inc`, which lists `MK_KERNELS(family, name)` for the table. Its constructor takes
// `.run = MK_SELECT(family, name)`, after MK_DECLARE(family, name).
#pragma once

#include "../include/martlet_call.h"
#include "../include/martlet_dispatch.h"

#if defined(__x86_64__)
#define MK_X86 1
#include <immintrin.h>
#else
#define MK_X86 0
#endif

#define MK_PRAGMA(...) _Pragma(#__VA_ARGS__)
#define MK_TARGET_PUSH(text) MK_PRAGMA(clang attribute push(__attribute__((target(text))), apply_to = function))
#define MK_TARGET_AVX2_BEGIN MK_TARGET_PUSH("avx2,fma")
#define MK_TARGET_AVX512_BEGIN MK_TARGET_PUSH("avx512f,avx512dq,avx512bw,avx512vl,fma,avx2")
#define MK_TARGET_AVX512VNNI_BEGIN MK_TARGET_PUSH("avx512f,avx512dq,avx512bw,avx512vl,avx512vnni,fma,avx2")
#define MK_TARGET_AVX512BF16_BEGIN \
    MK_TARGET_PUSH("avx512f,avx512dq,avx512bw,avx512vl,avx512vnni,avx512bf16,fma,avx2")
#define MK_TARGET_END _Pragma("clang attribute pop")

#define MK_JOIN4_(a, b, c, d) a##b##_##c##_##d
#define MK_JOIN4(a, b, c, d) MK_JOIN4_(a, b, c, d)

/// The function of one variant: mk_<family>_<name>_<isa>.
#define MK_FUNCTION(family, name, isa) MK_JOIN4(mk_, family, name, isa)

/// Opens the definition of a kernel for the instruction set MK_ISA.
#define MK_DEFINE(family, name)                            \
    void MK_FUNCTION(family, name, MK_ISA)(const mk_call *); \
    void MK_FUNCTION(family, name, MK_ISA)(const mk_call *call)

#define MK_DECLARE_ONE(family, name, isa) void MK_FUNCTION(family, name, isa)(const mk_call *);

#if MK_X86
#define MK_DECLARE(family, name)           \
    MK_DECLARE_ONE(family, name, scalar)   \
    MK_DECLARE_ONE(family, name, avx2)     \
    MK_DECLARE_ONE(family, name, avx512)
#define MK_SELECT(family, name)                                          \
    (mk_isa() >= MK_ISA_AVX512 ? MK_FUNCTION(family, name, avx512)       \
     : mk_isa() >= MK_ISA_AVX2 ? MK_FUNCTION(family, name, avx2)         \
                               : MK_FUNCTION(family, name, scalar))
/// The same for kernels that also have a variant with bfloat16's dot product.
#define MK_DECLARE_BF16(family, name) MK_DECLARE(family, name) MK_DECLARE_ONE(family, name, avx512bf16)
#define MK_SELECT_BF16(family, name) \
    (mk_isa() >= MK_ISA_AVX512BF16 ? MK_FUNCTION(family, name, avx512bf16) : MK_SELECT(family, name))
#else
#define MK_DECLARE(family, name) MK_DECLARE_ONE(family, name, scalar)
#define MK_SELECT(family, name) MK_FUNCTION(family, name, scalar)
#define MK_DECLARE_BF16 MK_DECLARE
#define MK_SELECT_BF16 MK_SELECT
#endif
