#define _GNU_SOURCE
#include "budget.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../include/martlet_pool.h"

static int32_t clamp(long threads) {
    return threads < 1 ? 1 : threads > MK_MAXIMUM_THREADS ? MK_MAXIMUM_THREADS : (int32_t)threads;
}

/// The CPUs this process may run on.
static long online_cpus(void) {
#if defined(__linux__)
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
    return sysconf(_SC_NPROCESSORS_ONLN);
}

static int32_t initial_budget(void) {
    long cpus = online_cpus();
    const char *wish = getenv("MARTLET_THREADS");
    if (!wish || !*wish) return clamp(cpus);
    char *end;
    long cap = strtol(wish, &end, 10);
    if (*end || cap < 1) {
        fprintf(stderr, "MARTLET_THREADS=%s is not a number of threads from 1 up; no cap is set.\n", wish);
        return clamp(cpus);
    }
    return clamp(cap < cpus ? cap : cpus);
}

static _Atomic(int32_t) process_budget;
static _Thread_local int32_t own_budget;
static _Atomic(mk_budget_source) source;

int32_t mk_process_thread_budget(void) {
    int32_t budget = atomic_load_explicit(&process_budget, memory_order_relaxed);
    if (!budget) {
        int32_t unset = 0;
        budget = initial_budget();
        if (!atomic_compare_exchange_strong(&process_budget, &unset, budget)) budget = unset;
    }
    return budget;
}

int32_t mk_thread_budget(void) {
    if (own_budget) return own_budget;
    const mk_budget_source ask = atomic_load_explicit(&source, memory_order_relaxed);
    const int32_t budget = ask ? ask() : 0;
    return budget ? clamp(budget) : mk_process_thread_budget();
}

void mk_set_thread_budget(int32_t threads) { atomic_store(&process_budget, clamp(threads)); }

int32_t mk_exchange_own_thread_budget(int32_t threads) {
    int32_t before = own_budget;
    own_budget = threads ? clamp(threads) : 0;
    return before;
}

void mk_set_budget_source(mk_budget_source ask) { atomic_store(&source, ask); }
