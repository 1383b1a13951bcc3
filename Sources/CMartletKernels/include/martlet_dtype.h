// The types of elements that kernels read and write.
#pragma once

#include <stdint.h>

/// Element types; `MK_BOOL` is a byte that holds 0 or 1.
typedef enum {
    MK_FLOAT32 = 0,
    MK_FLOAT64 = 1,
    MK_INT8 = 2,
    MK_UINT8 = 3,
    MK_INT32 = 4,
    MK_INT64 = 5,
    MK_BOOL = 6,
} mk_dtype;

/// The size of one element in bytes.
static inline int64_t mk_dtype_size(mk_dtype dtype) {
    switch (dtype) {
    case MK_FLOAT64: case MK_INT64: return 8;
    case MK_FLOAT32: case MK_INT32: return 4;
    default: return 1;
    }
}
