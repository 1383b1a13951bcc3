#include "builders.h"
#include "martlet_expanded.h"
#include "martlet_winograd.h"

#include <math.h>

/// Epilogues without programs, each of what they are made of.
static const mk_epilogue endings[] = {
    {0},
    {.bias = true},
    {.bias = true, .activation = MK_ACTIVATION_CLIP, .high = INFINITY},
    {.other = MK_OTHER_ADDED, .activation = MK_ACTIVATION_CLIP, .low = -0.5f, .high = 0.5f},
    {.other = MK_OTHER_MASK},
};
#define ENDINGS ((int)(sizeof endings / sizeof *endings))

/// What follows products, on some that are there already; and by a program, x · sigmoid(x) + the other operand.
void epilogue_case(mk_trial *t) {
    const int64_t rows = t->size, columns = t->size + 2;
    float *bias = trial_floats(t, columns, -1, 1), *other = trial_floats(t, rows * columns, -1, 1);
    for (int i = 0; i <= ENDINGS; i++) {
        mk_epilogue_parameters p = {.rows = rows, .columns = columns, .ldc = columns, .ldother = columns};
        if (i < ENDINGS) {
            p.epilogue = endings[i];
        } else {
            p.epilogue = (mk_epilogue){.bias = true, .other = MK_OTHER_READ, .activation = MK_ACTIVATION_PROGRAM,
                                       .program = gated_program(t)};
        }
        // It changes its operand, so each run begins with a copy.
        float *from = trial_floats(t, rows * columns, -2, 2), *result = trial_result(t, rows * columns, 8 * 0x1p-23);
        TRIAL_CALL(t, copy_call(rows * columns), from, result);
        TRIAL_CALL(t, mk_epilogue_end(p), NULL, NULL, result, bias, NULL, other);
    }
}

/// A product in each of its forms.
void gemm_case(mk_trial *t) {
    const int64_t m = t->size, n = t->size + 3, k = t->size + 1;
    const double tolerance = trial_sum_tolerance((double)k);
    float *a = trial_floats(t, m * k, -1, 1), *b = trial_floats(t, k * n, -1, 1), *bias = trial_floats(t, n, -1, 1);
    float *other = trial_floats(t, m * n, -1, 1);
    for (int form = 0; form < 4; form++)
        for (int i = 0; i < ENDINGS; i++) {
            mk_gemm_parameters p = {
                .m = m, .n = n, .k = k, .lda = form & 1 ? m : k, .ldb = form & 2 ? k : n, .ldc = n, .ldother = n,
                .transpose_a = form & 1, .transpose_b = form & 2, .epilogue = endings[i], .threads = 1};
            TRIAL_CALL(t, mk_gemm(p), a, b, trial_result(t, m * n, tolerance), bias,
                       trial_memory(t, mk_gemm_scratch(p)), other);
        }
}

/// A convolution of an image of 9 × 10, of 3 × 3 where not said otherwise.
static mk_convolution_parameters convolution(int64_t channels, int64_t filters, mk_convolution_algorithm algorithm) {
    return (mk_convolution_parameters){
        .batch = 2, .height = 9, .width = 10, .channels = (int32_t)channels, .out_height = 9, .out_width = 10,
        .filters = (int32_t)filters, .kernel_height = 3, .kernel_width = 3, .stride_height = 1, .stride_width = 1,
        .dilation_height = 1, .dilation_width = 1, .pad_top = 1, .pad_left = 1, .groups = 1, .threads = 1,
        .algorithm = (uint8_t)algorithm};
}

static int64_t input_count(const mk_convolution_parameters *p) {
    return (int64_t)p->batch * p->height * p->width * p->channels;
}
static int64_t output_count(const mk_convolution_parameters *p) {
    return (int64_t)p->batch * p->out_height * p->out_width * p->filters;
}
static int64_t filter_count(const mk_convolution_parameters *p) {
    return (int64_t)p->kernel_height * p->kernel_width * p->channels / p->groups * p->filters;
}

/// Adds the forward pass and that of the input's gradient.
static void add_passes(mk_trial *t, mk_convolution_parameters p, double tolerance) {
    float *filter = trial_floats(t, filter_count(&p), -1, 1), *bias = trial_floats(t, p.filters, -1, 1);
    for (int pass = MK_CONVOLUTION_FORWARD; pass <= MK_CONVOLUTION_INPUT_GRADIENT; pass++) {
        const bool forward = pass == MK_CONVOLUTION_FORWARD;
        p.pass = (uint8_t)pass;
        p.epilogue = endings[forward ? 2 : 0];
        float *from = trial_floats(t, forward ? input_count(&p) : output_count(&p), -1, 1);
        float *result = trial_result(t, forward ? output_count(&p) : input_count(&p), tolerance);
        const int64_t bytes = mk_convolution_prepared(p);
        void *prepared = bytes ? trial_memory(t, bytes) : filter;
        if (bytes) TRIAL_CALL(t, mk_convolution_prepare(p), filter, prepared);
        TRIAL_CALL(t, mk_convolution(p), from, prepared, result, bias, trial_memory(t, mk_convolution_scratch(p)));
    }
}

static void add_filter_gradient(mk_trial *t, mk_convolution_parameters p, double tolerance) {
    p.pass = MK_CONVOLUTION_FILTER_GRADIENT;
    float *input = trial_floats(t, input_count(&p), -1, 1), *output = trial_floats(t, output_count(&p), -1, 1);
    TRIAL_CALL(t, mk_convolution(p), input, output, trial_result(t, filter_count(&p), tolerance), NULL,
               trial_memory(t, mk_convolution_scratch(p)));
}

static double patches_tolerance(const mk_convolution_parameters *p) {
    return trial_sum_tolerance(9.0 * (p->channels > p->filters ? p->channels : p->filters));
}

void patches_case(mk_trial *t) {
    mk_convolution_parameters p = convolution(t->size, t->size + 5, MK_CONVOLUTION_PATCHES);
    add_passes(t, p, patches_tolerance(&p));
    p.stride_height = p.stride_width = 2;
    p.out_height = p.out_width = 5;
    add_passes(t, p, patches_tolerance(&p));
}

void filter_gradient_case(mk_trial *t) {
    add_filter_gradient(t, convolution(t->size, t->size + 5, MK_CONVOLUTION_PATCHES), trial_sum_tolerance(2 * 9 * 10));
}

static mk_convolution_parameters depthwise(mk_trial *t) {
    mk_convolution_parameters p = convolution(t->size, t->size, MK_CONVOLUTION_DEPTHWISE);
    p.groups = p.channels;
    return p;
}

void depthwise_case(mk_trial *t) { add_passes(t, depthwise(t), trial_sum_tolerance(9)); }

void depthwise_gradient_case(mk_trial *t) {
    add_filter_gradient(t, depthwise(t), trial_sum_tolerance(2 * 9 * 10));
}

/// The first one's results are up to its channels, and each is multiplied by up to 1.
void expanded_case(mk_trial *t) {
    mk_expanded_parameters *p = trial_memory(t, sizeof *p);
    p->expansion = convolution(t->size, t->size + 5, MK_CONVOLUTION_PATCHES);
    p->expansion.kernel_height = p->expansion.kernel_width = 1;
    p->expansion.pad_top = p->expansion.pad_left = 0;
    p->depthwise = convolution(t->size + 5, t->size + 5, MK_CONVOLUTION_DEPTHWISE);
    p->depthwise.groups = p->depthwise.channels;
    p->expansion.epilogue = p->depthwise.epilogue = endings[2];
    const double channels = (double)t->size, tolerance = 9 * trial_sum_tolerance(channels) + channels * trial_sum_tolerance(9);
    const mk_convolution_parameters *e = &p->expansion, *d = &p->depthwise;
    float *filter = trial_floats(t, filter_count(e), -1, 1), *prepared = trial_memory(t, mk_convolution_prepared(*e));
    TRIAL_CALL(t, mk_convolution_prepare(*e), filter, prepared);
    TRIAL_CALL(t, mk_expanded(p), trial_floats(t, input_count(e), -1, 1), prepared,
               trial_result(t, output_count(d), tolerance), trial_floats(t, e->filters, -1, 1),
               trial_memory(t, mk_expanded_scratch(*p)), trial_floats(t, filter_count(d), -1, 1),
               trial_floats(t, d->filters, -1, 1));
}

/// Adds a product with a filter of which about `kept` of 8 numbers, or blocks of so many filters, aren't zero.
static void add_sparse(mk_trial *t, mk_convolution_parameters shape, int form, int kept) {
    float *filter = trial_floats(t, filter_count(&shape), -1, 1), *bias = trial_floats(t, shape.filters, -1, 1);
    const uint8_t *chance = trial_bytes(t, filter_count(&shape));
    const int64_t block = form == MK_SPARSE_LANES ? 1 : form;
    for (int64_t i = 0; i < filter_count(&shape); i++)
        if (chance[i - i % shape.filters % block] % 8 >= kept) filter[i] = 0;
    const mk_sparse_counts counts = mk_sparse_count(shape, filter);
    shape.epilogue = endings[2];
    const mk_sparse_parameters p = {
        .shape = shape, .entries = mk_sparse_entries(counts, form), .form = (uint8_t)form};
    void *prepared = trial_memory(t, mk_sparse_prepared(p));
    TRIAL_CALL(t, mk_sparse_prepare(p), filter, prepared);
    TRIAL_CALL(t, mk_sparse(p), trial_floats(t, input_count(&shape), -1, 1), prepared,
               trial_result(t, output_count(&shape), patches_tolerance(&shape)), bias,
               trial_memory(t, mk_sparse_scratch(p)));
}

void sparse_case(mk_trial *t) {
    const int size = (int)t->size, forms[] = {MK_SPARSE_SINGLE, MK_SPARSE_FOUR, MK_SPARSE_EIGHT};
    mk_convolution_parameters halving = convolution(size, size + 5, MK_CONVOLUTION_PATCHES);
    halving.stride_height = halving.stride_width = 2;
    halving.out_height = halving.out_width = 5;
    for (int i = 0; i < 3; i++) {
        add_sparse(t, convolution(size, size + 5, MK_CONVOLUTION_PATCHES), forms[i], 1);
        add_sparse(t, halving, forms[i], 4);
        add_sparse(t, mk_convolution_of_product(size, size + 3, 9 * size + 1, 1), forms[i], i == 1 ? 8 : 2);
    }
    for (int rows = 1; rows <= 4; rows++)
        add_sparse(t, mk_convolution_of_product(rows, size + 3, 9 * size + 1, 1), MK_SPARSE_LANES, rows == 2 ? 0 : rows);
}

/// How much the transforms of a tile of 2, 4 or 6 results amplify errors, by both axes.
static double amplification(int size) {
    const double one = mk_winograd_amplification(2 + 2 * size + 2);
    return one * one;
}

/// Winograd's algorithm takes 16 channels and filters or more.
static mk_convolution_parameters winograd(mk_trial *t, int size) {
    return convolution(16 + t->size, 16 + t->size / 2,
                       (mk_convolution_algorithm)(MK_CONVOLUTION_WINOGRAD_2 + size));
}

void winograd_case(mk_trial *t) {
    for (int size = 0; size < 3; size++) {
        const mk_convolution_parameters p = winograd(t, size);
        add_passes(t, p, amplification(size) * patches_tolerance(&p));
    }
}

void winograd_gradient_case(mk_trial *t) {
    for (int size = 0; size < 2; size++)
        add_filter_gradient(t, winograd(t, size), amplification(size) * trial_sum_tolerance(2 * 9 * 10));
}

/// Products are those of rounded numbers in each variant: exact, or by the dot product with subnormal ones left out.
void bfloat16_patches_case(mk_trial *t) {
    mk_convolution_parameters p = convolution(t->size, t->size + 5, MK_CONVOLUTION_PATCHES);
    p.bfloat16 = true;
    add_passes(t, p, patches_tolerance(&p));
}

/// What is rounded differs already by the transforms' own rounding, and may fall to the other neighbour.
void bfloat16_winograd_case(mk_trial *t) {
    mk_convolution_parameters p = winograd(t, 0);
    p.bfloat16 = true;
    add_passes(t, p, amplification(0) * 0x1p-7 * sqrt(9.0 * p.channels));
}
