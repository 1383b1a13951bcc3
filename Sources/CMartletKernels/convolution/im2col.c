// Convolutions as products of matrices that something else multiplies: what these are, and copies for them.
#include <string.h>

#include "../include/martlet_im2col.h"
#include "convolution.h"

int64_t mk_im2col_parts(mk_convolution_parameters p) { return gatherings(&p); }

mk_im2col mk_im2col_part(mk_convolution_parameters p, int64_t part) {
    const gathering g = gathering_at(&p, part);
    mk_im2col m = {.pixels = g.pixels, .terms = g.terms, .columns = g.columns, .source_channels = g.source_channels,
                   .target_channels = g.target_channels, .in_place = is_in_place(&g),
                   .spreads = g.vertical.every > 1 || g.horizontal.every > 1};
    for (int64_t i = 0; i < part; i++) {
        const gathering before = gathering_at(&p, i);
        m.filter += p.groups * before.terms * before.columns;
    }
    return m;
}

/// Where in the target, counted in places, a pixel lies.
typedef struct {
    int64_t image, y, x;
} place;

static place place_of(const gathering *g, int64_t pixel) {
    const int64_t row = pixel / g->horizontal.places;
    return (place){
        .image = row / g->vertical.places, .y = row % g->vertical.places, .x = pixel % g->horizontal.places};
}

/// Copies the terms [begin, end) of row `i` of the filter under one pixel: `to` is the term `begin`.
static void copy_row(
    const gathering *g, const char *source, place at, int64_t i, int64_t begin, int64_t end, int64_t size, char *to) {
    const axis *v = &g->vertical, *h = &g->horizontal;
    const int64_t y = at.y * v->stride + v->first + i * v->step;
    const bool exists = y >= 0 && y < g->source_height;
    const int64_t first = at.x * h->stride + h->first, pixel = g->source_channels * size;
    const char *row = source + (at.image * g->source_height + y) * g->source_width * pixel;
    if (exists && h->step == 1 && g->channels == g->source_channels && first >= 0 && first + h->taps <= g->source_width) {
        memcpy(to, row + first * pixel + begin * size, (size_t)((end - begin) * size));
        return;
    }
    for (int64_t term = begin; term < end;) {
        const int64_t tap = term / g->channels, channel = term % g->channels, x = first + tap * h->step;
        const int64_t count = smaller(end - term, g->channels - channel);
        if (exists && x >= 0 && x < g->source_width) memcpy(to, row + x * pixel + channel * size, (size_t)(count * size));
        else memset(to, 0, (size_t)(count * size));
        to += count * size;
        term += count;
    }
}

void mk_im2col_copy(
    const mk_convolution_parameters *p, int64_t part, int64_t group, int64_t term, int64_t terms, int64_t pixel,
    int64_t count, const void *source, void *to, int64_t size) {
    const gathering g = gathering_at(p, part);
    const char *from = (const char *)source + group * g.channels * size;
    const int64_t width = g.horizontal.taps * g.channels, last = term + terms;
    for (int64_t n = 0; n < count; n++) {
        const place at = place_of(&g, pixel + n);
        char *next = (char *)to + n * terms * size;
        for (int64_t begin = term; begin < last;) {
            const int64_t row = begin / width, end = smaller(last, (row + 1) * width);
            copy_row(&g, from, at, row, begin - row * width, end - row * width, size, next);
            next += (end - begin) * size;
            begin = end;
        }
    }
}

void mk_im2col_spread(
    const mk_convolution_parameters *p, int64_t part, int64_t group, int64_t pixel, int64_t count, const void *from,
    void *target, int64_t size) {
    const gathering g = gathering_at(p, part);
    const size_t bytes = (size_t)(g.columns * size);
    for (int64_t n = 0; n < count; n++) {
        const place at = place_of(&g, pixel + n);
        const int64_t y = g.vertical.origin + at.y * g.vertical.every;
        const int64_t x = g.horizontal.origin + at.x * g.horizontal.every;
        const int64_t offset = ((at.image * g.target_height + y) * g.target_width + x) * g.target_channels;
        memcpy((char *)target + (offset + group * g.columns) * size, (const char *)from + n * g.columns * size, bytes);
    }
}

int64_t mk_im2col_filter(mk_convolution_parameters p) {
    if (p.pass != MK_CONVOLUTION_INPUT_GRADIENT) return 0;
    int64_t count = 0;
    for (int64_t i = 0; i < gatherings(&p); i++) {
        const gathering g = gathering_at(&p, i);
        count += p.groups * g.terms * g.columns;
    }
    return count;
}

void mk_im2col_turn(const mk_convolution_parameters *p, const void *filter, void *to, int64_t size) {
    const int64_t filters = p->filters, depth = p->channels / p->groups;
    char *next = to;
    for (int64_t part = 0; part < gatherings(p); part++) {
        const gathering g = gathering_at(p, part);
        for (int64_t group = 0; group < p->groups; group++)
            for (int64_t tap = 0; tap < g.taps; tap++) {
                const int64_t i = g.vertical.kernel_first + tap / g.horizontal.taps * g.vertical.kernel_step;
                const int64_t j = g.horizontal.kernel_first + tap % g.horizontal.taps * g.horizontal.kernel_step;
                const int64_t start = (i * p->kernel_width + j) * depth * filters + group * g.channels;
                for (int64_t channel = 0; channel < g.channels; channel++)
                    for (int64_t column = 0; column < g.columns; column++, next += size)
                        memcpy(next, (const char *)filter + (start + column * filters + channel) * size, (size_t)size);
            }
    }
}
