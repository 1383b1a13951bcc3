// A convolution seen as a sum over places of a source image, the same on every instruction set.
#pragma once

#include "../include/martlet_convolution.h"

/// One axis of a pass. Target positions are origin + every · place, for place < places, and read the source at
/// place · stride + first + tap · step, for tap < taps, through the filter's row or column
/// kernel_first + tap · kernel_step.
typedef struct {
    int64_t places, origin, every;
    int64_t stride, first, step, taps;
    int64_t kernel_first, kernel_step;
} axis;

/// A sum over one group of channels of the source: target[·, columns] = Σ source[·, terms] · filter.
typedef struct {
    const mk_convolution_parameters *p;
    axis vertical, horizontal;
    int64_t source_height, source_width, source_channels, target_height, target_width, target_channels;
    int64_t channels, columns;  ///< of one group
    int64_t taps, terms;        ///< taps of both axes, and times channels
    int64_t pixels;             ///< of the target, in all images
    int64_t pair;               ///< the terms in a word of 32 bits of the prepared filter: 2 of bfloat16, or 1
    uint8_t turns, zero;        ///< of eight bits: those that are turned to make int8 uint8, and the zero of these
} gathering;

/// Columns are padded to whole vectors of the widest instruction set in prepared filters.
#define WIDEST 16

static inline int64_t ceiling(int64_t a, int64_t b) { return (a + b - 1) / b; }
static inline int64_t round_up(int64_t a, int64_t to) { return ceiling(a, to) * to; }
static inline int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }
static inline int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }

/// The axis of the forward pass.
static inline axis forward_axis(int64_t out, int64_t kernel, int64_t stride, int64_t dilation, int64_t pad) {
    return (axis){.places = out, .every = 1, .stride = stride, .first = -pad, .step = dilation, .taps = kernel,
                  .kernel_step = 1};
}

static inline int64_t common_divisor(int64_t a, int64_t b) { return b ? common_divisor(b, a % b) : a; }

/// The axis of the input's gradient at the positions origin + stride · place: these are reached from the output at
/// (position + pad - k · dilation) / stride for every k that leaves no remainder, taken from the last k down.
static inline axis backward_axis(
    int64_t in, int64_t kernel, int64_t stride, int64_t dilation, int64_t pad, int64_t origin) {
    const int64_t divisor = common_divisor(stride, dilation), period = stride / divisor;
    axis a = {.places = origin < in ? ceiling(in - origin, stride) : 0, .origin = origin, .every = stride, .stride = 1,
              .step = dilation / divisor, .kernel_step = -period};
    int64_t k = 0;
    while (k < period && k < kernel && (origin + pad - k * dilation) % stride) k++;
    if (k == period || k >= kernel) return a;
    a.taps = ceiling(kernel - k, period);
    a.kernel_first = k + (a.taps - 1) * period;
    a.first = (origin + pad - a.kernel_first * dilation) / stride;
    return a;
}

/// How many gatherings a pass has: the input's gradient has one for each remainder of positions by the strides.
static inline int64_t gatherings(const mk_convolution_parameters *p) {
    return p->pass == MK_CONVOLUTION_INPUT_GRADIENT ? (int64_t)p->stride_height * p->stride_width : 1;
}

static inline gathering gathering_at(const mk_convolution_parameters *p, int64_t index) {
    gathering g = {.p = p};
    if (p->pass == MK_CONVOLUTION_INPUT_GRADIENT) {
        g.source_height = p->out_height, g.source_width = p->out_width, g.source_channels = p->filters;
        g.target_height = p->height, g.target_width = p->width, g.target_channels = p->channels;
        g.vertical = backward_axis(p->height, p->kernel_height, p->stride_height, p->dilation_height, p->pad_top,
                                   index / p->stride_width);
        g.horizontal = backward_axis(p->width, p->kernel_width, p->stride_width, p->dilation_width, p->pad_left,
                                     index % p->stride_width);
    } else {
        g.source_height = p->height, g.source_width = p->width, g.source_channels = p->channels;
        g.target_height = p->out_height, g.target_width = p->out_width, g.target_channels = p->filters;
        g.vertical = forward_axis(p->out_height, p->kernel_height, p->stride_height, p->dilation_height, p->pad_top);
        g.horizontal = forward_axis(p->out_width, p->kernel_width, p->stride_width, p->dilation_width, p->pad_left);
    }
    g.pair = p->bfloat16 ? 2 : 1;
    g.channels = g.source_channels / p->groups;
    g.columns = g.target_channels / p->groups;
    g.taps = g.vertical.taps * g.horizontal.taps;
    g.terms = g.taps * g.channels;
    g.pixels = p->batch * g.vertical.places * g.horizontal.places;
    return g;
}

/// The words of the prepared filter that hold so many terms of a column; a half that is left over is zero.
static inline int64_t words_of(const gathering *g, int64_t terms) { return ceiling(terms, g->pair); }

/// The words of a group's prepared filter.
static inline int64_t group_words(const gathering *g) { return words_of(g, g->terms) * round_up(g->columns, WIDEST); }

/// Whether a target pixel's patch is the source's pixel,
static inline bool is_pixel(const gathering *g) {
    const axis *v = &g->vertical, *h = &g->horizontal;
    return g->taps == 1 && v->stride == 1 && h->stride == 1 && v->first == 0 && h->first == 0 && v->every == 1 &&
           h->every == 1 && g->source_height == g->target_height && g->source_width == g->target_width;
}

/// as it is.
static inline bool is_in_place(const gathering *g) { return g->pair == 1 && is_pixel(g); }

/// Of the first-level cache, in bytes: any lines that lie a multiple of these apart share its ways.
#define WAYS 8
#define WAY 4096

/// Whether so many pixels that lie one after the other have no room side by side in the first-level cache.
static inline bool pixels_fight(const gathering *g, int64_t pixels) {
    return pixels * common_divisor(g->source_channels * (int64_t)sizeof(float), WAY) > WAYS * WAY;
}

/// Whether tiles of so many pixels are made of the source's pixels, where they lie.
static inline bool reads_in_place(const gathering *g, int64_t tile_rows) {
    return is_in_place(g) && !pixels_fight(g, tile_rows);
}

/// The most terms that any instruction set adds up in one go, and the pixels whose patches of so many terms are copied at
/// once: they fill a good part of the second-level cache.
#define DEPTH 512
#define BLOCK_PIXELS 112

/// The most pixels of a tile of any instruction set.
#define TALLEST_TILE 14

/// The terms of a patch in even parts.
typedef struct {
    int64_t count, most;
} term_parts;

/// Those of bfloat16 are whole steps of AMX's.
#define STEP_TERMS 32

static inline term_parts split_terms(const gathering *g, int64_t most) {
    const int64_t even = ceiling(g->terms, larger(1, ceiling(g->terms, most)));
    const int64_t terms = larger(1, g->pair > 1 ? round_up(even, STEP_TERMS) : even);
    return (term_parts){.count = larger(1, ceiling(g->terms, terms)), .most = terms};
}

static inline int64_t part_begin(const gathering *g, const term_parts *s, int64_t index) {
    return smaller(index * s->most, g->terms);
}

/// How threads share a gathering: in even units of its pixels, of a block at most, or if these are few in its panels.
typedef struct {
    int64_t count, of;  ///< units, and what they are of: pixels or panels
    bool splits_panels;
} sharing;

/// Whether pixels are too few for threads to share.
static inline bool splits_panels(const gathering *g, int64_t panels, int64_t tile_rows, int64_t slots) {
    const int64_t tiles = ceiling(g->pixels, tile_rows);
    return tiles < 4 * slots && panels > tiles && panels % slots == 0;
}

static inline sharing share_gathering(
    const gathering *g, int64_t panels, int64_t tile_rows, int64_t block, int64_t threads) {
    const int64_t slots = larger(1, threads);
    if (splits_panels(g, panels, tile_rows, slots))
        return (sharing){.count = panels, .of = panels, .splits_panels = true};
    return (sharing){.count = smaller(g->pixels, slots * ceiling(g->pixels, slots * block)), .of = g->pixels};
}

/// Where a unit begins.
static inline int64_t unit_begin(const sharing *s, int64_t unit) { return s->of * unit / s->count; }

/// The pixels whose terms the filter's gradient adds up in one go, and the most terms of a patch copied then.
#define GRADIENT_PIXELS 256
#define GRADIENT_DEPTH 144

/// The parts of the pixels that are added up apart, for threads to share, where one part has all terms.
static inline int64_t gradient_pieces(const gathering *g) {
    return g->terms > GRADIENT_DEPTH || g->p->groups > 1 ? 1 : larger(1, smaller(8, g->pixels / (2 * GRADIENT_PIXELS)));
}

/// Else an even number of parts of the terms.
static inline int64_t gradient_depth(const gathering *g) {
    if (gradient_pieces(g) > 1) return larger(1, g->terms);
    return larger(1, ceiling(g->terms, 2 * ceiling(g->terms, 2 * GRADIENT_DEPTH)));
}

/// At least `floats`, an odd number of cache lines: multiples of it don't fight for the same cache sets.
static inline int64_t odd_lines(int64_t floats) { return (ceiling(floats, WIDEST) | 1) * WIDEST; }

/// The floats of scratch of one slot of threads: of patches,
static inline int64_t patch_floats(const gathering *g, const term_parts *parts) {
    return reads_in_place(g, TALLEST_TILE) ? 0 : BLOCK_PIXELS * odd_lines(parts->most);
}

/// and of the filter's gradient: patches and the output's gradient in panels,
static inline int64_t gradient_copies(const gathering *g, const term_parts *parts) {
    return GRADIENT_PIXELS * (odd_lines(parts->most) + round_up(g->columns, WIDEST));
}

/// and sums in double precision, of each slot or each piece: of terms, and of the output's gradient.
static inline int64_t gradient_sums(const gathering *g, const term_parts *parts) {
    return 2 * (parts->most + 1) * round_up(g->columns, WIDEST);
}
static inline int64_t gradient_floats(const gathering *g, const term_parts *parts, int64_t slots) {
    return slots * gradient_copies(g, parts) + larger(slots, gradient_pieces(g)) * gradient_sums(g, parts);
}

/// The blocks of rows that the filter's gradient of a depthwise convolution is summed in.
static inline int64_t depthwise_blocks(const mk_convolution_parameters *p) {
    return smaller(16, (int64_t)p->batch * p->out_height);
}
