#include <string.h>

#include "../dispatch/target.h"
#include "../include/martlet_pool.h"
#include "convolution.h"

#define MK_ISA scalar
#include "convolution.inc"
