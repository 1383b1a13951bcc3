// What the program's preparation and the machine agree on.
#pragma once

#include "../include/martlet_elementwise.h"

/// Bytes of one register: 512 float32 or 256 int64.
#define MK_STRIP_BYTES 2048

/// Elements by which filling a register may overshoot.
#define MK_SLACK 16

/// How strips of an operand are reached.
enum {
    MK_ACCESS_FLAT,     ///< In place: the strip's elements follow one another in memory, in the registers' type.
    MK_ACCESS_ROW,      ///< In place, as long as a strip stays in one row.
    MK_ACCESS_ONCE,     ///< Copied to a register once: every strip sees the same.
    MK_ACCESS_RUN,      ///< Copied as one run: contiguous, of another type.
    MK_ACCESS_ROWS,     ///< Copied row by row.
};

typedef struct {
    const mk_program *program;
} mk_elementwise_parameters;
