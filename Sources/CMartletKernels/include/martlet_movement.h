// Moving elements without computing: strided copies, fills, rows by index.
#pragma once

#include "martlet_call.h"
#include "martlet_dtype.h"

/// Copies an n-dimensional block (rank 0 to 8) between two layouts: transpose, expand, slice, concatenate, pad.
///
/// Operands: 0 source, 1 destination, each the address of the block's first element. Strides are in elements of
/// `element_size` bytes (1, 4 or 8); 0 in the source repeats, negative ones run backwards. The two don't overlap.
/// `run` is null if what remains after merging dimensions has an extent or stride of 2³¹ or more.
mk_call mk_copy(
    int32_t rank, const int64_t *extents, const int64_t *source_strides, const int64_t *destination_strides,
    int32_t element_size, int32_t threads);

/// How many sources one call takes.
#define MK_CONCATENATED (MK_OPERANDS - 1)

/// Puts runs of bytes of up to `MK_CONCATENATED` sources one after another into each row of a destination.
///
/// Operands: 0 to count - 1 sources [rows, runs[i]], count destination, of which `row` bytes lie between the beginnings of
/// two rows. Bytes beyond the runs stay as they are.
mk_call mk_concatenate(int64_t rows, int32_t count, const int64_t *runs, int64_t row, int32_t threads);

/// Operand: 0 destination [count].
typedef struct {
    int64_t count;
    int32_t element_size;  ///< 1, 4 or 8.
    int32_t threads;
    uint64_t bits;         ///< The element's bytes, lowest first.
} mk_fill_parameters;

_Static_assert(sizeof(mk_fill_parameters) <= 128, "parameters are stored in the call");

mk_call mk_fill(mk_fill_parameters p);

typedef enum {
    /// Operands: 0 table [rows, width], 1 indices [count], 2 result [count, width].
    /// An index outside [0, rows) gives a row of NaN, or of zeros if the table isn't floating.
    MK_ROWS_GATHER,
    /// Operands: 0 updates [count, width], 1 indices [count], 2 table [rows, width], float32; adds each update to its
    /// row, in order. An index outside [0, rows) is left out.
    MK_ROWS_SCATTER_ADD,
    /// As scatter add, on a table that is set to 0 first.
    MK_ROWS_SCATTER,
    /// Operands: 0 (none), 1 indices [count], 2 result [count, width], float32: `on` at the index, else `off`.
    /// An index outside [0, width) gives a row of `off`.
    MK_ROWS_ONE_HOT,
} mk_rows_kind;

typedef struct {
    mk_rows_kind kind;
    mk_dtype dtype;    ///< Of the table.
    mk_dtype indices;  ///< MK_INT32 or MK_INT64.
    int64_t rows, width, count;
    float on, off;
    int32_t threads;
} mk_rows_parameters;

_Static_assert(sizeof(mk_rows_parameters) <= 128, "parameters are stored in the call");

mk_call mk_rows(mk_rows_parameters p);
