// Constructors: a copy's dimensions are put in a good order, merged and narrowed to 32 bits.
#include "../include/martlet_movement.h"

#include <stdlib.h>

#include "../dispatch/select.h"
#include "layout.h"

static void exchange(int64_t *values, int i, int j) {
    int64_t value = values[i];
    values[i] = values[j];
    values[j] = value;
}

/// Orders dimensions by falling strides in the destination, which is then written from end to end.
static void order(int rank, int64_t *extents, int64_t *from, int64_t *to) {
    for (int i = 1; i < rank; i++)
        for (int j = i; j > 0 && llabs(to[j - 1]) < llabs(to[j]); j--) {
            exchange(extents, j - 1, j);
            exchange(from, j - 1, j);
            exchange(to, j - 1, j);
        }
}

/// Brings the dimension along which the source is contiguous next to the innermost: the two make a transpose.
static void pair(int rank, int64_t *extents, int64_t *from, int64_t *to) {
    if (rank < 3 || from[rank - 1] == 1) return;
    for (int d = 0; d < rank - 2; d++)
        if (from[d] == 1)
            for (int i = d; i < rank - 2; i++) {
                exchange(extents, i, i + 1);
                exchange(from, i, i + 1);
                exchange(to, i, i + 1);
            }
}

mk_call mk_copy(
    int32_t rank, const int64_t *extents, const int64_t *source_strides, const int64_t *destination_strides,
    int32_t element_size, int32_t threads) {
    int64_t extent[MK_RANK], from[MK_RANK], to[MK_RANK], elements = 1;
    int kept = 0;
    for (int d = 0; d < rank; d++) {
        elements *= extents[d];
        if (extents[d] == 1) continue;
        extent[kept] = extents[d];
        from[kept] = source_strides[d];
        to[kept++] = destination_strides[d];
    }
    order(kept, extent, from, to);
    kept = mk_elementwise_collapse(kept, extent, 2, (int64_t *const[2]){from, to});
    pair(kept, extent, from, to);

    mk_call call = {0};
    mk_copy_parameters *p = (mk_copy_parameters *)(void *)call.parameters;
    p->element_size = (int8_t)element_size;
    p->threads = (int16_t)threads;
    if (elements == 0 || kept == 0 || (kept == 1 && from[0] == 1 && to[0] == 1)) {
        p->bytes = elements * element_size;
        call.run = MK_SELECT(movement, copy_flat);
        return call;
    }
    p->rank = (int8_t)kept;
    for (int d = 0; d < kept; d++) {
        if (extent[d] > INT32_MAX || llabs(from[d]) > INT32_MAX || llabs(to[d]) > INT32_MAX) return call;
        p->extents[d] = (int32_t)extent[d];
        p->from[d] = (int32_t)from[d];
        p->to[d] = (int32_t)to[d];
    }
    call.run = MK_SELECT(movement, copy_strided);
    return call;
}

mk_call mk_concatenate(int64_t rows, int32_t count, const int64_t *runs, int64_t row, int32_t threads) {
    mk_call call = {.run = MK_SELECT(movement, concatenate)};
    mk_concatenate_parameters *p = (mk_concatenate_parameters *)(void *)call.parameters;
    *p = (mk_concatenate_parameters){.rows = rows, .row = row, .count = count, .threads = threads};
    for (int32_t i = 0; i < count; i++) p->width += p->runs[i] = runs[i];
    return call;
}

mk_call mk_fill(mk_fill_parameters p) {
    mk_call call = {.run = MK_SELECT(movement, fill)};
    *(mk_fill_parameters *)(void *)call.parameters = p;
    return call;
}

mk_call mk_rows(mk_rows_parameters p) {
    mk_call call = {.run = MK_SELECT(movement, rows)};
    *(mk_rows_parameters *)(void *)call.parameters = p;
    return call;
}
