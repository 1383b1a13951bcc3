// Counts what a thread allocates: laws say that running a plan allocates nothing.
#pragma once

#include <stdint.h>

/// How often this thread has asked for memory so far.
int64_t mk_allocation_count(void);
