// The process's thread pool: work of any number of callers, divided among threads as they get on.
#pragma once

#include <stdint.h>

/// Runs `body(context, begin, end)` over pieces that cover [0, count), on at most `threads` threads.
///
/// Each thread has an equal share, which it takes in pieces of half of what is left; who has finished takes from the ends
/// of the others' shares, so a slow thread holds nobody up. There are at most as many threads as `threads`, `count` and
/// the thread budget; callers that work at the same time divide the process's threads among them. The caller takes part
/// and waits for no worker that hasn't begun, so a busy machine costs little more than one thread would. A call inside a
/// body runs [0, count) in one piece.
/// Returns when all is done. A body must not unwind (throw or longjmp) out of itself.
void mk_parallel(
    int32_t threads, int64_t count, void (*body)(void *context, int64_t begin, int64_t end), void *context);

/// A body that is told which of the threads runs it: `slot` < `threads` is nobody else's until it returns.
typedef void (*mk_slot_body)(void *context, int32_t slot, int64_t begin, int64_t end);

/// The same for work that needs memory for each thread.
void mk_parallel_slots(int32_t threads, int64_t count, mk_slot_body body, void *context);

/// How often work was split among threads so far, by which tests see that it is.
int64_t mk_shared_count(void);

/// How many threads work started by this thread may use: the thread's own budget if it has one, else what the budget
/// source says, else the process's.
int32_t mk_thread_budget(void);

/// How many threads all work may use together: the number of online CPUs, capped by the environment's MARTLET_THREADS.
int32_t mk_process_thread_budget(void);

/// Sets the process's budget (at least 1).
void mk_set_thread_budget(int32_t threads);

/// Gives the calling thread its own budget, or with 0 takes it back; returns the one it had (0 for none).
int32_t mk_exchange_own_thread_budget(int32_t threads);

/// Says for the calling thread, if it has no budget of its own, what its work may use; 0 to say nothing.
typedef int32_t (*mk_budget_source)(void);

/// Sets where budgets come from that belong to something else than threads, such as tasks that change their thread.
void mk_set_budget_source(mk_budget_source source);
