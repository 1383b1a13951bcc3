#include <string.h>

#include "../dispatch/target.h"

#define MK_ISA scalar
#define PRODUCT(a, b, i) ((mk_i)((mk_u)(a) >> (8 * (i)) & 0xff) * ((mk_i)((mk_u)(b) << (24 - 8 * (i))) >> 24))
#define ADD_PRODUCTS(sum, a, b) ((sum) + PRODUCT(a, b, 0) + PRODUCT(a, b, 1) + PRODUCT(a, b, 2) + PRODUCT(a, b, 3))
#include "sparse_int8.inc"
