#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>

#include "../include/martlet_pool.h"
#include "budget.h"
#include "word.h"

typedef void (*chunk_body)(void *context, int64_t begin, int64_t end);

/// What the threads work on. Written by the caller that holds `busy`, read by workers between the change of their
/// ticket and their part in `unfinished`.
static struct {
    chunk_body body;
    void *context;
    int64_t count;
    int64_t chunks;
} work;

static atomic_flag busy = ATOMIC_FLAG_INIT;
/// The number of workers that have yet to finish their chunk.
static mk_word unfinished;
static int32_t workers;
/// Ticket i changes when worker i has a chunk; each on a cache line of its own. Ticket 0 would be the caller's.
static struct {
    _Alignas(128) mk_word word;
} tickets[MK_MAXIMUM_THREADS];

static void run_chunk(int64_t i) {
    // In 128 bits, since count · i may exceed 64.
    int64_t begin = (int64_t)((__int128)work.count * i / work.chunks);
    int64_t end = (int64_t)((__int128)work.count * (i + 1) / work.chunks);
    work.body(work.context, begin, end);
}

static void *worker_loop(void *argument) {
    int64_t index = (int64_t)(intptr_t)argument;
    for (uint32_t seen = 0;; seen++) {
        mk_word_await_change(&tickets[index].word, seen);
        run_chunk(index);
        if (atomic_fetch_sub(&unfinished.value, 1) == 1) mk_word_notify(&unfinished);
    }
    return NULL;
}

/// A forked child has only the thread that forked.
static void forget_workers(void) {
    workers = 0;
    atomic_store(&unfinished.value, 0);
    atomic_store(&unfinished.sleepers, 0);
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
    work.body = body;
    work.context = context;
    work.count = count;
    work.chunks = chunks;
    atomic_store_explicit(&unfinished.value, (uint32_t)(chunks - 1), memory_order_relaxed);
    for (int64_t i = 1; i < chunks; i++) {
        atomic_fetch_add(&tickets[i].word.value, 1);
        mk_word_notify(&tickets[i].word);
    }
    run_chunk(0);
    for (uint32_t left; (left = atomic_load(&unfinished.value));) mk_word_await_change(&unfinished, left);
}

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
