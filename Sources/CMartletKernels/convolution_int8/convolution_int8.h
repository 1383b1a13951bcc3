// How integers are multiplied: the same on every instruction set but for the elements, of 8 or 16 bits.
#pragma once

#include "../convolution/copies.h"
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

/// AMX multiplies a run in even steps, behind whose end a panel has zeros.
static inline int64_t step_bytes(const gathering *g) {
    const int64_t run = run_terms(g), steps = larger(1, ceiling(run, AMX_BYTES));
    return larger(MOST_TERMS, round_up(ceiling(run, steps), MOST_TERMS));
}

/// The room in a panel for each column and run; for each column; and of a group.
static inline int64_t padded_bytes(const gathering *g) { return round_up(run_terms(g), step_bytes(g)); }
static inline int64_t column_bytes(const gathering *g) { return g->vertical.taps * padded_bytes(g); }
static inline int64_t group_bytes(const gathering *g) {
    return int8_columns(g) * (COLUMN_NUMBERS * (int64_t)sizeof(float) + column_bytes(g));
}

/// One slot's scratch: copies, and a panel of wide words.
static inline int64_t panel_bytes(const gathering *g, const copies *c) {
    return c->size == 1 ? 0 : WIDEST_PANEL * column_bytes(g) * c->size;
}
static inline int64_t slot_bytes(const gathering *g, const copies *c) { return copies_bytes(c) + panel_bytes(g, c); }

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
