#include <string.h>

#include "../dispatch/target.h"
#include "convolution_int8.h"

#if defined(__aarch64__)
#include <arm_neon.h>

#define MK_ISA dotprod
#define TERMS 4
#define SIGNED_ELEMENTS 1
#define ADD_PRODUCTS(sum, a, b) ((mk_i)vdotq_s32((int32x4_t)(sum), (int8x16_t)(a), (int8x16_t)(b)))
#define ADD_PAIRS add_pairs

MK_TARGET_DOTPROD_BEGIN
#include "convolution_int8.inc"
MK_TARGET_END
#endif
