// The entry points: which algorithm, how much memory, which kernel.
#include "convolution.h"

#include <string.h>

#include "../dispatch/target.h"

MK_DECLARE(convolution, pack)
MK_DECLARE(convolution, gather)
MK_DECLARE(convolution, filter_gradient)
MK_DECLARE(convolution, depthwise)
MK_DECLARE(convolution, depthwise_gradient)

const char *mk_convolution_name(mk_convolution_algorithm algorithm) {
    static const char *const names[] = {"patches", "depthwise"};
    return names[algorithm];
}

mk_convolution_algorithm mk_convolution_choose(mk_convolution_parameters p, bool low_memory) {
    (void)low_memory;
    if (p.groups > 1 && p.groups == p.channels) return MK_CONVOLUTION_DEPTHWISE;
    return MK_CONVOLUTION_PATCHES;
}

static int64_t slots(const mk_convolution_parameters *p) { return p->threads > 1 ? p->threads : 1; }

int64_t mk_convolution_scratch(mk_convolution_parameters p) {
    int64_t floats = 0;
    const gathering whole = gathering_at(&p, 0);
    if (p.algorithm == MK_CONVOLUTION_DEPTHWISE)
        return p.pass == MK_CONVOLUTION_FILTER_GRADIENT
                   ? depthwise_blocks(&p) * whole.taps * p.filters * (int64_t)sizeof(float) : 0;
    if (p.pass == MK_CONVOLUTION_FILTER_GRADIENT) {
        const term_parts parts = split_terms(&whole, gradient_depth(&whole));
        return slots(&p) * gradient_floats(&whole, &parts) * (int64_t)sizeof(float);
    }
    for (int64_t i = 0; i < gatherings(&p); i++) {
        const gathering g = gathering_at(&p, i);
        const term_parts parts = split_terms(&g, DEPTH);
        floats = larger(floats, slots(&p) * patch_floats(&g, &parts));
    }
    return floats * (int64_t)sizeof(float);
}

int64_t mk_convolution_prepared(mk_convolution_parameters p) {
    if (p.pass == MK_CONVOLUTION_FILTER_GRADIENT || p.algorithm == MK_CONVOLUTION_DEPTHWISE) return 0;
    int64_t floats = 0;
    for (int64_t i = 0; i < gatherings(&p); i++) {
        const gathering g = gathering_at(&p, i);
        floats += p.groups * g.terms * round_up(g.columns, WIDEST);
    }
    return floats * (int64_t)sizeof(float);
}

static mk_call call_of(mk_function function, mk_convolution_parameters p) {
    if (p.pass != MK_CONVOLUTION_FORWARD) p.epilogue = MK_EPILOGUE_NONE;
    mk_call call = {.run = function};
    memcpy(call.parameters, &p, sizeof p);
    return call;
}

mk_call mk_convolution_prepare(mk_convolution_parameters p) { return call_of(MK_SELECT(convolution, pack), p); }

mk_call mk_convolution(mk_convolution_parameters p) {
    const bool of_filter = p.pass == MK_CONVOLUTION_FILTER_GRADIENT;
    if (p.algorithm == MK_CONVOLUTION_DEPTHWISE)
        return call_of(of_filter ? MK_SELECT(convolution, depthwise_gradient) : MK_SELECT(convolution, depthwise), p);
    return call_of(of_filter ? MK_SELECT(convolution, filter_gradient) : MK_SELECT(convolution, gather), p);
}
