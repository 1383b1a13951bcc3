#include <string.h>

#include "../dispatch/target.h"
#include "convolution_int8.h"

#define MK_ISA scalar
#define TERMS 2
#define ADD_PRODUCTS add_pairs
#define ADD_PAIRS add_pairs
#include "convolution_int8.inc"
