#include "../include/martlet_resample.h"

#include "../dispatch/select.h"

mk_call mk_resample(mk_resample_parameters p) {
    mk_call call = {.run = MK_SELECT(resample, axis)};
    *(mk_resample_parameters *)(void *)call.parameters = p;
    return call;
}
