// General matrix products of small and middling size, in float32, with what follows them.
#pragma once

#include "martlet_epilogue.h"

/// These kernels are the faster choice up to about 2000³. Against OpenBLAS 0.3.21 on one thread of a Zen 5 (230 GFLOP/s):
/// 1.7–2.4 times as fast up to 1024³ as the Haswell kernels that it picks there; with its Cooperlake kernels forced,
/// 0.9–1 times at the small NN and TN shapes of 64 columns, 1.3–1.4 with ten columns, 1.7 with B transposed and small,
/// 1.0 from 256³ to 1024³, 0.93 at 2048³. One row times a large transposed B (1×512×512: a third) is OpenBLAS's.
///
/// C[m, n] = A[m, k] · B[k, n], row-major; with `transpose_a` A is stored [k, m], with `transpose_b` B is [n, k].
///
/// A leading dimension is the distance between stored rows, in elements. `batch` products are made, whose matrices lie
/// `stride_*` elements apart; 0 and 1 both mean one. They share the bias; the epilogue's other operands lie stride_c
/// apart. Any of m, n and k may be 0.
///
/// With `in_order` each element is one sum in the order of k, cut at the same places, so that a row's bytes depend on
/// nothing but this row and B, however many rows there are; products of few rows take longer then.
///
/// Operands: 0 A, 1 B, 2 C (not overlapping the others), 3 the epilogue's bias [n], 4 scratch of `mk_gemm_scratch`
/// bytes, NULL if that is 0, 5 the epilogue's other operand [m, n] with leading dimension ldother.
typedef struct {
    int64_t m, n, k, lda, ldb, ldc, ldother;
    int64_t batch, stride_a, stride_b, stride_c;
    bool transpose_a, transpose_b, in_order;
    int32_t threads;
    mk_epilogue epilogue;
} mk_gemm_parameters;

_Static_assert(sizeof(mk_gemm_parameters) <= sizeof(((mk_call *)0)->parameters), "parameters must fit in a call");

/// The bytes of scratch that a product needs on this CPU; it must be aligned to 64.
int64_t mk_gemm_scratch(mk_gemm_parameters parameters);

/// The call that makes the product, operands to be filled in. The result's bytes don't depend on `threads`.
mk_call mk_gemm(mk_gemm_parameters parameters);
