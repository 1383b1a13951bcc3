// Convolutions as products of matrices, for BLAS to multiply: what is multiplied, and copies of it, block by block.
//
// Each pass but the filter's gradient is made of parts, and for each group of a part
//     target[pixels, columns] = patches[pixels, terms] · filter[terms, columns].
// The filter's gradient has one part: for each group filter[terms, columns] = patchesᵀ · gradient[pixels, columns].
//
// Elements are copied whatever they are; `size` is that of one in bytes, 4 or 8.
#pragma once

#include "martlet_convolution.h"

/// The matrices of one group of a part.
typedef struct {
    int64_t pixels, terms, columns;
    int64_t source_channels, target_channels;  ///< of all groups: the distances between pixels of both images
    int64_t filter;  ///< where the part's turned filters begin, in elements; a group has terms · columns
    bool in_place;   ///< Whether patches are the source's pixels as they are.
    bool spreads;    ///< Whether the target's pixels don't follow one another: these are spread afterwards.
} mk_im2col;

int64_t mk_im2col_parts(mk_convolution_parameters parameters);
mk_im2col mk_im2col_part(mk_convolution_parameters parameters, int64_t part);

/// Copies `terms` terms from `term` on of the patches of `count` pixels from `pixel` on, to rows of so many elements.
void mk_im2col_copy(
    const mk_convolution_parameters *parameters, int64_t part, int64_t group, int64_t term, int64_t terms,
    int64_t pixel, int64_t count, const void *source, void *to, int64_t size);

/// Copies rows of a group's results to the pixels of the target that they belong to.
void mk_im2col_spread(
    const mk_convolution_parameters *parameters, int64_t part, int64_t group, int64_t pixel, int64_t count,
    const void *from, void *target, int64_t size);

/// The elements of the turned filters of the input's gradient; 0 for other passes, which take the filter as it is.
int64_t mk_im2col_filter(mk_convolution_parameters parameters);

/// Turns the filter for the input's gradient.
void mk_im2col_turn(const mk_convolution_parameters *parameters, const void *filter, void *to, int64_t size);
