// Images out of compressed bytes and back, by libjpeg-turbo, libpng and zlib.
//
// Those libraries report errors by longjmp; here they become results and messages, and nothing unwinds out of a function.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What came of a call.
typedef enum {
    MI_OK,
    MI_DAMAGED,      ///< The bytes break the format.
    MI_TRUNCATED,    ///< The bytes end before the image does.
    MI_UNSUPPORTED,  ///< The format allows it, but it isn't read here.
    MI_TOO_LARGE,    ///< More than was allowed.
    MI_NO_MEMORY,
} mi_status;

/// What was wrong, in words; empty after MI_OK.
typedef struct {
    char text[256];
} mi_message;

/// What the beginning of a file says of its image.
typedef struct {
    int64_t width, height;
    int32_t channels;  ///< As stored: 1 gray or palette, 2 gray and alpha, 3, 4.
    int32_t bits;      ///< Of one sample, as stored.
} mi_header;

/// Reads what comes before the pixels.
mi_status mi_jpeg_header(const uint8_t *bytes, size_t count, mi_header *header, mi_message *message);
mi_status mi_png_header(const uint8_t *bytes, size_t count, mi_header *header, mi_message *message);

/// Decodes an image with the `header` that was read from these bytes into `pixels`, [height, width, channels], where
/// `channels` is 1 (gray), 3 (RGB) or 4 (RGBA).
mi_status mi_jpeg_decode(const uint8_t *bytes, size_t count, const mi_header *header, int32_t channels,
                         uint8_t *pixels, mi_message *message);
mi_status mi_png_decode(const uint8_t *bytes, size_t count, const mi_header *header, int32_t channels,
                        uint8_t *pixels, mi_message *message);

/// Takes what has been encoded, piece by piece.
typedef void (*mi_sink)(void *context, const uint8_t *bytes, size_t count);

/// Encodes `pixels`, [height, width, channels], where the header's channels are 1, 3 or, in PNG, 4.
/// `quality` is 1 to 100, `compression` 0 (none) to 9 (slow and small).
mi_status mi_jpeg_encode(const uint8_t *pixels, const mi_header *header, int32_t quality, mi_sink sink, void *context,
                         mi_message *message);
mi_status mi_png_encode(const uint8_t *pixels, const mi_header *header, int32_t compression, mi_sink sink,
                        void *context, mi_message *message);
