internal import COpenBLAS

/// A type that LAPACK computes with: `Float` or `Double`. Matrices are contiguous and row-major; LAPACK's documentation
/// says what each routine does and returns.
protocol LAPACKElement: BLASElement {
    typealias Elements = UnsafeMutablePointer<Self>
    typealias Pivots = UnsafeMutablePointer<Int32>

    static func getrf(_ m: Int32, _ n: Int32, _ a: Elements, _ pivots: Pivots) -> Int32
    static func getri(_ n: Int32, _ a: Elements, _ pivots: Pivots) -> Int32
    static func gesv(_ n: Int32, _ columns: Int32, _ a: Elements, _ pivots: Pivots, _ b: Elements) -> Int32
    static func gelsd(
        _ m: Int32, _ n: Int32, _ columns: Int32, _ a: Elements, _ b: Elements, _ singularValues: Elements,
        _ cutoff: Self, _ rank: inout Int32
    ) -> Int32
    static func potrf(_ n: Int32, _ a: Elements) -> Int32
    static func geqrf(_ m: Int32, _ n: Int32, _ a: Elements, _ tau: Elements) -> Int32
    static func orgqr(_ m: Int32, _ n: Int32, _ k: Int32, _ a: Elements, _ tau: Elements) -> Int32
    static func gesdd(
        _ job: CChar, _ m: Int32, _ n: Int32, _ a: Elements, _ s: Elements, _ u: Elements, _ uColumns: Int32,
        _ vt: Elements
    ) -> Int32
    static func syevd(_ n: Int32, _ a: Elements, _ values: Elements) -> Int32
}

private let lower = CChar(UInt8(ascii: "L"))
private let vectors = CChar(UInt8(ascii: "V"))

extension Float: LAPACKElement {
    static func getrf(_ m: Int32, _ n: Int32, _ a: Elements, _ pivots: Pivots) -> Int32 {
        LAPACKE_sgetrf(LAPACK_ROW_MAJOR, m, n, a, n, pivots)
    }

    static func getri(_ n: Int32, _ a: Elements, _ pivots: Pivots) -> Int32 {
        LAPACKE_sgetri(LAPACK_ROW_MAJOR, n, a, n, pivots)
    }

    static func gesv(_ n: Int32, _ columns: Int32, _ a: Elements, _ pivots: Pivots, _ b: Elements) -> Int32 {
        LAPACKE_sgesv(LAPACK_ROW_MAJOR, n, columns, a, n, pivots, b, columns)
    }

    static func gelsd(
        _ m: Int32, _ n: Int32, _ columns: Int32, _ a: Elements, _ b: Elements, _ singularValues: Elements,
        _ cutoff: Float, _ rank: inout Int32
    ) -> Int32 {
        LAPACKE_sgelsd(LAPACK_ROW_MAJOR, m, n, columns, a, n, b, columns, singularValues, cutoff, &rank)
    }

    static func potrf(_ n: Int32, _ a: Elements) -> Int32 {
        LAPACKE_spotrf(LAPACK_ROW_MAJOR, lower, n, a, n)
    }

    static func geqrf(_ m: Int32, _ n: Int32, _ a: Elements, _ tau: Elements) -> Int32 {
        LAPACKE_sgeqrf(LAPACK_ROW_MAJOR, m, n, a, n, tau)
    }

    static func orgqr(_ m: Int32, _ n: Int32, _ k: Int32, _ a: Elements, _ tau: Elements) -> Int32 {
        LAPACKE_sorgqr(LAPACK_ROW_MAJOR, m, n, k, a, n, tau)
    }

    static func gesdd(
        _ job: CChar, _ m: Int32, _ n: Int32, _ a: Elements, _ s: Elements, _ u: Elements, _ uColumns: Int32,
        _ vt: Elements
    ) -> Int32 {
        LAPACKE_sgesdd(LAPACK_ROW_MAJOR, job, m, n, a, n, s, u, uColumns, vt, n)
    }

    static func syevd(_ n: Int32, _ a: Elements, _ values: Elements) -> Int32 {
        LAPACKE_ssyevd(LAPACK_ROW_MAJOR, vectors, lower, n, a, n, values)
    }
}

extension Double: LAPACKElement {
    static func getrf(_ m: Int32, _ n: Int32, _ a: Elements, _ pivots: Pivots) -> Int32 {
        LAPACKE_dgetrf(LAPACK_ROW_MAJOR, m, n, a, n, pivots)
    }

    static func getri(_ n: Int32, _ a: Elements, _ pivots: Pivots) -> Int32 {
        LAPACKE_dgetri(LAPACK_ROW_MAJOR, n, a, n, pivots)
    }

    static func gesv(_ n: Int32, _ columns: Int32, _ a: Elements, _ pivots: Pivots, _ b: Elements) -> Int32 {
        LAPACKE_dgesv(LAPACK_ROW_MAJOR, n, columns, a, n, pivots, b, columns)
    }

    static func gelsd(
        _ m: Int32, _ n: Int32, _ columns: Int32, _ a: Elements, _ b: Elements, _ singularValues: Elements,
        _ cutoff: Double, _ rank: inout Int32
    ) -> Int32 {
        LAPACKE_dgelsd(LAPACK_ROW_MAJOR, m, n, columns, a, n, b, columns, singularValues, cutoff, &rank)
    }

    static func potrf(_ n: Int32, _ a: Elements) -> Int32 {
        LAPACKE_dpotrf(LAPACK_ROW_MAJOR, lower, n, a, n)
    }

    static func geqrf(_ m: Int32, _ n: Int32, _ a: Elements, _ tau: Elements) -> Int32 {
        LAPACKE_dgeqrf(LAPACK_ROW_MAJOR, m, n, a, n, tau)
    }

    static func orgqr(_ m: Int32, _ n: Int32, _ k: Int32, _ a: Elements, _ tau: Elements) -> Int32 {
        LAPACKE_dorgqr(LAPACK_ROW_MAJOR, m, n, k, a, n, tau)
    }

    static func gesdd(
        _ job: CChar, _ m: Int32, _ n: Int32, _ a: Elements, _ s: Elements, _ u: Elements, _ uColumns: Int32,
        _ vt: Elements
    ) -> Int32 {
        LAPACKE_dgesdd(LAPACK_ROW_MAJOR, job, m, n, a, n, s, u, uColumns, vt, n)
    }

    static func syevd(_ n: Int32, _ a: Elements, _ values: Elements) -> Int32 {
        LAPACKE_dsyevd(LAPACK_ROW_MAJOR, vectors, lower, n, a, n, values)
    }
}
