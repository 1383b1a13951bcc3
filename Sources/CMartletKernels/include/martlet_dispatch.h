// Which instruction set kernels use, and the table of all kernels.
#pragma once

#include "martlet_call.h"

/// Instruction sets in rising order; each includes those before it.
typedef enum {
    MK_ISA_SCALAR = 0,      ///< What the compiler's baseline offers.
    MK_ISA_AVX2 = 1,        ///< AVX2 and FMA.
    MK_ISA_AVX512 = 2,      ///< AVX-512 F, DQ, BW and VL.
    MK_ISA_AVX512VNNI = 3,  ///< AVX-512 with the int8 dot product.
    MK_ISA_AVX512BF16 = 4,  ///< And with the bfloat16 dot product.
} mk_isa_level;

#define MK_ISA_COUNT 5

/// The instruction set that constructors choose kernels for: the CPU's best, under the cap.
mk_isa_level mk_isa(void);

/// The CPU's best instruction set, whatever the cap.
mk_isa_level mk_detected_isa(void);

/// Caps what `mk_isa` returns from now on; calls already made keep their kernels.
/// The cap at start comes from the environment: `MARTLET_ISA=scalar|avx2|avx512|avx512vnni|avx512bf16`. Without it
/// bfloat16's dot product is beyond the cap on CPUs where it is slower than the products in float32 that it replaces.
void mk_cap_isa(mk_isa_level cap);

/// "scalar", "avx2", "avx512", "avx512vnni" or "avx512bf16".
const char *mk_isa_name(mk_isa_level isa);

/// One variant of one kernel.
typedef struct {
    const char *family;
    const char *name;
    mk_isa_level isa;
    mk_function function;
} mk_kernel;

/// Every kernel compiled in, whether or not this CPU runs it, and their number in `count`.
const mk_kernel *mk_kernels(int64_t *count);
