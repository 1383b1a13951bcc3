#include "builders.h"

/// Windows of 3 × 2 by strides of 2 × 1 over images of 7 × 8, some beyond the edge.
static mk_pooling_parameters pooling(mk_trial *t, mk_pooling_kind kind) {
    return (mk_pooling_parameters){
        .kind = kind, .threads = 1, .batch = 2, .channels = t->size,
        .rows = {.input = 7, .output = 4, .kernel = 3, .stride = 2, .dilation = 1, .before = 1},
        .columns = {.input = 8, .output = 7, .kernel = 2, .stride = 1, .dilation = 1, .before = 0}};
}

static int64_t pixels(const mk_trial *t) { return 2 * 7 * 8 * t->size; }
static int64_t windows(const mk_trial *t) { return 2 * 4 * 7 * t->size; }

void max_pool_case(mk_trial *t) {
    TRIAL_CALL(t, mk_pooling(pooling(t, MK_POOL_MAX)), trial_floats(t, pixels(t), -1, 1),
               trial_result(t, windows(t), 0));
}
void max_pool_gradient_case(mk_trial *t) {
    TRIAL_CALL(t, mk_pooling(pooling(t, MK_POOL_MAX_GRADIENT)), trial_floats(t, pixels(t), -1, 1),
               trial_floats(t, windows(t), -1, 1), trial_result(t, pixels(t), trial_sum_tolerance(6)));
}
void pick_case(mk_trial *t) {
    TRIAL_CALL(t, mk_pooling(pooling(t, MK_POOL_PICK)), trial_floats(t, pixels(t), -1, 1),
               trial_floats(t, pixels(t), -1, 1), trial_result(t, windows(t), 0));
}
void average_pool_case(mk_trial *t) {
    TRIAL_CALL(t, mk_pooling(pooling(t, MK_POOL_AVERAGE)), trial_floats(t, pixels(t), -1, 1),
               trial_result(t, windows(t), trial_sum_tolerance(6)));
}
void average_pool_gradient_case(mk_trial *t) {
    TRIAL_CALL(t, mk_pooling(pooling(t, MK_POOL_AVERAGE_GRADIENT)), trial_floats(t, windows(t), -1, 1),
               trial_result(t, pixels(t), trial_sum_tolerance(6)));
}

/// From 9 to 5 places, each a sum of three neighbours.
void resample_case(mk_trial *t) {
    static const int32_t first[] = {0, 1, 3, 5, 6}, starts[] = {0, 3, 6, 9, 12, 15};
    const mk_resample_parameters p = {
        .outer = 3, .from = 9, .to = 5, .inner = t->size, .first = first, .starts = starts,
        .weights = trial_floats(t, 15, 0, 1), .threads = 1};
    TRIAL_CALL(t, mk_resample(p), trial_floats(t, 3 * 9 * t->size, -1, 1),
               trial_result(t, 3 * 5 * t->size, trial_sum_tolerance(3)));
}

/// Images turned and moved a little, with each way to fill what lies outside.
void affine_case(mk_trial *t) {
    const int64_t count = 2 * 8 * 9 * t->size;
    float *images = trial_floats(t, count, -1, 1), *maps = trial_floats(t, 12, -0.3f, 0.3f);
    for (int i = 0; i < 12; i++) maps[i] += i % 6 == 0 || i % 6 == 4 ? 1 : i % 3 == 2 ? 0.7f : 0;
    for (int fill = MK_FILL_CONSTANT; fill <= MK_FILL_WRAP; fill++)
        for (int linear = 0; linear < 2; linear++) {
            const mk_sample_parameters p = {
                .batch = 2, .height = 8, .width = 9, .channels = t->size, .out_height = 8, .out_width = 9,
                .fill = (mk_fill_mode)fill, .value = 0.5f, .linear = linear, .threads = 1};
            // Places of up to 12 are rounded once more or less, and with them the weights.
            TRIAL_CALL(t, mk_sample(p), images, maps, trial_result(t, count, linear ? 4 * 12 * 0x1p-23 : 0));
        }
}
