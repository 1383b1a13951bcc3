#include <string.h>

#include "../dispatch/intrinsics.h"

#if MK_X86
#define MK_ISA avx2
#define WIDTH 8
#define ROWS_OF_4 2
#define ROWS_OF_3 3
#define ROWS_OF_2 6
#define ROWS_OF_1 8
// Where a panel of four vectors fills the first-level cache, two with more rows are faster.
#define PANEL_VECTORS(p) ((p)->k > 64 && (p)->m >= 4 ? 2 : 4)

MK_TARGET_AVX2_BEGIN

typedef __m256 vector;
typedef struct {
    __m256i mask;
    int64_t count;
} lanes;

static inline lanes first_lanes(int64_t count) {
    const __m256i numbers = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    return (lanes){_mm256_cmpgt_epi32(_mm256_set1_epi32((int)count), numbers), count};
}
static inline vector load(const float *p) { return _mm256_loadu_ps(p); }
static inline vector load_lanes(lanes l, const float *p) { return _mm256_maskload_ps(p, l.mask); }
static inline void store(float *p, vector v) { _mm256_storeu_ps(p, v); }
static inline void store_lanes(lanes l, float *p, vector v) {
    // AMD's cores take as long for one masked store as for a dozen others.
    if (l.count >= 8) {
        _mm256_storeu_ps(p, v);
        return;
    }
    __m128 left = _mm256_castps256_ps128(v);
    if (l.count & 4) {
        _mm_storeu_ps(p, left);
        left = _mm256_extractf128_ps(v, 1);
        p += 4;
    }
    if (l.count & 2) {
        _mm_storel_pi((__m64 *)(void *)p, left);
        left = _mm_movehl_ps(left, left);
        p += 2;
    }
    if (l.count & 1) _mm_store_ss(p, left);
}
static inline vector broadcast(float x) { return _mm256_set1_ps(x); }
static inline vector multiply_add(vector a, vector b, vector c) { return _mm256_fmadd_ps(a, b, c); }
static inline vector low_pairs(vector a, vector b) { return _mm256_unpacklo_ps(a, b); }
static inline vector high_pairs(vector a, vector b) { return _mm256_unpackhi_ps(a, b); }
static inline vector low_halves(vector a, vector b) { return _mm256_shuffle_ps(a, b, 0x44); }
static inline vector high_halves(vector a, vector b) { return _mm256_shuffle_ps(a, b, 0xee); }
/// Turns the quads of x[0] and x[4].
static inline void turn_quads(vector *x) {
    vector low = _mm256_permute2f128_ps(x[0], x[4], 0x20), high = _mm256_permute2f128_ps(x[0], x[4], 0x31);
    x[0] = low;
    x[4] = high;
}

#include "gemm.inc"

MK_TARGET_END
#endif
