// How integers are multiplied: the same on every instruction set but for the elements, of 8 or 16 bits.
#pragma once

#include "../convolution/winograd.h"
#include "../include/martlet_convolution_int8.h"

/// Prepared filters hold, for each group, for each of its columns padded to whole vectors, an offset, a scale and a bias;
/// then panels of columns, in each word after word `TERMS` bytes of each column.
#define COLUMN_NUMBERS 3

/// The most terms in a word of any instruction set.
#define MOST_TERMS 4

/// The widest panel, in columns, and the most pixels whose patches are copied at once.
#define WIDEST_PANEL (2 * WIDEST)
#define MOST_PIXELS 114

static inline int64_t int8_columns(const gathering *g) { return round_up(g->columns, WIDEST); }

/// The bytes of a panel for each column, and of a group.
static inline int64_t column_bytes(const gathering *g) { return round_up(g->terms, MOST_TERMS); }
static inline int64_t group_bytes(const gathering *g) {
    return int8_columns(g) * (COLUMN_NUMBERS * (int64_t)sizeof(float) + column_bytes(g));
}

/// Copies of runs may write so many elements more.
#define OVERRUN 16

/// The elements of a row of patches: an odd number of cache lines of the wider ones.
static inline int64_t patch_stride(int64_t terms) {
    return odd_lines(ceiling((terms + OVERRUN) * (int64_t)sizeof(int16_t), sizeof(float))) * (int64_t)sizeof(float) /
           (int64_t)sizeof(int16_t);
}

/// Products of so few pixels are made in one go whatever their terms, in one tile of each panel, so that filters are read
/// from end to end.
#define FEW_PIXELS 4

static inline term_parts int8_parts(const gathering *g) {
    return split_terms(g, g->pixels <= FEW_PIXELS ? larger(1, g->terms) : DEPTH);
}

/// One slot's scratch: patches, a panel of wide words, and where terms are cut in parts the sums so far.
static inline int64_t patches_bytes(const gathering *g, const term_parts *parts) {
    return smaller(g->pixels, MOST_PIXELS) * patch_stride(parts->most) * (int64_t)sizeof(int16_t);
}
static inline int64_t panel_bytes(const gathering *g, const term_parts *parts) {
    if (g->pixels <= FEW_PIXELS) return 0;
    return WIDEST_PANEL * round_up(parts->most, MOST_TERMS) * (int64_t)sizeof(int16_t);
}
static inline int64_t sums_bytes(const gathering *g, const term_parts *parts) {
    return parts->count > 1 ? MOST_PIXELS * round_up(g->columns, WIDEST_PANEL) * (int64_t)sizeof(int32_t) : 0;
}
static inline int64_t slot_bytes(const gathering *g, const term_parts *parts) {
    return patches_bytes(g, parts) + panel_bytes(g, parts) + sums_bytes(g, parts);
}

/// Depthwise, all channels are one group; words of pairs of rows follow its numbers.
static inline bool is_depthwise(const mk_int8_convolution_parameters *p) {
    return p->shape.algorithm == MK_CONVOLUTION_DEPTHWISE;
}
static inline int64_t depthwise_words(const gathering *g) { return ceiling(g->vertical.taps, 2) * g->horizontal.taps; }
static inline int64_t depthwise_bytes(const gathering *g) {
    return int8_columns(g) * (COLUMN_NUMBERS + depthwise_words(g)) * (int64_t)sizeof(float);
}
static inline int64_t zeros_bytes(const gathering *g) { return round_up(g->source_channels, WIDEST); }

static inline gathering int8_gathering(const mk_int8_convolution_parameters *p) {
    gathering g = gathering_at(&p->shape, 0);
    if (is_depthwise(p)) g.columns = g.target_channels;
    g.pair = MOST_TERMS;
    g.turns = p->input == MK_INT8 ? 0x80 : 0;
    g.zero = (uint8_t)(p->input_zero ^ g.turns);
    return g;
}

/// Winograd's, with words of two int16. Prepared filters hold each column's bias and scale, then for each frequency what
/// 1 stands for, then panels.
static inline bool is_int8_winograd(const mk_int8_convolution_parameters *p) {
    return p->shape.algorithm == MK_CONVOLUTION_WINOGRAD_2 || p->shape.algorithm == MK_CONVOLUTION_WINOGRAD_4;
}

/// The most elements along an axis whose transform stays in 16 bits.
#define MOST_INTEGER_POINTS 6

/// The most channels whose products are added up in 32 bits.
#define INTEGER_CHANNELS 128

static inline winograd int8_winograd(const mk_int8_convolution_parameters *p) {
    gathering g = int8_gathering(p);
    g.pair = 2;
    return winograd_cut(&p->shape, g, sizeof(int16_t));
}

static inline const mk_int8_convolution_parameters *parameters_of(const winograd *w) {
    return (const mk_int8_convolution_parameters *)(const void *)w->g.p;  // whose first member the shape is
}

/// The channels in even parts.
static inline term_parts channel_parts(const winograd *w) {
    const int64_t count = ceiling(w->g.channels, INTEGER_CHANNELS);
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
