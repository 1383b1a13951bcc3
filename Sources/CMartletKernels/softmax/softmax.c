#include "../include/martlet_softmax.h"

#include "../dispatch/select.h"
#include "turned.h"

mk_call mk_softmax(mk_softmax_parameters p) {
    mk_call call = {0};
    bool forward = p.kind == MK_SOFTMAX || p.kind == MK_LOG_SOFTMAX;
    if (p.inner != 1)
        call.run = MK_SELECT(softmax, columns);
    else if (!forward)
        call.run = MK_SELECT(softmax, gradient);
    else
        call.run = turns(&p) ? MK_SELECT(softmax, turned) : MK_SELECT(softmax, forward);
    *(mk_softmax_parameters *)(void *)call.parameters = p;
    return call;
}

mk_call mk_cross_entropy(mk_cross_entropy_parameters p) {
    mk_call call = {0};
    bool forward = p.kind == MK_CROSS_ENTROPY_SPARSE || p.kind == MK_CROSS_ENTROPY_DENSE;
    call.run = forward ? MK_SELECT(softmax, cross_entropy) : MK_SELECT(softmax, cross_entropy_gradient);
    *(mk_cross_entropy_parameters *)(void *)call.parameters = p;
    return call;
}
