#include <math.h>
#include <string.h>

#include "../dispatch/intrinsics.h"
#include "../include/martlet_elementwise.h"
#include "../include/martlet_pool.h"

#if MK_X86
#define MK_ISA avx2
MK_TARGET_AVX2_BEGIN
#include "elementwise.inc"
MK_TARGET_END
#endif
