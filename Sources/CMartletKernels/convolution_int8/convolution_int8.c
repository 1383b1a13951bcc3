// The entry points: how much memory, which kernel.
#include "convolution_int8.h"

#include <string.h>

#include "../convolution/estimate.h"
#include "../dispatch/select.h"

bool mk_int8_convolution_can(mk_int8_convolution_parameters p) {
    if (p.shape.algorithm == MK_CONVOLUTION_PATCHES) return true;
    if (p.shape.algorithm == MK_CONVOLUTION_DEPTHWISE) return p.shape.groups == p.shape.channels;
    const bool fits = p.shape.algorithm == MK_CONVOLUTION_WINOGRAD_4 || p.shape.channels <= EXACT_CHANNELS;
    return is_int8_winograd(&p) && fits && p.shape.kernel_height == 3 && p.shape.kernel_width == 3 &&
           p.output != MK_INT32 && mk_convolution_can(p.shape);
}

/// How Winograd's algorithm multiplies what bytes become.
static const multiplying words_multiplied = {.speed = 2, .bytes = 2};

mk_convolution_algorithm mk_int8_convolution_choose(mk_int8_convolution_parameters p, int32_t largest_tile) {
    if (p.shape.groups > 1 && p.shape.groups == p.shape.channels) return MK_CONVOLUTION_DEPTHWISE;
    const mk_features features = mk_features_in_use();
    mk_convolution_algorithm best = MK_CONVOLUTION_PATCHES;
    if (!(features & MK_FEATURES_AVX2)) return best;  // no other has vectors for Winograd's
    const multiplying bytes = bytes_multiplied(features);
    p.shape.algorithm = best;
    double least = estimate(bytes, workload_of(&p.shape));
    // A dot product of bytes makes exact sums faster than tiles of 2.
    for (int32_t size = bytes.speed > words_multiplied.speed ? 4 : 2; size <= larger(2, largest_tile); size += 2) {
        p.shape.algorithm = size == 2 ? MK_CONVOLUTION_WINOGRAD_2 : MK_CONVOLUTION_WINOGRAD_4;
        if (!mk_int8_convolution_can(p)) continue;
        const double time = estimate(words_multiplied, workload_of(&p.shape));
        if (time < least) best = (mk_convolution_algorithm)p.shape.algorithm, least = time;
    }
    return best;
}

double mk_int8_convolution_estimate(mk_int8_convolution_parameters p) {
    const multiplying how = is_int8_winograd(&p) ? words_multiplied : bytes_multiplied(mk_features_in_use());
    return estimate_near(how, workload_of(&p.shape));
}

int64_t mk_int8_convolution_scratch(mk_int8_convolution_parameters p) {
    const gathering g = int8_gathering(&p);
    if (is_depthwise(&p)) return zeros_bytes(&g);
    const int64_t slots = larger(1, p.shape.threads);
    if (is_int8_winograd(&p)) {
        const winograd w = int8_winograd(&p);
        return winograd_floats(&w, slots) * (int64_t)sizeof(float);
    }
    const copies bytes = copies_of(&g, slots, 1, COPY_BYTES), words = copies_of(&g, slots, 2, COPY_BYTES);
    return slots * larger(slot_bytes(&g, &bytes), slot_bytes(&g, &words));
}

int64_t mk_int8_convolution_prepared(mk_int8_convolution_parameters p) {
    return prepared_bytes(&p);
}

static mk_call call_of(mk_function function, mk_int8_convolution_parameters p) {
    mk_call call = {.run = function};
    memcpy(call.parameters, &p, sizeof p);
    return call;
}

mk_call mk_int8_convolution_prepare(mk_int8_convolution_parameters p) {
    return call_of(
        is_int8_winograd(&p) ? MK_SELECT(convolution_int8, winograd_filter) : MK_SELECT(convolution_int8, pack), p);
}

mk_call mk_int8_convolution(mk_int8_convolution_parameters p) {
    if (is_int8_winograd(&p)) return call_of(MK_SELECT(convolution_int8, winograd), p);
    return call_of(
        is_depthwise(&p) ? MK_SELECT(convolution_int8, depthwise) : MK_SELECT(convolution_int8, gather), p);
}
