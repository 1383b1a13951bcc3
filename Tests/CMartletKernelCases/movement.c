#include "builders.h"

/// A transpose, reversed rows and a repeated column, of elements of one, four and eight bytes.
static void add_copies(mk_trial *t, bool strided) {
    const int64_t n = t->size, m = t->size + 2;
    for (int32_t size = 1; size <= 8; size += size == 1 ? 3 : 4) {
        unsigned char *from = (void *)trial_integers(t, n * m * 2, 0, 1 << 30);
        void *to = trial_memory(t, n * m * size);
        trial_compare(t, to, n * m * size, MK_UINT8, 0);
        if (strided)
            TRIAL_CALL(t, mk_copy(2, (int64_t[]){n, m}, (int64_t[]){1, n}, (int64_t[]){m, 1}, size, 1), from, to);
        else
            TRIAL_CALL(t, mk_copy(1, (int64_t[]){n * m}, (int64_t[]){1}, (int64_t[]){1}, size, 1), from, to);
        if (!strided) continue;
        void *reversed = trial_memory(t, n * m * size);
        trial_compare(t, reversed, n * m * size, MK_UINT8, 0);
        TRIAL_CALL(t, mk_copy(2, (int64_t[]){n, m}, (int64_t[]){0, -1}, (int64_t[]){m, 1}, size, 1),
                   from + (m - 1) * size, reversed);
    }
}

void copy_flat_case(mk_trial *t) { add_copies(t, false); }
void copy_strided_case(mk_trial *t) { add_copies(t, true); }

/// Runs of several lengths, beyond which a row's bytes stay as they are.
void concatenate_case(mk_trial *t) {
    const int64_t rows = t->size + 2, runs[] = {t->size, 1, 3 * t->size + 5}, row = runs[0] + runs[1] + runs[2] + 3;
    uint8_t *from = trial_bytes(t, rows * row), *to = trial_bytes(t, rows * row);
    trial_compare(t, to, rows * row, MK_UINT8, 0);
    TRIAL_CALL(t, mk_concatenate(rows, 3, runs, row, 1), from, from + 1, from + 2, to);
}

void fill_case(mk_trial *t) {
    const int64_t count = t->size * t->size + 3;
    for (int32_t size = 1; size <= 8; size += size == 1 ? 3 : 4) {
        void *to = trial_memory(t, count * size);
        trial_compare(t, to, count * size, MK_UINT8, 0);
        TRIAL_CALL(t, mk_fill((mk_fill_parameters){count, size, 1, 0x0123456789abcdef}), to);
    }
}

/// Rows by index, some of them outside of the table.
void rows_case(mk_trial *t) {
    const int64_t rows = 7, width = t->size, count = t->size + 9;
    float *table = trial_floats(t, rows * width, -1, 1), *updates = trial_floats(t, count * width, -1, 1);
    int32_t *indices = trial_integers(t, count, -1, 8), *columns = trial_integers(t, count, -1, (int32_t)width + 1);
    for (int kind = MK_ROWS_GATHER; kind <= MK_ROWS_ONE_HOT; kind++) {
        mk_rows_parameters p = {
            .kind = (mk_rows_kind)kind, .dtype = MK_FLOAT32, .indices = MK_INT32, .rows = rows, .width = width,
            .count = count, .on = 2, .off = -1, .threads = 1};
        if (kind == MK_ROWS_SCATTER_ADD || kind == MK_ROWS_SCATTER) {
            float *sums = trial_floats(t, rows * width, -1, 1);
            trial_compare(t, sums, rows * width, MK_FLOAT32, trial_sum_tolerance((double)count));
            TRIAL_CALL(t, mk_rows(p), updates, indices, sums);
        } else {
            TRIAL_CALL(t, mk_rows(p), table, kind == MK_ROWS_ONE_HOT ? columns : indices,
                       trial_result(t, count * width, 0));
        }
    }
}
