// The threads that give work to the pool, and what share of the processor each gets.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct mk_caller mk_caller;

/// Notes that the calling thread, whose budget is `budget`, begins parallel work; NULL if there are too many callers.
mk_caller *mk_caller_begin(int32_t budget);

/// How many threads the work that the calling thread has begun may use, out of the process's `total`.
///
/// A caller alone has its budget. Those that worked within the last half millisecond or so divide the total: each has
/// its `budget` or an equal part of what the others leave.
int32_t mk_caller_share(mk_caller *caller, int32_t budget, int32_t total);

void mk_caller_end(mk_caller *caller);

/// A forked child has only the thread that forked.
void mk_callers_forget_others(void);
