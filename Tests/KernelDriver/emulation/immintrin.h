// In place of the compiler's header where AVX-512, VNNI and AMX are emulated: their intrinsics as plain loops over lanes, by Intel's
// Intrinsics Guide. The kernels use these; another one that they come to use doesn't compile until it is here.
#pragma once

#include_next <immintrin.h>

#ifdef MK_EMULATES_AVX512
#include <math.h>
#include <stdint.h>
#include <string.h>

#define EMULATED static inline __attribute__((unused, target("avx2,fma")))
#define EM_LANES for (int i = 0; i < 16; i++)

typedef float emulated __attribute__((vector_size(64)));
typedef int32_t emulated_i __attribute__((vector_size(64)));

EMULATED emulated em_loadu(const void *p) { emulated r; memcpy(&r, p, sizeof r); return r; }
EMULATED emulated em_maskz_loadu(uint16_t k, const void *p) {
    emulated r = {0};
    EM_LANES if (k >> i & 1) memcpy((char *)&r + 4 * i, (const char *)p + 4 * i, 4);
    return r;
}
EMULATED void em_storeu(void *p, emulated v) { memcpy(p, &v, sizeof v); }
EMULATED void em_mask_storeu(void *p, uint16_t k, emulated v) {
    EM_LANES if (k >> i & 1) memcpy((char *)p + 4 * i, (const char *)&v + 4 * i, 4);
}
EMULATED void em_mask_storeu_128(void *p, uint8_t k, __m128 v) {
    for (int i = 0; i < 4; i++)
        if (k >> i & 1) memcpy((char *)p + 4 * i, (const char *)&v + 4 * i, 4);
}
EMULATED __m128 em_low_128(emulated v) { __m128 r; memcpy(&r, &v, sizeof r); return r; }
EMULATED emulated em_set1(float x) { emulated r; EM_LANES r[i] = x; return r; }
EMULATED emulated em_fmadd(emulated a, emulated b, emulated c) { EM_LANES c[i] = fmaf(a[i], b[i], c[i]); return c; }
EMULATED uint16_t em_greater(emulated a, emulated b) { uint16_t k = 0; EM_LANES k |= (uint16_t)((a[i] > b[i]) << i); return k; }
EMULATED emulated em_maskz_mov(uint16_t k, emulated v) { EM_LANES if (!(k >> i & 1)) v[i] = 0; return v; }
EMULATED emulated em_max(emulated a, emulated b) { EM_LANES a[i] = a[i] > b[i] ? a[i] : b[i]; return a; }
EMULATED emulated em_nearest(emulated v) { EM_LANES v[i] = rintf(v[i]); return v; }
EMULATED emulated em_scalef(emulated a, emulated b) { EM_LANES a[i] = (float)ldexp((double)a[i], (int)floorf(b[i])); return a; }
EMULATED emulated em_sqrt(emulated v) { EM_LANES v[i] = sqrtf(v[i]); return v; }
EMULATED emulated_i em_truncated(emulated v) {
    emulated_i r;
    EM_LANES r[i] = v[i] >= -0x1p31f && v[i] < 0x1p31f ? (int32_t)v[i] : INT32_MIN;
    return r;
}
EMULATED emulated em_unpack(emulated a, emulated b, int high) {
    emulated r;
    EM_LANES r[i] = (i & 1 ? b : a)[(i & ~3) + 2 * high + (i % 4 >> 1)];
    return r;
}
EMULATED emulated em_shuffle(emulated a, emulated b, int c) {
    emulated r;
    EM_LANES r[i] = (i % 4 < 2 ? a : b)[(i & ~3) + (c >> 2 * (i % 4) & 3)];
    return r;
}
EMULATED emulated em_shuffle_quads(emulated a, emulated b, int c) {
    emulated r;
    EM_LANES r[i] = (i < 8 ? a : b)[4 * (c >> 2 * (i / 4) & 3) + i % 4];
    return r;
}
EMULATED emulated_i em_add_epi32(emulated_i a, emulated_i b) { return a + b; }
EMULATED emulated_i em_madd(emulated_i a, emulated_i b) {
    EM_LANES a[i] = (int16_t)a[i] * (int16_t)b[i] + (a[i] >> 16) * (b[i] >> 16);
    return a;
}
EMULATED emulated_i em_dpwssd(emulated_i sum, emulated_i a, emulated_i b) { return sum + em_madd(a, b); }
EMULATED __m256i em_dpwssd_256(__m256i sum, __m256i a, __m256i b) {
    return _mm256_add_epi32(sum, _mm256_madd_epi16(a, b));
}
EMULATED int32_t em_dot(int32_t a, int32_t b) {
    int32_t sum = 0;
    for (int i = 0; i < 32; i += 8) sum += (uint8_t)(a >> i) * (int8_t)(b >> i);
    return sum;
}
EMULATED emulated_i em_dpbusd(emulated_i sum, emulated_i a, emulated_i b) {
    EM_LANES sum[i] += em_dot(a[i], b[i]);
    return sum;
}
EMULATED __m256i em_dpbusd_256(__m256i sum, __m256i a, __m256i b) {
    int32_t x[8], y[8], s[8];
    memcpy(x, &a, sizeof x);
    memcpy(y, &b, sizeof y);
    memcpy(s, &sum, sizeof s);
    for (int i = 0; i < 8; i++) s[i] += em_dot(x[i], y[i]);
    memcpy(&sum, s, sizeof s);
    return sum;
}

EMULATED emulated_i em_cvtepu8(__m128i x) {
    uint8_t bytes[16];
    memcpy(bytes, &x, sizeof x);
    emulated_i r;
    EM_LANES r[i] = bytes[i];
    return r;
}
EMULATED emulated em_permutex2var(emulated a, emulated_i places, emulated b) {
    emulated r;
    EM_LANES r[i] = (places[i] & 16 ? b : a)[places[i] & 15];
    return r;
}
EMULATED emulated_i em_rounded(emulated v) { return em_truncated(em_nearest(v)); }

/// Of each quarter of the registers the elements of a, then those of b, twice as narrow, the nearest that these can be.
#define EM_NARROW(name, from, to, low, high)                                                                    \
    EMULATED emulated_i name(emulated_i a, emulated_i b) {                                                      \
        enum { some = 16 / sizeof(from) };                                                                      \
        from x[2][4 * some];                                                                                    \
        to r[8 * some];                                                                                         \
        memcpy(x[0], &a, sizeof a);                                                                             \
        memcpy(x[1], &b, sizeof b);                                                                             \
        for (int i = 0; i < 8 * some; i++) {                                                                    \
            const from v = x[i / some % 2][i / (2 * some) * some + i % some];                                   \
            r[i] = (to)(v < low ? low : v > high ? high : v);                                                   \
        }                                                                                                       \
        memcpy(&a, r, sizeof a);                                                                                \
        return a;                                                                                               \
    }
EM_NARROW(em_packs_epi32, int32_t, int16_t, INT16_MIN, INT16_MAX)
EM_NARROW(em_packs_epi16, int16_t, int8_t, INT8_MIN, INT8_MAX)

EMULATED emulated_i em_adds_epi16(emulated_i a, emulated_i b) {
    int16_t x[32], y[32];
    memcpy(x, &a, sizeof x);
    memcpy(y, &b, sizeof y);
    for (int i = 0; i < 32; i++) {
        const int sum = x[i] + y[i];
        x[i] = (int16_t)(sum < INT16_MIN ? INT16_MIN : sum > INT16_MAX ? INT16_MAX : sum);
    }
    memcpy(&a, x, sizeof a);
    return a;
}
EMULATED emulated_i em_max_epi8(emulated_i a, emulated_i b) {
    int8_t x[64], y[64];
    memcpy(x, &a, sizeof x);
    memcpy(y, &b, sizeof y);
    for (int i = 0; i < 64; i++) x[i] = x[i] > y[i] ? x[i] : y[i];
    memcpy(&a, x, sizeof a);
    return a;
}
EMULATED emulated_i em_min_epi8(emulated_i a, emulated_i b) {
    int8_t x[64], y[64];
    memcpy(x, &a, sizeof x);
    memcpy(y, &b, sizeof y);
    for (int i = 0; i < 64; i++) x[i] = x[i] < y[i] ? x[i] : y[i];
    memcpy(&a, x, sizeof a);
    return a;
}
EMULATED emulated_i em_permuted(emulated_i places, emulated_i a) {
    emulated_i r;
    EM_LANES r[i] = a[places[i] & 15];
    return r;
}
/// AMX's registers, with the shapes that LDTILECFG read.
static _Thread_local struct {
    uint8_t shapes[64];
    uint8_t tiles[8][16][64];
} em_amx __attribute__((unused));
#define EM_ROWS(t) em_amx.shapes[48 + (t)]
#define EM_ROW_BYTES(t) (em_amx.shapes[16 + 2 * (t)] | em_amx.shapes[17 + 2 * (t)] << 8)
EMULATED void em_tile_loadconfig(const void *shapes) {
    memset(&em_amx, 0, sizeof em_amx);
    memcpy(em_amx.shapes, shapes, sizeof em_amx.shapes);
}
EMULATED void em_tile_zero(int t) { memset(em_amx.tiles[t], 0, sizeof em_amx.tiles[t]); }
EMULATED void em_tile_load(int t, const void *from, size_t stride) {
    em_tile_zero(t);
    for (int r = 0; r < EM_ROWS(t); r++)
        memcpy(em_amx.tiles[t][r], (const char *)from + r * stride, (size_t)EM_ROW_BYTES(t));
}
EMULATED void em_tile_store(int t, void *to, size_t stride) {
    for (int r = 0; r < EM_ROWS(t); r++) memcpy((char *)to + r * stride, em_amx.tiles[t][r], (size_t)EM_ROW_BYTES(t));
}
EMULATED void em_tile_dpbusd(int to, int a, int b) {
    for (int r = 0; r < EM_ROWS(to); r++) {
        int32_t sums[16], x[16], y[16];
        memcpy(sums, em_amx.tiles[to][r], sizeof sums);
        memcpy(x, em_amx.tiles[a][r], sizeof x);
        for (int k = 0; k < EM_ROW_BYTES(a) / 4; k++) {
            memcpy(y, em_amx.tiles[b][k], sizeof y);
            for (int c = 0; c < EM_ROW_BYTES(to) / 4; c++) sums[c] += em_dot(x[k], y[c]);
        }
        memcpy(em_amx.tiles[to][r], sums, sizeof sums);
    }
}

EMULATED emulated_i em_set1_epi8(char x) { emulated_i r; memset(&r, x, sizeof r); return r; }
EMULATED emulated_i em_set1_epi16(short x) { emulated_i r; EM_LANES r[i] = (uint16_t)x * 0x10001; return r; }
#define em_setr_epi32(...) ((emulated_i){__VA_ARGS__})

#undef _tile_loadd
#undef _tile_zero
#undef _tile_stored
#undef _tile_dpbusd
#define _tile_loadconfig em_tile_loadconfig
#define _tile_release() memset(&em_amx, 0, sizeof em_amx)
#define _tile_zero em_tile_zero
#define _tile_loadd em_tile_load
#define _tile_stored em_tile_store
#define _tile_dpbusd em_tile_dpbusd
#undef _mm256_dpbusd_avx_epi32
#undef _mm256_dpwssd_avx_epi32
#undef _mm512_setr_epi32
#undef _mm512_shuffle_ps
#undef _mm512_shuffle_f32x4
#undef _mm512_cvtepu8_epi32
#undef _mm512_permutex2var_ps
#undef _mm512_roundscale_ps
#undef _mm512_cmp_ps_mask
#define __m512 emulated
#define __m512i emulated_i
#define _mm512_loadu_ps em_loadu
#define _mm512_maskz_loadu_ps em_maskz_loadu
#define _mm512_storeu_ps em_storeu
#define _mm512_mask_storeu_ps em_mask_storeu
#define _mm_mask_storeu_ps em_mask_storeu_128
#define _mm512_castps512_ps128 em_low_128
#define _mm512_set1_ps em_set1
#define _mm512_setzero_ps() em_set1(0)
#define _mm512_fmadd_ps em_fmadd
#define _mm512_cmp_ps_mask(a, b, how) em_greater(a, b)  // _CMP_GT_OQ is all that is used
#define _mm512_maskz_mov_ps em_maskz_mov
#define _mm512_max_ps em_max
#define _mm512_roundscale_ps(v, how) em_nearest(v)
#define _mm512_scalef_ps em_scalef
#define _mm512_sqrt_ps em_sqrt
#define _mm512_cvttps_epi32 em_truncated
#define _mm512_cvtps_epi32 em_rounded
#define _mm512_packs_epi32 em_packs_epi32
#define _mm512_packs_epi16 em_packs_epi16
#define _mm512_adds_epi16 em_adds_epi16
#define _mm512_max_epi8 em_max_epi8
#define _mm512_min_epi8 em_min_epi8
#define _mm512_permutexvar_epi32 em_permuted
#define _mm512_set1_epi8 em_set1_epi8
#define _mm512_set1_epi16 em_set1_epi16
#define _mm512_setr_epi32 em_setr_epi32
#define _mm512_unpacklo_ps(a, b) em_unpack(a, b, 0)
#define _mm512_unpackhi_ps(a, b) em_unpack(a, b, 1)
#define _mm512_shuffle_ps em_shuffle
#define _mm512_cvtepu8_epi32 em_cvtepu8
#define _mm512_permutex2var_ps em_permutex2var
#define _mm512_shuffle_f32x4 em_shuffle_quads
#define _mm512_add_epi32 em_add_epi32
#define _mm512_madd_epi16 em_madd
#define _mm512_dpbusd_epi32 em_dpbusd
#define _mm512_dpwssd_epi32 em_dpwssd
#define _mm256_dpbusd_avx_epi32 em_dpbusd_256
#define _mm256_dpwssd_avx_epi32 em_dpwssd_256
#endif
