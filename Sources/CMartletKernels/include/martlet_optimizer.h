// Optimiser steps over flat vectors, with Keras 3's update rules.
//
// `n` parameters `w` with gradients `g`; slots are zero before the first step unless said otherwise. Long vectors are
// split over `threads`; results don't depend on how many. `weight_decay` d first makes w -= learning_rate · d · w.
// Rates of averages are double, so that 1 - beta is right before it is rounded to float.
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    float learning_rate, momentum;
    bool nesterov;
    float weight_decay;
} mk_sgd_options;

/// Stochastic gradient descent; `velocity` is null without momentum.
void mk_sgd(int64_t n, float *w, const float *g, float *velocity, mk_sgd_options options, int32_t threads);

typedef struct {
    float learning_rate;
    double beta_1, beta_2;
    float epsilon, weight_decay;
    int64_t step;  ///< Of this update, from 1.
} mk_adam_options;

/// Adam, and with weight decay AdamW; `maximum` is the slot of AMSGrad, else null.
void mk_adam(
    int64_t n, float *w, const float *g, float *m, float *v, float *maximum, mk_adam_options options, int32_t threads);

typedef struct {
    float learning_rate;
    double rho;
    float momentum, epsilon, weight_decay;
} mk_rmsprop_options;

/// RMSprop; `velocity` is null without momentum, `average` (of gradients) is null unless centered.
void mk_rmsprop(
    int64_t n, float *w, const float *g, float *v, float *velocity, float *average, mk_rmsprop_options options,
    int32_t threads);

typedef struct {
    float learning_rate, epsilon, weight_decay;
} mk_adagrad_options;

/// Adagrad; `accumulator` starts at Keras's `initial_accumulator_value` (0.1).
void mk_adagrad(
    int64_t n, float *w, const float *g, float *accumulator, mk_adagrad_options options, int32_t threads);

/// Σ x², as `mk_reduce` sums it.
double mk_sum_squares(int64_t n, const float *x, int32_t threads);

/// x *= factor.
void mk_scale(int64_t n, float *x, float factor, int32_t threads);

/// Limits x to [-limit, limit]; NaN stays NaN.
void mk_clip(int64_t n, float *x, float limit, int32_t threads);
