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
static const int digits[] = {11, 10, 10};
#define MOST_DIGITS (1 << 11)

/// The numbers that a thread takes at once.
#define STRETCH 16384

/// Numbers of which those are counted that have the same digits above, by their next digit.
typedef struct {
    const float *x;
    int64_t n;
    uint32_t found;
    int above, below;
    int64_t *counts;  ///< each slot's
} counting;

static void count_stretches(void *context, int32_t slot, int64_t begin, int64_t end) {
    const counting *c = context;
    int64_t *counts = c->counts + slot * MOST_DIGITS;
    const uint32_t digit = (1u << (c->above - c->below)) - 1;
    const int64_t last = end * STRETCH < c->n ? end * STRETCH : c->n;
    for (int64_t i = begin * STRETCH; i < last; i++) {
        const uint32_t m = magnitude(c->x[i]);
        if (m >> c->above == c->found >> c->above) counts[m >> c->below & digit]++;
    }
}

/// The k-th largest magnitude of n numbers, k from 1.
static uint32_t largest(const float *x, int64_t n, int64_t k, int32_t threads, int64_t *counts) {
    counting c = {.x = x, .n = n, .above = 31, .counts = counts};
    for (int i = 0; i < 3; i++, c.above = c.below) {
        c.below = c.above - digits[i];
        memset(counts, 0, sizeof(int64_t) * MOST_DIGITS * (size_t)threads);
        mk_parallel_slots(threads, (n + STRETCH - 1) / STRETCH, count_stretches, &c);
        for (int32_t slot = 1; slot < threads; slot++)
            for (int64_t digit = 0; digit < MOST_DIGITS; digit++) counts[digit] += counts[slot * MOST_DIGITS + digit];
        int64_t digit = (1 << digits[i]) - 1;
        for (; digit > 0 && counts[digit] < k; digit--) k -= counts[digit];
        c.found |= (uint32_t)digit << c.below;
    }
    return c.found;
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
    int64_t *counts = call->operand[4];
    const int64_t n = blocks(p->rows, p->block_rows) * blocks(p->columns, p->block_columns);
    keeping k = {.p = p, .judged = weights, .mask = mask};
    if (n < count) {
        float *judged = (float *)(counts + MOST_DIGITS * p->threads);
        judge(p, weights, judged);
        k.judged = judged;
    }
    const float kept = rintf((float)n * (1 - mk_prune_sparsity(&p->schedule, step)));
    k.least = largest(k.judged, n, kept < 1 ? 1 : kept > (float)n ? n : (int64_t)kept, p->threads, counts);
    mk_parallel(p->threads, p->rows, keep_rows, &k);
}

int64_t mk_prune_scratch(mk_prune_parameters p) {
    const int64_t n = blocks(p.rows, p.block_rows) * blocks(p.columns, p.block_columns);
    return MOST_DIGITS * p.threads * (int64_t)sizeof(int64_t) + (n < p.rows * p.columns ? n * (int64_t)sizeof(float) : 0);
}

mk_call mk_prune(mk_prune_parameters p) {
    mk_call call = {.run = prune};
    memcpy(call.parameters, &p, sizeof p);
    return call;
}
