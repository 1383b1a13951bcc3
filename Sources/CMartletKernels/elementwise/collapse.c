#include "../include/martlet_elementwise.h"

int32_t mk_elementwise_collapse(int32_t rank, int64_t *extents, int32_t operands, int64_t *const *strides) {
    int32_t kept = 0;
    for (int32_t d = 0; d < rank; d++) {
        if (extents[d] == 1) continue;
        bool merges = kept > 0;
        for (int32_t o = 0; o < operands && merges; o++)
            merges = strides[o][kept - 1] == strides[o][d] * extents[d];
        int32_t target = merges ? kept - 1 : kept++;
        extents[target] = merges ? extents[target] * extents[d] : extents[d];
        for (int32_t o = 0; o < operands; o++) strides[o][target] = strides[o][d];
    }
    return kept;
}
