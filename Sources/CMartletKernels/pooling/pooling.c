#include "../include/martlet_pooling.h"

#include "../dispatch/select.h"

mk_call mk_pooling(mk_pooling_parameters p) {
    mk_call call = {0};
    switch (p.kind) {
    case MK_POOL_MAX: call.run = MK_SELECT(pooling, max); break;
    case MK_POOL_MAX_GRADIENT: call.run = MK_SELECT(pooling, max_gradient); break;
    case MK_POOL_PICK: call.run = MK_SELECT(pooling, pick); break;
    case MK_POOL_AVERAGE: call.run = MK_SELECT(pooling, average); break;
    case MK_POOL_AVERAGE_GRADIENT: call.run = MK_SELECT(pooling, average_gradient); break;
    }
    *(mk_pooling_parameters *)(void *)call.parameters = p;
    return call;
}
