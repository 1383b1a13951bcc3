#include <string.h>

#include "../dispatch/intrinsics.h"
#include "../include/martlet_pool.h"
#include "../include/martlet_resample.h"

#if MK_X86
#define MK_ISA avx512
MK_TARGET_AVX512_BEGIN
#include "resample.inc"
MK_TARGET_END
#endif
