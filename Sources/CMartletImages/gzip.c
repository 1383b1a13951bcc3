#include "internal.h"

#include <limits.h>
#include <zlib.h>

/// zlib counts in `unsigned int`.
static uInt piece(size_t count) { return (uInt)(count < UINT_MAX / 2 ? count : UINT_MAX / 2); }

mi_status mi_gunzip(const uint8_t *bytes, size_t count, uint8_t *output, size_t capacity, size_t *length,
                    mi_message *message) {
    z_stream stream = {0};
    message->text[0] = 0;
    *length = 0;
    if (inflateInit2(&stream, 15 + 16) != Z_OK) return mi_fail(message, MI_NO_MEMORY, "no memory for zlib");
    size_t used = 0;
    mi_status status = MI_OK;
    while (status == MI_OK) {
        // Beyond the room one byte more is asked for, to tell "full" from "more than that".
        uint8_t excess;
        bool is_full = *length == capacity;
        stream.next_in = (Bytef *)(uintptr_t)(bytes + used);
        stream.avail_in = piece(count - used);
        stream.next_out = is_full ? &excess : output + *length;
        stream.avail_out = is_full ? 1 : piece(capacity - *length);
        uInt in = stream.avail_in, out = stream.avail_out;
        int code = inflate(&stream, Z_NO_FLUSH);
        used += in - stream.avail_in;
        size_t produced = out - stream.avail_out;
        if (is_full && produced > 0) {
            status = mi_fail(message, MI_TOO_LARGE, "it holds more than is allowed");
            break;
        }
        *length += produced;
        if (code == Z_STREAM_END) {
            // Another member may follow; anything else behind the last is left alone, as gzip does.
            if (count - used < 2 || bytes[used] != 0x1F || bytes[used + 1] != 0x8B) break;
            inflateReset(&stream);
        } else if (code == Z_MEM_ERROR) {
            status = mi_fail(message, MI_NO_MEMORY, "no memory for zlib");
        } else if (code == Z_BUF_ERROR && used == count) {
            status = mi_fail(message, MI_TRUNCATED, "it ends before the data does");
        } else if (code != Z_OK) {
            status = mi_fail(message, MI_DAMAGED, stream.msg ? stream.msg : "it is not gzip data");
        }
    }
    inflateEnd(&stream);
    return status;
}
