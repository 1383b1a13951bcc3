// Martlet's kernels: the arithmetic that BLAS lacks. One header a family.
#pragma once

#include "martlet_call.h"
#include "martlet_dispatch.h"
#include "martlet_pool.h"
