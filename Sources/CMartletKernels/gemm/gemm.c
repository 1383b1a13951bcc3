#include "gemm.h"

#include <string.h>

#include "../dispatch/select.h"

int64_t mk_gemm_scratch(mk_gemm_parameters p) {
    const int64_t slots = p.threads > 1 ? p.threads : 1;
    return (packed_floats(&p) + (packs_bands(&p) ? slots * BAND_FLOATS : 0)) * (int64_t)sizeof(float);
}

mk_call mk_gemm(mk_gemm_parameters p) {
    mk_call call = {.run = MK_SELECT(gemm, float32)};
    memcpy(call.parameters, &p, sizeof p);
    return call;
}
