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

/// What a thread has yet to take of the work: units [begin, end), the ends in the halves of one word.
typedef struct {
    _Alignas(64) _Atomic(uint64_t) left;
} share;

/// One caller's work. Each thread that takes part has a slot, and the share of this number to begin with.
typedef struct {
    mk_slot_body body;
    void *context;
    int64_t count, unit;  // items, and as many of them as are never parted
    uint32_t least;       // the fewest units of a piece
    int32_t slots, posts;
    struct {
        int32_t worker;
        uint32_t word;  // the worker's, when the slot was posted
    } post[MK_MAXIMUM_THREADS];
    share shares[MK_MAXIMUM_THREADS];
} job;

/// A worker, and its slot in somebody's work: one that is idle is claimed by a caller, which writes the slot and posts
/// it; the worker takes part, unless the caller has finished before and withdraws it. So nobody waits for a worker that
/// has not got round to starting, and several callers have each their workers.
typedef struct {
    _Alignas(128) mk_word word;  // a state, above it the number of claims; with the slot on cache lines of its own
    job *work;
    int32_t slot;
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

static uint64_t units(uint32_t begin, uint32_t end) { return (uint64_t)end << 32 | begin; }

/// Takes a piece of a share: half of what is left, from its beginning if it is one's own, else from its end.
static bool take(share *s, bool is_own, uint32_t least, uint32_t *begin, uint32_t *end) {
    uint64_t left = atomic_load(&s->left), rest;
    do {
        *begin = (uint32_t)left;
        *end = (uint32_t)(left >> 32);
        if (*begin >= *end) return false;
        const uint32_t all = *end - *begin, half = all - all / 2, size = half > least ? half : least < all ? least : all;
        if (is_own) *end = *begin + size;
        else *begin = *end - size;
        rest = is_own ? units(*end, (uint32_t)(left >> 32)) : units((uint32_t)left, *begin);
    } while (!atomic_compare_exchange_weak(&s->left, &left, rest));
    return true;
}

static bool change(worker *w, uint32_t from, uint32_t to) {
    return atomic_compare_exchange_strong(&w->word.value, &from, to);
}

static void post_slots(job *j);

/// Takes part in some work until nothing of it is left: first in one's own share, then in the others'.
static void take_part(job *j, int32_t slot) {
    for (int32_t i = 0; i < j->slots; i++) {
        const int32_t owner = slot + i < j->slots ? slot + i : slot + i - j->slots;
        for (uint32_t begin, end; take(&j->shares[owner], i == 0, j->least, &begin, &end);) {
            const int64_t last = end * j->unit;
            j->body(j->context, slot, begin * j->unit, last < j->count ? last : j->count);
            if (slot == 0) post_slots(j);  // to those that others need no more
        }
    }
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
            take_part(self->work, self->slot);
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

/// Where this thread found a worker last: the one that is likely to be awake still.
static _Thread_local int32_t favourite;

/// Posts slots that nobody has yet to idle workers, as far as there are any.
static void post_slots(job *j) {
    if (j->posts + 1 == j->slots) return;
    const int32_t count = atomic_load(&worker_count);
    for (int32_t tried = 0; tried < count && j->posts + 1 < j->slots; tried++) {
        const int32_t index = favourite + tried < count ? favourite + tried : favourite + tried - count;
        worker *w = &workers[index];
        const uint32_t idle = atomic_load_explicit(&w->word.value, memory_order_relaxed);
        const uint32_t claimed = idle + STATES + CLAIMED;
        if (state_of(idle) != IDLE || !change(w, idle, claimed)) continue;
        w->work = j;
        w->slot = j->posts + 1;
        w->features = mk_own_features;
        const uint32_t posted = with_state(claimed, POSTED);
        j->post[j->posts].worker = index;
        j->post[j->posts++].word = posted;
        atomic_store(&w->word.value, posted);
        mk_word_notify(&w->word);
    }
    if (j->posts) favourite = j->post[0].worker;
}

/// Does all of the work, here and on workers, of which the process may have `most`.
static void run_job(job *j, int32_t most) {
    post_slots(j);
    const int32_t count = atomic_load(&worker_count), lacking = j->slots - 1 - j->posts;
    if (lacking && count < most) {
        start_workers(count + lacking < most ? count + lacking : most);
        post_slots(j);
    }
    if (j->posts) atomic_fetch_add_explicit(&shared_count, 1, memory_order_relaxed);
    take_part(j, 0);
    for (int32_t i = 0; i < j->posts; i++) {
        worker *w = &workers[j->post[i].worker];
        const uint32_t word = j->post[i].word;
        if (!change(w, word, with_state(word, IDLE))) mk_word_await_change(&w->word, with_state(word, RUNNING));
    }
}

/// The pieces that an undisturbed thread makes of its share, at most.
#define PIECES 8

/// Gives each slot an equal share of the work.
static void divide(job *j, int64_t count, int32_t slots) {
    j->unit = count / UINT32_MAX + 1;
    const uint64_t all = (uint64_t)((count + j->unit - 1) / j->unit);
    const uint64_t least = all / (uint64_t)slots / PIECES;
    j->count = count;
    j->slots = slots;
    j->least = least ? (uint32_t)least : 1;
    for (int32_t i = 0; i < slots; i++) {
        const uint64_t begin = all * (uint64_t)i / (uint64_t)slots, end = all * (uint64_t)(i + 1) / (uint64_t)slots;
        atomic_init(&j->shares[i].left, units((uint32_t)begin, (uint32_t)end));
    }
}

int64_t mk_shared_count(void) { return atomic_load_explicit(&shared_count, memory_order_relaxed); }

void mk_parallel_slots(int32_t threads, int64_t count, mk_slot_body body, void *context) {
    if (count <= 0) return;
    if (threads <= 1 || count == 1 || is_inside) {
        body(context, 0, 0, count);
        return;
    }
    const int32_t budget = mk_thread_budget(), total = mk_process_thread_budget();
    mk_caller *caller = mk_caller_begin(budget);
    int32_t slots = mk_caller_share(caller, budget, total);
    if (slots > threads) slots = threads;
    if (slots > count) slots = (int32_t)count;
    is_inside = true;
    if (slots > 1) {
        job j;  // most of it is never used
        j.body = body;
        j.context = context;
        j.posts = 0;
        divide(&j, count, slots);
        run_job(&j, (budget > total ? budget : total) - 1);
    } else {
        body(context, 0, 0, count);
    }
    is_inside = false;
    mk_caller_end(caller);
}

/// What `mk_parallel` is asked for.
typedef struct {
    void (*body)(void *context, int64_t begin, int64_t end);
    void *context;
} slotless;

static void run_slotless(void *context, int32_t slot, int64_t begin, int64_t end) {
    (void)slot;
    const slotless *s = context;
    s->body(s->context, begin, end);
}

void mk_parallel(
    int32_t threads, int64_t count, void (*body)(void *context, int64_t begin, int64_t end), void *context) {
    mk_parallel_slots(threads, count, run_slotless, &(slotless){body, context});
}
