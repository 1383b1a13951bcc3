// How long algorithms take, by estimate, never by timing: by this they are chosen.
#pragma once

#include "../include/martlet_dispatch.h"
#include "winograd.h"

/// What one thread does in a nanosecond: multiplications of float32, and the bytes of filters that come from memory, which
/// goes on meanwhile, and of images that move through caches.
///
/// Threads speed up all of it, more or less alike, so that a choice that is right for one is right for two; it doesn't
/// depend on them, for results don't.
typedef struct {
    double multiplications, filter, moved;
} rates;

/// By the instruction sets in use.
static inline rates rates_in_use(void) {
    if (mk_features_in_use() & MK_FEATURES_AVX512) return (rates){100, 20, 20};  // of a Zen 5
    return (rates){30, 13, 10};                                                  // of a Zen 3
}

/// How elements are multiplied: how many times as many at once as of float32, and the bytes of one of the filter.
typedef struct {
    double speed, bytes;
} multiplying;

/// How the algorithm of patches multiplies bytes.
static inline multiplying bytes_multiplied(mk_features features) {
    const mk_features dots = MK_FEATURES_VNNI | MK_FEATURES_AVXVNNI | MK_FEATURES_DOTPROD;
    return (multiplying){.speed = features & dots ? 4 : 1.5, .bytes = 1};
}

/// Nanoseconds on one thread.
static inline double estimate(multiplying how, double multiplications, double filter, double moved) {
    const rates r = rates_in_use();
    const double arithmetic = multiplications / (r.multiplications * how.speed), memory = filter * how.bytes / r.filter;
    return (arithmetic > memory ? arithmetic : memory) + moved * sizeof(float) / r.moved;
}

/// The bytes of filters that may stay between calls in the last cache, and in the one before; how many times as fast as
/// from memory they come from there.
#define LAST_BYTES 32e6
#define LAST_SPEED 3
#define NEAR_BYTES 1e6
#define NEAR_SPEED 6

/// The same of a filter that stayed in a cache that has room for it.
static inline double estimate_near(multiplying how, double multiplications, double filter) {
    const double bytes = filter * how.bytes, speed = bytes < NEAR_BYTES ? NEAR_SPEED : bytes < LAST_BYTES ? LAST_SPEED : 1;
    return estimate(how, multiplications, filter / speed, 0);
}

static inline double estimate_patches(const mk_convolution_parameters *p, multiplying how) {
    const double filter = (double)p->kernel_height * p->kernel_width * p->channels * p->filters;
    return estimate(how, (double)p->batch * p->out_height * p->out_width * filter, filter, 0);
}

/// Infinite where it isn't possible.
static inline double estimate_winograd(const mk_convolution_parameters *p, int64_t size, multiplying how) {
    if (!suits_winograd(p, size)) return __builtin_inf();
    const tile_axis down = axis_of(p->kernel_height, size), across = axis_of(p->kernel_width, size);
    const double frequencies = (double)(down.points * across.points), filter = frequencies * p->channels * p->filters;
    const double tiles = (double)(p->batch * ceiling(p->out_height, down.size) * ceiling(p->out_width, across.size));
    return estimate(how, tiles * filter, filter, frequencies * tiles * (p->channels + p->filters));
}
