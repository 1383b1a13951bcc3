#include "builders.h"

/// Adds a convolution of bytes for each type of input and result that its algorithm has, with zero points at both ends.
static void add_int8_convolutions(mk_trial *t, mk_convolution_parameters shape) {
    static const mk_dtype results[] = {MK_INT8, MK_UINT8, MK_INT32, MK_FLOAT32};
    const int64_t terms = (int64_t)shape.kernel_height * shape.kernel_width * shape.channels / shape.groups;
    uint8_t *input = trial_bytes(t, (int64_t)shape.batch * shape.height * shape.width * shape.channels);
    uint8_t *filter = trial_bytes(t, terms * shape.filters);
    int32_t *bias = trial_integers(t, shape.filters, -20000, 20000);
    float *float_bias = trial_floats(t, shape.filters, -1, 1);
    // So that results fill their range and some lie beyond it.
    float *scales = trial_floats(t, shape.filters, 0.01f / sqrtf((float)terms), 0.02f / sqrtf((float)terms));
    const int64_t count = (int64_t)shape.batch * shape.out_height * shape.out_width * shape.filters;
    for (int i = 0; i < 8; i++) {
        const bool is_signed = i % 2, gives_unsigned = results[i / 2] == MK_UINT8, at_end = i / 2 % 2;
        const int least = gives_unsigned ? 0 : -128;
        mk_int8_convolution_parameters p = {
            .shape = shape, .input = is_signed ? MK_INT8 : MK_UINT8, .output = results[i / 2],
            .input_zero = (int16_t)((is_signed ? -128 : 0) + (at_end ? 255 : 0)),
            .output_zero = (int16_t)(least + (at_end ? 0 : 100)), .low = (int16_t)(least + 3),
            .high = (int16_t)(least + 250)};
        if (!mk_int8_convolution_can(p)) continue;
        void *prepared = trial_memory(t, mk_int8_convolution_prepared(p));
        void *scratch = trial_memory(t, mk_int8_convolution_scratch(p));
        void *output = trial_memory(t, count * mk_dtype_size(results[i / 2]));
        trial_compare(t, output, count, results[i / 2], 0);
        TRIAL_CALL(t, mk_int8_convolution_prepare(p), filter, prepared,
                   results[i / 2] == MK_FLOAT32 ? (void *)float_bias : bias, scales);
        TRIAL_CALL(t, mk_int8_convolution(p), input, prepared, output, NULL, scratch);
    }
}

/// A convolution of 3 × 3 by strides of 1 × 2, and a product with many terms.
void int8_convolution_case(mk_trial *t) {
    add_int8_convolutions(t, (mk_convolution_parameters){
        .batch = 2, .height = 5, .width = 8, .channels = (int32_t)t->size, .out_height = 5, .out_width = 4,
        .filters = (int32_t)t->size + 5, .kernel_height = 3, .kernel_width = 3, .stride_height = 1, .stride_width = 2,
        .dilation_height = 1, .dilation_width = 1, .pad_top = 1, .pad_left = 1, .groups = 1, .threads = 1,
        .algorithm = MK_CONVOLUTION_PATCHES});
    add_int8_convolutions(t, mk_convolution_of_product((int32_t)t->size, (int32_t)t->size + 3, 9 * (int32_t)t->size + 1, 1));
}

/// Adds a product of bytes with a filter of which about one word of four is something else than zero.
static void add_sparse_int8(mk_trial *t, mk_convolution_parameters shape, int form) {
    const int64_t count = (int64_t)shape.kernel_height * shape.kernel_width * shape.channels * shape.filters;
    int8_t *filter = (int8_t *)trial_bytes(t, count);
    const uint8_t *chance = trial_bytes(t, count);
    for (int64_t i = 0; i < count; i++)
        if (chance[i] % 16) filter[i] = 0;
    const mk_sparse_counts counts = mk_sparse_int8_count(shape, filter);
    const int64_t results = (int64_t)shape.batch * shape.out_height * shape.out_width * shape.filters;
    uint8_t *input = trial_bytes(t, (int64_t)shape.batch * shape.height * shape.width * shape.channels);
    int32_t *bias = trial_integers(t, shape.filters, -2000, 2000);
    float *scales = trial_floats(t, shape.filters, 0.001f, 0.002f), *float_bias = trial_floats(t, shape.filters, -1, 1);
    for (int i = 0; i < 3; i++) {
        const mk_dtype output = i == 0 ? MK_INT8 : i == 1 ? MK_FLOAT32 : MK_INT32;
        const mk_sparse_int8_parameters p = {
            .product = {.shape = shape, .input = i == 1 ? MK_UINT8 : MK_INT8, .output = output,
                        .input_zero = i == 1 ? 250 : -7, .output_zero = 3, .low = -120, .high = 100},
            .entries = mk_sparse_entries(counts, form), .form = (uint8_t)form};
        void *prepared = trial_memory(t, mk_sparse_int8_prepared(p));
        void *result = trial_memory(t, results * mk_dtype_size(output));
        trial_compare(t, result, results, output, 0);
        TRIAL_CALL(t, mk_sparse_int8_prepare(p), filter, prepared, i == 1 ? (void *)float_bias : bias, scales);
        TRIAL_CALL(t, mk_sparse_int8(p), input, prepared, result, NULL, trial_memory(t, mk_sparse_int8_scratch(p)));
    }
}

void sparse_int8_case(mk_trial *t) {
    const int32_t size = (int32_t)t->size;
    const mk_convolution_parameters shape = {
        .batch = 2, .height = 5, .width = 8, .channels = 4 * size, .out_height = 5, .out_width = 4, .filters = size + 5,
        .kernel_height = 3, .kernel_width = 3, .stride_height = 1, .stride_width = 2, .dilation_height = 1,
        .dilation_width = 1, .pad_top = 1, .pad_left = 1, .groups = 1, .threads = 1, .algorithm = MK_CONVOLUTION_PATCHES};
    add_sparse_int8(t, shape, MK_SPARSE_SINGLE);
    add_sparse_int8(t, shape, MK_SPARSE_EIGHT);
    add_sparse_int8(t, mk_convolution_of_product(size, size + 3, 8 * size + 4, 1), MK_SPARSE_FOUR);
    add_sparse_int8(t, mk_convolution_of_product(3, size + 3, 8 * size + 4, 1), MK_SPARSE_LANES);
}

/// Depthwise convolutions of 3 × 3 by strides of 1 and 2, and of 2 × 4 with two filters of each channel.
void int8_depthwise_case(mk_trial *t) {
    mk_convolution_parameters p = {
        .batch = 2, .height = 6, .width = 11, .channels = (int32_t)t->size, .out_height = 6, .out_width = 11,
        .filters = (int32_t)t->size, .kernel_height = 3, .kernel_width = 3, .stride_height = 1, .stride_width = 1,
        .dilation_height = 1, .dilation_width = 1, .pad_top = 1, .pad_left = 1, .groups = (int32_t)t->size,
        .threads = 1, .algorithm = MK_CONVOLUTION_DEPTHWISE};
    add_int8_convolutions(t, p);
    p.stride_height = p.stride_width = 2;
    p.out_height = 3, p.out_width = 6;
    add_int8_convolutions(t, p);
    p.filters *= 2, p.kernel_height = 2, p.kernel_width = 4;
    add_int8_convolutions(t, p);
}

/// Convolutions of 3 × 3 by Winograd's algorithms, whose channels are added up in parts where they are many.
void int8_winograd_case(mk_trial *t) {
    const int32_t channels = 16 + 2 * (int32_t)t->size, filters = 15 + (int32_t)t->size;
    mk_convolution_parameters p = {
        .batch = 2, .height = 7, .width = 10, .channels = channels, .out_height = 7, .out_width = 9, .filters = filters,
        .kernel_height = 3, .kernel_width = 3, .stride_height = 1, .stride_width = 1, .dilation_height = 1,
        .dilation_width = 1, .pad_top = 1, .pad_left = 1, .groups = 1, .threads = 1};
    for (int i = 0; i < 2; i++) {
        p.algorithm = i ? MK_CONVOLUTION_WINOGRAD_4 : MK_CONVOLUTION_WINOGRAD_2;
        add_int8_convolutions(t, p);
    }
}
