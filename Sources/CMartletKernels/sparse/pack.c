// Filters as kernels read them: what isn't zero is counted, and copied.
#include <string.h>

#include "../include/martlet_pool.h"
#include "pack.h"

typedef struct {
    const mk_sparse_parameters *p;
    const float *filter;
    int64_t filters;
    sparse_filter to;
} packing;

/// The numbers of filters from `filter` on of a part's term.
static inline const float *numbers_of(const packing *w, const sparse_part *part, int64_t term, int64_t filter) {
    const int64_t tap = term / part->channels, channel = term % part->channels;
    return w->filter + (tap * w->p->shape.channels + part->first + channel) * w->filters + filter;
}

/// The entries of a part of a group.
static int64_t count_part(const packing *w, int64_t group, int64_t part) {
    const sparse_part at = part_at(w->p, part);
    const int64_t height = w->to.height, filter = group * height, some = smaller(height, w->filters - filter);
    int64_t entries = 0, counts[MK_SPARSE_LANES] = {0};
    for (int64_t i = 0; i < at.terms; i++) {
        const float *from = numbers_of(w, &at, i, filter);
        bool any = false;
        for (int64_t j = 0; j < some; j++) {
            any |= from[j] != 0;
            counts[j] += from[j] != 0;
        }
        entries += any;
    }
    if (!is_by_lanes(w->p)) return entries;
    for (int64_t j = entries = 0; j < some; j++) entries = larger(entries, counts[j]);
    return entries;
}

static void count_groups(void *context, int64_t begin, int64_t end) {
    const packing *w = context;
    for (int64_t part = begin; part < end; part++)
        for (int64_t group = 0; group < w->to.groups; group++)
            w->to.counts[is_by_lanes(w->p) ? group * w->to.parts + part : part * w->to.groups + group] =
                (uint8_t)count_part(w, group, part);
}

/// Copies a part of a group by blocks, from entry `at` on.
static void pack_blocks(const packing *w, int64_t group, const sparse_part *part, int64_t at) {
    const int64_t height = w->to.height, filter = group * height, some = smaller(height, w->filters - filter);
    for (int64_t i = 0; i < part->terms; i++) {
        const float *from = numbers_of(w, part, i, filter);
        bool any = false;
        for (int64_t j = 0; j < some; j++) any |= from[j] != 0;
        if (!any) continue;
        w->to.terms[at] = (uint8_t)i;
        float *to = w->to.numbers + at++ * height;
        for (int64_t j = 0; j < height; j++) to[j] = j < some ? from[j] : 0;
    }
}

static void pack_stretches(void *context, int64_t begin, int64_t end) {
    const packing *w = context;
    const int64_t bands = band_count(w->p);
    for (int64_t part = begin; part < end; part++) {
        const sparse_part terms = part_at(w->p, part);
        int64_t at = w->to.begins[part * bands];
        for (int64_t group = 0; group < w->to.groups; group++) {
            const uint8_t count = w->to.counts[part * w->to.groups + group];
            if (count) pack_blocks(w, group, &terms, at);
            at += count;
        }
    }
}

/// Copies a window of a group of lanes, from step `at` on.
static void pack_window(const packing *w, int64_t group, int64_t part, int64_t at, int64_t steps) {
    const sparse_part terms = part_at(w->p, part);
    const int64_t filter = group * MK_SPARSE_LANES;
    uint8_t *places = w->to.terms + at * MK_SPARSE_LANES;
    float *numbers = w->to.numbers + at * MK_SPARSE_LANES;
    memset(places, 0, (size_t)(steps * MK_SPARSE_LANES));
    memset(numbers, 0, (size_t)(steps * MK_SPARSE_LANES) * sizeof *numbers);
    for (int64_t lane = 0; lane < smaller(MK_SPARSE_LANES, w->filters - filter); lane++)
        for (int64_t i = 0, step = 0; i < terms.terms; i++) {
            const float x = *numbers_of(w, &terms, i, filter + lane);
            if (x == 0) continue;
            places[step * MK_SPARSE_LANES + lane] = (uint8_t)i;
            numbers[step++ * MK_SPARSE_LANES + lane] = x;
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
    const bool lanes = is_by_lanes(w->p);
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

void mk_sparse_pack(const mk_call *call) {
    const mk_sparse_parameters *p = MK_PARAMETERS(call, mk_sparse_parameters);
    packing w = {.p = p, .filter = call->operand[0], .filters = p->shape.filters,
                 .to = sparse_filter_at(p, call->operand[1], NULL)};
    mk_parallel(p->shape.threads, w.to.parts, count_groups, &w);
    if (number_entries(&w) > p->entries) __builtin_trap();  // not the filter that was counted
    if (is_by_lanes(p)) mk_parallel(p->shape.threads, w.to.groups, pack_lanes, &w);
    else mk_parallel(p->shape.threads, w.to.parts, pack_stretches, &w);
}

mk_sparse_counts mk_sparse_count(mk_convolution_parameters shape, const float *filter) {
    mk_sparse_counts counts = {0};
    int64_t *const count[] = {&counts.single, &counts.four, &counts.eight, &counts.lanes};
    const uint8_t forms[] = {MK_SPARSE_SINGLE, MK_SPARSE_FOUR, MK_SPARSE_EIGHT, MK_SPARSE_LANES};
    for (int i = 0; i < 4; i++) {
        const mk_sparse_parameters p = {.shape = shape, .form = forms[i]};
        packing w = {.p = &p, .filter = filter, .filters = shape.filters,
                     .to = sparse_filter_at(&p, NULL, NULL)};
        for (int64_t part = 0; part < w.to.parts; part++)
            for (int64_t group = 0; group < w.to.groups; group++) *count[i] += count_part(&w, group, part);
    }
    return counts;
}
