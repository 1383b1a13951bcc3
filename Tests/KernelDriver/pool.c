// Many callers' work at once, for the thread sanitizer: every index is visited once, whoever runs it.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "martlet_dispatch.h"
#include "martlet_pool.h"

enum { COUNT = 100, CALLS = 2000, CALLERS = 80 };
static _Atomic(int64_t) wrong;

typedef struct {
    int64_t visits[COUNT];
    mk_features features;
} work;

static void visit(void *context, int64_t begin, int64_t end) {
    work *w = context;
    for (int64_t i = begin; i < end; i++) w->visits[i]++;
    if (mk_features_in_use() != w->features) atomic_fetch_add(&wrong, 1);
}

static void *call(void *argument) {
    const int64_t index = (int64_t)(intptr_t)argument;
    mk_exchange_own_thread_budget((int32_t)(1 + index % 4));
    if (index % 2) mk_exchange_own_features(0);
    work w = {.features = mk_features_in_use()};
    for (int64_t i = 0; i < CALLS; i++) {
        mk_parallel((int32_t)(1 + i % 5), COUNT, visit, &w);
        if (i % 500 == 0) usleep(300);  // long enough for workers to fall asleep
    }
    for (int i = 0; i < COUNT; i++)
        if (w.visits[i] != CALLS) atomic_fetch_add(&wrong, 1);
    return NULL;
}

int main(void) {
    for (int round = 0; round < 6; round++) {
        pthread_t threads[CALLERS];
        const int64_t callers = round == 5 ? CALLERS : 6;
        for (int64_t i = 0; i < callers; i++) pthread_create(&threads[i], NULL, call, (void *)(intptr_t)i);
        for (int64_t i = 0; i < callers; i++) pthread_join(threads[i], NULL);
    }
    printf("%lld wrong\n", (long long)atomic_load(&wrong));
    return wrong != 0;
}
