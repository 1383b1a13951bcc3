// Reading the families' `kernels.inc`.
//
// MK_KERNELS(family, name) stands for the variants scalar, avx2 and avx512 of a kernel, MK_KERNEL(family, name, variant)
// for one variant, in lines that follow one another from the scalar one to the best. Who includes families.inc says
// before what MK_ENTRY(family, name, variant, needs) means; variants that this processor can't have leave nothing.
#pragma once

#include "target.h"

#define MK_KERNELS(family, name)       \
    MK_KERNEL(family, name, scalar)    \
    MK_KERNEL(family, name, avx2)      \
    MK_KERNEL(family, name, avx512)

#define MK_KERNEL(family, name, variant) MK_KERNEL_##variant(family, name)

#define MK_KERNEL_scalar(family, name) MK_ENTRY(family, name, scalar, 0)

#if MK_X86
#define MK_KERNEL_X86(family, name, variant, needs) MK_ENTRY(family, name, variant, needs)
#else
#define MK_KERNEL_X86(family, name, variant, needs)
#endif

#define MK_NEEDS_AVX2 MK_FEATURES_AVX2
#define MK_NEEDS_AVX512 (MK_NEEDS_AVX2 | MK_FEATURES_AVX512)
#define MK_NEEDS_AVX512VNNI (MK_NEEDS_AVX512 | MK_FEATURES_VNNI)
#define MK_KERNEL_avx2(family, name) MK_KERNEL_X86(family, name, avx2, MK_NEEDS_AVX2)
#define MK_KERNEL_avxvnni(family, name) MK_KERNEL_X86(family, name, avxvnni, MK_NEEDS_AVX2 | MK_FEATURES_AVXVNNI)
#define MK_KERNEL_avx512(family, name) MK_KERNEL_X86(family, name, avx512, MK_NEEDS_AVX512)
#define MK_KERNEL_avx512vnni(family, name) MK_KERNEL_X86(family, name, avx512vnni, MK_NEEDS_AVX512VNNI)
#define MK_KERNEL_avx512bf16(family, name) \
    MK_KERNEL_X86(family, name, avx512bf16, MK_NEEDS_AVX512VNNI | MK_FEATURES_BF16)
#define MK_KERNEL_amxbf16(family, name) \
    MK_KERNEL_X86(family, name, amxbf16, MK_NEEDS_AVX512VNNI | MK_FEATURES_BF16 | MK_FEATURES_AMX)

#define MK_KERNEL_amx(family, name) MK_KERNEL_X86(family, name, amx, MK_NEEDS_AVX512VNNI | MK_FEATURES_AMX)

#if defined(__aarch64__)
#define MK_KERNEL_ARM64(family, name, variant, needs) MK_ENTRY(family, name, variant, needs)
#else
#define MK_KERNEL_ARM64(family, name, variant, needs)
#endif

#define MK_KERNEL_neon(family, name) MK_KERNEL_ARM64(family, name, neon, MK_FEATURES_NEON)
#define MK_KERNEL_dotprod(family, name) \
    MK_KERNEL_ARM64(family, name, dotprod, MK_FEATURES_NEON | MK_FEATURES_DOTPROD)
