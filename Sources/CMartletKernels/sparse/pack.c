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

/// The entries of a part of a group.
static int64_t count_part(const packing *w, int64_t group, int64_t part) {
    const sparse_part at = part_at(&w->product, part);
    const int64_t height = w->to.height, filter = group * height, some = smaller(height, w->filters - filter);
    int64_t entries = 0, counts[MK_SPARSE_LANES] = {0};
    for (int64_t i = 0; i < at.words; i++) {
        bool any = false;
        for (int64_t j = 0; j < some; j++) {
            const bool is = word_at(w, &at, i, filter + j) != 0;
            any |= is;
            counts[j] += is;
        }
        entries += any;
    }
    if (!is_by_lanes(&w->product)) return entries;
    for (int64_t j = entries = 0; j < some; j++) entries = larger(entries, counts[j]);
    return entries;
}

static void count_groups(void *context, int64_t begin, int64_t end) {
    const packing *w = context;
    for (int64_t part = begin; part < end; part++)
        for (int64_t group = 0; group < w->to.groups; group++)
            w->to.counts[is_by_lanes(&w->product) ? group * w->to.parts + part : part * w->to.groups + group] =
                (uint8_t)count_part(w, group, part);
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

/// Copies a window of a group of lanes, from step `at` on.
static void pack_window(const packing *w, int64_t group, int64_t part, int64_t at, int64_t steps) {
    const sparse_part of = part_at(&w->product, part);
    const int64_t filter = group * MK_SPARSE_LANES;
    uint8_t *places = w->to.places + at * MK_SPARSE_LANES;
    float *words = w->to.words + at * MK_SPARSE_LANES;
    memset(places, 0, (size_t)(steps * MK_SPARSE_LANES));
    memset(words, 0, (size_t)(steps * MK_SPARSE_LANES) * sizeof *words);
    for (int64_t lane = 0; lane < smaller(MK_SPARSE_LANES, w->filters - filter); lane++)
        for (int64_t i = 0, step = lane; i < of.words; i++) {
            const uint32_t word = word_at(w, &of, i, filter + lane);
            if (!word) continue;
            places[step] = (uint8_t)i;
            memcpy(words + step, &word, sizeof word);
            step += MK_SPARSE_LANES;
        }
}

static void pack_lanes(void *context, int64_t begin, int64_t end) {
    const packing *w = context;
    for (int64_t group = begin; group < end; group++) {
        int64_t at = w->to.begins[group];
        for (int64_t part = 0; part < w->to.parts; part++) {
            const uint8_t steps = w->to.counts[group * w->to.parts + part];
            pack_window(w, group, part, at, steps);
            at += steps;
        }
    }
}

/// Says where bands or groups begin; the number of all entries.
static int64_t number_entries(const packing *w) {
    const sparse_filter *f = &w->to;
    const bool lanes = is_by_lanes(&w->product);
    const int64_t outer = lanes ? f->groups : f->parts, inner = lanes ? f->parts : f->groups;
    const int64_t every = lanes ? inner : BAND / f->height;
    int64_t at = 0;
    uint32_t *begin = f->begins;
    for (int64_t i = 0; i < outer; i++)
        for (int64_t j = 0; j < inner; j++) {
            if (j % every == 0) *begin++ = (uint32_t)at;
            at += f->counts[i * inner + j];
        }
    return at;
}

static packing packing_of(sparse_product product, const void *filter, void *memory) {
    packing w = {.product = product, .filter = filter, .filters = product.shape->filters};
    w.to = sparse_filter_at(&product, memory, NULL);
    return w;
}

static void pack(packing *w) {
    const int32_t threads = w->product.shape->threads;
    mk_parallel(threads, w->to.parts, count_groups, w);
    if (number_entries(w) > w->product.entries) __builtin_trap();  // not the filter that was counted
    if (is_by_lanes(&w->product)) mk_parallel(threads, w->to.groups, pack_lanes, w);
    else mk_parallel(threads, w->to.parts, pack_stretches, w);
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

/// Counts what a band of filters has, for all forms in one go.
static void count_band(const packing *w, int64_t band, mk_sparse_counts *counts) {
    const int64_t first = band * BAND, some = smaller(BAND, w->filters - first), words = patch_words(&w->product);
    const sparse_part patch = {.channels = words};
    uint8_t in_window[BAND] = {0};
    for (int64_t i = 0; i < words; i++) {
        uint8_t has[BAND] = {0};
        for (int64_t j = 0; j < some; j++) has[j] = word_at(w, &patch, i, first + j) != 0;
        counts->single += count_blocks(has, 1);
        counts->four += count_blocks(has, 4);
        counts->eight += count_blocks(has, 8);
        for (int64_t j = 0; j < BAND; j++) in_window[j] += has[j];
        if ((i + 1) % WINDOW && i + 1 < words) continue;
        for (int64_t group = 0; group < BAND; group += MK_SPARSE_LANES) {
            uint8_t steps = 0;
            for (int64_t j = 0; j < MK_SPARSE_LANES; j++) steps = steps > in_window[group + j] ? steps : in_window[group + j];
            counts->lanes += steps;
        }
        memset(in_window, 0, sizeof in_window);
    }
}

static mk_sparse_counts count(sparse_product product, const void *filter) {
    mk_sparse_counts counts = {0};
    product.form = MK_SPARSE_LANES;
    const packing w = packing_of(product, filter, NULL);
    for (int64_t band = 0; band < band_count(&product); band++) count_band(&w, band, &counts);
    return counts;
}

mk_sparse_counts mk_sparse_count(mk_convolution_parameters shape, const float *filter) {
    return count((sparse_product){.shape = &shape, .terms = 1}, filter);
}

mk_sparse_counts mk_sparse_int8_count(mk_convolution_parameters shape, const int8_t *filter) {
    return count((sparse_product){.shape = &shape, .terms = 4}, filter);
}
