// The entry points: constants of the step, choice of the kernel, pieces for threads.
#include <math.h>

#include "../dispatch/select.h"
#include "../include/martlet_pool.h"
#include "../include/martlet_reduce.h"
#include "step.h"

/// Runs a call with numbers below the normal ones counted as zero: averages that decay would end among them, where
/// processors take many times as long. It is so on every thread, so that results don't depend on their number.
static void run_flushed(const mk_call *call) {
#if MK_X86
    const unsigned flush_to_zero = 0x8000, denormals_are_zero = 0x0040, before = _mm_getcsr();
    _mm_setcsr(before | flush_to_zero | denormals_are_zero);
    call->run(call);
    _mm_setcsr(before);
#else
    call->run(call);
#endif
}

static void run_blocks(void *context, int64_t begin, int64_t end) {
    mk_call call = *(const mk_call *)context;
    mk_optimizer_parameters *p = (mk_optimizer_parameters *)(void *)call.parameters;
    int64_t n = p->end;
    p->begin = begin * MK_OPTIMIZER_BLOCK;
    p->end = end * MK_OPTIMIZER_BLOCK < n ? end * MK_OPTIMIZER_BLOCK : n;
    run_flushed(&call);
}

/// Runs `function` over [0, n) of `operands`.
static void run(
    mk_function function, int64_t n, mk_optimizer_parameters p, int32_t threads, void *const operands[5]) {
    mk_call call;
    call.run = function;
    for (int i = 0; i < 5; i++) call.operand[i] = operands[i];
    p.begin = 0;
    p.end = n;
    *(mk_optimizer_parameters *)(void *)call.parameters = p;
    if (threads > 1 && n >= MK_OPTIMIZER_PARALLEL)
        mk_parallel(threads, (n + MK_OPTIMIZER_BLOCK - 1) / MK_OPTIMIZER_BLOCK, run_blocks, &call);
    else
        run_flushed(&call);
}

void mk_sgd(int64_t n, float *w, const float *g, float *velocity, mk_sgd_options o, int32_t threads) {
    mk_optimizer_parameters p = {
        .rate = o.learning_rate,
        .decay = o.learning_rate * o.weight_decay,
        .momentum = o.momentum,
        .nesterov = o.nesterov};
    run(MK_SELECT(optimizer, sgd), n, p, threads, (void *[5]){w, (void *)(uintptr_t)g, velocity});
}

void mk_adam(
    int64_t n, float *w, const float *g, float *m, float *v, float *maximum, mk_adam_options o, int32_t threads) {
    // Keras takes the powers of betas that are float already, and their complements in float.
    float power_1 = (float)pow((float)o.beta_1, (double)o.step), power_2 = (float)pow((float)o.beta_2, (double)o.step);
    mk_optimizer_parameters p = {
        .rate = o.learning_rate * sqrtf(1 - power_2) / (1 - power_1),
        .decay = o.learning_rate * o.weight_decay,
        .gain_1 = (float)(1 - o.beta_1),
        .gain_2 = (float)(1 - o.beta_2),
        .epsilon = o.epsilon};
    run(MK_SELECT(optimizer, adam), n, p, threads, (void *[5]){w, (void *)(uintptr_t)g, m, v, maximum});
}

void mk_rmsprop(
    int64_t n, float *w, const float *g, float *v, float *velocity, float *average, mk_rmsprop_options o,
    int32_t threads) {
    mk_optimizer_parameters p = {
        .rate = o.learning_rate,
        .decay = o.learning_rate * o.weight_decay,
        .momentum = o.momentum,
        .retained = (float)o.rho,
        .gain_2 = (float)(1 - o.rho),
        .epsilon = o.epsilon};
    run(MK_SELECT(optimizer, rmsprop), n, p, threads, (void *[5]){w, (void *)(uintptr_t)g, v, velocity, average});
}

void mk_adagrad(int64_t n, float *w, const float *g, float *accumulator, mk_adagrad_options o, int32_t threads) {
    mk_optimizer_parameters p = {
        .rate = o.learning_rate,
        .decay = o.learning_rate * o.weight_decay,
        .epsilon = o.epsilon};
    run(MK_SELECT(optimizer, adagrad), n, p, threads, (void *[5]){w, (void *)(uintptr_t)g, accumulator});
}

void mk_scale(int64_t n, float *x, float factor, int32_t threads) {
    run(MK_SELECT(optimizer, scale), n, (mk_optimizer_parameters){.rate = factor}, threads, (void *[5]){x});
}

void mk_clip(int64_t n, float *x, float limit, int32_t threads) {
    run(MK_SELECT(optimizer, clip), n, (mk_optimizer_parameters){.rate = limit}, threads, (void *[5]){x});
}

double mk_sum_squares(int64_t n, const float *x, int32_t threads) {
    mk_call call = mk_reduce((mk_reduce_parameters){
        .reduction = MK_REDUCE_SUM_SQUARES, .dtype = MK_FLOAT32, .outer = 1, .count = n, .inner = 1,
        .threads = threads});
    float result;
    call.operand[0] = (void *)(uintptr_t)x;
    call.operand[1] = &result;
    mk_run(&call, 1);
    return result;
}
