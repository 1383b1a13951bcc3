#include <math.h>
#include <string.h>

#include "../dispatch/target.h"
#include "../include/martlet_reduce.h"
#include "../include/martlet_pool.h"

#define MK_ISA scalar
#include "reduce.inc"
