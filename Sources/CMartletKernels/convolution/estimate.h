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
    return (multiplying){.speed = features & MK_FEATURES_AMX ? 13 : features & dots ? 4 : 1.5, .bytes = 1};
}

/// Whether AMX multiplies bfloat16.
static inline bool multiplies_tiles(mk_features features) {
    return features & MK_FEATURES_AMX && features & MK_FEATURES_BF16;
}

/// How convolutions and their gradients are multiplied, of float32 or bfloat16.
static inline multiplying floats_multiplied(const mk_convolution_parameters *p) {
    const mk_features features = p->bfloat16 ? mk_features_in_use() : 0;
    const double speed = multiplies_tiles(features) ? 6 : features & MK_FEATURES_BF16 ? 2 : 1;
    return (multiplying){.speed = speed, .bytes = p->bfloat16 ? 2 : 4};
}

/// What an algorithm multiplies, and the numbers of the filter that it reads and of images that it moves.
typedef struct {
    double multiplications, filter, moved;
} workload;

/// Nanoseconds on one thread with a filter that comes from memory, `times` as fast.
static inline double estimate_at(multiplying how, workload all, double times) {
    const rates r = rates_in_use();
    const double arithmetic = all.multiplications / (r.multiplications * how.speed);
    const double memory = all.filter * how.bytes / (r.filter * times);
    return (arithmetic > memory ? arithmetic : memory) + all.moved * sizeof(float) / r.moved;
}

static inline double estimate(multiplying how, workload all) { return estimate_at(how, all, 1); }

/// The bytes of filters that may stay between calls in the last cache, and in the one before; how many times as fast as
/// from memory they come from there.
#define LAST_BYTES 32e6
#define LAST_SPEED 3
#define NEAR_BYTES 1e6
#define NEAR_SPEED 6

/// The same with a filter that stayed in a cache that has room for it.
static inline double estimate_near(multiplying how, workload all) {
    const double bytes = all.filter * how.bytes;
    return estimate_at(how, all, bytes < NEAR_BYTES ? NEAR_SPEED : bytes < LAST_BYTES ? LAST_SPEED : 1);
}

/// By the algorithm that is set; infinite where it isn't possible.
static inline workload workload_of(const mk_convolution_parameters *p) {
    double filter = (double)p->channels * p->filters;
    if (!is_winograd(p)) {
        filter *= p->kernel_height * p->kernel_width;
        return (workload){.multiplications = (double)p->batch * p->out_height * p->out_width * filter, .filter = filter};
    }
    const int64_t size = winograd_size((mk_convolution_algorithm)p->algorithm);
    if (!suits_winograd(p, size)) return (workload){.multiplications = __builtin_inf()};
    const tile_axis down = axis_of(p->kernel_height, size), across = axis_of(p->kernel_width, size);
    const double frequencies = (double)(down.points * across.points);
    const double tiles = (double)(p->batch * ceiling(p->out_height, down.size) * ceiling(p->out_width, across.size));
    filter *= frequencies;
    double moved = frequencies * tiles * (p->channels + p->filters);
    if (p->pass == MK_CONVOLUTION_FILTER_GRADIENT) {
        const winograd w = winograd_of(p);
        const double sums = 2 * filter * (double)ceiling(w.tiles, w.block);  // to all of which each block adds
        if (w.is_shared) moved += filter * sizeof(float) < LAST_BYTES / 2 ? sums / LAST_SPEED : sums;
    }
    return (workload){.multiplications = tiles * filter, .filter = filter, .moved = moved};
}
