// Winograd's minimal filtering: how a pass is cut up, the same on every instruction set.
//
// A. Lavin and S. Gray, Fast Algorithms for Convolutional Neural Networks (2015). Along an axis with several taps, tiles
// of size + taps - 1 elements of the source give `size` results. Tiles and the filter are transformed, multiplied
// frequency by frequency, summed over channels, and transformed back.
#pragma once

#include "convolution.h"

/// What is computed: the height and width of kernels, and the size of tiles along axes with several taps.
#define WINOGRAD_FORMS(FORM)                                                                              \
    FORM(3, 3, 2) FORM(3, 3, 4) FORM(3, 3, 6) FORM(5, 5, 2) FORM(5, 5, 4) FORM(1, 3, 4) FORM(3, 1, 4) \
    FORM(1, 7, 4) FORM(7, 1, 4)

/// Of an axis, for its taps and the size of tiles: results and elements of a tile.
#define TILE_SIZE(taps, size) ((taps) > 1 ? (size) : 1)
#define TILE_POINTS(taps, size) (TILE_SIZE(taps, size) + (taps) - 1)
#define MOST_POINTS 10
#define MOST_TAPS 7

/// The results along an axis of a tile, their taps, and the elements of the source that these need.
typedef struct {
    int64_t size, taps, points;
} tile_axis;

typedef struct {
    gathering g;
    int64_t form;                ///< its place in WINOGRAD_FORMS
    tile_axis vertical, horizontal;
    int64_t frequencies;         ///< the elements of a tile of the source
    int64_t down, across, tiles;  ///< tiles of an image along each axis, and of all images
    int64_t block;  ///< the most tiles that are transformed before they are multiplied
    bool is_shared;  ///< whether threads share a block and split its panels, rather than each have blocks of its own
    int64_t group;  ///< the panels that are multiplied at one frequency before the next
    int64_t pieces;  ///< of the tiles, whose filter's gradients threads sum up apart and in blocks of their own
} winograd;

/// The bytes of a block that one thread transforms for itself, and that threads share; and of the transformed filter
/// from which on a block is shared, since each thread would read all of it again for each block of its own.
#define OWN_BLOCK 400000
#define SHARED_BLOCK 4000000
#define OWN_FILTER 12000000

/// The bytes of the products of a group of panels: they stay in the second-level cache, and so does the block at one
/// frequency while the group's panels are multiplied by it.
#define GROUP_BYTES 1000000

/// The least bytes of a block of the filter's gradient, of both images: all frequencies are multiplied at once, and
/// each block reads and writes the sums so far, so that it shouldn't be much smaller than these.
#define GRADIENT_BLOCK 8000000

/// The most bytes of the sums of a filter's gradient that stay in a thread's cache beside the block that is added, and
/// the bytes of that; the least tiles of a piece, and the most pieces.
#define OWN_SUMS 600000
#define OWN_GRADIENT_BLOCK 400000
#define PIECE_TILES 256
#define MOST_PIECES 8

static inline int64_t transformed_pixel(const gathering *g) { return odd_lines(g->channels); }

/// The distance in floats between the frequencies of a block's products with one panel.
static inline int64_t product_frequency(int64_t tiles) { return odd_lines(tiles * 2 * WIDEST); }

static inline bool is_winograd(const mk_convolution_parameters *p) {
    return p->algorithm >= MK_CONVOLUTION_WINOGRAD_2 && p->algorithm <= MK_CONVOLUTION_WINOGRAD_6;
}

static inline int64_t winograd_size(mk_convolution_algorithm algorithm) {
    return algorithm == MK_CONVOLUTION_WINOGRAD_2 ? 2 : algorithm == MK_CONVOLUTION_WINOGRAD_4 ? 4 : 6;
}

/// The form of a convolution with tiles of a size; -1 if there is none.
static inline int64_t winograd_form(const mk_convolution_parameters *p, int64_t size) {
#define FORM(height, width, tile) {height, width, tile},
    static const int8_t forms[][3] = {WINOGRAD_FORMS(FORM)};
#undef FORM
    for (int64_t i = 0; i < (int64_t)(sizeof forms / sizeof *forms); i++)
        if (forms[i][0] == p->kernel_height && forms[i][1] == p->kernel_width && forms[i][2] == size) return i;
    return -1;
}

/// Whether Winograd's algorithm computes a pass with tiles of a size, and vectors of channels have something to hold.
static inline bool suits_winograd(const mk_convolution_parameters *p, int64_t size) {
    return winograd_form(p, size) >= 0 && p->stride_height == 1 && p->stride_width == 1 && p->dilation_height == 1 &&
           p->dilation_width == 1 && p->groups == 1 && p->channels >= WIDEST && p->filters >= WIDEST &&
           (p->pass != MK_CONVOLUTION_FILTER_GRADIENT || (p->kernel_height == 3 && p->kernel_width == 3));
}

static inline tile_axis axis_of(int64_t taps, int64_t size) {
    return (tile_axis){.size = TILE_SIZE(taps, size), .taps = taps, .points = TILE_POINTS(taps, size)};
}

/// How a gathering is cut up, of whose transformed source an element has so many bytes, and whose products are made in
/// tiles of so many rows at most.
static inline winograd winograd_cut(const mk_convolution_parameters *p, gathering g, int64_t element, int64_t rows) {
    const int64_t size = winograd_size((mk_convolution_algorithm)p->algorithm);
    winograd w = {.g = g, .form = winograd_form(p, size), .vertical = axis_of(p->kernel_height, size),
                  .horizontal = axis_of(p->kernel_width, size)};
    w.frequencies = w.vertical.points * w.horizontal.points;
    w.down = ceiling(w.g.target_height, w.vertical.size);
    w.across = ceiling(w.g.target_width, w.horizontal.size);
    w.tiles = p->batch * w.down * w.across;
    const int64_t filter = w.frequencies * words_of(&w.g, w.g.channels) * w.g.columns * (int64_t)sizeof(float);
    const int64_t tile = w.frequencies * transformed_pixel(&w.g) * element;
    w.is_shared = filter > OWN_FILTER;
    w.block = w.is_shared ? larger(56, SHARED_BLOCK / tile) : larger(rows, OWN_BLOCK / tile / rows * rows);
    if (p->pass == MK_CONVOLUTION_FILTER_GRADIENT) {
        const int64_t both = tile + w.frequencies * round_up(w.g.columns, WIDEST) * (int64_t)sizeof(float);
        w.pieces = filter > OWN_SUMS ? 1 : larger(1, smaller(MOST_PIECES, w.tiles / PIECE_TILES));
        w.is_shared = w.pieces == 1;
        w.block = w.is_shared ? larger(56, larger(GRADIENT_BLOCK, filter / 2) / both)
                              : larger(rows, OWN_GRADIENT_BLOCK / both);
    }
    w.block = smaller(w.block, larger(w.tiles, 1));
    const int64_t products = w.frequencies * product_frequency(w.block) * (int64_t)sizeof(float);
    w.group = w.is_shared ? larger(1, GROUP_BYTES / products) : 1;
    return w;
}

static inline winograd winograd_of(const mk_convolution_parameters *p) {
    return winograd_cut(p, gathering_at(p, 0), sizeof(float), TALLEST_TILE);
}

/// The distance in floats between the frequencies of a block's source.
static inline int64_t source_frequency(const winograd *w, int64_t tiles) {
    return odd_lines(tiles * transformed_pixel(&w->g));
}

/// The floats of scratch: the source's, once if shared and else for each slot, and the products', for each slot.
static inline int64_t winograd_source_floats(const winograd *w) {
    return w->frequencies * source_frequency(w, w->block);
}
static inline int64_t winograd_product_floats(const winograd *w) {
    return w->group * w->frequencies * product_frequency(w->block);
}
static inline int64_t winograd_floats(const winograd *w, int64_t slots) {
    return (w->is_shared ? 1 : slots) * winograd_source_floats(w) + slots * winograd_product_floats(w);
}

/// Of the filter's gradient: the distance between the frequencies of the results' gradient, which the sums of tiles
/// follow, and of the filter's.
static inline int64_t result_frequency(const winograd *w, int64_t tiles) {
    return odd_lines(tiles * round_up(w->g.columns, WIDEST));
}
static inline int64_t filter_frequency(const winograd *w) {
    return odd_lines(w->g.channels * round_up(w->g.columns, WIDEST));
}

/// The floats of a block of both images, and of a piece's sums: the filter's, and those of the results' gradient in double
/// precision.
static inline int64_t gradient_block_floats(const winograd *w) {
    return winograd_source_floats(w) + (w->frequencies + 1) * result_frequency(w, w->block);
}
static inline int64_t piece_floats(const winograd *w) {
    return w->frequencies * filter_frequency(w) + 2 * round_up(w->g.columns, WIDEST);
}
static inline int64_t winograd_gradient_floats(const winograd *w, int64_t slots) {
    return (w->is_shared ? 1 : slots) * gradient_block_floats(w) + w->pieces * piece_floats(w);
}

/// One call of the forward pass or of the input's gradient; source and target are of float32 or of eight bits.
typedef struct {
    winograd w;
    const void *source;
    const float *filter, *bias, *other;
    void *target;
    float *transformed, *products;
    int64_t blocks;
    int64_t begin, end;  ///< the tiles of a shared block
} winograd_work;

/// Where a tile's results lie, and its patch of the source begins.
typedef struct {
    int64_t image, y, x;
} corner;

static inline corner corner_of(const winograd *w, int64_t tile) {
    const int64_t in_image = tile % (w->down * w->across);
    return (corner){.image = tile / (w->down * w->across), .y = in_image / w->across * w->vertical.size,
                    .x = in_image % w->across * w->horizontal.size};
}

/// Makes the results of tiles [begin, end) from their products with the panel at `column`.
typedef void (*tile_transform)(
    const winograd_work *k, int64_t begin, int64_t end, int64_t column, const float *products);
