#include <string.h>

#include "../dispatch/intrinsics.h"
#include "convolution_int8.h"

#if MK_X86
#define MK_ISA avx2
#define TERMS 2
#define ADD_PRODUCTS(sum, a, b) ((mk_i)add_products((__m256i)(sum), (__m256i)(a), (__m256i)(b)))
#define ADD_PAIRS ADD_PRODUCTS

MK_TARGET_AVX2_BEGIN

/// sum + the sums of two products each. Compilers that see through it add up products before sums, in more registers
/// than there are.
static inline __m256i add_products(__m256i sum, __m256i a, __m256i b) {
    __m256i products;
    __asm__("vpmaddwd %2, %3, %1\n\tvpaddd %1, %0, %0" : "+x"(sum), "=&x"(products) : "x"(b), "x"(a));
    return sum;
}

#include "convolution_int8.inc"
MK_TARGET_END
#endif
