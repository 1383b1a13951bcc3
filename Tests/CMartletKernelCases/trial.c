// Running cases.
#include "builders.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GUARD 128
#define FILLING 0xA5

void *trial_memory(mk_trial *t, int64_t bytes) {
    const int64_t count = 2 * GUARD + (bytes + 63) / 64 * 64;
    unsigned char *block = t->block_count < TRIAL_BLOCKS ? aligned_alloc(64, (size_t)count) : NULL;
    if (!block) abort();
    memset(block, FILLING, (size_t)count);
    t->blocks[t->block_count].bytes = block;
    t->blocks[t->block_count++].count = bytes;
    return block + GUARD;
}

static uint64_t next_bits(mk_trial *t) {
    t->random ^= t->random << 13;
    t->random ^= t->random >> 7;
    return t->random ^= t->random << 17;
}

float *trial_floats(mk_trial *t, int64_t count, float low, float high) {
    float *x = trial_memory(t, count * (int64_t)sizeof *x);
    for (int64_t i = 0; i < count; i++) x[i] = low + (high - low) * (float)(next_bits(t) >> 40) * 0x1p-24f;
    return x;
}

int32_t *trial_integers(mk_trial *t, int64_t count, int32_t low, int32_t high) {
    int32_t *x = trial_memory(t, count * (int64_t)sizeof *x);
    for (int64_t i = 0; i < count; i++) x[i] = low + (int32_t)(next_bits(t) % (uint64_t)(high - low));
    return x;
}

uint8_t *trial_bytes(mk_trial *t, int64_t count) {
    uint8_t *x = trial_memory(t, count);
    for (int64_t i = 0; i < count; i++) x[i] = (uint8_t)(next_bits(t) >> 32);
    return x;
}

void trial_compare(mk_trial *t, const void *elements, int64_t count, mk_dtype dtype, double tolerance) {
    if (t->result_count == TRIAL_RESULTS) abort();
    t->results[t->result_count].elements = elements;
    t->results[t->result_count].count = count;
    t->results[t->result_count].dtype = dtype;
    t->results[t->result_count++].tolerance = tolerance;
}

float *trial_result(mk_trial *t, int64_t count, double tolerance) {
    float *x = trial_memory(t, count * (int64_t)sizeof *x);
    trial_compare(t, x, count, MK_FLOAT32, tolerance);
    return x;
}

void trial_add(mk_trial *t, mk_call call, void *const operands[MK_OPERANDS]) {
    if (t->call_count == TRIAL_CALLS) abort();
    memcpy(call.operand, operands, sizeof call.operand);
    t->calls[t->call_count++] = call;
}

static const struct {
    const char *family, *name;
    trial_builder build;
} cases[] = {
#define CASE(family, name, build) {#family, #name, build},
#include "cases.inc"
#undef CASE
};

mk_trial *mk_trial_begin(const mk_kernel *variant, int64_t size) {
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (strcmp(cases[i].family, variant->family) || strcmp(cases[i].name, variant->name)) continue;
        mk_trial *t = calloc(1, sizeof *t);
        if (!t) abort();
        t->size = size;
        t->features = variant->needs;
        t->random = 0x9E3779B97F4A7C15;
        const mk_features before = mk_exchange_own_features(variant->needs);
        cases[i].build(t);
        mk_exchange_own_features(before);
        return t;
    }
    return NULL;
}

void mk_trial_run(mk_trial *t) {
    mk_run(t->calls, t->call_count);
    if (!t->step) return;
    const mk_features before = mk_exchange_own_features(t->features);
    t->step(t);
    mk_exchange_own_features(before);
}

void mk_trial_end(mk_trial *t) {
    for (int32_t i = 0; i < t->block_count; i++) free(t->blocks[i].bytes);
    free(t);
}

static const char *words(const char *format, ...) __attribute__((format(printf, 1, 2)));
static const char *words(const char *format, ...) {
    static _Thread_local char text[200];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return text;
}

static int64_t result_size(const mk_trial *t, int32_t r) {
    return t->results[r].count * mk_dtype_size(t->results[r].dtype);
}

int64_t mk_trial_result_size(const mk_trial *t) {
    int64_t size = 0;
    for (int32_t r = 0; r < t->result_count; r++) size += result_size(t, r);
    return size;
}

void mk_trial_copy_results(const mk_trial *t, void *bytes) {
    unsigned char *to = bytes;
    for (int32_t r = 0; r < t->result_count; to += result_size(t, r++))
        memcpy(to, t->results[r].elements, (size_t)result_size(t, r));
}

const char *mk_trial_difference(const mk_trial *t, const void *bytes) {
    const unsigned char *other = bytes;
    for (int32_t r = 0; r < t->result_count; other += result_size(t, r++)) {
        if (t->results[r].dtype != MK_FLOAT32) {
            if (!memcmp(t->results[r].elements, other, (size_t)result_size(t, r))) continue;
            return words("result %d has other bytes", r);
        }
        const float *x = t->results[r].elements;
        for (int64_t i = 0; i < t->results[r].count; i++) {
            float y;
            memcpy(&y, other + i * (int64_t)sizeof y, sizeof y);
            if (x[i] == y || (isnan(x[i]) && isnan(y))) continue;
            const double bound = t->results[r].tolerance + 8 * 0x1p-23 * fabs((double)y);
            if (!(fabs((double)x[i] - (double)y) <= bound))
                return words("result %d has %.9g at %lld, not %.9g within %.2g", r, (double)x[i], (long long)i,
                             (double)y, bound);
        }
    }
    return NULL;
}

/// Whether nothing was written beside a trial's memory.
static bool is_whole(const mk_trial *t) {
    for (int32_t i = 0; i < t->block_count; i++) {
        const unsigned char *bytes = t->blocks[i].bytes;
        const int64_t end = GUARD + t->blocks[i].count, whole = 2 * GUARD + (t->blocks[i].count + 63) / 64 * 64;
        for (int64_t j = 0; j < whole; j++)
            if ((j < GUARD || j >= end) && bytes[j] != FILLING) return false;
    }
    return true;
}

static bool reaches(const mk_trial *t, const mk_kernel *variant) {
    if (t->step) return true;  // a function chooses for itself when it runs
    for (int32_t i = 0; i < t->call_count; i++)
        if (t->calls[i].run == variant->function) return true;
    return false;
}

const char *mk_twin_failure(const mk_kernel *variant, int64_t size) {
    mk_kernel scalar = *variant;
    scalar.needs = 0;
    mk_trial *t = mk_trial_begin(variant, size), *twin = mk_trial_begin(&scalar, size);
    if (!t || !twin) return words("has no case");
    const char *failure = NULL;
    void *results = NULL;
    if (!reaches(t, variant)) failure = words("is not reached by its case");
    mk_trial_run(t);
    mk_trial_run(twin);
    if (!failure && t->result_count == 0) failure = words("has a case without results");
    if (!failure && !(results = malloc((size_t)mk_trial_result_size(twin)))) abort();
    if (!failure) {
        mk_trial_copy_results(twin, results);
        failure = mk_trial_difference(t, results);
    }
    free(results);
    if (!failure && !is_whole(t)) failure = words("writes beside its operands");
    mk_trial_end(t);
    mk_trial_end(twin);
    return failure;
}
