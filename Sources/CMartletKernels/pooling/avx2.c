#include <string.h>

#include "../dispatch/intrinsics.h"
#include "../include/martlet_pool.h"
#include "../include/martlet_pooling.h"

#if MK_X86
#define MK_ISA avx2
MK_TARGET_AVX2_BEGIN
#include "pooling.inc"
MK_TARGET_END
#endif
