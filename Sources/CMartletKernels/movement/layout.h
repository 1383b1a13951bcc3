// What the constructor of copies hands to the kernels.
#pragma once

#include "../include/martlet_elementwise.h"
#include "../include/martlet_movement.h"

/// Bytes that one thread moves at a time in a contiguous copy, a concatenation or a fill.
#define MK_MOVEMENT_BLOCK 16384

typedef struct {
    int64_t bytes;  ///< Of a contiguous copy.
    int32_t extents[MK_RANK], from[MK_RANK], to[MK_RANK];
    int8_t rank, element_size;
    int16_t threads;
} mk_copy_parameters;

typedef struct {
    int64_t rows, row, width;  ///< `width` is what all runs of a row take.
    int64_t runs[MK_CONCATENATED];
    int32_t count, threads;
} mk_concatenate_parameters;

_Static_assert(sizeof(mk_copy_parameters) <= 128, "parameters are stored in the call");
_Static_assert(sizeof(mk_concatenate_parameters) <= 128, "parameters are stored in the call");
