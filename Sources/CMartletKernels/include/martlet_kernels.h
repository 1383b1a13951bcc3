// Martlet's kernels: the arithmetic that BLAS lacks. One header a family.
#pragma once

#include "martlet_call.h"
#include "martlet_convolution.h"
#include "martlet_dispatch.h"
#include "martlet_dtype.h"
#include "martlet_elementwise.h"
#include "martlet_gemm.h"
#include "martlet_movement.h"
#include "martlet_optimizer.h"
#include "martlet_pool.h"
#include "martlet_pooling.h"
#include "martlet_random.h"
#include "martlet_reduce.h"
#include "martlet_resample.h"
#include "martlet_sample.h"
#include "martlet_softmax.h"
