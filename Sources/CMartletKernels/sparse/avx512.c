#include <string.h>

#include "../dispatch/intrinsics.h"

#if MK_X86
#define MK_ISA avx512
MK_TARGET_AVX512_BEGIN
#include "sparse.inc"
MK_TARGET_END
#endif
