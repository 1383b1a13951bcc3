#define _GNU_SOURCE
#include "callers.h"

#include <pthread.h>
#include <time.h>

#define MAXIMUM_CALLERS 64

struct mk_caller {
    _Alignas(128) _Atomic(uint32_t) beats;  // one more whenever work begins or ends, so odd meanwhile
    _Atomic(int32_t) budget;                // when work last began
    _Atomic(bool) is_taken;
};

static mk_caller callers[MAXIMUM_CALLERS];
static _Atomic(int32_t) places;  // those ever taken lie below

/// What the calling thread saw of the others when it last looked, and what followed.
static _Thread_local struct {
    mk_caller *caller;
    uint64_t time;
    int32_t budget, total, share;
    uint32_t beats[MAXIMUM_CALLERS];
} own;

static pthread_key_t key;
static bool has_key;
static void leave(void *caller) { atomic_store(&((mk_caller *)caller)->is_taken, false); }
static void make_key(void) { has_key = pthread_key_create(&key, leave) == 0; }

/// A place for the calling thread until it ends.
static mk_caller *take_place(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_key);
    for (int32_t i = 0; has_key && i < MAXIMUM_CALLERS; i++) {
        bool taken = false;
        if (!atomic_compare_exchange_strong(&callers[i].is_taken, &taken, true)) continue;
        if (pthread_setspecific(key, &callers[i])) {
            leave(&callers[i]);
            return NULL;
        }
        for (int32_t count = atomic_load(&places); count <= i;)
            if (atomic_compare_exchange_weak(&places, &count, i + 1)) break;
        return &callers[i];
    }
    return NULL;
}

static void beat(mk_caller *caller) {
    const uint32_t beats = atomic_load_explicit(&caller->beats, memory_order_relaxed);
    atomic_store_explicit(&caller->beats, beats + 1, memory_order_relaxed);
}

mk_caller *mk_caller_begin(int32_t budget) {
    if (!own.caller && !(own.caller = take_place())) return NULL;
    atomic_store_explicit(&own.caller->budget, budget, memory_order_relaxed);
    beat(own.caller);
    return own.caller;
}

void mk_caller_end(mk_caller *caller) {
    if (caller) beat(caller);
}

/// Time in units of a nanosecond or less.
static uint64_t ticks(void) {
#if defined(__x86_64__)
    return __builtin_ia32_rdtsc();
#else
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
#endif
}

/// How long a look holds.
#define WINDOW (1 << 20)

/// The part of one whose `before` first others are those before it. Who is content with less leaves it to the rest.
static int32_t part_of(int32_t total, int32_t *budgets, int32_t count, int32_t before) {
    int32_t left = total, sharers = count + 1;
    for (bool settled = true; settled;) {
        settled = false;
        for (int32_t i = 0; i < count; i++) {
            if (!budgets[i] || budgets[i] > left / sharers) continue;
            left -= budgets[i];
            budgets[i] = 0;
            sharers--;
            settled = true;
        }
    }
    int32_t rank = 0;
    for (int32_t i = 0; i < before; i++) rank += budgets[i] != 0;
    return left / sharers + (rank < left % sharers);
}

static int32_t look(const mk_caller *caller, int32_t budget, int32_t total, uint64_t now) {
    // After a pause, what went on since says nothing of who works now.
    const bool paused = now - own.time > 8 * WINDOW;
    int32_t budgets[MAXIMUM_CALLERS], count = 0, before = 0;
    const int32_t taken = atomic_load_explicit(&places, memory_order_relaxed);
    for (int32_t i = 0; i < taken; i++) {
        const uint32_t beats = atomic_load_explicit(&callers[i].beats, memory_order_relaxed);
        const bool works = beats & 1 || (beats != own.beats[i] && !paused);
        own.beats[i] = beats;
        if (&callers[i] == caller) before = count;
        else if (works) budgets[count++] = atomic_load_explicit(&callers[i].budget, memory_order_relaxed);
    }
    if (!count) return budget;
    const int32_t part = part_of(total, budgets, count, before);
    return part < 1 ? 1 : part < budget ? part : budget;
}

int32_t mk_caller_share(mk_caller *caller, int32_t budget, int32_t total) {
    if (!caller) return 1;
    if (atomic_load_explicit(&places, memory_order_relaxed) == 1) return budget;
    const uint64_t now = ticks();
    if (now - own.time > WINDOW || own.budget != budget || own.total != total) {
        own.share = look(caller, budget, total, now);
        own.time = now;
        own.budget = budget;
        own.total = total;
    }
    return own.share;
}

void mk_callers_forget_others(void) {
    for (int32_t i = 0; i < MAXIMUM_CALLERS; i++)
        if (&callers[i] != own.caller) {
            atomic_store(&callers[i].is_taken, false);
            atomic_store(&callers[i].beats, 0);
        }
    own.time = 0;
}
