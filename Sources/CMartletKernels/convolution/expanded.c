#include "expanded.h"

#include "../dispatch/select.h"

/// Whether shapes and passes allow it.
static bool fit(const mk_expanded_parameters *q) {
    const mk_convolution_parameters *e = &q->expansion, *d = &q->depthwise;
    const gathering g = gathering_at(e, 0);
    return e->pass == MK_CONVOLUTION_FORWARD && d->pass == MK_CONVOLUTION_FORWARD && e->groups == 1 &&
           d->groups == d->channels && d->filters == d->channels && g.taps == 1 && is_in_place(&g) &&
           e->batch == d->batch && e->out_height == d->height && e->out_width == d->width && e->filters == d->channels;
}

bool mk_expanded_can(mk_expanded_parameters q) {
    const mk_convolution_parameters *e = &q.expansion, *d = &q.depthwise;
    return fit(&q) && e->algorithm == MK_CONVOLUTION_PATCHES && d->algorithm == MK_CONVOLUTION_DEPTHWISE &&
           !e->bfloat16 && !e->pools && !d->pools && !e->epilogue.other && !d->epilogue.other;
}

bool mk_expanded_pays(mk_expanded_parameters q) { return fit(&q) && band_reach(&q.depthwise) > q.depthwise.stride_height; }

int64_t mk_expanded_scratch(mk_expanded_parameters q) {
    return larger(1, q.depthwise.threads) * band_floats(&q.depthwise) * (int64_t)sizeof(float);
}

mk_call mk_expanded(const mk_expanded_parameters *parameters) {
    mk_call call = {.run = MK_SELECT(convolution, expanded)};
    call.parameters[0] = (int64_t)(uintptr_t)parameters;
    return call;
}
