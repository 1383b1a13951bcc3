// What target.h gives, and all of x86's intrinsics: apart from it, since they take compilers most of a second to read.
#pragma once

#include "target.h"

#if MK_X86
#include <immintrin.h>
#endif
