#include <string.h>

#include "../convolution/winograd.h"
#include "../dispatch/target.h"
#include "../include/martlet_pool.h"

#define MK_ISA scalar
#include "convolution_bfloat16.inc"
