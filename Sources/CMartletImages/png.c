#include <setjmp.h>
#include <stdlib.h>

#include "internal.h"

#include <png.h>

/// The most memory a text or profile in a file may take; such chunks are not looked at.
enum { MAXIMUM_CHUNK_BYTES = 4 << 20, MAXIMUM_CHUNKS = 1000 };

/// DEFLATE makes 1,032 bytes of one at most.
enum { MAXIMUM_EXPANSION = 1032 };

/// What libpng's callbacks read and where they go back to.
typedef struct {
    jmp_buf escape;
    mi_status status;
    mi_message *message;
    const uint8_t *bytes;
    size_t count, position;
    mi_sink sink;
    void *context;
} state;

static void fail(png_structp png, const char *text) {
    state *s = png_get_error_ptr(png);
    s->status = mi_fail(s->message, MI_DAMAGED, text);
    longjmp(s->escape, 1);
}

static void stay_silent(png_structp png, const char *text) {
    (void)png;
    (void)text;
}

static void take(png_structp png, png_bytep target, size_t count) {
    state *s = png_get_io_ptr(png);
    if (count > s->count - s->position) {
        s->status = mi_fail(s->message, MI_TRUNCATED, "it ends before the image does");
        longjmp(s->escape, 1);
    }
    memcpy(target, s->bytes + s->position, count);
    s->position += count;
}

static png_structp reader(state *s, png_infop *info) {
    s->message->text[0] = 0;
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, s, fail, stay_silent);
    if (!png) return NULL;
    *info = png_create_info_struct(png);
    if (!*info) {
        png_destroy_read_struct(&png, NULL, NULL);
        return NULL;
    }
    png_set_read_fn(png, s, take);
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_chunk_malloc_max(png, MAXIMUM_CHUNK_BYTES);
    png_set_chunk_cache_max(png, MAXIMUM_CHUNKS);
    return png;
}

mi_status mi_png_header(const uint8_t *bytes, size_t count, mi_header *header, mi_message *message) {
    state s = {.message = message, .bytes = bytes, .count = count};
    png_infop info = NULL;
    png_structp png = reader(&s, &info);
    if (!png) return mi_fail(message, MI_NO_MEMORY, "no memory for libpng");
    if (setjmp(s.escape)) {
        png_destroy_read_struct(&png, &info, NULL);
        return s.status;
    }
    png_read_info(png, info);
    *header = (mi_header){
        .width = png_get_image_width(png, info),
        .height = png_get_image_height(png, info),
        .channels = png_get_channels(png, info),
        .bits = png_get_bit_depth(png, info),
    };
    png_destroy_read_struct(&png, &info, NULL);
    return MI_OK;
}

/// Whether this many compressed bytes can be so large an image at all, whatever the header says.
static bool is_possible(const mi_header *header, size_t count) {
    double row = (double)header->width * header->channels * header->bits / 8;
    return row * (double)header->height <= (double)count * MAXIMUM_EXPANSION;
}

mi_status mi_png_decode(const uint8_t *bytes, size_t count, const mi_header *header, int32_t channels,
                        uint8_t *pixels, mi_message *message) {
    if (!is_possible(header, count)) {
        snprintf(message->text, sizeof message->text, "%zu bytes are too few for %lld x %lld pixels", count,
                 (long long)header->width, (long long)header->height);
        return MI_TRUNCATED;
    }
    state s = {.message = message, .bytes = bytes, .count = count};
    png_infop info = NULL;
    uint8_t *volatile color = NULL;
    png_structp png = reader(&s, &info);
    if (!png) return mi_fail(message, MI_NO_MEMORY, "no memory for libpng");
    if (setjmp(s.escape)) {
        png_destroy_read_struct(&png, &info, NULL);
        free(color);
        return s.status;
    }
    png_read_info(png, info);
    bool is_gray = !(png_get_color_type(png, info) & PNG_COLOR_MASK_COLOR);
    size_t stored = channels == 1 && !is_gray ? 3 : (size_t)channels;
    png_set_expand(png);
    png_set_strip_16(png);
    if (stored > 1) png_set_gray_to_rgb(png);
    if (stored == 4)
        png_set_add_alpha(png, 255, PNG_FILLER_AFTER);
    else
        png_set_strip_alpha(png);
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    size_t width = (size_t)header->width, height = (size_t)header->height, row = png_get_rowbytes(png, info);
    if (png_get_image_width(png, info) != width || png_get_image_height(png, info) != height || row != width * stored)
        png_error(png, "its size is not what its beginning says");
    uint8_t *target = pixels;
    if (stored != (size_t)channels) {
        color = malloc(row * height);
        if (!color) {
            png_destroy_read_struct(&png, &info, NULL);
            return mi_fail(message, MI_NO_MEMORY, "no memory for the colours");
        }
        target = color;
    }
    for (int pass = 0; pass < passes; pass++)
        for (size_t y = 0; y < height; y++) png_read_row(png, target + y * row, NULL);
    png_read_end(png, NULL);
    png_destroy_read_struct(&png, &info, NULL);
    if (color) {
        const uint8_t *from = color;
        for (size_t i = 0; i < width * height; i++, from += 3) pixels[i] = mi_luma(from[0], from[1], from[2]);
        free(color);
    }
    return MI_OK;
}

static void give(png_structp png, png_bytep bytes, size_t count) {
    state *s = png_get_io_ptr(png);
    s->sink(s->context, bytes, count);
}

static void flush_nothing(png_structp png) { (void)png; }

mi_status mi_png_encode(const uint8_t *pixels, const mi_header *header, int32_t compression, mi_sink sink,
                        void *context, mi_message *message) {
    state s = {.message = message, .sink = sink, .context = context};
    message->text[0] = 0;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &s, fail, stay_silent);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!info) {
        png_destroy_write_struct(&png, NULL);
        return mi_fail(message, MI_NO_MEMORY, "no memory for libpng");
    }
    if (setjmp(s.escape)) {
        png_destroy_write_struct(&png, &info);
        return s.status;
    }
    int color = header->channels == 1   ? PNG_COLOR_TYPE_GRAY
                : header->channels == 3 ? PNG_COLOR_TYPE_RGB
                                        : PNG_COLOR_TYPE_RGBA;
    png_set_write_fn(png, &s, give, flush_nothing);
    png_set_compression_level(png, compression);
    png_set_IHDR(png, info, (png_uint_32)header->width, (png_uint_32)header->height, 8, color, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    for (int64_t y = 0; y < header->height; y++)
        png_write_row(png, pixels + y * header->width * header->channels);
    png_write_end(png, NULL);
    png_destroy_write_struct(&png, &info);
    return MI_OK;
}
