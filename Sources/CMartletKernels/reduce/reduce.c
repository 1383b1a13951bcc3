#include "../include/martlet_reduce.h"

#include "../dispatch/select.h"

static bool takes_integers(mk_reduction reduction) {
    switch (reduction) {
    case MK_REDUCE_SUM: case MK_REDUCE_PRODUCT: case MK_REDUCE_MAX: case MK_REDUCE_MIN:
    case MK_REDUCE_ARGMAX: case MK_REDUCE_ARGMIN:
        return true;
    default: return false;
    }
}

static mk_function kernel(const mk_reduce_parameters *p) {
    bool logical = p->reduction == MK_REDUCE_ANY || p->reduction == MK_REDUCE_ALL;
    switch (p->dtype) {
    case MK_FLOAT32:
        if (logical || (p->inner > 1 && p->count > INT32_MAX)) return NULL;
        return p->inner == 1 ? MK_SELECT(reduce, rows) : MK_SELECT(reduce, columns);
    case MK_INT32: case MK_INT64: return takes_integers(p->reduction) ? MK_SELECT(reduce, integers) : NULL;
    case MK_UINT8: case MK_BOOL: return logical ? MK_SELECT(reduce, integers) : NULL;
    default: return NULL;
    }
}

mk_call mk_reduce(mk_reduce_parameters p) {
    mk_call call = {.run = kernel(&p)};
    *(mk_reduce_parameters *)(void *)call.parameters = p;
    return call;
}
