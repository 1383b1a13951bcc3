// How a convolution of 1 × 1 and the depthwise one of its result are cut up: in bands of rows, and these in panels of
// channels.
#pragma once

#include "../include/martlet_expanded.h"
#include "convolution.h"

/// The floats of expanded rows that a band may have: they stay in the second-level cache, beside what they are made of.
#define BAND_FLOATS (32 << 10)

/// The most channels of a panel, of any instruction set.
#define WIDEST_PANEL (2 * WIDEST)

/// The rows of the expanded image under one row of the result; under each further one are as many more as the stride.
static inline int64_t band_reach(const mk_convolution_parameters *depthwise) {
    return (int64_t)(depthwise->kernel_height - 1) * depthwise->dilation_height + 1;
}

/// The columns of the expanded rows, with those of zeros beside the image.
static inline int64_t band_width(const mk_convolution_parameters *depthwise) {
    const int64_t under = (int64_t)(depthwise->out_width - 1) * depthwise->stride_width +
                          (int64_t)(depthwise->kernel_width - 1) * depthwise->dilation_width + 1;
    return larger(under, (int64_t)depthwise->pad_left + depthwise->width);
}

/// The bands of an image whose panels have so many channels: as few as fit, of at least one row of the result.
static inline int64_t bands_of(const mk_convolution_parameters *depthwise, int64_t panel) {
    const int64_t fit = BAND_FLOATS / larger(1, band_width(depthwise) * panel), reach = band_reach(depthwise);
    const int64_t rows = fit <= reach ? 1 : (fit - reach) / depthwise->stride_height + 1;
    return ceiling(depthwise->out_height, rows);
}

/// The floats of the scratch of one slot of threads, whatever the panels.
static inline int64_t band_floats(const mk_convolution_parameters *depthwise) {
    const int64_t row = band_width(depthwise) * WIDEST_PANEL;
    return odd_lines(smaller(depthwise->height * row, larger(BAND_FLOATS, band_reach(depthwise) * row)));
}
