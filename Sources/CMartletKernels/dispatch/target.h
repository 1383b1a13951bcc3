// Compiling one body for several instruction sets.
//
// A family folder holds `<family>.inc` (the body), and `scalar.c`, `avx2.c`, `avx512.c`, each of which reads
//
//     #include "../dispatch/intrinsics.h"  // target.h in scalar.c
//     #if MK_X86                           // not in scalar.c
//     #define MK_ISA avx512
//     MK_TARGET_AVX512_BEGIN               // system headers go before this line
//     #include "<family>.inc"              // MK_DEFINE(family, name) { … call … }
//     MK_TARGET_END
//     #endif
//
// and `kernels.inc`, whose lines are the kernels' in the table (table.h), from which constructors choose (select.h).
#pragma once

#include "../include/martlet_call.h"
#include "../include/martlet_dispatch.h"

#if defined(__x86_64__)
#define MK_X86 1
#include <emmintrin.h>  // what every x86-64 has; the rest by intrinsics.h
#else
#define MK_X86 0
#endif

#define MK_PRAGMA(...) _Pragma(#__VA_ARGS__)
#define MK_TARGET_PUSH(text) MK_PRAGMA(clang attribute push(__attribute__((target(text))), apply_to = function))
#define MK_TARGET_AVX2_BEGIN MK_TARGET_PUSH("avx2,fma")
#ifdef MK_EMULATES_AVX512  // make test-emulated: intrinsics are functions for AVX2
#define MK_TARGET_AVX512_BEGIN MK_TARGET_AVX2_BEGIN
#define MK_TARGET_AVXVNNI_BEGIN MK_TARGET_AVX2_BEGIN
#define MK_TARGET_AVX512VNNI_BEGIN MK_TARGET_AVX2_BEGIN
#define MK_TARGET_AMX_BEGIN MK_TARGET_AVX2_BEGIN
#else
#define MK_TARGET_AVXVNNI_BEGIN MK_TARGET_PUSH("avx2,fma,avxvnni")
#define MK_TARGET_AVX512VNNI_BEGIN MK_TARGET_PUSH("avx512f,avx512dq,avx512bw,avx512vl,avx512vnni,fma,avx2")
#define MK_TARGET_AMX_BEGIN \
    MK_TARGET_PUSH("avx512f,avx512dq,avx512bw,avx512vl,avx512vnni,amx-tile,amx-int8,fma,avx2")
#define MK_TARGET_AVX512_BEGIN MK_TARGET_PUSH("avx512f,avx512dq,avx512bw,avx512vl,fma,avx2")
#endif
#define MK_TARGET_AVX512BF16_BEGIN \
    MK_TARGET_PUSH("avx512f,avx512dq,avx512bw,avx512vl,avx512vnni,avx512bf16,fma,avx2")
#define MK_TARGET_AMXBF16_BEGIN \
    MK_TARGET_PUSH("avx512f,avx512dq,avx512bw,avx512vl,avx512vnni,avx512bf16,amx-tile,amx-bf16,fma,avx2")
#define MK_TARGET_DOTPROD_BEGIN MK_TARGET_PUSH("dotprod")
#define MK_TARGET_END _Pragma("clang attribute pop")

#define MK_JOIN4_(a, b, c, d) a##b##_##c##_##d
#define MK_JOIN4(a, b, c, d) MK_JOIN4_(a, b, c, d)

/// The function of one variant: mk_<family>_<name>_<isa>.
#define MK_FUNCTION(family, name, isa) MK_JOIN4(mk_, family, name, isa)

/// Opens the definition of a kernel for the instruction set MK_ISA.
#define MK_DEFINE(family, name)                            \
    void MK_FUNCTION(family, name, MK_ISA)(const mk_call *); \
    void MK_FUNCTION(family, name, MK_ISA)(const mk_call *call)
