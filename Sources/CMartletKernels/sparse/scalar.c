#include <string.h>

#include "../dispatch/target.h"

#define MK_ISA scalar
#include "sparse.inc"
