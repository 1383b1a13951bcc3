// How the source is copied for tiles that read rows of it, or patches, of elements of any size.
#pragma once

#include "convolution.h"

/// Copies may write so many elements more.
#define OVERRUN 16

/// What AMX's registers hold: rows, of which the last of a tile may not exist, and their bytes.
#define AMX_ROWS 16
#define AMX_BYTES 64

/// The words of a step: the most that leave none over, if that takes at most twice as many steps.
static inline int64_t amx_step(int64_t words) {
    const int64_t most = AMX_BYTES / (int64_t)sizeof(float);
    for (int64_t step = most; step >= most / 2; step--)
        if (words % step == 0) return step;
    return smaller(words, most);
}

/// The terms of a row of a patch, a run, in whole words.
static inline int64_t run_terms(const gathering *g) { return round_up(g->horizontal.taps * g->channels, g->pair); }

/// The elements, of so many bytes, of a row of patches: an odd number of cache lines.
static inline int64_t patch_stride(int64_t terms, int64_t size) {
    return odd_lines(ceiling((terms + OVERRUN) * size, sizeof(float))) * (int64_t)sizeof(float) / size;
}

/// The bytes of copies that all panels are multiplied by before the next: with a panel they fit in the second-level cache.
/// And the most pixels whose patches are copied: whole tiles of any instruction set.
#define COPY_BYTES 300000
#define MOST_PIXELS 240

/// The same of those that AMX multiplies, on processors whose second-level caches are larger.
#define ROWS_BYTES 600000

/// How the source is copied, and its images cut in units of pixels. Rows under a filter of several taps are copied, with
/// margins, in which neighbours' patches overlap; else each pixel's patch, and all images are one.
typedef struct {
    bool keeps_rows;
    int64_t images, pixels, width;  ///< the pixels of the target's images, and of their rows
    int64_t line, lines;            ///< the elements of a copied row or patch, and the most that are copied
    int64_t size;                   ///< the bytes of an element
    int64_t units;                  ///< of an image
} copies;

static inline int64_t copied_row(const gathering *g) {
    return ((g->horizontal.places - 1) * g->horizontal.stride + g->horizontal.taps) * g->channels;
}

/// The rows of results above as many rows of the source as are copied.
static inline int64_t rows_above_copies(const gathering *g, int64_t room) {
    const axis *v = &g->vertical;
    const int64_t lines = room / larger(1, copied_row(g));
    return (lines - (v->taps - 1) * v->step - 1 + v->stride) / v->stride;
}

/// Copies of at most so many bytes. Small products take less time than divisions, which they do without.
static inline copies copies_of(const gathering *g, int64_t slots, int64_t size, int64_t bytes) {
    const axis *v = &g->vertical, *h = &g->horizontal;
    const int64_t room = bytes / size;
    const int64_t above = g->p->groups == 1 && g->taps > 1 && h->step == 1 ? rows_above_copies(g, room) : 0;
    copies c = {.keeps_rows = above >= 2, .size = size};
    int64_t most;
    if (c.keeps_rows) {
        const int64_t rows = smaller(above, v->places);
        c.images = g->p->batch, c.width = h->places, c.pixels = v->places * h->places;
        c.line = copied_row(g), c.lines = (rows - 1) * v->stride + (v->taps - 1) * v->step + 1;
        most = rows < v->places ? (rows - 1) * h->places : c.pixels;  // units begin anywhere in a row
    } else {
        c.images = 1, c.width = c.pixels = g->pixels, c.line = patch_stride(v->taps * run_terms(g), size);
        c.lines = most = MOST_PIXELS * c.line <= room ? MOST_PIXELS : larger(1, room / c.line);
    }
    c.units = c.pixels <= most ? 1 : ceiling(c.pixels, most);
    if (slots > 1 && c.images * c.units % slots) c.units = larger(1, smaller(c.pixels, round_up(c.units, slots)));
    return c;
}

/// The elements from one pixel's patch to the next's in a row of results, and from one run of a patch to the next.
static inline int64_t pixel_stride(const gathering *g, const copies *c) {
    return c->keeps_rows ? g->horizontal.stride * g->channels : c->line;
}
static inline int64_t run_stride(const gathering *g, const copies *c) {
    return c->keeps_rows ? g->vertical.step * c->line : run_terms(g);
}

/// Where in a unit's copies the patch begins of column x in its row of results that is so many; patches are all one row.
static inline int64_t patch_place(const gathering *g, const copies *c, int64_t row, int64_t x) {
    return c->keeps_rows ? row * g->vertical.stride * c->line + x * pixel_stride(g, c) : 0;
}

/// The room for them, behind which AMX's registers may read on.
static inline int64_t copies_bytes(const copies *c) {
    const int64_t lines = c->lines + (c->keeps_rows ? 1 : AMX_ROWS);
    return round_up((lines * c->line + OVERRUN) * c->size + AMX_BYTES, 64);
}

/// Of so few words of bfloat16 sums of vectors are ended sooner than AMX's, which go by memory.
#define AMX_FEW_WORDS 7

/// Whether AMX multiplies patches of bfloat16 out of copies for many pixels: those of whole words in each row, of which steps
/// leave none over. It doesn't depend on how many pixels there are, as no sum may.
static inline bool gathers_rows(const gathering *g) {
    const int64_t run = g->horizontal.taps * g->channels, words = run / 2;
    return g->p->pass == MK_CONVOLUTION_FORWARD && g->p->groups == 1 && run % 2 == 0 && words > AMX_FEW_WORDS &&
           words % amx_step(words) == 0;
}
