#include <string.h>

#include "../dispatch/target.h"
#include "../include/martlet_pool.h"
#include "../include/martlet_resample.h"

#define MK_ISA scalar
#include "resample.inc"
