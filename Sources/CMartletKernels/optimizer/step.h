// What the entry points hand to the kernels.
#pragma once

#include "../include/martlet_call.h"
#include "../include/martlet_optimizer.h"

/// Elements from which a vector is split over threads, and of one piece.
#define MK_OPTIMIZER_PARALLEL 65536
#define MK_OPTIMIZER_BLOCK 4096

/// Operands: 0 w (or x), 1 g, 2 to 4 the slots in the entry point's order (null where absent).
/// Elements [begin, end) are meant.
typedef struct {
    int64_t begin, end;
    float rate;            ///< The factor of the update, of the scaling, or the limit of the clipping.
    float decay;           ///< learning_rate · weight_decay.
    float momentum, epsilon;
    float gain_1, gain_2;  ///< How much of the new gradient and of its square enters the averages.
    float retained;        ///< How much of the old average stays.
    bool nesterov;
} mk_optimizer_parameters;

_Static_assert(sizeof(mk_optimizer_parameters) <= 128, "parameters are stored in the call");
