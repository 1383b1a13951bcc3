#include <string.h>

#include "../convolution/winograd.h"
#include "../dispatch/intrinsics.h"
#include "../include/martlet_pool.h"

#if MK_X86
#define MK_ISA amxbf16
#define DOT_PRODUCTS 1
#define MK_AMX 1
MK_TARGET_AMXBF16_BEGIN
#include "convolution_bfloat16.inc"
MK_TARGET_END
#endif
