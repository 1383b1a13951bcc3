#include "../dispatch/target.h"
#include "../include/martlet_elementwise.h"
#include "../include/martlet_pool.h"
#include <math.h>
#include <string.h>
#define MK_ISA scalar
#include "elementwise.inc"
