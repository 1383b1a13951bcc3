#include "gemm.h"

#include <string.h>

#include "../dispatch/select.h"

int64_t mk_gemm_scratch(mk_gemm_parameters p) {
    if (!packs(&p)) return 0;
    int64_t columns = (p.n + 15) / 16 * 16;  // the widest vector's
    return split(p.k, DEPTH).count ? (p.k < DEPTH ? p.k : DEPTH) * columns * (int64_t)sizeof(float) : 0;
}

mk_call mk_gemm(mk_gemm_parameters p) {
    mk_call call = {.run = MK_SELECT(gemm, float32)};
    memcpy(call.parameters, &p, sizeof p);
    return call;
}
