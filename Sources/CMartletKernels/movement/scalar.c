#include <math.h>
#include <string.h>

#include "../dispatch/target.h"
#include "../include/martlet_movement.h"
#include "../include/martlet_pool.h"

#define MK_ISA scalar
#include "movement.inc"
