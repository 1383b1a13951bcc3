// A convolution of 1 × 1 and the depthwise convolution of its result, piece by piece: what the first makes, often many times
// what it reads, stays in the cache (the first half of MobileNetV2's inverted residual; Sandler et al. 2018).
#pragma once

#include "martlet_convolution.h"

/// The two convolutions: forward passes in float32 of the same images, whose epilogues read no other operand.
typedef struct {
    mk_convolution_parameters expansion;  ///< By MK_CONVOLUTION_PATCHES, of 1 × 1, stride 1 and one group.
    mk_convolution_parameters depthwise;  ///< By MK_CONVOLUTION_DEPTHWISE, a filter a channel, on `threads`.
} mk_expanded_parameters;

/// Whether the two may be computed so.
bool mk_expanded_can(mk_expanded_parameters parameters);

/// Whether that saves time, by their shapes alone.
bool mk_expanded_pays(mk_expanded_parameters parameters);

/// The bytes of scratch; it must be aligned to 64.
int64_t mk_expanded_scratch(mk_expanded_parameters parameters);

/// The call, operands to be filled in: 0 input, 1 prepared filter of the expansion, 2 output, 3 the expansion's bias,
/// 4 scratch, 5 filter of the depthwise convolution, 6 its bias. The parameters must outlive it.
///
/// The result's bytes are those of one after the other, whatever the number of threads.
mk_call mk_expanded(const mk_expanded_parameters *parameters);
