// The most threads that the pool can ever use.
#pragma once

#define MK_MAXIMUM_THREADS 256
