// How filters are kept of which most numbers are zero, the same on every instruction set.
#pragma once

#include "../convolution/convolution.h"
#include "../include/martlet_sparse.h"

/// The words of a stretch, those of some channels: what a panel of pixels has of the least about fills the first-level
/// cache. Since each filter costs something in each stretch, they are more where filters by themselves have few, so that about
/// as many as FEW are left of them. They are counted in bytes.
#define LEAST_STRETCH 144
#define MOST_STRETCH 240
#define FEW 19

/// The filters of a band, at which threads may begin.
#define BAND 64

/// The words of a window, among which lanes look theirs up in registers, and from where to where windows begin.
#define WINDOW 32
#define WINDOW_STEP 8

/// The most pixels that lanes are made for.
#define MOST_LANES_PIXELS 4

/// A product, of words of 32 bits: `terms` neighbouring channels' numbers each, one float32 or four of eight bits.
typedef struct {
    const mk_convolution_parameters *shape;
    int64_t entries, form, terms;
} sparse_product;

static inline sparse_product sparse_of(const mk_sparse_parameters *p) {
    return (sparse_product){&p->shape, p->entries, p->form, 1};
}
static inline sparse_product sparse_int8_of(const mk_sparse_int8_parameters *p) {
    return (sparse_product){&p->product.shape, p->entries, p->form, 4};
}

/// A filter in blocks: for each stretch of words, for each group of so many filters, the words that any of these has.
/// Or by lanes: for each group of 16 filters, pairs of steps, in which each filter takes the next two words that it has in a
/// window; one that has none there multiplies by zero. Windows begin where the first word lies that is left: filters that
/// have fewer words catch up with others in windows that lie over each other.
typedef struct {
    int64_t height;    ///< filters in a group
    int64_t groups, parts;
    uint32_t *begins;  ///< the entry at which each band of each stretch begins; of lanes each group, and the last one's end
    uint8_t *counts;   ///< the entries of each part of each group
    uint16_t *windows; ///< where each pair of steps has its window, in steps of windows
    uint8_t *places;   ///< of each entry the place of its word in its part; of each pair of steps two for each lane
    float *words;      ///< of each entry `height` words
    int32_t *sums;     ///< of words of four terms: of each filter the sum,
    float *scales;     ///< the scale,
    int32_t *biases;   ///< and the bias, which is of float32 where results are
} sparse_filter;

static inline bool is_by_lanes(const sparse_product *p) { return p->form == MK_SPARSE_LANES; }

static inline int64_t tap_count(const sparse_product *p) {
    return (int64_t)p->shape->kernel_height * p->shape->kernel_width;
}

/// The channels, and what a patch has, in words.
static inline int64_t word_channels(const sparse_product *p) { return p->shape->channels / p->terms; }
static inline int64_t patch_words(const sparse_product *p) { return tap_count(p) * word_channels(p); }

/// The product as one of words.
static inline gathering word_gathering(const sparse_product *p) {
    gathering g = gathering_at(p->shape, 0);
    g.source_channels = g.channels = word_channels(p);
    g.terms = patch_words(p);
    return g;
}

/// Words that blocks keep together: those of neighbouring channels, tap by tap.
typedef struct {
    int64_t first, channels, words;
} sparse_part;

/// The channels of a stretch; whole vectors where there is room, which are turned faster.
static inline int64_t stretch_channels(const sparse_product *p) {
    int64_t words = LEAST_STRETCH;
    if (p->form == MK_SPARSE_SINGLE)
        words = larger(words, smaller(MOST_STRETCH, FEW * p->shape->filters * patch_words(p) / larger(1, p->entries)));
    const int64_t most = larger(1, words / tap_count(p));
    return most < 8 ? most : most / 8 * 8;
}

static inline int64_t part_count(const sparse_product *p) { return ceiling(word_channels(p), stretch_channels(p)); }

static inline sparse_part part_at(const sparse_product *p, int64_t part) {
    const int64_t most = stretch_channels(p), first = part * most, some = smaller(most, word_channels(p) - first);
    return (sparse_part){.first = first, .channels = some, .words = some * tap_count(p)};
}

static inline int64_t band_count(const sparse_product *p) { return ceiling(p->shape->filters, BAND); }

/// The filter at `memory`, and in `bytes` how many it takes.
static inline sparse_filter sparse_filter_at(const sparse_product *p, void *memory, int64_t *bytes) {
    const bool lanes = is_by_lanes(p);
    sparse_filter f = {.height = p->form, .groups = ceiling(p->shape->filters, p->form), .parts = part_count(p)};
    char *at = memory;
    f.words = (float *)(void *)at;
    at += round_up((p->entries * f.height + WINDOW) * (int64_t)sizeof(float), 64);  // a window may go on behind them
    f.begins = (uint32_t *)(void *)at;
    at += round_up((lanes ? f.groups + 1 : f.parts * band_count(p)) * (int64_t)sizeof(uint32_t), 64);
    f.counts = (uint8_t *)at;
    f.windows = (uint16_t *)(void *)at;
    at += round_up(lanes ? p->entries / 2 * (int64_t)sizeof(uint16_t) : f.parts * f.groups, 64);
    f.places = (uint8_t *)at;
    at += round_up(p->entries * (lanes ? f.height : 1), 64);
    if (p->terms > 1) {
        const int64_t columns = round_up(p->shape->filters, WIDEST);
        f.sums = (int32_t *)(void *)at;
        f.scales = (float *)(void *)at + columns;
        f.biases = f.sums + 2 * columns;
        at += 3 * columns * (int64_t)sizeof(float);
    }
    if (bytes) *bytes = at - (char *)memory;
    return f;
}

/// The words that lie between pixels' copies, the last window's too.
static inline int64_t lanes_stride(const sparse_product *p) { return round_up(patch_words(p) + WINDOW, WIDEST); }

/// The most columns of a panel of pixels of any instruction set, and the filters whose sums with it are made before the
/// next: these stay in the second-level cache.
#define MOST_COLUMNS 64
#define MOST_FILTERS 1024

/// The pixels that threads don't share: pairs of rows where they are pooled, in whole vectors.
static inline int64_t own_pixels(const sparse_product *p) {
    const int64_t pair = 2 * p->shape->out_width;
    return p->shape->pools ? pair / common_divisor(pair, WIDEST) * WIDEST : 1;
}

/// The source as panels are made of it: rows of images, of each channel the pixels that any tap meets; those that some
/// panels need are turned at once. Nothing where pixels lie in place.
typedef struct {
    int64_t width, row, rows;  ///< words of a channel in a row, words of a row, and the most rows at once
    int64_t pixels;            ///< the most pixels that so many rows are enough for
} turned_rows;

/// Bytes of rows that stay in the second-level cache.
#define TURNED_BYTES 500000

static inline turned_rows turned_rows_of(const sparse_product *p) {
    const gathering g = word_gathering(p);
    const axis *v = &g.vertical, *h = &g.horizontal;
    const int64_t least = larger(MOST_COLUMNS, own_pixels(p));
    if (is_in_place(&g)) return (turned_rows){.pixels = least};
    turned_rows t = {.width = larger(0, h->places - 1) * h->stride + (h->taps - 1) * h->step + 1};
    t.row = t.width * g.channels;
    // From one row of results to the next, of the next image too, and what the last one needs.
    const int64_t left = larger(0, g.source_height - v->places * v->stride), last = (v->taps - 1) * v->step + 1 + left;
    const int64_t step = v->stride + ceiling(left, larger(1, v->places));
    const int64_t room = TURNED_BYTES / (larger(1, t.row) * (int64_t)sizeof(float)) - last;
    const int64_t places = larger((least - 2) / larger(1, h->places) + 2, larger(0, room) / step + 1);
    t.rows = (places - 1) * step + last;
    t.pixels = larger(least, (places - 2) * h->places + 2);
    return t;
}

/// One slot's scratch: sums, a panel, what is turned back, and turned rows, before which there is one of zeros, that of a
/// channel. The last two may be read and written by a vector too much.
typedef struct {
    float *sums, *panel, *back, *rows;
} sparse_scratch;

/// The filters that are turned back at a time, and what lies between pixels there.
#define TURNED_FILTERS 144
#define BACK_STRIDE (TURNED_FILTERS + WIDEST)

static inline sparse_scratch sparse_scratch_at(const sparse_product *p, char *memory, int64_t *bytes) {
    const int64_t filters = smaller(MOST_FILTERS, round_up(p->shape->filters, BAND));
    const turned_rows t = turned_rows_of(p);
    float *at = (float *)(void *)memory;
    const int64_t panel = filters * MOST_COLUMNS, back = panel + MOST_STRETCH * MOST_COLUMNS;
    const int64_t zeros = back + BACK_STRIDE * MOST_COLUMNS + WIDEST, rows = zeros + t.width;
    if (bytes) *bytes = round_up(rows + t.rows * t.row + WIDEST, WIDEST) * (int64_t)sizeof(float);
    return (sparse_scratch){.sums = at, .panel = at + panel, .back = at + back, .rows = at + rows};
}
