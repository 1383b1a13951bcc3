// The entry points: which form, how much memory, which kernel.
#include <string.h>

#include "../convolution/estimate.h"
#include "../dispatch/select.h"
#include "pack.h"

/// The part of dense products' multiplications in a nanosecond that forms do: single filters load a vector for each
/// product, and lanes look terms up.
static double speed_of(uint8_t form) {
    const double speed = form == MK_SPARSE_SINGLE ? 0.6 : form == MK_SPARSE_LANES ? 0.3 : 0.85;
    return mk_features_in_use() & MK_FEATURES_AVX2 ? speed : speed / 2;  // the compiler's vectors, beside BLAS's
}

/// Nanoseconds on one thread.
static double estimate_sparse(const mk_sparse_parameters *p) {
    const gathering g = gathering_at(&p->shape, 0);
    const double pixels = (double)g.pixels, kept = (double)p->entries * p->form, terms = (double)sparse_terms(p);
    const multiplying how = {.speed = speed_of(p->form), .bytes = is_by_lanes(p) ? 5 : 4 + 1.0 / p->form};
    if (is_by_lanes(p)) return estimate(how, kept * pixels, kept, 0);
    const double columns = (double)round_up(g.pixels, WIDEST), chunks = (double)ceiling(p->shape.filters, MOST_FILTERS);
    return estimate(how, kept * columns, kept, chunks * terms * pixels / 1.5);
}

mk_sparse_parameters mk_sparse_choose(mk_convolution_parameters shape, mk_sparse_counts counts, double dense) {
    const mk_sparse_parameters forms[] = {{.shape = shape, .entries = counts.single, .form = MK_SPARSE_SINGLE},
                                          {.shape = shape, .entries = counts.four, .form = MK_SPARSE_FOUR},
                                          {.shape = shape, .entries = counts.eight, .form = MK_SPARSE_EIGHT},
                                          {.shape = shape, .entries = counts.lanes, .form = MK_SPARSE_LANES}};
    mk_sparse_parameters best = {.shape = shape};
    double least = 0.9 * dense;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (!mk_sparse_can(forms[i])) continue;
        const double time = estimate_sparse(&forms[i]);
        if (time < least) best = forms[i], least = time;
    }
    return best;
}

bool mk_sparse_can(mk_sparse_parameters p) {
    const mk_convolution_parameters *s = &p.shape;
    const int64_t pixels = (int64_t)s->batch * s->out_height * s->out_width;
    return s->pass == MK_CONVOLUTION_FORWARD && s->groups == 1 && tap_count(&p) <= STRETCH && p.entries >= 0 &&
           p.entries * p.form <= INT32_MAX && (!is_by_lanes(&p) || (pixels > 0 && pixels <= MOST_LANES_PIXELS));
}

int64_t mk_sparse_scratch(mk_sparse_parameters p) {
    const int64_t slots = larger(1, p.shape.threads);
    const gathering g = gathering_at(&p.shape, 0);
    if (is_by_lanes(&p)) return g.pixels * lanes_stride(&p) * (int64_t)sizeof(float);
    int64_t bytes;
    sparse_scratch_at(&p, NULL, &bytes);
    return slots * bytes;
}

int64_t mk_sparse_prepared(mk_sparse_parameters p) {
    int64_t bytes;
    sparse_filter_at(&p, NULL, &bytes);
    return bytes;
}

static mk_call call_of(mk_function function, mk_sparse_parameters p) {
    mk_call call = {.run = function};
    memcpy(call.parameters, &p, sizeof p);
    return call;
}

mk_call mk_sparse_prepare(mk_sparse_parameters p) { return call_of(mk_sparse_pack, p); }

mk_call mk_sparse(mk_sparse_parameters p) { return call_of(MK_SELECT(sparse, multiply), p); }
