#include <string.h>

#include "../dispatch/intrinsics.h"

#if MK_X86
#define MK_ISA avxvnni
#define ADD_PRODUCTS(sum, a, b) \
    ((mk_i)_mm256_dpbusd_avx_epi32((__m256i)(sum), (__m256i)(a), (__m256i)(b)))

MK_TARGET_AVXVNNI_BEGIN
#include "sparse_int8.inc"
MK_TARGET_END
#endif
