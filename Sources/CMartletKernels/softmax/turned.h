// Which rows are turned for their softmax.
#pragma once

#include "../include/martlet_softmax.h"

/// The widest rows that are turned, and how many at a time.
#define TURNED_WIDTH 16
#define TURNED_ROWS 32

static inline bool turns(const mk_softmax_parameters *p) {
    return !p->in_order && p->width > 0 && p->width <= TURNED_WIDTH && p->outer >= TURNED_ROWS;
}
