"""SciPy's products of sparse matrices, in rows (CSR), which take one thread. Protocol: ../compare.py."""

import protocol as p


def prepare():
    import scipy.sparse
    return scipy.sparse


def product(case):
    w, x = p.sparse_of(case)
    w = prepare().csr_matrix(w)
    return p.repeated(lambda: w @ x, warmup=2)


if __name__ == "__main__":
    p.serve(prepare, {case: lambda case=case: product(case) for case in p.SPARSE})
