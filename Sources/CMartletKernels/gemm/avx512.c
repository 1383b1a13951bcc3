#include <string.h>

#include "../dispatch/intrinsics.h"

#if MK_X86
#define MK_ISA avx512
#define WIDTH 16
#define ROWS_OF_4 6
#define ROWS_OF_3 8
#define ROWS_OF_2 8
#define ROWS_OF_1 8
#define PANEL_VECTORS(p) 4

MK_TARGET_AVX512_BEGIN

typedef __m512 vector;
typedef __mmask16 lanes;

static inline lanes first_lanes(int64_t count) { return (lanes)((1u << count) - 1); }
static inline vector load(const float *p) { return _mm512_loadu_ps(p); }
static inline vector load_lanes(lanes l, const float *p) { return _mm512_maskz_loadu_ps(l, p); }
static inline void store(float *p, vector v) { _mm512_storeu_ps(p, v); }
static inline void store_lanes(lanes l, float *p, vector v) {
    // A later load of a masked store's bytes waits for it, so whole ones are stored whole.
    if (l == 0xffff) _mm512_storeu_ps(p, v);
    else if (l <= 0xf) _mm_mask_storeu_ps(p, (__mmask8)l, _mm512_castps512_ps128(v));
    else _mm512_mask_storeu_ps(p, l, v);
}
static inline vector broadcast(float x) { return _mm512_set1_ps(x); }
static inline vector multiply_add(vector a, vector b, vector c) { return _mm512_fmadd_ps(a, b, c); }
static inline vector low_pairs(vector a, vector b) { return _mm512_unpacklo_ps(a, b); }
static inline vector high_pairs(vector a, vector b) { return _mm512_unpackhi_ps(a, b); }
static inline vector low_halves(vector a, vector b) { return _mm512_shuffle_ps(a, b, 0x44); }
static inline vector high_halves(vector a, vector b) { return _mm512_shuffle_ps(a, b, 0xee); }
/// Turns the quads of x[0], x[4], x[8] and x[12].
static inline void turn_quads(vector *x) {
    vector even01 = _mm512_shuffle_f32x4(x[0], x[4], 0x88), odd01 = _mm512_shuffle_f32x4(x[0], x[4], 0xdd);
    vector even23 = _mm512_shuffle_f32x4(x[8], x[12], 0x88), odd23 = _mm512_shuffle_f32x4(x[8], x[12], 0xdd);
    x[0] = _mm512_shuffle_f32x4(even01, even23, 0x88);
    x[4] = _mm512_shuffle_f32x4(odd01, odd23, 0x88);
    x[8] = _mm512_shuffle_f32x4(even01, even23, 0xdd);
    x[12] = _mm512_shuffle_f32x4(odd01, odd23, 0xdd);
}

#include "gemm.inc"

MK_TARGET_END
#endif
