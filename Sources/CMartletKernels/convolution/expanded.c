#include "../include/martlet_expanded.h"

#include <string.h>

#include "../include/martlet_pool.h"
#include "convolution.h"

/// The bytes of expanded rows that a band may have, besides what else is in the second-level cache then.
#define BAND_BYTES (160 << 10)

/// The least bytes of an expanded image that make bands pay, and the most of the filter, which each band reads.
#define LARGE (256 << 10)
#define FILTER_BYTES (128 << 10)

/// The rows of the expanded image under one row of the result; under each further one are as many more as the stride.
static int64_t reach(const mk_convolution_parameters *p) {
    return (int64_t)(p->kernel_height - 1) * p->dilation_height + 1;
}

static int64_t row_floats(const mk_convolution_parameters *p) { return (int64_t)p->width * p->channels; }

/// The rows of the result that are made at once: as many as fit, but at least one.
static int64_t band_rows(const mk_convolution_parameters *p) {
    const int64_t fit = BAND_BYTES / (larger(1, row_floats(p)) * (int64_t)sizeof(float));
    return larger(1, (fit - reach(p)) / p->stride_height + 1);
}

/// The floats of the expanded rows under a band, on a whole number of cache lines.
static int64_t band_floats(const mk_convolution_parameters *p) {
    const int64_t rows = smaller(p->height, (band_rows(p) - 1) * p->stride_height + reach(p));
    return odd_lines(rows * row_floats(p));
}

static int64_t slots(const mk_convolution_parameters *p) { return larger(1, p->threads); }

/// Whether shapes and passes allow it.
static bool fit(const mk_expanded_parameters *q) {
    const mk_convolution_parameters *e = &q->expansion, *d = &q->depthwise;
    const gathering g = gathering_at(e, 0);
    return e->pass == MK_CONVOLUTION_FORWARD && d->pass == MK_CONVOLUTION_FORWARD && e->groups == 1 &&
           d->groups == d->channels && g.taps == 1 && is_in_place(&g) && e->batch == d->batch &&
           e->out_height == d->height && e->out_width == d->width && e->filters == d->channels;
}

bool mk_expanded_can(mk_expanded_parameters q) {
    const mk_convolution_parameters *e = &q.expansion, *d = &q.depthwise;
    return fit(&q) && e->algorithm == MK_CONVOLUTION_PATCHES && d->algorithm == MK_CONVOLUTION_DEPTHWISE &&
           !e->bfloat16 && !e->pools && !d->pools && !e->epilogue.other && !d->epilogue.other;
}

bool mk_expanded_pays(mk_expanded_parameters q) {
    const mk_convolution_parameters *e = &q.expansion, *d = &q.depthwise;
    return fit(&q) && d->height * row_floats(d) * (int64_t)sizeof(float) >= LARGE && reach(d) > d->stride_height &&
           (int64_t)e->channels * e->filters * (int64_t)sizeof(float) <= FILTER_BYTES;
}

int64_t mk_expanded_scratch(mk_expanded_parameters q) {
    return slots(&q.depthwise) * band_floats(&q.depthwise) * (int64_t)sizeof(float);
}

static mk_convolution_parameters *parameters_of(mk_call *call) {
    return (mk_convolution_parameters *)(void *)call->parameters;
}

static const mk_expanded_calls *calls_of(const mk_call *call) {
    return (const mk_expanded_calls *)(uintptr_t)call->parameters[0];
}

static const mk_convolution_parameters *depthwise_of(const mk_call *call) {
    return MK_PARAMETERS(&calls_of(call)->depthwise, mk_convolution_parameters);
}

/// A band's calls, and the rows of the expanded image that its scratch holds.
typedef struct {
    mk_call expansion, depthwise;
    float *rows;
    int64_t begin, end;
} band;

/// Moves on to the expanded rows [begin, end): keeps those that are there already, and expands the others of `image`.
static void expand(band *b, const float *image, int64_t begin, int64_t end) {
    mk_convolution_parameters *p = parameters_of(&b->expansion);
    const int64_t floats = (int64_t)p->width * p->filters, kept = larger(0, b->end - begin);
    if (kept && begin > b->begin)
        memmove(b->rows, b->rows + (begin - b->begin) * floats, (size_t)(kept * floats) * sizeof(float));
    b->begin = begin;
    b->end = end;
    p->height = p->out_height = (int32_t)(end - begin - kept);
    if (p->height <= 0) return;
    b->expansion.operand[0] = (void *)(uintptr_t)(image + (begin + kept) * p->width * p->channels);
    b->expansion.operand[2] = b->rows + kept * floats;
    b->expansion.run(&b->expansion);
}

/// Makes rows [begin, end) of the result, counted over all images.
static void make_rows(const mk_call *call, int64_t slot, int64_t begin, int64_t end) {
    const mk_convolution_parameters *d = depthwise_of(call);
    band b = {.expansion = calls_of(call)->expansion, .depthwise = calls_of(call)->depthwise,
              .rows = (float *)call->operand[4] + slot * band_floats(d)};
    b.expansion.operand[1] = call->operand[1], b.expansion.operand[3] = call->operand[3];
    b.depthwise.operand[0] = b.rows, b.depthwise.operand[1] = call->operand[5];
    b.depthwise.operand[3] = call->operand[6];
    mk_convolution_parameters *e = parameters_of(&b.expansion), *p = parameters_of(&b.depthwise);
    const int64_t image_floats = (int64_t)e->height * e->width * e->channels;
    e->batch = p->batch = 1;
    for (int64_t row = begin; row < end;) {
        const int64_t image = row / d->out_height, y = row - image * d->out_height;
        const int64_t count = smaller(band_rows(d), smaller(end - row, d->out_height - y));
        const int64_t first = y * d->stride_height - d->pad_top, last = first + (count - 1) * d->stride_height + reach(d);
        if (row == begin || y == 0) b.begin = b.end = 0;
        const int64_t from = smaller(larger(first, 0), d->height), to = larger(from, smaller(last, d->height));
        expand(&b, (const float *)call->operand[0] + image * image_floats, from, to);
        p->height = (int32_t)(to - from);
        p->pad_top = (int32_t)(from - first);
        p->out_height = (int32_t)count;
        b.depthwise.operand[2] = (float *)call->operand[2] + row * d->out_width * d->filters;
        b.depthwise.run(&b.depthwise);
        row += count;
    }
}

/// Bands of the result, counted over all images.
static int64_t bands(const mk_convolution_parameters *d) {
    return slots(d) * ceiling((int64_t)d->batch * d->out_height, slots(d) * band_rows(d));
}

static void make_bands(void *context, int32_t slot, int64_t begin, int64_t end) {
    const mk_convolution_parameters *d = depthwise_of(context);
    const int64_t rows = (int64_t)d->batch * d->out_height, count = bands(d);
    make_rows(context, slot, rows * begin / count, rows * end / count);
}

static void run(const mk_call *call) {
    const mk_convolution_parameters *d = depthwise_of(call);
    mk_parallel_slots((int32_t)slots(d), bands(d), make_bands, (void *)(uintptr_t)call);
}

mk_expanded_calls mk_expanded_prepare(mk_expanded_parameters parameters) {
    parameters.expansion.threads = 1;
    return (mk_expanded_calls){mk_convolution(parameters.expansion), mk_convolution(parameters.depthwise)};
}

mk_call mk_expanded(const mk_expanded_calls *calls) {
    mk_call call = {.run = run};
    call.parameters[0] = (int64_t)(uintptr_t)calls;
    return call;
}
