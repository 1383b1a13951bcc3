#include "builders.h"

/// A range of int8, or of uint8, some of whose bytes are beyond its bounds.
static mk_int8_range range_of(bool is_signed) {
    const int16_t least = is_signed ? -128 : 0;
    return (mk_int8_range){.zero = (int16_t)(least + 120), .low = (int16_t)(least + 3), .high = (int16_t)(least + 250),
                           .type = is_signed ? MK_INT8 : MK_UINT8};
}

static uint8_t *bytes_result(mk_trial *t, int64_t count) {
    uint8_t *y = trial_memory(t, count);
    trial_compare(t, y, count, MK_UINT8, 0);
    return y;
}

/// Numbers beyond the range, none, and infinite ones among others.
void int8_quantize_case(mk_trial *t) {
    const int64_t count = t->size * t->size + 1;
    for (int is_signed = 0; is_signed < 2; is_signed++) {
        float *x = trial_floats(t, count, -100, 100);
        for (int64_t i = 5; i < count; i += 11) x[i] = i % 3 ? INFINITY : i % 2 ? NAN : -INFINITY;
        const mk_int8_quantize_parameters p = {
            .count = count, .inverse = 1.7f, .range = range_of(is_signed), .threads = 1};
        TRIAL_CALL(t, mk_int8_quantize(p), x, bytes_result(t, count));
    }
}

void int8_dequantize_case(mk_trial *t) {
    const int64_t count = t->size * t->size + 1;
    for (int is_signed = 0; is_signed < 2; is_signed++) {
        const mk_int8_dequantize_parameters p = {
            .count = count, .scale = 0.3f, .range = range_of(is_signed), .threads = 1};
        TRIAL_CALL(t, mk_int8_dequantize(p), trial_bytes(t, count), trial_result(t, count, 0));
    }
}

void int8_add_case(mk_trial *t) {
    const int64_t count = t->size * t->size + 1;
    for (int is_signed = 0; is_signed < 2; is_signed++)
        for (int i = 0; i < 2; i++) {
            const mk_int8_range range = range_of(is_signed);
            const mk_int8_add_parameters p = {
                .count = count, .a = i ? 0.26f : 200.0f, .b = i ? 0.94f : 0.001f,
                .a_zero = (int16_t)(range.zero - 120), .b_zero = (int16_t)(range.zero + 135), .range = range,
                .threads = 1};
            TRIAL_CALL(t, mk_int8_add(p), trial_bytes(t, count), trial_bytes(t, count), bytes_result(t, count));
        }
}

/// Windows of 3 × 2 by strides of 2 × 1 over images of 7 × 8, some beyond the edge.
static void add_pooling(mk_trial *t, mk_pooling_kind kind, float scale) {
    for (int is_signed = 0; is_signed < 2; is_signed++) {
        const mk_int8_range range = range_of(is_signed);
        const mk_int8_pooling_parameters p = {
            .pooling = {.kind = kind, .threads = 1, .batch = 2, .channels = t->size,
                        .rows = {.input = 7, .output = 4, .kernel = 3, .stride = 2, .dilation = 1, .before = 1},
                        .columns = {.input = 8, .output = 7, .kernel = 2, .stride = 1, .dilation = 1}},
            .scale = scale, .zero = (int16_t)(range.zero - 9), .range = range};
        TRIAL_CALL(t, mk_int8_pooling(p), trial_bytes(t, 2 * 7 * 8 * t->size), bytes_result(t, 2 * 4 * 7 * t->size));
    }
}

void int8_max_case(mk_trial *t) { add_pooling(t, MK_POOL_MAX, 0); }

/// In the images' scale, and in another.
void int8_average_case(mk_trial *t) {
    add_pooling(t, MK_POOL_AVERAGE, 0);
    add_pooling(t, MK_POOL_AVERAGE, 1.7f);
}

void int8_lookup_case(mk_trial *t) {
    const int64_t count = t->size * t->size + 1;
    for (int is_signed = 0; is_signed < 2; is_signed++) {
        const mk_int8_lookup_parameters p = {
            .count = count, .type = is_signed ? MK_INT8 : MK_UINT8, .threads = 1};
        TRIAL_CALL(t, mk_int8_lookup(p), trial_bytes(t, count), trial_bytes(t, 256), bytes_result(t, count));
    }
}
