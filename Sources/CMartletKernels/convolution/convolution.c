// The entry points: which algorithm, how much memory, which kernel.
#include "copies.h"

#include <string.h>

#include "../dispatch/select.h"
#include "estimate.h"

mk_convolution_parameters mk_convolution_of_product(int32_t m, int32_t n, int32_t k, int32_t threads) {
    return (mk_convolution_parameters){
        .batch = 1, .height = 1, .width = m, .channels = k, .out_height = 1, .out_width = m, .filters = n,
        .kernel_height = 1, .kernel_width = 1, .stride_height = 1, .stride_width = 1, .dilation_height = 1,
        .dilation_width = 1, .groups = 1, .threads = threads, .algorithm = MK_CONVOLUTION_PATCHES};
}

/// The kernel for float32 or for bfloat16.
#define SELECT(p, name) ((p).bfloat16 ? MK_SELECT(convolution_bfloat16, name) : MK_SELECT(convolution, name))

const char *mk_convolution_name(mk_convolution_algorithm algorithm) {
    static const char *const names[] = {"patches", "depthwise", "winograd 2", "winograd 4", "winograd 6",
                                        "im2col"};
    return names[algorithm];
}

/// With fewer tiles than this the filter's gradient takes longer to transform back than it saves.
#define FEW_TILES 32

/// The largest tiles, of which more lie at the borders, must take no more than this of the time of the next.
#define LARGE_TILES_GAIN 0.9

static double estimate_of(mk_convolution_parameters p, mk_convolution_algorithm algorithm, multiplying how) {
    p.algorithm = algorithm;
    return estimate(how, workload_of(&p));
}

mk_convolution_algorithm mk_convolution_choose(mk_convolution_parameters p, bool low_memory) {
    if (p.groups > 1 && p.groups == p.channels) return MK_CONVOLUTION_DEPTHWISE;
    const int64_t pixels = (int64_t)p.batch * p.out_height * p.out_width;
    if (low_memory && pixels < p.filters) return MK_CONVOLUTION_PATCHES;
    const gathering whole = gathering_at(&p, 0);
    if (p.bfloat16 && multiplies_tiles(mk_features_in_use()) && gathers_rows(&whole)) return MK_CONVOLUTION_PATCHES;
    const multiplying how = {.speed = 1, .bytes = p.bfloat16 ? 2 : 4};
    const double patches = estimate_of(p, MK_CONVOLUTION_PATCHES, how);
    const double two = estimate_of(p, MK_CONVOLUTION_WINOGRAD_2, how);
    const double four = estimate_of(p, MK_CONVOLUTION_WINOGRAD_4, how);
    if (p.pass == MK_CONVOLUTION_FILTER_GRADIENT) {
        const int64_t tiles = p.batch * ceiling(p.out_height, 4) * ceiling(p.out_width, 4);
        if (tiles < FEW_TILES || patches < four) return MK_CONVOLUTION_PATCHES;
        if (low_memory) return MK_CONVOLUTION_WINOGRAD_2;
        const double six = estimate_of(p, MK_CONVOLUTION_WINOGRAD_6, how);
        return six < LARGE_TILES_GAIN * four ? MK_CONVOLUTION_WINOGRAD_6 : MK_CONVOLUTION_WINOGRAD_4;
    }
    if (!low_memory && four < two && four < patches) return MK_CONVOLUTION_WINOGRAD_4;
    return two < patches ? MK_CONVOLUTION_WINOGRAD_2 : MK_CONVOLUTION_PATCHES;
}

double mk_convolution_estimate(mk_convolution_parameters p) {
    return estimate_near(floats_multiplied(&p), workload_of(&p));
}

bool mk_convolution_can(mk_convolution_parameters p) {
    if (p.algorithm == MK_CONVOLUTION_DEPTHWISE) return p.groups == p.channels;
    return is_winograd(&p) ? suits_winograd(&p, winograd_size((mk_convolution_algorithm)p.algorithm)) : true;
}

static int64_t slots(const mk_convolution_parameters *p) { return p->threads > 1 ? p->threads : 1; }

bool mk_convolution_can_pool(mk_convolution_parameters p) {
    return is_winograd(&p) && p.pass == MK_CONVOLUTION_FORWARD && p.kernel_height > 1 && p.kernel_width > 1 &&
           !p.epilogue.other;
}

bool mk_convolution_can_sum(mk_convolution_parameters p) {
    return p.pass == MK_CONVOLUTION_FILTER_GRADIENT && (is_winograd(&p) || p.algorithm == MK_CONVOLUTION_PATCHES);
}

int64_t mk_convolution_scratch(mk_convolution_parameters p) {
    int64_t floats = 0;
    const gathering whole = gathering_at(&p, 0);
    if (p.algorithm == MK_CONVOLUTION_DEPTHWISE)
        return p.pass == MK_CONVOLUTION_FILTER_GRADIENT
                   ? depthwise_blocks(&p) * whole.taps * p.filters * (int64_t)sizeof(float) : 0;
    if (is_winograd(&p)) {
        const winograd w = winograd_of(&p);
        return (p.pass == MK_CONVOLUTION_FILTER_GRADIENT ? winograd_gradient_floats(&w, slots(&p))
                                                         : winograd_floats(&w, slots(&p))) * (int64_t)sizeof(float);
    }
    if (p.pass == MK_CONVOLUTION_FILTER_GRADIENT) {
        const term_parts parts = split_terms(&whole, gradient_depth(&whole));
        return gradient_floats(&whole, &parts, slots(&p)) * (int64_t)sizeof(float);
    }
    for (int64_t i = 0; i < gatherings(&p); i++) {
        const gathering g = gathering_at(&p, i);
        const term_parts parts = split_terms(&g, DEPTH);
        floats = larger(floats, slots(&p) * patch_floats(&g, &parts));
        if (p.bfloat16 && gathers_rows(&g)) {
            const copies c = copies_of(&g, slots(&p), sizeof(uint16_t), ROWS_BYTES);
            floats = larger(floats, slots(&p) * copies_bytes(&c) / (int64_t)sizeof(float));
        }
    }
    return floats * (int64_t)sizeof(float);
}

int64_t mk_convolution_prepared(mk_convolution_parameters p) {
    if (p.pass == MK_CONVOLUTION_FILTER_GRADIENT || p.algorithm == MK_CONVOLUTION_DEPTHWISE) return 0;
    if (is_winograd(&p)) {
        const winograd w = winograd_of(&p);
        return w.frequencies * words_of(&w.g, w.g.channels) * round_up(w.g.columns, WIDEST) * (int64_t)sizeof(float);
    }
    int64_t floats = 0;
    for (int64_t i = 0; i < gatherings(&p); i++) {
        const gathering g = gathering_at(&p, i);
        floats += p.groups * group_words(&g);
    }
    return floats * (int64_t)sizeof(float);
}

static mk_call call_of(mk_function function, mk_convolution_parameters p) {
    mk_call call = {.run = function};
    memcpy(call.parameters, &p, sizeof p);
    return call;
}

mk_call mk_convolution_prepare(mk_convolution_parameters p) {
    return call_of(is_winograd(&p) ? SELECT(p, winograd_filter) : SELECT(p, pack), p);
}

mk_call mk_convolution(mk_convolution_parameters p) {
    const bool of_filter = p.pass == MK_CONVOLUTION_FILTER_GRADIENT;
    if (p.algorithm == MK_CONVOLUTION_DEPTHWISE)
        return call_of(of_filter ? MK_SELECT(convolution, depthwise_gradient) : MK_SELECT(convolution, depthwise), p);
    if (is_winograd(&p))
        return call_of(of_filter ? MK_SELECT(convolution, winograd_gradient) : SELECT(p, winograd), p);
    return call_of(of_filter ? MK_SELECT(convolution, filter_gradient) : SELECT(p, gather), p);
}
