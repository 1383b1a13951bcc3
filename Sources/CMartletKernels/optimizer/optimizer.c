// The entry points: constants of the step, choice of the kernel, pieces for threads.
#include <math.h>

#include "../dispatch/target.h"
#include "../include/martlet_pool.h"
#include "../include/martlet_reduce.h"
#include "step.h"

MK_DECLARE(optimizer, sgd)
MK_DECLARE(optimizer, adam)
MK_DECLARE(optimizer, rmsprop)
MK_DECLARE(optimizer, adagrad)
MK_DECLARE(optimizer, scale)
MK_DECLARE(optimizer, clip)

/// Runs a call with numbers below the normal ones taken as 0. Averages of gradients that have become 0, as those of a
/// rectifier that no longer opens, fade through such numbers for good, and a processor may take a hundred times as long
/// over them; they are 30 orders of magnitude below any step.
static void run_flushing(const mk_call *call) {
#if defined(__x86_64__)
    unsigned state = __builtin_ia32_stmxcsr();
    __builtin_ia32_ldmxcsr(state | 0x8040);
    call->run(call);
    __builtin_ia32_ldmxcsr(state);
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
    run_flushing(&call);
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
        run_flushing(&call);
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
