// Convolutions and matrix products with filters of which most numbers are zero.
#pragma once

#include "martlet_convolution_int8.h"

/// How many filters keep what they have of a term together.
typedef enum {
    MK_SPARSE_SINGLE = 1,  ///< Each by itself, as zeros may lie anywhere.
    MK_SPARSE_FOUR = 4,    ///< In blocks: of each term that any of the filters has, the numbers of all of them.
    MK_SPARSE_EIGHT = 8,
    MK_SPARSE_LANES = 16,  ///< The same side by side, each with terms of its own: for few pixels.
} mk_sparse_form;

/// A forward convolution that skips what is zero in its filter. A product of matrices is one of 1 × 1
/// (`mk_convolution_of_product`), with the filter B.
///
/// Sums are made in an order that depends on the filter alone, so that a result's bytes don't depend on how many pixels or
/// threads there are, as long as the form is the same.
///
/// Operands of the call: 0 input, 1 prepared filter, 2 output, 3 the epilogue's bias, 4 scratch, 5 the epilogue's other
/// operand. Scratch and prepared filter are aligned to 64.
typedef struct {
    /// Of pass MK_CONVOLUTION_FORWARD, with one group; it pools where mk_sparse_can_pool.
    mk_convolution_parameters shape;
    /// What the form keeps of the filter.
    int64_t entries;
    uint8_t form;
} mk_sparse_parameters;

_Static_assert(sizeof(mk_sparse_parameters) <= sizeof(((mk_call *)0)->parameters), "parameters must fit in a call");

/// The same of eight-bit integers, with results like `mk_int8_convolution`'s, bit for bit: a filter's numbers are kept in
/// fours, of four neighbouring channels. Operands as of that, and no epilogue.
typedef struct {
    mk_int8_convolution_parameters product;
    int64_t entries;
    uint8_t form;
} mk_sparse_int8_parameters;

_Static_assert(
    sizeof(mk_sparse_int8_parameters) <= sizeof(((mk_call *)0)->parameters), "parameters must fit in a call");

/// What forms would keep of a filter: the blocks of those by blocks; of that by lanes, the steps that all lanes take
/// together.
typedef struct {
    int64_t single, four, eight, lanes;
} mk_sparse_counts;

/// What a form keeps of a filter that was looked at.
int64_t mk_sparse_entries(mk_sparse_counts counts, mk_sparse_form form);

/// Looks at a filter [kernel_height, kernel_width, channels, filters].
mk_sparse_counts mk_sparse_count(mk_convolution_parameters shape, const float *filter);
mk_sparse_counts mk_sparse_int8_count(mk_convolution_parameters shape, const int8_t *filter);

/// Whether there is a kernel: for filters of at most 144 pixels; by lanes for at most 4 pixels of results; of integers for
/// channels in fours, and by lanes for products.
bool mk_sparse_can(mk_sparse_parameters parameters);
bool mk_sparse_int8_can(mk_sparse_int8_parameters parameters);

/// Whether the form can keep the largest of each 2 × 2 results alone: by blocks, of an even number of rows and of columns, with
/// no other operand.
bool mk_sparse_can_pool(mk_sparse_parameters parameters);

/// The form that takes least time, by estimate; one with a `form` of 0 if none is clearly faster than `dense` nanoseconds
/// on one thread (`mk_convolution_estimate`, `mk_int8_convolution_estimate`).
mk_sparse_parameters mk_sparse_choose(mk_convolution_parameters shape, mk_sparse_counts counts, double dense);
mk_sparse_int8_parameters mk_sparse_int8_choose(
    mk_int8_convolution_parameters product, mk_sparse_counts counts, double dense);

/// The bytes of scratch that a call needs.
int64_t mk_sparse_scratch(mk_sparse_parameters parameters);
int64_t mk_sparse_int8_scratch(mk_sparse_int8_parameters parameters);

/// The bytes of the filter as calls read it.
int64_t mk_sparse_prepared(mk_sparse_parameters parameters);
int64_t mk_sparse_int8_prepared(mk_sparse_int8_parameters parameters);

/// The call that prepares a filter, of which `entries` were counted; batch and epilogue don't matter. Operands: 0 filter,
/// 1 prepared filter; of integers 2 bias and 3 scales, as `mk_int8_convolution_prepare` takes them.
mk_call mk_sparse_prepare(mk_sparse_parameters parameters);
mk_call mk_sparse_int8_prepare(mk_sparse_int8_parameters parameters);

/// The call that convolves, operands to be filled in.
mk_call mk_sparse(mk_sparse_parameters parameters);
mk_call mk_sparse_int8(mk_sparse_int8_parameters parameters);
