// The table of kernels: every family's `kernels.inc`, read once to declare and once to list.
#include "select.h"

#define MK_ENTRY(family, name, variant, needs) void MK_FUNCTION(family, name, variant)(const mk_call *);
#include "families.inc"
#undef MK_ENTRY

#define MK_ENTRY(family, name, variant, needs) {#family, #name, #variant, needs, MK_FUNCTION(family, name, variant)},
static const mk_kernel table[] = {
#include "families.inc"
};
#undef MK_ENTRY

static const int32_t table_count = sizeof table / sizeof *table;

const mk_kernel *mk_kernels(int64_t *count) {
    *count = table_count;
    return table;
}

mk_function mk_select(enum mk_index scalar) {
    const mk_features features = mk_features_in_use();
    int32_t best = (int32_t)scalar;
    for (int32_t i = best + 1; i < table_count && table[i].needs; i++)
        if (!(table[i].needs & ~features)) best = i;
    return table[best].function;
}
