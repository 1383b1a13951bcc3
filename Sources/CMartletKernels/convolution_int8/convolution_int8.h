// How integers are multiplied: the same on every instruction set but for the elements, of 8 or 16 bits.
#pragma once

#include "../convolution/winograd.h"
#include "../include/martlet_convolution_int8.h"

/// Prepared filters hold, for each group, for each of its columns padded to whole vectors, an offset, a scale and a bias;
/// then panels of columns, in each word after word `TERMS` bytes of each column.
#define COLUMN_NUMBERS 3

/// The most terms in a word of any instruction set.
#define MOST_TERMS 4

/// The widest panel, in columns.
#define WIDEST_PANEL (2 * WIDEST)

static inline int64_t int8_columns(const gathering *g) { return round_up(g->columns, WIDEST); }

/// The bytes of a panel for each column and row of the filter, whole words; for each column; and of a group.
static inline int64_t run_bytes(const gathering *g) { return round_up(g->horizontal.taps * g->channels, MOST_TERMS); }
static inline int64_t column_bytes(const gathering *g) { return g->vertical.taps * run_bytes(g); }
static inline int64_t group_bytes(const gathering *g) {
    return int8_columns(g) * (COLUMN_NUMBERS * (int64_t)sizeof(float) + column_bytes(g));
}

/// Copies may write so many elements more.
#define OVERRUN 16

/// The elements of a row of patches: an odd number of cache lines of the wider ones.
static inline int64_t patch_stride(int64_t terms) {
    return odd_lines(ceiling((terms + OVERRUN) * (int64_t)sizeof(int16_t), sizeof(float))) * (int64_t)sizeof(float) /
           (int64_t)sizeof(int16_t);
}

/// The bytes of copies of the source, of the wider elements, that all panels are multiplied by before the next: with a panel
/// they fit in the second-level cache. And the most pixels whose patches are copied: whole tiles of any instruction set.
#define COPY_BYTES 300000
#define MOST_PIXELS 120

/// How the source is copied, and its images cut in units of pixels. Rows under a filter of several taps are copied, with
/// margins, in which neighbours' patches overlap; else each pixel's patch, and all images are one.
typedef struct {
    bool keeps_rows;
    int64_t images, pixels, width;  ///< the pixels of the target's images, and of their rows
    int64_t line, lines;            ///< the elements of a copied row or patch, and the most that are copied
    int64_t units;                  ///< of an image
} int8_cut;

static inline int64_t copied_row(const gathering *g) {
    return ((g->horizontal.places - 1) * g->horizontal.stride + g->horizontal.taps) * g->channels;
}

/// The rows of results above as many rows of the source as are copied.
static inline int64_t rows_above_copies(const gathering *g) {
    const axis *v = &g->vertical;
    const int64_t lines = COPY_BYTES / (int64_t)sizeof(int16_t) / larger(1, copied_row(g));
    return (lines - (v->taps - 1) * v->step - 1 + v->stride) / v->stride;
}

/// Small products take less time than divisions, which they do without.
static inline int8_cut int8_cut_of(const gathering *g, int64_t slots) {
    const axis *v = &g->vertical, *h = &g->horizontal;
    const int64_t above = g->p->groups == 1 && g->taps > 1 && h->step == 1 ? rows_above_copies(g) : 0;
    int8_cut c = {.keeps_rows = above >= 2};
    int64_t most;
    if (c.keeps_rows) {
        const int64_t rows = smaller(above, v->places);
        c.images = g->p->batch, c.width = h->places, c.pixels = v->places * h->places;
        c.line = copied_row(g), c.lines = (rows - 1) * v->stride + (v->taps - 1) * v->step + 1;
        most = rows < v->places ? (rows - 1) * h->places : c.pixels;  // units begin anywhere in a row
    } else {
        const int64_t room = COPY_BYTES / (int64_t)sizeof(int16_t);
        c.images = 1, c.width = c.pixels = g->pixels, c.line = patch_stride(column_bytes(g));
        c.lines = most = MOST_PIXELS * c.line <= room ? MOST_PIXELS : larger(1, room / c.line);
    }
    c.units = c.pixels <= most ? 1 : ceiling(c.pixels, most);
    if (slots > 1 && c.images * c.units % slots) c.units = larger(1, smaller(c.pixels, round_up(c.units, slots)));
    return c;
}

/// One slot's scratch: copies, and a panel of wide words.
static inline int64_t copies_bytes(const int8_cut *c) {
    return round_up((c->lines * c->line + OVERRUN) * (int64_t)sizeof(int16_t), 64);
}
static inline int64_t panel_bytes(const gathering *g) {
    return WIDEST_PANEL * column_bytes(g) * (int64_t)sizeof(int16_t);
}
static inline int64_t slot_bytes(const gathering *g, const int8_cut *c) { return copies_bytes(c) + panel_bytes(g); }

/// Depthwise, all channels are one group; words of pairs of rows follow its numbers.
static inline bool is_depthwise(const mk_int8_convolution_parameters *p) {
    return p->shape.algorithm == MK_CONVOLUTION_DEPTHWISE;
}
static inline int64_t depthwise_words(const gathering *g) { return ceiling(g->vertical.taps, 2) * g->horizontal.taps; }
static inline int64_t depthwise_bytes(const gathering *g) {
    return int8_columns(g) * (COLUMN_NUMBERS + depthwise_words(g)) * (int64_t)sizeof(float);
}
static inline int64_t zeros_bytes(const gathering *g) { return round_up(g->source_channels, WIDEST); }

/// How elements are read of bytes.
static inline void turn_elements(gathering *g, const mk_int8_convolution_parameters *p) {
    g->turns = p->input == MK_INT8 ? 0x80 : 0;
    g->zero = (uint8_t)(p->input_zero ^ g->turns);
}

static inline gathering int8_gathering(const mk_int8_convolution_parameters *p) {
    gathering g = gathering_at(&p->shape, 0);
    if (is_depthwise(p)) g.columns = g.target_channels;
    g.pair = MOST_TERMS;
    turn_elements(&g, p);
    return g;
}

/// Winograd's, with words of two int16. Prepared filters hold each column's bias and scale, then for each frequency what
/// 1 stands for, then panels.
static inline bool is_int8_winograd(const mk_int8_convolution_parameters *p) {
    return p->shape.algorithm == MK_CONVOLUTION_WINOGRAD_2 || p->shape.algorithm == MK_CONVOLUTION_WINOGRAD_4;
}

/// The most elements along an axis whose transform stays in 16 bits.
#define MOST_INTEGER_POINTS 6

/// The most rows of a tile of words of any instruction set.
#define TALLEST_INTEGER_TILE 12

/// The most channels whose products with rounded filters are added up in 32 bits.
#define INTEGER_CHANNELS 128

/// Whether Winograd's sums are exact: in tiles of 2 four times a filter's transform is an integer, and four times a sum, of so
/// many channels, one of 32 bits.
#define EXACT_CHANNELS 1800
static inline bool is_exact(const winograd *w) { return w->vertical.size == 2; }

static inline winograd int8_winograd(const mk_int8_convolution_parameters *p) {
    gathering g = int8_gathering(p);
    g.pair = 2;
    return winograd_cut(&p->shape, g, sizeof(int16_t), TALLEST_INTEGER_TILE);
}

static inline const mk_int8_convolution_parameters *parameters_of(const winograd *w) {
    return (const mk_int8_convolution_parameters *)(const void *)w->g.p;  // whose first member the shape is
}

/// The channels in even parts; of exact sums all, since what they overflow by is taken back.
static inline term_parts channel_parts(const winograd *w) {
    const int64_t count = is_exact(w) ? 1 : ceiling(w->g.channels, INTEGER_CHANNELS);
    return (term_parts){.count = count, .most = round_up(ceiling(w->g.channels, count), 2)};
}
static inline int64_t channel_begin(const winograd *w, const term_parts *parts, int64_t index) {
    return smaller(index * parts->most, w->g.channels);
}

static inline int64_t winograd_bytes(const winograd *w) {
    const int64_t numbers = 2 + w->frequencies, words = w->frequencies * words_of(&w->g, w->g.channels);
    return int8_columns(&w->g) * (numbers + words) * (int64_t)sizeof(float);
}

static inline int64_t prepared_bytes(const mk_int8_convolution_parameters *p) {
    const gathering g = int8_gathering(p);
    if (is_int8_winograd(p)) {
        const winograd w = int8_winograd(p);
        return winograd_bytes(&w);
    }
    return is_depthwise(p) ? depthwise_bytes(&g) : p->shape.groups * group_bytes(&g);
}
