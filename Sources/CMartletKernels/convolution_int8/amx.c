#include <string.h>

#include "../dispatch/intrinsics.h"
#include "convolution_int8.h"

#if MK_X86
#define MK_ISA amx
#define MK_AMX 1
#define TERMS 4
#define ADD_PRODUCTS(sum, a, b) ((mk_i)_mm512_dpbusd_epi32((__m512i)(sum), (__m512i)(a), (__m512i)(b)))
#define ADD_PAIRS(sum, a, b) ((mk_i)_mm512_dpwssd_epi32((__m512i)(sum), (__m512i)(a), (__m512i)(b)))

MK_TARGET_AMX_BEGIN
#include "convolution_int8.inc"
MK_TARGET_END
#endif
