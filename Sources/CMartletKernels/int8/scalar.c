#include <math.h>
#include <string.h>

#include "../dispatch/target.h"
#include "../include/martlet_int8.h"
#include "../include/martlet_pool.h"

#define MK_ISA scalar
#include "int8.inc"
