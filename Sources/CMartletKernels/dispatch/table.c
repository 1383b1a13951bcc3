// The table of kernels: every family's `kernels.inc`, read once to declare and once to list.
//
// MK_KERNELS(family, name) stands for the variants scalar, avx2 and avx512, MK_KERNELS_BF16 for avx512bf16 too;
// MK_KERNEL(family, name, isa, level) and MK_KERNEL_X86 (only where x86) for a single one.
#include "target.h"

#if MK_X86
#define MK_KERNEL_X86(family, name, isa, level) MK_KERNEL(family, name, isa, level)
#else
#define MK_KERNEL_X86(family, name, isa, level)
#endif

#define MK_KERNELS(family, name)                     \
    MK_KERNEL(family, name, scalar, MK_ISA_SCALAR)   \
    MK_KERNEL_X86(family, name, avx2, MK_ISA_AVX2)   \
    MK_KERNEL_X86(family, name, avx512, MK_ISA_AVX512)

#define MK_KERNELS_BF16(family, name) \
    MK_KERNELS(family, name)          \
    MK_KERNEL_X86(family, name, avx512bf16, MK_ISA_AVX512BF16)

#define MK_KERNEL(family, name, isa, level) MK_DECLARE_ONE(family, name, isa)
#include "families.inc"
#undef MK_KERNEL

#define MK_KERNEL(family, name, isa, level) {#family, #name, level, MK_FUNCTION(family, name, isa)},
static const mk_kernel table[] = {
#include "families.inc"
};
#undef MK_KERNEL

const mk_kernel *mk_kernels(int64_t *count) {
    *count = (int64_t)(sizeof table / sizeof *table);
    return table;
}
