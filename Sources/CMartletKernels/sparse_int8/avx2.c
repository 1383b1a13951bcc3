#include <string.h>

#include "../dispatch/intrinsics.h"

#if MK_X86
#define MK_ISA avx2
#define ADD_PRODUCTS(sum, a, b) ((mk_i)add_products((__m256i)(sum), (__m256i)(a), (__m256i)(b)))

MK_TARGET_AVX2_BEGIN

/// sum + the sums of four products each: of the even bytes and of the odd ones, as int16.
static inline __m256i add_products(__m256i sum, __m256i a, __m256i b) {
    const __m256i even = _mm256_madd_epi16(
        _mm256_and_si256(a, _mm256_set1_epi16(0xff)), _mm256_srai_epi16(_mm256_slli_epi16(b, 8), 8));
    const __m256i odd = _mm256_madd_epi16(_mm256_srli_epi16(a, 8), _mm256_srai_epi16(b, 8));
    return _mm256_add_epi32(sum, _mm256_add_epi32(even, odd));
}

#include "sparse_int8.inc"
MK_TARGET_END
#endif
