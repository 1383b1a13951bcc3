#include <string.h>

#include "../dispatch/target.h"

#define MK_ISA scalar
#define WIDTH 4
#define ROWS_OF_4 2
#define ROWS_OF_3 3
#define ROWS_OF_2 4
#define ROWS_OF_1 8
#define PANEL_VECTORS(p) 4

/// Four numbers; the compiler turns them into whatever the baseline has.
typedef float vector __attribute__((vector_size(16)));
typedef int64_t lanes;

static inline lanes first_lanes(int64_t count) { return count; }
static inline vector load(const float *p) {
    vector v;
    memcpy(&v, p, sizeof v);
    return v;
}
static inline vector load_some(lanes l, const float *p) {
    return (vector){p[0], l > 1 ? p[1] : 0, l > 2 ? p[2] : 0, 0};
}
static inline vector load_lanes(lanes l, const float *p) { return l == WIDTH ? load(p) : load_some(l, p); }
static inline void store(float *p, vector v) { memcpy(p, &v, sizeof v); }
static __attribute__((noinline)) void store_some(lanes l, float *p, vector v) {
    for (int64_t i = 0; i < l; i++) p[i] = v[i];
}
static inline void store_lanes(lanes l, float *p, vector v) {
    if (l == WIDTH) store(p, v);
    else store_some(l, p, v);
}
static inline vector broadcast(float x) { return (vector){x, x, x, x}; }
static inline vector multiply_add(vector a, vector b, vector c) { return a * b + c; }
static inline vector low_pairs(vector a, vector b) { return __builtin_shufflevector(a, b, 0, 4, 1, 5); }
static inline vector high_pairs(vector a, vector b) { return __builtin_shufflevector(a, b, 2, 6, 3, 7); }
static inline vector low_halves(vector a, vector b) { return __builtin_shufflevector(a, b, 0, 1, 4, 5); }
static inline vector high_halves(vector a, vector b) { return __builtin_shufflevector(a, b, 2, 3, 6, 7); }
static inline void turn_quads(vector *x) { (void)x; }

#include "gemm.inc"
