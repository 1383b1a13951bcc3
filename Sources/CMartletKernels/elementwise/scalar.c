#include <math.h>
#include <string.h>

#include "../dispatch/target.h"
#include "../include/martlet_elementwise.h"
#include "../include/martlet_pool.h"

#define MK_ISA scalar
#include "elementwise.inc"
