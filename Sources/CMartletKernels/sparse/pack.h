#pragma once

#include "sparse.h"

/// Copies what a filter has. Operands: 0 filter, 1 prepared filter.
void mk_sparse_pack(const mk_call *call);
