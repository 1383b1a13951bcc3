#include <math.h>
#include <string.h>

#include "../dispatch/target.h"
#include "../include/martlet_pool.h"
#include "../include/martlet_sample.h"

#define MK_ISA scalar
#include "sample.inc"
