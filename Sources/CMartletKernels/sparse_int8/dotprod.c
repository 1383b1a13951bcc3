#include <string.h>

#include "../dispatch/target.h"

#if defined(__aarch64__)
#include <arm_neon.h>

#define MK_ISA dotprod
#define SIGNED_ELEMENTS
#define ADD_PRODUCTS(sum, a, b) ((mk_i)vdotq_s32((int32x4_t)(sum), (int8x16_t)(a), (int8x16_t)(b)))

MK_TARGET_DOTPROD_BEGIN
#include "sparse_int8.inc"
MK_TARGET_END
#endif
