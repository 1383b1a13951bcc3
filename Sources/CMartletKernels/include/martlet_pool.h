// The process's thread pool: work of any number of callers, each split in contiguous chunks.
#pragma once

#include <stdint.h>

/// Runs `body(context, begin, end)` over chunks that cover [0, count), on at most `threads` threads.
///
/// Chunk i of c is [count·i/c, count·(i+1)/c), with c at most `threads`, `count` and the thread budget; callers that
/// work at the same time divide the process's threads among them. The caller runs the first chunk, and each that no
/// worker has begun by then, so a busy machine costs no more than one thread would. A call inside a body runs [0, count)
/// in one piece.
/// Returns when all chunks have run. A body must not unwind (throw or longjmp) out of itself.
void mk_parallel(
    int32_t threads, int64_t count, void (*body)(void *context, int64_t begin, int64_t end), void *context);

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
