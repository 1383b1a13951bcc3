// How a product is cut up, the same on every instruction set and for any number of threads.
#pragma once

#include "../include/martlet_gemm.h"

/// The most vectors (columns) and rows of a tile.
#define TILE_VECTORS 4
#define TILE_ROWS 8

/// The most terms of the sums that are added up in one go, and the most tiles made of one panel of B before the next:
/// so much of A stays in the second-level cache.
#define DEPTH 384
#define BAND_TILES 32

/// `total` cut in `count` parts, the first `larger` of which have one more than `size`.
typedef struct {
    int64_t total, count, size, larger;
} parts;

/// Even parts, none larger than `most`.
static inline parts split(int64_t total, int64_t most) {
    int64_t count = (total + most - 1) / most;
    if (count <= 1) return (parts){total, count, total, 0};
    return (parts){total, count, total / count, total % count};
}

static inline int64_t part_begin(const parts *p, int64_t i) { return i * p->size + (i < p->larger ? i : p->larger); }

/// a / b, for mostly small a: a division costs as much as a small product.
static inline int64_t quotient(int64_t a, int64_t b) { return a < b ? 0 : a / b; }

/// Whether B is copied to scratch, panel by panel: always if it must be turned, and if it is large and often read.
static inline bool packs(const mk_gemm_parameters *p) {
    return p->transpose_b || (p->m >= 24 && p->n * p->k > 128 * 128);
}

/// The floats of a packed band of A.
#define BAND_FLOATS 12288

/// Whether A, stored [k, m], is copied band by band: where its rows lie so far apart, at such multiples, that the terms of a
/// tile push each other out of the first-level cache, and there are columns that reward it.
static inline bool packs_bands(const mk_gemm_parameters *p) {
    return p->transpose_a && p->n > 64 && p->k >= 16 && p->m >= 128 && p->lda % 128 == 0;
}

/// The floats of all panels of B.
static inline int64_t packed_floats(const mk_gemm_parameters *p) {
    if (!packs(p)) return 0;
    const int64_t columns = (p->n + 15) / 16 * 16;  // the widest vector's
    return (p->k < DEPTH ? p->k : DEPTH) * columns;
}

/// The most columns of a skinny product, and the terms of its sums that are added up in one go.
#define SKINNY_COLUMNS 32
#define SKINNY_DEPTH 128

/// Whether C has so few columns that it is better made with vectors along its rows, as the transpose of Bᵀ·Aᵀ.
/// Compares estimates in cycles: two multiplications a cycle with wide tiles, fewer with tiles of one vector; 11 to turn
/// four columns of A in one vector of rows; 14 to turn four columns of C back.
static inline bool is_skinny(const mk_gemm_parameters *p, int64_t width) {
    if (p->n > SKINNY_COLUMNS || p->in_order) return false;
    int64_t columns = (p->n + width - 1) / width, rows = (p->m + width - 1) / width;
    int64_t straight = p->m * columns * p->k * (columns == 1 ? 73 : 55);
    int64_t turning = (p->transpose_a ? 0 : (p->k + 3) / 4 * 1100) + (p->n + 3) / 4 * 1400;
    return p->n * rows * p->k * 55 + rows * turning < straight;
}
