#include <string.h>

#include "../dispatch/intrinsics.h"

#if MK_X86
#define MK_ISA avx2
MK_TARGET_AVX2_BEGIN
#include "sparse.inc"
MK_TARGET_END
#endif
