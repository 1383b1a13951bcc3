#include "builders.h"

/// Every reduction of numbers around 1, so that products neither vanish nor overflow.
static void add_reductions(mk_trial *t, int64_t inner) {
    const int64_t outer = 3, count = t->size;
    float *x = trial_floats(t, outer * count * inner, 0.8f, 1.2f);
    for (int reduction = MK_REDUCE_SUM; reduction <= MK_REDUCE_ARGMIN; reduction++) {
        const mk_reduce_parameters p = {
            .reduction = (mk_reduction)reduction, .dtype = MK_FLOAT32, .outer = outer, .count = count,
            .inner = inner, .threads = 1};
        if (reduction >= MK_REDUCE_ARGMAX) {
            void *places = trial_memory(t, outer * inner * (int64_t)sizeof(int64_t));
            trial_compare(t, places, outer * inner, MK_INT64, 0);
            TRIAL_CALL(t, mk_reduce(p), x, places);
        } else {
            // The product's size is at most 1.2 to the power of the terms; it is compared by its own size, one unit a
            // term, which a bound on the sum's covers for the others.
            const double terms = (double)count, product = pow(1.2, terms) * terms * 0x1p-23;
            TRIAL_CALL(t, mk_reduce(p), x, trial_result(t, outer * inner, reduction == MK_REDUCE_PRODUCT
                                                                              ? product : trial_sum_tolerance(terms)));
        }
    }
}

void reduce_rows_case(mk_trial *t) { add_reductions(t, 1); }
void reduce_columns_case(mk_trial *t) { add_reductions(t, t->size + 2); }

void reduce_integers_case(mk_trial *t) {
    static const mk_reduction of_numbers[] = {MK_REDUCE_SUM, MK_REDUCE_PRODUCT, MK_REDUCE_MAX,
                                              MK_REDUCE_MIN, MK_REDUCE_ARGMAX,  MK_REDUCE_ARGMIN};
    const int64_t outer = 3, count = t->size, inner = 5;
    int32_t *x = trial_integers(t, outer * count * inner, -9, 9);
    for (int i = 0; i < 6; i++) {
        const mk_reduce_parameters p = {
            .reduction = of_numbers[i], .dtype = MK_INT32, .outer = outer, .count = count, .inner = inner, .threads = 1};
        const mk_dtype dtype = of_numbers[i] >= MK_REDUCE_ARGMAX ? MK_INT64 : MK_INT32;
        void *result = trial_memory(t, outer * inner * mk_dtype_size(dtype));
        trial_compare(t, result, outer * inner, dtype, 0);
        TRIAL_CALL(t, mk_reduce(p), x, result);
    }
    unsigned char *bits = trial_memory(t, outer * count * inner);
    for (int64_t i = 0; i < outer * count * inner; i++) bits[i] = i % 7 == 0;
    for (int reduction = MK_REDUCE_ANY; reduction <= MK_REDUCE_ALL; reduction++) {
        const mk_reduce_parameters p = {
            .reduction = (mk_reduction)reduction, .dtype = MK_BOOL, .outer = outer, .count = count, .inner = inner,
            .threads = 1};
        void *result = trial_memory(t, outer * inner);
        trial_compare(t, result, outer * inner, MK_BOOL, 0);
        TRIAL_CALL(t, mk_reduce(p), bits, result);
    }
}

/// Both kinds from `first` on, over [outer, width, inner].
static void add_softmax(mk_trial *t, mk_softmax_kind first, int64_t outer, int64_t width, int64_t inner) {
    const int64_t count = outer * width * inner;
    float *x = trial_floats(t, count, -3, 3), *dy = trial_floats(t, count, -1, 1);
    for (int kind = first; kind <= (int)first + 1; kind++) {
        const mk_softmax_parameters p = {
            .kind = (mk_softmax_kind)kind, .outer = outer, .width = width, .inner = inner, .threads = 1};
        // Gradients hold the sum of dy, which logarithms' exp(y), up to 20 here, multiplies.
        float *result = trial_result(t, count, 20 * trial_sum_tolerance((double)width));
        if (first == MK_SOFTMAX) TRIAL_CALL(t, mk_softmax(p), x, result);
        else TRIAL_CALL(t, mk_softmax(p), x, dy, result);
    }
}

void softmax_case(mk_trial *t) { add_softmax(t, MK_SOFTMAX, 3, t->size, 1); }
void softmax_gradient_case(mk_trial *t) { add_softmax(t, MK_SOFTMAX_GRADIENT, 3, t->size, 1); }
void softmax_columns_case(mk_trial *t) {
    add_softmax(t, MK_SOFTMAX, 3, t->size, 6);
    add_softmax(t, MK_SOFTMAX_GRADIENT, 3, t->size, 6);
}
void softmax_turned_case(mk_trial *t) { add_softmax(t, MK_SOFTMAX, 31 + t->size, 1 + t->size % 16, 1); }

static void add_cross_entropy(mk_trial *t, bool gradient) {
    const int64_t rows = 5, width = t->size;
    float *x = trial_floats(t, rows * width, gradient ? 0 : -3, gradient ? 1 : 3);
    float *target = trial_floats(t, rows * width, 0, 1), *dloss = trial_floats(t, rows, -1, 1);
    int32_t *labels = trial_integers(t, rows, -1, (int32_t)width + 1);  // some of them outside
    for (int dense = 0; dense < 2; dense++) {
        const mk_cross_entropy_parameters p = {
            .kind = (mk_cross_entropy_kind)(gradient * 2 + dense), .labels = MK_INT32, .rows = rows, .width = width,
            .loss_stride = 1, .threads = 1};
        void *second = dense ? (void *)target : labels;
        const double tolerance = trial_sum_tolerance((double)width) + 16 * 0x1p-23;
        float *result = trial_result(t, rows * width, tolerance);
        // Each term of a dense loss is a logarithm's, of up to 10.
        if (gradient) TRIAL_CALL(t, mk_cross_entropy(p), x, second, dloss, result);
        else TRIAL_CALL(t, mk_cross_entropy(p), x, second, trial_result(t, rows, 10 * tolerance), result);
    }
}

void cross_entropy_case(mk_trial *t) { add_cross_entropy(t, false); }
void cross_entropy_gradient_case(mk_trial *t) { add_cross_entropy(t, true); }
