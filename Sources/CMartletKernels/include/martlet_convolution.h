// Convolutions of images in float32 and their gradients, by the algorithm that suits the shape.
#pragma once

#include "martlet_call.h"
#include "martlet_epilogue.h"

/// What is computed from what.
typedef enum {
    MK_CONVOLUTION_FORWARD,          ///< output from input and filter
    MK_CONVOLUTION_INPUT_GRADIENT,   ///< gradient of the input from that of the output and the filter
    MK_CONVOLUTION_FILTER_GRADIENT,  ///< gradient of the filter from the input and the gradient of the output
} mk_convolution_pass;

typedef enum {
    MK_CONVOLUTION_PATCHES,    ///< Products of copied patches and the filter, panel by panel: any convolution.
    MK_CONVOLUTION_DEPTHWISE,  ///< Each channel by itself, with vectors of channels: groups == channels.
    MK_CONVOLUTION_WINOGRAD_2,  ///< Winograd's with tiles of 2 results along an axis: kernels of 3 × 3 and 5 × 5,
    MK_CONVOLUTION_WINOGRAD_4,  ///< of 4: these and 1 × 3, 3 × 1, 1 × 7, 7 × 1,
    MK_CONVOLUTION_WINOGRAD_6,  ///< of 6: 3 × 3, chosen for gradients of filters alone, which are always 3 × 3; all with
                                ///< stride 1, dilation 1 and one group.
    MK_CONVOLUTION_IM2COL,  ///< Products that BLAS makes (martlet_im2col.h): none of the functions here computes it.
} mk_convolution_algorithm;

/// output[n, y, x, f] = Σ input[n, y·stride + i·dilation - pad, …, c] · filter[i, j, c, f], zero outside the input.
///
/// Images are [batch, height, width, channels], filters [kernel_height, kernel_width, channels / groups, filters]; all
/// are dense. The filters fall in `groups` equal parts, each of which sees its part of the channels. One-dimensional
/// convolutions have height 1. The same parameters, of the forward convolution, describe all passes.
///
/// Operands of the forward pass: 0 input, 1 prepared filter, 2 output; of the input's gradient: 0 output's gradient,
/// 1 prepared filter, 2 input's gradient; of both 3 the epilogue's bias, 4 scratch, 5 the epilogue's other operand; of the
/// filter's gradient: 0 input, 1 output's gradient, 2 filter's gradient, 3 the bias's gradient, which is the sum of the
/// output's, or NULL: where mk_convolution_can_sum; 4 scratch. A bias has an element for each channel of the result. Scratch
/// and prepared filters are aligned to 64.
///
/// The result's bytes don't depend on `threads`.
typedef struct {
    int32_t batch, height, width, channels, out_height, out_width, filters;
    int32_t kernel_height, kernel_width, stride_height, stride_width, dilation_height, dilation_width;
    int32_t pad_top, pad_left, groups;
    int32_t threads;
    uint8_t pass, algorithm;
    bool pools;        ///< Whether only the largest of each 2 × 2 results is stored: where mk_convolution_can_pool.
    bool bfloat16;     ///< Whether what is multiplied is rounded to bfloat16: not depthwise, for no filter's gradient.
    mk_epilogue epilogue;  ///< Of the result, but the filter's gradient.
} mk_convolution_parameters;

_Static_assert(
    sizeof(mk_convolution_parameters) <= sizeof(((mk_call *)0)->parameters), "parameters must fit in a call");

/// The shape of a product of matrices A[m, k], dense, and B[k, n], as a forward pass with a filter of 1 × 1.
mk_convolution_parameters mk_convolution_of_product(int32_t m, int32_t n, int32_t k, int32_t threads);

/// The algorithm for a pass; with `low_memory` one that keeps transformed filters small, where these outweigh images.
mk_convolution_algorithm mk_convolution_choose(mk_convolution_parameters parameters, bool low_memory);

/// How many nanoseconds the algorithm of a pass, other than MK_CONVOLUTION_DEPTHWISE, takes on one thread, by estimate; the
/// filter stayed in a cache, if one has room for it.
double mk_convolution_estimate(mk_convolution_parameters parameters);

/// Whether the algorithm computes this pass.
bool mk_convolution_can(mk_convolution_parameters parameters);

/// Whether the algorithm of this pass can keep the largest of each 2 × 2 results alone.
bool mk_convolution_can_pool(mk_convolution_parameters parameters);

/// Whether the algorithm of this pass, the filter's gradient, can make the bias's too.
bool mk_convolution_can_sum(mk_convolution_parameters parameters);

/// The algorithm's name, as profiles show it.
const char *mk_convolution_name(mk_convolution_algorithm algorithm);

/// The call that makes a pass, operands to be filled in.
mk_call mk_convolution(mk_convolution_parameters parameters);

/// The bytes of scratch that a pass needs.
int64_t mk_convolution_scratch(mk_convolution_parameters parameters);

/// The bytes of the filter as the algorithm of this pass reads it; 0 if it reads the filter itself.
int64_t mk_convolution_prepared(mk_convolution_parameters parameters);

/// The call that prepares a filter for this pass, of which batch and epilogue don't matter; operands: 0 filter,
/// 1 prepared filter.
mk_call mk_convolution_prepare(mk_convolution_parameters parameters);
