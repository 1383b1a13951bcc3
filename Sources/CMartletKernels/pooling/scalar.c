#include <string.h>

#include "../dispatch/target.h"
#include "../include/martlet_pool.h"
#include "../include/martlet_pooling.h"

#define MK_ISA scalar
#include "pooling.inc"
