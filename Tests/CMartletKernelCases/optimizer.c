#include "builders.h"

/// Steps are functions that choose their kernel when they run.
static void build(mk_trial *t, void (*step)(mk_trial *)) {
    const int64_t n = t->size * t->size + 5;
    t->step = step;
    for (int i = 0; i < 5; i++) {
        // Parameters and gradients of either sign, slots of squares.
        float *x = trial_floats(t, n, i < 2 ? -1 : 0.01f, 1);
        t->context[i] = x;
        // A step's quotients of averages reach about 10.
        trial_compare(t, x, n, MK_FLOAT32, 16 * 0x1p-23);
    }
}

static int64_t count(const mk_trial *t) { return t->size * t->size + 5; }
#define X(i) ((float *)t->context[i])

static void sgd_step(mk_trial *t) {
    mk_sgd(count(t), X(0), X(1), X(2), (mk_sgd_options){0.1f, 0.9f, true, 0.01f}, 1);
}
static void adam_step(mk_trial *t) {
    mk_adam(count(t), X(0), X(1), X(2), X(3), X(4), (mk_adam_options){0.1f, 0.9, 0.999, 1e-7f, 0.01f, 3}, 1);
}
static void rmsprop_step(mk_trial *t) {
    mk_rmsprop(count(t), X(0), X(1), X(2), X(3), NULL, (mk_rmsprop_options){0.1f, 0.9, 0.5f, 1e-3f, 0.01f}, 1);
}
static void adagrad_step(mk_trial *t) {
    mk_adagrad(count(t), X(0), X(1), X(2), (mk_adagrad_options){0.1f, 1e-7f, 0.01f}, 1);
}
static void scale_step(mk_trial *t) { mk_scale(count(t), X(0), 0.3f, 1); }
static void clip_step(mk_trial *t) { mk_clip(count(t), X(0), 0.4f, 1); }

void sgd_case(mk_trial *t) { build(t, sgd_step); }
void adam_case(mk_trial *t) { build(t, adam_step); }
void rmsprop_case(mk_trial *t) { build(t, rmsprop_step); }
void adagrad_case(mk_trial *t) { build(t, adagrad_step); }
void scale_case(mk_trial *t) { build(t, scale_step); }
void clip_case(mk_trial *t) { build(t, clip_step); }
