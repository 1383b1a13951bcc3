// The calling thread's own features, which the pool hands on.
#pragma once

#include <stdint.h>

extern _Thread_local uint32_t mk_own_features;
