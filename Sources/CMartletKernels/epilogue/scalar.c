#include <string.h>

#include "../dispatch/target.h"
#include "../include/martlet_epilogue.h"

#define MK_ISA scalar
#include "end.inc"
