// A word that one thread changes and another waits on: first spinning, then asleep.
#pragma once

#include <stdatomic.h>
#include <stdint.h>

typedef struct {
    _Atomic(uint32_t) value;
    _Atomic(uint32_t) sleepers;
} mk_word;

/// Returns once `word` no longer holds `value`; everything before the change happens before the return.
void mk_word_await_change(mk_word *word, uint32_t value);

/// Wakes who sleeps on `word`. To be called after each (sequentially consistent) change that somebody may wait for.
void mk_word_notify(mk_word *word);
