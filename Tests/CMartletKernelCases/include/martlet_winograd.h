// How Winograd's transforms amplify rounding, for the tolerances of convolutions.
#pragma once

/// By how much, along one axis, the rounding errors of a tile's largest sums may grow on their way to each of its results:
/// tiles of `elements` = results + taps - 1 elements; 1 for those that aren't transformed.
static inline double mk_winograd_amplification(int elements) {
    switch (elements) {
        case 4: return 2;
        case 6: return 4;
        case 8: return 11.313708498984761;  // √128
        case 10: return 16;
        default: return 1;
    }
}
