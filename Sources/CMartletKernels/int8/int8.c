#include <string.h>

#include "../dispatch/select.h"
#include "../include/martlet_int8.h"

static mk_call call_of(mk_function function, const void *parameters, size_t size) {
    mk_call call = {.run = function};
    memcpy(call.parameters, parameters, size);
    return call;
}

mk_call mk_int8_quantize(mk_int8_quantize_parameters p) { return call_of(MK_SELECT(int8, quantize), &p, sizeof p); }

mk_call mk_int8_dequantize(mk_int8_dequantize_parameters p) {
    return call_of(MK_SELECT(int8, dequantize), &p, sizeof p);
}

mk_call mk_int8_add(mk_int8_add_parameters p) { return call_of(MK_SELECT(int8, add), &p, sizeof p); }

mk_call mk_int8_lookup(mk_int8_lookup_parameters p) { return call_of(MK_SELECT(int8, lookup), &p, sizeof p); }

mk_call mk_int8_pooling(mk_int8_pooling_parameters p) {
    return call_of(
        p.pooling.kind == MK_POOL_MAX ? MK_SELECT(int8, max) : MK_SELECT(int8, average), &p, sizeof p);
}
