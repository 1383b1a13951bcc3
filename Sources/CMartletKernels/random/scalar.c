#include <math.h>
#include <string.h>

#include "../dispatch/target.h"
#include "../include/martlet_random.h"
#include "../include/martlet_pool.h"

#define MK_ISA scalar
#include "random.inc"
