#include "../include/martlet_sample.h"

#include "../dispatch/select.h"

mk_call mk_sample(mk_sample_parameters p) {
    mk_call call = {.run = MK_SELECT(sample, affine)};
    *(mk_sample_parameters *)(void *)call.parameters = p;
    return call;
}
