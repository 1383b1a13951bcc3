// Pooling over windows of images [batch, height, width, channels], float32.
#pragma once

#include "martlet_call.h"

/// One axis along which windows slide: tap k of window o lies on o · stride + k · dilation − before, if that is in
/// [0, input). Every window has at least one such tap.
typedef struct {
    int32_t input, output, kernel, stride, dilation, before;
} mk_window_axis;

typedef enum {
    /// Operands: 0 images, 1 results. The largest of each window; NaN wins.
    MK_POOL_MAX,
    /// Operands: 0 images, 1 derivatives of the results, 2 derivatives of the images: each result's goes to the first
    /// of its window's largest pixels; with `rectifies` to those alone that are positive, as through a rectifier before.
    MK_POOL_MAX_GRADIENT,
    /// Operands: 0 images, 1 values of the images' shape, 2 results: the value where the window's image is largest.
    MK_POOL_PICK,
    /// Operands: 0 images, 1 results. The mean of each window's pixels.
    MK_POOL_AVERAGE,
    /// Operands: 0 derivatives of the results, 1 derivatives of the images: each shared out among its pixels.
    MK_POOL_AVERAGE_GRADIENT,
} mk_pooling_kind;

typedef struct {
    mk_pooling_kind kind;
    int32_t threads;
    bool rectifies;
    int64_t batch, channels;
    mk_window_axis rows, columns;
} mk_pooling_parameters;

_Static_assert(sizeof(mk_pooling_parameters) <= 128, "parameters are stored in the call");

mk_call mk_pooling(mk_pooling_parameters p);
