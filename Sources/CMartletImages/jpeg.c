#include <setjmp.h>
#include <stdlib.h>

#include "internal.h"

#include <jpeglib.h>
#include <jerror.h>

/// More scans than this serve nobody; each of them costs time in proportion to the image (a "progressive bomb").
enum { MAXIMUM_SCANS = 500 };

/// What libjpeg's callbacks need to get back here; `base` comes first so that each finds the whole.
typedef struct {
    struct jpeg_error_mgr base;
    jmp_buf escape;
    mi_status status;
    mi_message *message;
} error_state;

static void fail(j_common_ptr common) {
    error_state *error = (error_state *)(void *)common->err;
    char text[JMSG_LENGTH_MAX];
    error->base.format_message(common, text);
    mi_status status;
    switch (error->base.msg_code) {
        case JERR_OUT_OF_MEMORY: status = MI_NO_MEMORY; break;
        case JERR_INPUT_EMPTY:
        case JWRN_JPEG_EOF:
            status = MI_TRUNCATED;
            snprintf(text, sizeof text, "it ends before the image does");
            break;
        case JERR_SOF_UNSUPPORTED:
        case JERR_BAD_PRECISION:
        case JERR_CONVERSION_NOTIMPL: status = MI_UNSUPPORTED; break;
        default: status = MI_DAMAGED;
    }
    error->status = mi_fail(error->message, status, text);
    longjmp(error->escape, 1);
}

/// Warnings say what could be read over. Damage in the pixels themselves is an error here: it would train on noise.
static void warn(j_common_ptr common, int level) {
    if (level >= 0) return;
    switch (common->err->msg_code) {
        case JWRN_JPEG_EOF:
        case JWRN_HIT_MARKER:
        case JWRN_HUFF_BAD_CODE:
        case JWRN_ARITH_BAD_CODE:
        case JWRN_MUST_RESYNC: fail(common);
        default: break;
    }
}

static void stay_silent(j_common_ptr common) { (void)common; }

static void prepare(error_state *error, mi_message *message) {
    jpeg_std_error(&error->base);
    error->base.error_exit = fail;
    error->base.emit_message = warn;
    error->base.output_message = stay_silent;
    error->status = MI_OK;
    error->message = message;
    message->text[0] = 0;
}

static void limit_scans(j_common_ptr common) {
    error_state *error = (error_state *)(void *)common->err;
    if (((j_decompress_ptr)common)->input_scan_number <= MAXIMUM_SCANS) return;
    error->status = mi_fail(error->message, MI_TOO_LARGE, "it has more than 500 scans; save it again");
    longjmp(error->escape, 1);
}

mi_status mi_jpeg_header(const uint8_t *bytes, size_t count, mi_header *header, mi_message *message) {
    struct jpeg_decompress_struct jpeg;
    error_state error;
    jpeg.err = &error.base;
    prepare(&error, message);
    if (setjmp(error.escape)) {
        jpeg_destroy_decompress(&jpeg);
        return error.status;
    }
    jpeg_create_decompress(&jpeg);
    jpeg_mem_src(&jpeg, bytes, count);
    jpeg_read_header(&jpeg, TRUE);
    *header = (mi_header){
        .width = jpeg.image_width,
        .height = jpeg.image_height,
        .channels = jpeg.num_components,
        .bits = jpeg.data_precision,
    };
    jpeg_destroy_decompress(&jpeg);
    return MI_OK;
}

/// One row from what libjpeg gives, `stored` channels, to what is wanted. Four stored channels are inverted CMYK, which
/// is what Adobe's programs write, and becomes RGB as PIL makes it.
static void convert(const uint8_t *from, int32_t stored, uint8_t *to, int32_t channels, int64_t width) {
    for (int64_t x = 0; x < width; x++, from += stored, to += channels) {
        uint8_t rgb[3] = {from[0], from[stored == 1 ? 0 : 1], from[stored == 1 ? 0 : 2]};
        if (stored == 4) {
            for (int32_t c = 0; c < 3; c++) {
                int32_t value = from[3] - mi_scale(255 - from[c], from[3]);
                rgb[c] = (uint8_t)(value < 0 ? 0 : value);
            }
        }
        if (channels == 1) {
            to[0] = stored == 1 ? from[0] : mi_luma(rgb[0], rgb[1], rgb[2]);
        } else {
            memcpy(to, rgb, 3);
            if (channels == 4) to[3] = 255;
        }
    }
}

mi_status mi_jpeg_decode(const uint8_t *bytes, size_t count, const mi_header *header, int32_t channels,
                         uint8_t *pixels, mi_message *message) {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_progress_mgr progress = {.progress_monitor = limit_scans};
    error_state error;
    uint8_t *volatile row = NULL;
    jpeg.err = &error.base;
    prepare(&error, message);
    if (setjmp(error.escape)) {
        jpeg_destroy_decompress(&jpeg);
        free(row);
        return error.status;
    }
    jpeg_create_decompress(&jpeg);
    jpeg.progress = &progress;
    jpeg_mem_src(&jpeg, bytes, count);
    jpeg_read_header(&jpeg, TRUE);
    switch (jpeg.jpeg_color_space) {
        case JCS_GRAYSCALE: jpeg.out_color_space = JCS_GRAYSCALE; break;
        case JCS_RGB:
        case JCS_YCbCr: jpeg.out_color_space = JCS_RGB; break;
        case JCS_CMYK:
        case JCS_YCCK: jpeg.out_color_space = JCS_CMYK; break;
        default:
            jpeg_destroy_decompress(&jpeg);
            snprintf(message->text, sizeof message->text, "it has %d colour components; 1, 3 and 4 are read",
                     header->channels);
            return MI_UNSUPPORTED;
    }
    jpeg_start_decompress(&jpeg);
    int32_t stored = jpeg.output_components;
    if (jpeg.output_width != (JDIMENSION)header->width || jpeg.output_height != (JDIMENSION)header->height) {
        jpeg_destroy_decompress(&jpeg);
        return mi_fail(message, MI_DAMAGED, "its size is not what its beginning says");
    }
    if (stored != channels) {
        row = malloc((size_t)header->width * (size_t)stored);
        if (!row) {
            jpeg_destroy_decompress(&jpeg);
            return mi_fail(message, MI_NO_MEMORY, "no memory for a row");
        }
    }
    while (jpeg.output_scanline < jpeg.output_height) {
        uint8_t *target = pixels + (int64_t)jpeg.output_scanline * header->width * channels;
        JSAMPROW line = row ? row : target;
        jpeg_read_scanlines(&jpeg, &line, 1);
        if (row) convert(row, stored, target, channels, header->width);
    }
    jpeg_finish_decompress(&jpeg);
    jpeg_destroy_decompress(&jpeg);
    free(row);
    return MI_OK;
}

/// Passes on what libjpeg has compressed whenever the buffer is full.
typedef struct {
    struct jpeg_destination_mgr base;
    mi_sink sink;
    void *context;
    uint8_t buffer[1 << 14];
} destination;

static void reset(j_compress_ptr jpeg) {
    destination *to = (destination *)(void *)jpeg->dest;
    to->base.next_output_byte = to->buffer;
    to->base.free_in_buffer = sizeof to->buffer;
}

static boolean pass_on(j_compress_ptr jpeg) {
    destination *to = (destination *)(void *)jpeg->dest;
    to->sink(to->context, to->buffer, sizeof to->buffer);
    reset(jpeg);
    return TRUE;
}

static void pass_rest(j_compress_ptr jpeg) {
    destination *to = (destination *)(void *)jpeg->dest;
    to->sink(to->context, to->buffer, sizeof to->buffer - to->base.free_in_buffer);
}

mi_status mi_jpeg_encode(const uint8_t *pixels, const mi_header *header, int32_t quality, mi_sink sink, void *context,
                         mi_message *message) {
    struct jpeg_compress_struct jpeg;
    error_state error;
    destination to = {
        .base = {.init_destination = reset, .empty_output_buffer = pass_on, .term_destination = pass_rest},
        .sink = sink,
        .context = context,
    };
    jpeg.err = &error.base;
    prepare(&error, message);
    if (setjmp(error.escape)) {
        jpeg_destroy_compress(&jpeg);
        return error.status;
    }
    jpeg_create_compress(&jpeg);
    jpeg.dest = &to.base;
    jpeg.image_width = (JDIMENSION)header->width;
    jpeg.image_height = (JDIMENSION)header->height;
    jpeg.input_components = header->channels;
    jpeg.in_color_space = header->channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, quality, TRUE);
    jpeg_start_compress(&jpeg, TRUE);
    while (jpeg.next_scanline < jpeg.image_height) {
        JSAMPROW row = (JSAMPROW)(uintptr_t)(pixels + (int64_t)jpeg.next_scanline * header->width * header->channels);
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    return MI_OK;
}
