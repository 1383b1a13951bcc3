// What the files of this target share.
#pragma once

#include <stdio.h>
#include <string.h>

#include "include/martlet_images.h"

static inline mi_status mi_fail(mi_message *message, mi_status status, const char *text) {
    snprintf(message->text, sizeof message->text, "%s", text);
    return status;
}

/// Luma of ITU-R BT.601 in 16 fractional bits, as PIL computes it.
static inline uint8_t mi_luma(uint8_t red, uint8_t green, uint8_t blue) {
    return (uint8_t)((red * 19595u + green * 38470u + blue * 7471u + 0x8000u) >> 16);
}

/// a·b/255, rounded.
static inline int32_t mi_scale(int32_t a, int32_t b) {
    int32_t product = a * b + 128;
    return ((product >> 8) + product) >> 8;
}
