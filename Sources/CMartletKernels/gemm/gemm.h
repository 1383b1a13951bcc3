// How a product is cut up, the same on every instruction set and for any number of threads.
#pragma once

#include "../include/martlet_gemm.h"

/// The most vectors (columns) and rows of a tile.
#define TILE_VECTORS 4
#define TILE_ROWS 8

/// The most terms of the sums that are added up in one go, so that a panel of B stays in the first-level cache.
#define DEPTH 256

/// Even parts of `total`, none larger than `most`.
typedef struct {
    int64_t total, count;
} parts;

static inline parts split(int64_t total, int64_t most) { return (parts){total, (total + most - 1) / most}; }
static inline int64_t part_begin(parts p, int64_t i) { return p.total * i / p.count; }

/// Whether B is copied to scratch, panel by panel: always if it must be turned, and if it is large and often read.
static inline bool packs(const mk_gemm_parameters *p) {
    return p->transpose_b || (p->m >= 64 && p->n * p->k > 128 * 128);
}
