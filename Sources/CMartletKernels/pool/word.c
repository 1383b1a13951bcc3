#define _GNU_SOURCE
#include "word.h"

#include <pthread.h>
#include <stdbool.h>
#include <time.h>

#if defined(__linux__)
#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

/// How long to spin: longer than the pauses between the calls of one plan, shorter than a scheduler's time slice.
#define SPIN_NANOSECONDS 80000

static inline void pause_briefly(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb");
#endif
}

static int64_t nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static bool changes_while_spinning(mk_word *word, uint32_t value) {
    for (int64_t end = 0;;) {
        for (int i = 0; i < 64; i++) {
            if (atomic_load_explicit(&word->value, memory_order_acquire) != value) return true;
            pause_briefly();
        }
        int64_t now = nanoseconds();
        if (!end) end = now + SPIN_NANOSECONDS;
        if (now >= end) return false;
    }
}

#if defined(__linux__)
static void sleep_while(mk_word *word, uint32_t value) {
    syscall(SYS_futex, &word->value, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}
static void wake(mk_word *word) { syscall(SYS_futex, &word->value, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0); }
#else
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static void sleep_while(mk_word *word, uint32_t value) {
    pthread_mutex_lock(&mutex);
    if (atomic_load(&word->value) == value) pthread_cond_wait(&changed, &mutex);
    pthread_mutex_unlock(&mutex);
}
static void wake(mk_word *word) {
    (void)word;
    pthread_mutex_lock(&mutex);
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}
#endif

void mk_word_await_change(mk_word *word, uint32_t value) {
    if (changes_while_spinning(word, value)) return;
    atomic_fetch_add(&word->sleepers, 1);
    while (atomic_load(&word->value) == value) sleep_while(word, value);
    atomic_fetch_sub(&word->sleepers, 1);
}

void mk_word_notify(mk_word *word) {
    if (atomic_load(&word->sleepers)) wake(word);
}
