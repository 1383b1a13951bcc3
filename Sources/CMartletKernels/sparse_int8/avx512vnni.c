#include <string.h>

#include "../dispatch/intrinsics.h"

#if MK_X86
#define MK_ISA avx512vnni
#define ADD_PRODUCTS(sum, a, b) ((mk_i)_mm512_dpbusd_epi32((__m512i)(sum), (__m512i)(a), (__m512i)(b)))

MK_TARGET_AVX512VNNI_BEGIN
#include "sparse_int8.inc"
MK_TARGET_END
#endif
