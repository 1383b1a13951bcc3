// Convolutions and matrix products of eight-bit integers, with exact sums and the scaling of what follows.
#pragma once

#include "martlet_convolution.h"
#include "martlet_dtype.h"

/// A forward convolution of an image of int8 or uint8 with a filter of int8, whose sums of
/// (input − input_zero) · filter are exact; what lies outside the image counts as input_zero. Sums are taken modulo 2³².
/// A number x stands for scale · (x − zero); the filter's zero is 0, its scales are each output channel's own.
///
/// A product C[m, n] = A[m, k] · B[k, n] is the convolution of 1 × 1 that `mk_convolution_of_product` describes.
///
/// The result is, by `output`,
/// - MK_INT8 or MK_UINT8: clamp(nearest((sum + bias) · scale) + output_zero, low, high), with an int32 bias, a float32
///   scale of each channel, input scale · filter scale / output scale, and the nearest integer to the product in float32,
///   of two equally near the even one. This is what TensorFlow Lite's interpreter does by default (by XNNPACK, whose
///   `qs8_qc8w` kernels with `fp32` requantization these are, bit for bit); its reference kernels round otherwise. A
///   rectifier is a `low` of output_zero or more: low and high lie in the type's range, and low ≤ high.
/// - MK_INT32: sum + bias, an int32 bias.
/// - MK_FLOAT32: sum · scale + bias, each rounded to float32; a float32 bias.
///
/// By Winograd's algorithms images are transformed to int16 without an error, at the points 0, ±1, ±2 and ∞. With tiles of
/// 2, MK_CONVOLUTION_WINOGRAD_2, which multiply 2.25 times less, four times a transformed filter is of int16 too, and sums are
/// exact. With tiles of 4, MK_CONVOLUTION_WINOGRAD_4, which multiply 4 times less, they are nearly so: transformed filters are
/// rounded to int16, with a scale for each frequency and filter, the finest at which sums over parts of at most 128 channels
/// can't leave int32, whatever the image. A sum is off by Σ over frequencies f of |Aᵀ|_f · Σ over channels |V_f| · scale_f / 2
/// at most; of noise, by some 10⁻³ of its root mean square. Results are made of sums as above; they aren't MK_INT32.
///
/// Every instruction set gives the same bits, for any number of threads.
///
/// Operands of the call: 0 input, 1 prepared filter, 2 output, 4 scratch. Scratch and prepared filter are aligned to 64.
typedef struct {
    /// The shape, of pass MK_CONVOLUTION_FORWARD, with an algorithm that mk_int8_convolution_can. It neither pools nor has
    /// an epilogue.
    mk_convolution_parameters shape;
    int16_t input_zero, output_zero;
    int16_t low, high;       ///< The least and the most an eight-bit result may be.
    uint8_t input, output;   ///< Types of elements.
} mk_int8_convolution_parameters;

_Static_assert(
    sizeof(mk_int8_convolution_parameters) <= sizeof(((mk_call *)0)->parameters), "parameters must fit in a call");

/// Whether the shape's algorithm computes it: MK_CONVOLUTION_PATCHES any, MK_CONVOLUTION_DEPTHWISE those with groups ==
/// channels, Winograd's those of 3 × 3 that it computes in float32, with tiles of 2 of at most 1800 channels.
bool mk_int8_convolution_can(mk_int8_convolution_parameters parameters);

/// The algorithm that is fastest on this processor, by estimate, among those whose sums are exact and, if `largest_tile` is 4,
/// Winograd's with such tiles.
mk_convolution_algorithm mk_int8_convolution_choose(mk_int8_convolution_parameters parameters, int32_t largest_tile);

/// How many nanoseconds the algorithm, other than MK_CONVOLUTION_DEPTHWISE, takes on one thread, by estimate; the filter
/// stayed in a cache, if one has room for it.
double mk_int8_convolution_estimate(mk_int8_convolution_parameters parameters);

/// The bytes of scratch that a call needs.
int64_t mk_int8_convolution_scratch(mk_int8_convolution_parameters parameters);

/// The bytes of the filter, its sums, bias and scales as calls read them.
int64_t mk_int8_convolution_prepared(mk_int8_convolution_parameters parameters);

/// The call that prepares a filter, once, for parameters of which batch, height, width, output_zero, low and high don't
/// matter. Operands: 0 filter [kernel_height, kernel_width, channels / groups, filters], 1 prepared filter, 2 bias
/// [filters] or NULL for none, 3 scales [filters], NULL for MK_INT32.
mk_call mk_int8_convolution_prepare(mk_int8_convolution_parameters parameters);

/// The call that convolves, operands to be filled in.
mk_call mk_int8_convolution(mk_int8_convolution_parameters parameters);
