#include <string.h>

#include "../dispatch/intrinsics.h"
#include "../include/martlet_pool.h"
#include "convolution.h"

#if MK_X86
#define MK_ISA avx2
MK_TARGET_AVX2_BEGIN
#include "convolution.inc"
MK_TARGET_END
#endif
