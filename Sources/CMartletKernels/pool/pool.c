#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>

#include "../dispatch/own.h"
#include "../include/martlet_pool.h"
#include "budget.h"
#include "callers.h"
#include "word.h"

typedef void (*chunk_body)(void *context, int64_t begin, int64_t end);

/// A worker, and its part in somebody's work: one that is idle is claimed by a caller, which writes the part and posts
/// it; the worker runs it, unless the caller comes first and withdraws it to run it itself. So nobody waits for a worker
/// that has not got round to starting, and several callers have each their workers.
typedef struct {
    _Alignas(128) mk_word word;  // a state, above it the number of claims; with the part on cache lines of its own
    chunk_body body;
    void *context;
    int64_t begin, end;
    uint32_t features;  // the caller's own
} worker;

enum { IDLE, CLAIMED, POSTED, RUNNING, STATES };
static worker workers[MK_MAXIMUM_THREADS - 1];
static _Atomic(int32_t) worker_count;
static _Atomic(int64_t) shared_count;

/// Whether this thread runs a part of somebody's work.
static _Thread_local bool is_inside;

static uint32_t state_of(uint32_t value) { return value % STATES; }
static uint32_t with_state(uint32_t value, uint32_t state) { return value - value % STATES + state; }

static bool change(worker *w, uint32_t from, uint32_t to) {
    return atomic_compare_exchange_strong(&w->word.value, &from, to);
}

static void *worker_loop(void *argument) {
    worker *self = argument;
    is_inside = true;
    for (;;) {
        const uint32_t value = atomic_load(&self->word.value), running = with_state(value, RUNNING);
        if (state_of(value) != POSTED) {
            mk_word_await_change(&self->word, value);
        } else if (change(self, value, running)) {
            mk_own_features = self->features;
            self->body(self->context, self->begin, self->end);
            atomic_store(&self->word.value, with_state(value, IDLE));
            mk_word_notify(&self->word);
        }
    }
    return NULL;
}

static atomic_flag is_starting = ATOMIC_FLAG_INIT;

/// A forked child has only the thread that forked.
static void forget_workers(void) {
    atomic_store(&worker_count, 0);
    memset(workers, 0, sizeof workers);
    atomic_flag_clear(&is_starting);
    mk_callers_forget_others();
}

/// Starts workers until there are `wanted`, or no more can be had, unless another caller is doing so.
static void start_workers(int32_t wanted) {
    if (atomic_flag_test_and_set(&is_starting)) return;
    static bool watches_forks;
    if (!watches_forks) watches_forks = pthread_atfork(NULL, NULL, forget_workers) == 0;
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) == 0) {
        pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
        sigset_t all, before;  // Signals are the program's business, not the workers'.
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before);
        for (int32_t count; (count = atomic_load(&worker_count)) < wanted; atomic_store(&worker_count, count + 1)) {
            pthread_t thread;
            if (pthread_create(&thread, &attributes, worker_loop, &workers[count])) break;
        }
        pthread_sigmask(SIG_SETMASK, &before, NULL);
        pthread_attr_destroy(&attributes);
    }
    atomic_flag_clear(&is_starting);
}

/// One caller's work.
typedef struct {
    chunk_body body;
    void *context;
    int64_t count, chunks;
    int64_t next;  // the first chunk that is neither posted nor run
    int32_t posts;
    struct {
        int64_t chunk;
        int32_t worker;
        uint32_t word;  // the worker's, when it was posted
    } post[MK_MAXIMUM_THREADS];
} job;

/// Where chunk i begins.
static int64_t bound(const job *j, int64_t i) { return (int64_t)((__int128)j->count * i / j->chunks); }

static void run_chunk(const job *j, int64_t i) { j->body(j->context, bound(j, i), bound(j, i + 1)); }

/// Where this thread found a worker last: the one that is likely to be awake still.
static _Thread_local int32_t favourite;

/// Posts chunks to idle workers as far as there are any.
static void post_chunks(job *j) {
    const int32_t count = atomic_load(&worker_count);
    for (int32_t tried = 0; tried < count && j->next < j->chunks; tried++) {
        const int32_t index = favourite + tried < count ? favourite + tried : favourite + tried - count;
        worker *w = &workers[index];
        const uint32_t idle = atomic_load_explicit(&w->word.value, memory_order_relaxed);
        const uint32_t claimed = idle + STATES + CLAIMED;
        if (state_of(idle) != IDLE || !change(w, idle, claimed)) continue;
        const int64_t i = j->next++;
        w->body = j->body;
        w->context = j->context;
        w->begin = bound(j, i);
        w->end = bound(j, i + 1);
        w->features = mk_own_features;
        const uint32_t posted = with_state(claimed, POSTED);
        atomic_store(&w->word.value, posted);
        mk_word_notify(&w->word);
        j->post[j->posts].chunk = i;
        j->post[j->posts].worker = index;
        j->post[j->posts++].word = posted;
    }
    if (j->posts) favourite = j->post[0].worker;
}

/// Runs all chunks, here and on workers, of which the process may have `most`.
static void run_job(job *j, int32_t most) {
    post_chunks(j);
    if (j->next < j->chunks && atomic_load(&worker_count) < most) {
        const int64_t wanted = atomic_load(&worker_count) + (j->chunks - j->next);
        start_workers(wanted < most ? (int32_t)wanted : most);
        post_chunks(j);
    }
    if (j->posts) atomic_fetch_add_explicit(&shared_count, 1, memory_order_relaxed);
    run_chunk(j, 0);
    while (j->next < j->chunks) {
        run_chunk(j, j->next++);
        post_chunks(j);  // to those that others need no more
    }
    for (int32_t i = j->posts - 1; i >= 0; i--)
        if (change(&workers[j->post[i].worker], j->post[i].word, with_state(j->post[i].word, IDLE)))
            run_chunk(j, j->post[i].chunk);
    for (int32_t i = 0; i < j->posts; i++)
        mk_word_await_change(&workers[j->post[i].worker].word, with_state(j->post[i].word, RUNNING));
}

int64_t mk_shared_count(void) { return atomic_load_explicit(&shared_count, memory_order_relaxed); }

void mk_parallel(int32_t threads, int64_t count, chunk_body body, void *context) {
    if (count <= 0) return;
    if (threads <= 1 || count == 1 || is_inside) {
        body(context, 0, count);
        return;
    }
    const int32_t budget = mk_thread_budget(), total = mk_process_thread_budget();
    mk_caller *caller = mk_caller_begin(budget);
    int64_t chunks = mk_caller_share(caller, budget, total);
    if (chunks > threads) chunks = threads;
    if (chunks > count) chunks = count;
    is_inside = true;
    if (chunks > 1) {
        job j;  // its posts are written as they are made
        j.body = body;
        j.context = context;
        j.count = count;
        j.chunks = chunks;
        j.next = 1;
        j.posts = 0;
        run_job(&j, (budget > total ? budget : total) - 1);
    } else {
        body(context, 0, count);
    }
    is_inside = false;
    mk_caller_end(caller);
}
