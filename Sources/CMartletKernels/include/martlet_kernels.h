// Martlet's kernels: the arithmetic that BLAS lacks.
#pragma once

#include "martlet_call.h"
