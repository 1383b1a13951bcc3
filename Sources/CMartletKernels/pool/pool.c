#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>

#include "../dispatch/own.h"
#include "../include/martlet_pool.h"
#include "budget.h"
#include "word.h"

typedef void (*chunk_body)(void *context, int64_t begin, int64_t end);

/// What the threads work on. Written by the caller that holds `busy` while no ticket is posted or running.
static struct {
    chunk_body body;
    void *context;
    int64_t count;
    int64_t chunks;
    uint32_t features;  // the caller's own
} work;

static atomic_flag busy = ATOMIC_FLAG_INIT;
static int32_t workers;
static _Atomic(int64_t) shared_count;

/// Worker i's part in the work, chunk i: posted by the caller, then run by the worker, unless the caller comes first
/// and withdraws it to run it itself. So nobody waits for a worker that has not got round to starting.
enum { IDLE, POSTED, RUNNING };
static struct {
    _Alignas(128) mk_word word;  // each on a cache line of its own
} tickets[MK_MAXIMUM_THREADS];   // ticket 0 would be the caller's

static void run_chunk(int64_t i) {
    // In 128 bits, since count · i may exceed 64.
    int64_t begin = (int64_t)((__int128)work.count * i / work.chunks);
    int64_t end = (int64_t)((__int128)work.count * (i + 1) / work.chunks);
    work.body(work.context, begin, end);
}

/// Whether the ticket was posted and is now in state `next`.
static bool take(mk_word *ticket, uint32_t next) {
    uint32_t posted = POSTED;
    return atomic_compare_exchange_strong(&ticket->value, &posted, next);
}

static void *worker_loop(void *argument) {
    int64_t index = (int64_t)(intptr_t)argument;
    mk_word *ticket = &tickets[index].word;
    for (;;) {
        mk_word_await_change(ticket, IDLE);
        if (!take(ticket, RUNNING)) continue;
        mk_own_features = work.features;
        run_chunk(index);
        atomic_store(&ticket->value, IDLE);
        mk_word_notify(ticket);
    }
    return NULL;
}

/// A forked child has only the thread that forked.
static void forget_workers(void) {
    workers = 0;
    memset(tickets, 0, sizeof tickets);
    atomic_flag_clear(&busy);
}

/// Starts workers until there are `wanted`, or no more can be had; the caller holds `busy`.
static void start_workers(int64_t wanted) {
    static bool watches_forks;
    if (!watches_forks) watches_forks = pthread_atfork(NULL, NULL, forget_workers) == 0;
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes)) return;
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    sigset_t all, before;  // Signals are the program's business, not the workers'.
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (workers < wanted) {
        pthread_t thread;
        if (pthread_create(&thread, &attributes, worker_loop, (void *)(intptr_t)(workers + 1))) break;
        workers++;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
}

static void run_on_workers(int64_t chunks, int64_t count, chunk_body body, void *context) {
    if (workers < chunks - 1) start_workers(chunks - 1);
    if (chunks > workers + 1) chunks = workers + 1;
    if (chunks > 1) atomic_fetch_add_explicit(&shared_count, 1, memory_order_relaxed);
    work.body = body;
    work.context = context;
    work.count = count;
    work.chunks = chunks;
    work.features = mk_own_features;
    for (int64_t i = 1; i < chunks; i++) {
        atomic_store(&tickets[i].word.value, POSTED);
        mk_word_notify(&tickets[i].word);
    }
    run_chunk(0);
    for (int64_t i = chunks - 1; i > 0; i--)
        if (take(&tickets[i].word, IDLE)) run_chunk(i);
    for (int64_t i = 1; i < chunks; i++) mk_word_await_change(&tickets[i].word, RUNNING);
}

int64_t mk_shared_count(void) { return atomic_load_explicit(&shared_count, memory_order_relaxed); }

void mk_parallel(int32_t threads, int64_t count, chunk_body body, void *context) {
    if (count <= 0) return;
    int64_t chunks = threads < count ? threads : count;
    if (chunks > 1) {
        int32_t budget = mk_thread_budget();
        if (chunks > budget) chunks = budget;
    }
    if (chunks <= 1 || atomic_flag_test_and_set_explicit(&busy, memory_order_acquire)) {
        body(context, 0, count);
        return;
    }
    run_on_workers(chunks, count, body, context);
    atomic_flag_clear_explicit(&busy, memory_order_release);
}
