// Filters as kernels read them: what isn't zero is counted, and copied.
#include "pack.h"

#include <string.h>

#include "../include/martlet_pool.h"

typedef struct {
    sparse_product product;
    const void *filter;
    int64_t filters;
    sparse_filter to;
} packing;

/// All words of a patch, in their order in the filter.
static inline sparse_part whole_patch(const packing *w) {
    return (sparse_part){.channels = patch_words(&w->product)};
}

/// The word of a part at a place, of one filter; 0 of what is zero.
static inline uint32_t word_at(const packing *w, const sparse_part *part, int64_t place, int64_t filter) {
    const sparse_product *p = &w->product;
    const int64_t tap = place / part->channels, channel = part->first + place % part->channels;
    const int64_t at = (tap * word_channels(p) + channel) * p->terms * w->filters + filter;
    uint32_t word = 0;
    if (p->terms == 1) {
        const float number = ((const float *)w->filter)[at];
        if (number != 0) memcpy(&word, &number, sizeof word);
        return word;
    }
    for (int64_t i = 0; i < 4; i++) word |= (uint32_t)((const uint8_t *)w->filter)[at + i * w->filters] << (8 * i);
    return word;
}

/// The entries of a part of a group of blocks.
static int64_t count_part(const packing *w, int64_t group, int64_t part) {
    const sparse_part at = part_at(&w->product, part);
    const int64_t height = w->to.height, filter = group * height, some = smaller(height, w->filters - filter);
    int64_t entries = 0;
    for (int64_t i = 0; i < at.words; i++) {
        bool any = false;
        for (int64_t j = 0; j < some; j++) any |= word_at(w, &at, i, filter + j) != 0;
        entries += any;
    }
    return entries;
}

static void count_groups(void *context, int64_t begin, int64_t end) {
    const packing *w = context;
    for (int64_t part = begin; part < end; part++)
        for (int64_t group = 0; group < w->to.groups; group++)
            w->to.counts[part * w->to.groups + group] = (uint8_t)count_part(w, group, part);
}

/// Says where bands begin; the number of all entries.
static int64_t number_blocks(const packing *w) {
    const sparse_filter *f = &w->to;
    int64_t at = 0;
    uint32_t *begin = f->begins;
    for (int64_t part = 0; part < f->parts; part++)
        for (int64_t group = 0; group < f->groups; group++) {
            if (group % (BAND / f->height) == 0) *begin++ = (uint32_t)at;
            at += f->counts[part * f->groups + group];
        }
    return at;
}

/// Copies a part of a group by blocks, from entry `at` on.
static void pack_blocks(const packing *w, int64_t group, const sparse_part *part, int64_t at) {
    const int64_t height = w->to.height, filter = group * height, some = smaller(height, w->filters - filter);
    for (int64_t i = 0; i < part->words; i++) {
        uint32_t words[8] = {0}, any = 0;
        for (int64_t j = 0; j < some; j++) any |= words[j] = word_at(w, part, i, filter + j);
        if (!any) continue;
        w->to.places[at] = (uint8_t)i;
        memcpy(w->to.words + at++ * height, words, (size_t)height * sizeof *words);
    }
}

static void pack_stretches(void *context, int64_t begin, int64_t end) {
    const packing *w = context;
    const int64_t bands = band_count(&w->product);
    for (int64_t part = begin; part < end; part++) {
        const sparse_part words = part_at(&w->product, part);
        int64_t at = w->to.begins[part * bands];
        for (int64_t group = 0; group < w->to.groups; group++) {
            const uint8_t count = w->to.counts[part * w->to.groups + group];
            if (count) pack_blocks(w, group, &words, at);
            at += count;
        }
    }
}

/// A window over a group's words, with a bit for each that a filter has and that isn't taken.
typedef struct {
    int64_t begin;
    uint32_t left[MK_SPARSE_LANES];
} lane_window;

/// Moves a window on by so many words; whether there are words behind it.
static bool move_window(const packing *w, int64_t group, lane_window *window, int64_t count) {
    const sparse_part patch = whole_patch(w);
    const int64_t words = patch.channels, filter = group * MK_SPARSE_LANES;
    window->begin += count;
    for (int64_t j = 0; j < smaller(MK_SPARSE_LANES, w->filters - filter); j++) {
        window->left[j] = count < WINDOW ? window->left[j] >> count : 0;
        for (int64_t i = larger(0, WINDOW - count); i < smaller(WINDOW, words - window->begin); i++)
            window->left[j] |= (uint32_t)(word_at(w, &patch, window->begin + i, filter + j) != 0) << i;
    }
    return window->begin < words;
}

/// Takes a group's words in pairs of steps, and copies them from step `at` on if it isn't negative; returns the steps.
static int64_t take_lanes(const packing *w, int64_t group, int64_t at) {
    const sparse_part patch = whole_patch(w);
    lane_window window = {.begin = -WINDOW};
    int64_t steps = 0, ahead = WINDOW;
    while (move_window(w, group, &window, ahead)) {
        uint32_t any = 0;
        for (int64_t j = 0; j < MK_SPARSE_LANES; j++) any |= window.left[j];
        ahead = any ? __builtin_ctz(any) / WINDOW_STEP * WINDOW_STEP : WINDOW;
        if (ahead) continue;
        if (at >= 0) w->to.windows[(at + steps) / 2] = (uint16_t)(window.begin / WINDOW_STEP);
        for (int64_t odd = 0; odd < 2; odd++, steps++)
            for (int64_t j = 0; j < MK_SPARSE_LANES; j++) {
                uint32_t *left = &window.left[j];
                const int place = *left ? __builtin_ctz(*left) : 0;
                if (at >= 0) {
                    const int64_t pair = at + steps - odd;
                    const uint32_t word =
                        *left ? word_at(w, &patch, window.begin + place, group * MK_SPARSE_LANES + j) : 0;
                    w->to.places[pair * MK_SPARSE_LANES + 2 * j + odd] = (uint8_t)place;
                    memcpy(w->to.words + (pair + odd) * MK_SPARSE_LANES + j, &word, sizeof word);
                }
                *left &= *left - 1;
            }
    }
    return steps;
}

static void count_lanes(void *context, int64_t begin, int64_t end) {
    const packing *w = context;
    for (int64_t group = begin; group < end; group++) w->to.begins[group] = (uint32_t)take_lanes(w, group, -1);
}

static void pack_lanes(void *context, int64_t begin, int64_t end) {
    const packing *w = context;
    for (int64_t group = begin; group < end; group++) take_lanes(w, group, w->to.begins[group]);
}

/// Says where groups begin, of which the steps were counted there; the number of all steps.
static int64_t number_lanes(const packing *w) {
    int64_t at = 0;
    for (int64_t group = 0; group < w->to.groups; group++) {
        const uint32_t steps = w->to.begins[group];
        w->to.begins[group] = (uint32_t)at;
        at += steps;
    }
    w->to.begins[w->to.groups] = (uint32_t)at;
    return at;
}

static packing packing_of(sparse_product product, const void *filter, void *memory) {
    packing w = {.product = product, .filter = filter, .filters = product.shape->filters};
    w.to = sparse_filter_at(&product, memory, NULL);
    return w;
}

static void pack(packing *w) {
    const int32_t threads = w->product.shape->threads;
    const bool lanes = is_by_lanes(&w->product);
    const int64_t units = lanes ? w->to.groups : w->to.parts;
    mk_parallel(threads, units, lanes ? count_lanes : count_groups, w);
    // Other filters than the one that was counted have no room.
    if ((lanes ? number_lanes(w) : number_blocks(w)) > w->product.entries) __builtin_trap();
    mk_parallel(threads, units, lanes ? pack_lanes : pack_stretches, w);
}

void mk_sparse_pack(const mk_call *call) {
    packing w = packing_of(
        sparse_of(MK_PARAMETERS(call, mk_sparse_parameters)), call->operand[0], call->operand[1]);
    pack(&w);
}

void mk_sparse_int8_pack(const mk_call *call) {
    packing w = packing_of(
        sparse_int8_of(MK_PARAMETERS(call, mk_sparse_int8_parameters)), call->operand[0], call->operand[1]);
    pack(&w);
    const int8_t *filter = call->operand[0];
    const int32_t *biases = call->operand[2];
    const float *scales = call->operand[3];
    for (int64_t i = 0; i < round_up(w.filters, WIDEST); i++) {
        const bool exists = i < w.filters;
        w.to.sums[i] = 0;
        w.to.biases[i] = exists && biases ? biases[i] : 0;
        w.to.scales[i] = exists && scales ? scales[i] : 0;
    }
    for (int64_t i = 0; i < patch_words(&w.product) * 4; i++)
        for (int64_t j = 0; j < w.filters; j++) w.to.sums[j] += filter[i * w.filters + j];
}

/// Adds up over groups of `height` filters of a band whether one of them has a word.
static int64_t count_blocks(const uint8_t *has, int64_t height) {
    int64_t blocks = 0;
    for (int64_t i = 0; i < BAND; i += height) {
        uint8_t any = 0;
        for (int64_t j = 0; j < height; j++) any |= has[i + j];
        blocks += any;
    }
    return blocks;
}

typedef struct {
    packing packing;
    mk_sparse_counts counts;
} counting;

static void count_bands(void *context, int64_t begin, int64_t end) {
    counting *c = context;
    const packing *w = &c->packing;
    const sparse_part patch = whole_patch(w);
    mk_sparse_counts counts = {0};
    for (int64_t band = begin; band < end; band++) {
        const int64_t first = band * BAND, some = smaller(BAND, w->filters - first);
        for (int64_t i = 0; i < patch.channels; i++) {
            uint8_t has[BAND] = {0};
            for (int64_t j = 0; j < some; j++) has[j] = word_at(w, &patch, i, first + j) != 0;
            counts.single += count_blocks(has, 1);
            counts.four += count_blocks(has, 4);
            counts.eight += count_blocks(has, 8);
        }
        for (int64_t j = 0; j < some; j += MK_SPARSE_LANES)
            counts.lanes += take_lanes(w, (first + j) / MK_SPARSE_LANES, -1);
    }
    __atomic_fetch_add(&c->counts.single, counts.single, __ATOMIC_RELAXED);
    __atomic_fetch_add(&c->counts.four, counts.four, __ATOMIC_RELAXED);
    __atomic_fetch_add(&c->counts.eight, counts.eight, __ATOMIC_RELAXED);
    __atomic_fetch_add(&c->counts.lanes, counts.lanes, __ATOMIC_RELAXED);
}

static mk_sparse_counts count(sparse_product product, const void *filter) {
    product.form = MK_SPARSE_LANES;
    counting c = {.packing = packing_of(product, filter, NULL)};
    mk_parallel(product.shape->threads, band_count(&product), count_bands, &c);
    return c.counts;
}

mk_sparse_counts mk_sparse_count(mk_convolution_parameters shape, const float *filter) {
    return count((sparse_product){.shape = &shape, .terms = 1}, filter);
}

mk_sparse_counts mk_sparse_int8_count(mk_convolution_parameters shape, const int8_t *filter) {
    return count((sparse_product){.shape = &shape, .terms = 4}, filter);
}
