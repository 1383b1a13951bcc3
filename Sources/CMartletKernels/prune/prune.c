// Masks by magnitude: the k-th largest is found digit by digit.
#include "../include/martlet_prune.h"

#include "../include/martlet_pool.h"

#include <math.h>
#include <string.h>

bool mk_prune_is_due(const mk_prune_schedule *s, int64_t step) {
    return step >= s->begin && (s->end < 0 || step <= s->end) && (step - s->begin) % s->frequency == 0;
}

float mk_prune_sparsity(const mk_prune_schedule *s, int64_t step) {
    if (s->end < 0 || s->initial == s->final) return s->final;
    const float length = (float)(s->end - s->begin);
    const float passed = length > 0 ? fminf(1, fmaxf(0, (float)(step - s->begin) / length)) : 1;
    return (s->initial - s->final) * powf(1 - passed, s->power) + s->final;
}

/// A number's magnitude as an integer, in the same order; NaN is the largest.
static inline uint32_t magnitude(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits & INT32_MAX;
}

/// The bits of a magnitude's digits, from the highest.
static const int digits[MK_PRUNE_DIGITS] = {11, 10, 10};
#define MOST_DIGITS (1 << 11)

/// The numbers that a thread takes at once.
#define STRETCH 16384

/// A search for the k-th largest magnitude, k from 1, a digit at a time: what is known of it, the k that is left among the
/// numbers that begin like that, and for each slot how many of these there are by their next digit.
typedef struct {
    int64_t k;
    int64_t found;
    int64_t counts[];
} search;

static int64_t search_size(int32_t threads) {
    return (int64_t)sizeof(search) + MOST_DIGITS * threads * (int64_t)sizeof(int64_t);
}

/// Numbers that are counted.
typedef struct {
    search *search;
    const float *x;
    int64_t n;
    int above, below;  ///< the digit's bits
} counting;

static void count_stretches(void *context, int32_t slot, int64_t begin, int64_t end) {
    const counting *c = context;
    int64_t *counts = c->search->counts + slot * MOST_DIGITS;
    const uint32_t found = (uint32_t)c->search->found, digit = (1u << (c->above - c->below)) - 1;
    const int64_t last = end * STRETCH < c->n ? end * STRETCH : c->n;
    for (int64_t i = begin * STRETCH; i < last; i++) {
        const uint32_t m = magnitude(c->x[i]);
        if (m >> c->above == found >> c->above) counts[m >> c->below & digit]++;
    }
}

/// The lowest bit of the digit of a number.
static int lowest_bit(int digit) {
    int bit = 31;
    for (int i = 0; i <= digit; i++) bit -= digits[i];
    return bit;
}

static void begin_digit(search *s, int32_t threads) {
    memset(s->counts, 0, sizeof(int64_t) * MOST_DIGITS * (size_t)threads);
}

static void count_digit(search *s, int digit, const float *x, int64_t n, int32_t threads) {
    const int below = lowest_bit(digit);
    counting c = {.search = s, .x = x, .n = n, .above = below + digits[digit], .below = below};
    mk_parallel_slots(threads, (n + STRETCH - 1) / STRETCH, count_stretches, &c);
}

static void end_digit(search *s, int digit, int32_t threads) {
    int64_t *counts = s->counts;
    for (int32_t slot = 1; slot < threads; slot++)
        for (int64_t i = 0; i < MOST_DIGITS; i++) counts[i] += counts[slot * MOST_DIGITS + i];
    int64_t i = (1 << digits[digit]) - 1;
    for (; i > 0 && counts[i] < s->k; i--) s->k -= counts[i];
    s->found |= i << lowest_bit(digit);
}

/// How many of n stay after a step.
static int64_t kept(int64_t n, const mk_prune_schedule *schedule, int64_t step) {
    const float kept = rintf((float)n * (1 - mk_prune_sparsity(schedule, step)));
    return kept < 1 ? 1 : kept > (float)n ? n : (int64_t)kept;
}

static void begin_search(search *s, int64_t n, const mk_prune_schedule *schedule, int64_t step) {
    s->found = 0;
    s->k = kept(n, schedule, step);
}

static int64_t blocks(int64_t length, int32_t block) { return (length + block - 1) / block; }

/// What of each block its weights are judged by.
static void judge(const mk_prune_parameters *p, const float *weights, float *judged) {
    for (int64_t top = 0; top < p->rows; top += p->block_rows)
        for (int64_t left = 0; left < p->columns; left += p->block_columns) {
            float sum = 0, most = 0;
            int64_t count = 0;
            for (int64_t i = top; i < top + p->block_rows && i < p->rows; i++)
                for (int64_t j = left; j < left + p->block_columns && j < p->columns; j++, count++) {
                    const float m = fabsf(weights[i * p->columns + j]);
                    sum += m;
                    most = fmaxf(most, m);
                }
            *judged++ = p->largest ? most : sum / (float)count;
        }
}

/// Keeps all but the `zeros` least of each `of` in a column.
static void keep_some(const mk_prune_parameters *p, const float *weights, uint8_t *mask) {
    memset(mask, 1, (size_t)(p->rows * p->columns));
    for (int64_t column = 0; column < p->columns; column++)
        for (int64_t top = 0, end; top < p->rows; top = end) {
            const int64_t run_end = (top / p->run + 1) * p->run;
            end = top + p->of < run_end ? top + p->of : run_end;
            for (int32_t gone = 0; gone < p->zeros && gone < end - top; gone++) {
                int64_t least = -1;
                for (int64_t i = top; i < end; i++) {
                    const int64_t at = i * p->columns + column;
                    if (mask[at] && (least < 0 || magnitude(weights[at]) <= magnitude(weights[least]))) least = at;
                }
                mask[least] = 0;
            }
        }
}

/// What stays: what is judged to be as large as the least that does.
typedef struct {
    const mk_prune_parameters *p;
    const float *judged;
    uint32_t least;
    uint8_t *mask;
} keeping;

static void keep_rows(void *context, int64_t begin, int64_t end) {
    const keeping *k = context;
    const mk_prune_parameters *p = k->p;
    const int64_t across = blocks(p->columns, p->block_columns);
    for (int64_t i = begin; i < end; i++) {
        const float *judged = k->judged + i / p->block_rows * across;
        uint8_t *mask = k->mask + i * p->columns;
        for (int64_t j = 0, block = 0, left = p->block_columns; j < p->columns; j++, left--) {
            if (left == 0) block++, left = p->block_columns;
            mask[j] = magnitude(judged[block]) >= k->least;
        }
    }
}

static void prune(const mk_call *call) {
    const mk_prune_parameters *p = MK_PARAMETERS(call, mk_prune_parameters);
    const float *weights = call->operand[0];
    uint8_t *mask = call->operand[3];
    const int64_t step = *(const int64_t *)call->operand[2], count = p->rows * p->columns;
    if (!(p->of > 0 ? step == 1 : mk_prune_is_due(&p->schedule, step))) {
        if (mask != call->operand[1]) memcpy(mask, call->operand[1], (size_t)count);
        return;
    }
    if (p->of > 0) {
        keep_some(p, weights, mask);
        return;
    }
    keeping k = {.p = p, .judged = weights, .mask = mask};
    if (p->global) {
        k.least = magnitude(*(const float *)call->operand[5]);
    } else {
        search *s = call->operand[4];
        const int64_t n = blocks(p->rows, p->block_rows) * blocks(p->columns, p->block_columns);
        if (n < count) {
            float *judged = (float *)((char *)s + search_size(p->threads));
            judge(p, weights, judged);
            k.judged = judged;
        }
        begin_search(s, n, &p->schedule, step);
        for (int digit = 0; digit < MK_PRUNE_DIGITS; digit++) {
            begin_digit(s, p->threads);
            count_digit(s, digit, k.judged, n, p->threads);
            end_digit(s, digit, p->threads);
        }
        k.least = (uint32_t)s->found;
    }
    mk_parallel(p->threads, p->rows, keep_rows, &k);
}

int64_t mk_prune_scratch(mk_prune_parameters p) {
    const int64_t n = blocks(p.rows, p.block_rows) * blocks(p.columns, p.block_columns);
    return search_size(p.threads) + (n < p.rows * p.columns ? n * (int64_t)sizeof(float) : 0);
}

mk_call mk_prune(mk_prune_parameters p) {
    mk_call call = {.run = prune};
    memcpy(call.parameters, &p, sizeof p);
    return call;
}

static void count_magnitudes(const mk_call *call) {
    const mk_prune_threshold_parameters *p = MK_PARAMETERS(call, mk_prune_threshold_parameters);
    search *s = call->operand[2];
    const int64_t step = *(const int64_t *)call->operand[1];
    const bool is_due = mk_prune_is_due(&p->schedule, step), is_end = p->last && p->digit == MK_PRUNE_DIGITS - 1;
    if (is_due) {
        if (p->first && p->digit == 0) begin_search(s, p->total, &p->schedule, step);
        if (p->first) begin_digit(s, p->threads);
        count_digit(s, p->digit, call->operand[0], p->count, p->threads);
        if (p->last) end_digit(s, p->digit, p->threads);
    }
    if (is_end) {
        const uint32_t least = is_due ? (uint32_t)s->found : 0;
        memcpy(call->operand[3], &least, sizeof least);
    }
}

int64_t mk_prune_threshold_scratch(mk_prune_threshold_parameters p) { return search_size(p.threads); }

mk_call mk_prune_threshold(mk_prune_threshold_parameters p) {
    mk_call call = {.run = count_magnitudes};
    memcpy(call.parameters, &p, sizeof p);
    return call;
}
