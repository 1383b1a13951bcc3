"""NumPy's products of matrices, by its own OpenBLAS on all threads, zeros and all. Protocol: ../compare.py."""

import protocol as p


def prepare():
    import numpy
    return numpy


def product(case):
    w, x = p.sparse_of(case)
    return p.repeated((lambda: w @ x[:, 0]) if x.shape[1] == 1 else (lambda: w @ x), warmup=2)


if __name__ == "__main__":
    p.serve(prepare, {case: lambda case=case: product(case) for case in p.SPARSE})
