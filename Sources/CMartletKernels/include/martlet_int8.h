// What is done with eight-bit integers elementwise and in windows, as TensorFlow Lite's interpreter does it by default.
#pragma once

#include "martlet_dtype.h"
#include "martlet_pooling.h"

/// The numbers that bytes stand for, scale · (x − zero), and what they are clamped to: those of int8 or uint8, or fewer
/// where an activation is fused. `type` is MK_INT8 or MK_UINT8; zero, low and high lie in its range, and low ≤ high.
typedef struct {
    int16_t zero, low, high;
    uint8_t type;
} mk_int8_range;

/// Operands: 0 float32, 1 bytes. clamp(nearest(x · inverse) + zero), with `inverse` = 1 / scale in float32, of two
/// integers equally near the even one; NaN becomes the least.
typedef struct {
    int64_t count;
    float inverse;
    mk_int8_range range;
    int32_t threads;
} mk_int8_quantize_parameters;

mk_call mk_int8_quantize(mk_int8_quantize_parameters parameters);

/// Operands: 0 bytes, 1 float32. (x − zero) · scale.
typedef struct {
    int64_t count;
    float scale;
    mk_int8_range range;  ///< Of the bytes, whose bounds don't matter.
    int32_t threads;
} mk_int8_dequantize_parameters;

mk_call mk_int8_dequantize(mk_int8_dequantize_parameters parameters);

/// Operands: 0 and 1 bytes, 2 their sum. All of one type; `a` and `b` are the inputs' scales divided by that of the sum,
/// in float32, from 2⁻¹⁰ up to, not including, 2⁸ the larger.
///
/// Computed in integers: with s = 20 − the exponent of the larger, round(a · 2ˢ) · (x − a_zero) + round(b · 2ˢ) · (y − b_zero)
/// divided by 2ˢ, of two integers equally near the larger one, + zero, clamped.
typedef struct {
    int64_t count;
    float a, b;
    int16_t a_zero, b_zero;
    mk_int8_range range;  ///< Of the sum.
    int32_t threads;
} mk_int8_add_parameters;

mk_call mk_int8_add(mk_int8_add_parameters parameters);

/// Operands: 0 bytes of `type`, 1 a table of 256 bytes, 2 results: of each byte its entry in the table, whose first is that
/// of the least, −128 of int8 or 0 of uint8.
typedef struct {
    int64_t count;
    uint8_t type;  ///< MK_INT8 or MK_UINT8.
    int32_t threads;
} mk_int8_lookup_parameters;

mk_call mk_int8_lookup(mk_int8_lookup_parameters parameters);

/// Operands: 0 images of bytes, 1 results of the same type.
///
/// MK_POOL_MAX gives the largest of each window, clamped. MK_POOL_AVERAGE gives the mean, of two integers equally near the
/// one farther from 0, clamped, where `scale` is 0: results have the images' scale and zero. Otherwise it is
/// clamp(nearest(Σ (x − zero) · scale / number of pixels) + the range's zero), with `scale` the images' divided by the
/// results', as TensorFlow Lite's MEAN makes it; of two integers equally near the even one.
typedef struct {
    mk_pooling_parameters pooling;
    float scale;
    int16_t zero;         ///< Of the images.
    mk_int8_range range;  ///< Of the results.
} mk_int8_pooling_parameters;

_Static_assert(
    sizeof(mk_int8_pooling_parameters) <= sizeof(((mk_call *)0)->parameters), "parameters must fit in a call");

mk_call mk_int8_pooling(mk_int8_pooling_parameters parameters);
