// The entry points: which form, how much memory, which kernel.
#include <string.h>

#include "../convolution/estimate.h"
#include "../dispatch/select.h"
#include "pack.h"

/// The words of a vector.
static int64_t vector_words(void) { return mk_features_in_use() & MK_FEATURES_AVX512 ? WIDEST : WIDEST / 2; }

/// The part of dense products' multiplications in a nanosecond that forms do; lanes look words up, in registers or in
/// memory.
static double speed_of(int64_t form) {
    const double lanes = vector_words() == WIDEST ? 0.3 : 0.06;
    const double blocks = form == MK_SPARSE_FOUR ? 0.9 : 0.8;
    const double speed = form == MK_SPARSE_LANES ? lanes : form == MK_SPARSE_SINGLE ? 1 : blocks;
    return mk_features_in_use() & MK_FEATURES_AVX2 ? speed : speed / 2;  // the compiler's vectors, beside BLAS's
}

/// What calls take besides products, in nanoseconds: turning few pixels, and looking at what is there.
#define LANES_OVERHEAD 100
#define BLOCKS_OVERHEAD 500

/// What a group's stretch takes besides its products, of each panel and of each column: nobody can guess how many words it
/// has, and sums come from another cache. It is less beside the rates of newer processors.
static double stretch_overhead(void) { return vector_words() == WIDEST ? 2 : 5; }
#define COLUMN_OVERHEAD 0.025

/// What single filters read of a word and its place, in vectors: for each product they load a vector.
#define SINGLE_READS 1.2

/// Words moved for each word of a patch: of a pixel, turned where it lies or turned once and copied, and of each run of
/// neighbours in a row, which is copied on its own.
#define TURNED 0.8
#define COPIED 0.52
#define RUN 6

static double moved_words(const sparse_product *p) {
    const gathering g = word_gathering(p);
    if (is_in_place(&g)) return TURNED * (double)g.pixels;
    const double runs = (double)(ceiling(g.pixels, larger(1, g.horizontal.places)) + ceiling(g.pixels, MOST_COLUMNS));
    return COPIED * (double)g.pixels + RUN * runs;
}

/// Nanoseconds on one thread; `multiplied` says how many numbers at once, compared with float32.
static double estimate_sparse(const sparse_product *p, double multiplied) {
    const gathering g = word_gathering(p);
    const double pixels = (double)g.pixels, kept = (double)p->entries * (double)p->form, words = (double)g.terms;
    const multiplying how = {.speed = multiplied / (double)p->terms * speed_of(p->form),
                             .bytes = is_by_lanes(p) ? 5 : 4 + 1.0 / (double)p->form};
    if (is_by_lanes(p))
        return LANES_OVERHEAD + estimate_near(how, (workload){.multiplications = kept * pixels, .filter = kept});
    const double chunks = (double)ceiling(p->shape->filters, MOST_FILTERS);
    const double columns = (double)round_up(g.pixels, vector_words()), panels = (double)ceiling(g.pixels, MOST_COLUMNS);
    const double reads = p->form == MK_SPARSE_SINGLE ? SINGLE_READS * (double)vector_words() * panels : 0;
    const double stretches = (double)(ceiling(p->shape->filters, p->form) * part_count(p));
    return BLOCKS_OVERHEAD + stretches * (stretch_overhead() * panels + COLUMN_OVERHEAD * columns) +
           estimate_near(how, (workload){.multiplications = kept * (columns + reads),
                                         .filter = kept,
                                         .moved = chunks * words * moved_words(p) + pixels * p->shape->filters});
}

static bool can(const sparse_product *p) {
    const mk_convolution_parameters *s = p->shape;
    const gathering g = gathering_at(s, 0);
    return s->pass == MK_CONVOLUTION_FORWARD && s->groups == 1 && s->channels % p->terms == 0 &&
           tap_count(p) <= LEAST_STRETCH && p->entries >= 0 && p->entries * p->form <= INT32_MAX &&
           (!is_by_lanes(p) || (g.pixels > 0 && g.pixels <= MOST_LANES_PIXELS && g.terms <= UINT16_MAX * WINDOW_STEP &&
                                (p->terms == 1 || is_in_place(&g))));
}

bool mk_sparse_can(mk_sparse_parameters p) {
    const sparse_product product = sparse_of(&p);
    return can(&product);
}
bool mk_sparse_int8_can(mk_sparse_int8_parameters p) {
    const sparse_product product = sparse_int8_of(&p);
    return p.product.shape.algorithm == MK_CONVOLUTION_PATCHES && can(&product);
}

bool mk_sparse_can_pool(mk_sparse_parameters p) {
    const mk_convolution_parameters *s = &p.shape;
    return p.form != MK_SPARSE_LANES && !s->epilogue.other && s->out_height % 2 == 0 && s->out_width % 2 == 0;
}

int64_t mk_sparse_entries(mk_sparse_counts counts, mk_sparse_form form) {
    switch (form) {
        case MK_SPARSE_SINGLE: return counts.single;
        case MK_SPARSE_FOUR: return counts.four;
        case MK_SPARSE_EIGHT: return counts.eight;
        default: return counts.lanes;
    }
}

/// Sets the form of a product, and what it keeps, to the fastest; to 0 if none is clearly faster than `dense`.
static void choose(sparse_product *p, mk_sparse_counts counts, double multiplied, double dense) {
    const mk_sparse_form forms[] = {MK_SPARSE_SINGLE, MK_SPARSE_FOUR, MK_SPARSE_EIGHT, MK_SPARSE_LANES};
    sparse_product best = *p;
    best.form = 0;
    double least = 0.9 * dense;
    for (int i = 0; i < 4; i++) {
        p->entries = mk_sparse_entries(counts, forms[i]), p->form = forms[i];
        if (!can(p)) continue;
        const double time = estimate_sparse(p, multiplied);
        if (time < least) best = *p, least = time;
    }
    *p = best;
}

mk_sparse_parameters mk_sparse_choose(mk_convolution_parameters shape, mk_sparse_counts counts, double dense) {
    sparse_product best = {.shape = &shape, .terms = 1};
    choose(&best, counts, 1, dense);
    return (mk_sparse_parameters){.shape = shape, .entries = best.entries, .form = (uint8_t)best.form};
}

mk_sparse_int8_parameters mk_sparse_int8_choose(
    mk_int8_convolution_parameters product, mk_sparse_counts counts, double dense) {
    sparse_product best = {.shape = &product.shape, .terms = 4};
    choose(&best, counts, bytes_multiplied(mk_features_in_use()).speed, dense);
    return (mk_sparse_int8_parameters){.product = product, .entries = best.entries, .form = (uint8_t)best.form};
}

static int64_t scratch_bytes(sparse_product p) {
    int64_t bytes;
    if (is_by_lanes(&p)) return gathering_at(p.shape, 0).pixels * lanes_stride(&p) * (int64_t)sizeof(float);
    sparse_scratch_at(&p, NULL, &bytes);
    return larger(1, p.shape->threads) * bytes;
}

int64_t mk_sparse_scratch(mk_sparse_parameters p) { return scratch_bytes(sparse_of(&p)); }
int64_t mk_sparse_int8_scratch(mk_sparse_int8_parameters p) { return scratch_bytes(sparse_int8_of(&p)); }

static int64_t prepared_bytes(sparse_product p) {
    int64_t bytes;
    sparse_filter_at(&p, NULL, &bytes);
    return bytes;
}

int64_t mk_sparse_prepared(mk_sparse_parameters p) { return prepared_bytes(sparse_of(&p)); }
int64_t mk_sparse_int8_prepared(mk_sparse_int8_parameters p) { return prepared_bytes(sparse_int8_of(&p)); }

static mk_call call_of(mk_function function, const void *parameters, size_t size) {
    mk_call call = {.run = function};
    memcpy(call.parameters, parameters, size);
    return call;
}

mk_call mk_sparse_prepare(mk_sparse_parameters p) { return call_of(mk_sparse_pack, &p, sizeof p); }
mk_call mk_sparse_int8_prepare(mk_sparse_int8_parameters p) { return call_of(mk_sparse_int8_pack, &p, sizeof p); }

mk_call mk_sparse(mk_sparse_parameters p) { return call_of(MK_SELECT(sparse, multiply), &p, sizeof p); }
mk_call mk_sparse_int8(mk_sparse_int8_parameters p) { return call_of(MK_SELECT(sparse_int8, multiply), &p, sizeof p); }
