#include <string.h>

#include "../dispatch/intrinsics.h"
#include "convolution_int8.h"

#if MK_X86
#define MK_ISA avx512
#define TERMS 2
#define ADD_PRODUCTS(sum, a, b) \
    ((mk_i)_mm512_add_epi32((__m512i)(sum), _mm512_madd_epi16((__m512i)(a), (__m512i)(b))))
#define ADD_PAIRS ADD_PRODUCTS

MK_TARGET_AVX512_BEGIN
#include "convolution_int8.inc"
MK_TARGET_END
#endif
