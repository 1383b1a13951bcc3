#pragma once

#include "sparse.h"

/// Copies what a filter has. Operands as `mk_sparse_prepare` and `mk_sparse_int8_prepare` say.
void mk_sparse_pack(const mk_call *call);
void mk_sparse_int8_pack(const mk_call *call);
