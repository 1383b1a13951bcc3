#include <string.h>

#include "../convolution/winograd.h"
#include "../dispatch/intrinsics.h"
#include "../include/martlet_pool.h"

#if MK_X86
#define MK_ISA avx2
MK_TARGET_AVX2_BEGIN
#include "convolution_bfloat16.inc"
MK_TARGET_END
#endif
