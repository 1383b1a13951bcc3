// Counts what a thread allocates: laws say that running a plan allocates nothing.
#pragma once

#include <stdbool.h>
#include <stdint.h>

/// Whether allocations are counted: not beside a sanitizer, which brings its own allocator.
bool mk_counts_allocations(void);

/// How often this thread has asked for memory so far, but for what the system's BLAS asked for inside.
int64_t mk_allocation_count(void);
