// Images seen through an affine map of their own each, float32: rotated, zoomed, moved, flipped, cropped.
#pragma once

#include "martlet_call.h"

/// What lies outside of an image.
typedef enum {
    MK_FILL_CONSTANT,  ///< A value.
    MK_FILL_NEAREST,   ///< The pixel at the edge.
    MK_FILL_REFLECT,   ///< The image mirrored at its edge: d c b a | a b c d | d c b a.
    MK_FILL_WRAP,      ///< The image again: a b c d | a b c d | a b c d.
} mk_fill_mode;

/// Operands: 0 images [batch, height, width, channels], 1 maps [batch, 6], 2 results [batch, out_height, out_width,
/// channels].
///
/// The pixel at column x and row y of a result is what its image has at column a₀x + a₁y + a₂ and row b₀x + b₁y + b₂, the
/// map being a₀ a₁ a₂ b₀ b₁ b₂; linear between pixels, or the nearest one.
typedef struct {
    int64_t batch, height, width, channels, out_height, out_width;
    mk_fill_mode fill;
    float value;
    bool linear;
    int32_t threads;
} mk_sample_parameters;

_Static_assert(sizeof(mk_sample_parameters) <= 128, "parameters are stored in the call");

mk_call mk_sample(mk_sample_parameters p);
