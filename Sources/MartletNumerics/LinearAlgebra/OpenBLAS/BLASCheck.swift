/// Compares BLAS and LAPACK with our own products, on small whole numbers: every sum is exact in whatever order, so that
/// results are right or wrong and nothing lies between.
package struct BLASCheck<T: BinaryFloatingPoint & Sendable> {
    private let routines: BLASRoutines<T>
    /// The letter of the precision: `s` or `d`.
    private let name: String
    private let numbers = SmallNumbers(count: 30_000)

    package init(_ routines: BLASRoutines<T>, name: String) { (self.routines, self.name) = (routines, name) }

    /// The first thing that is computed wrongly; nil if all is right.
    package var finding: String? {
        for turned in [(false, false), (false, true), (true, false), (true, true)] {
            for beta: Int32 in [0, 1] where !multiplies(13, 11, 17, turned, beta) {
                return says("gemm", turned, 13, 11, 17)
            }
        }
        // A million products: beyond what is computed without packing, and long enough to be cut. The two forms bring
        // both packings of both factors.
        for (turned, beta) in [((false, false), 0), ((true, true), 1)]
        where !multiplies(53, 52, 390, turned, Int32(beta)) {
            return says("gemm", turned, 53, 52, 390)
        }
        for transpose in [false, true] {
            for stride in [1, 3] where !multipliesVector(transpose, stride) {
                return says("gemv \(transpose ? "T" : "N") 37×45")
            }
        }
        if !multipliesSymmetric() { return says("symv 37×37") }
        if !factorises() { return says("potrf 48×48") }
        return solves() ? nil : says("gesv 40×40")
    }

    private func says(_ routine: String, _ turned: (Bool, Bool), _ m: Int, _ n: Int, _ k: Int) -> String {
        says("\(routine) \(turned.0 ? "T" : "N")\(turned.1 ? "T" : "N") \(m)×\(n)×\(k)")
    }

    private func says(_ routine: String) -> String { "computes wrongly on this processor (\(name)\(routine))" }

    private func multiplies(_ m: Int, _ n: Int, _ k: Int, _ turned: (a: Bool, b: Bool), _ beta: Int32) -> Bool {
        let a = numbers.matrix(turned.a ? k : m, turned.a ? m : k, padding: 3)
        let b = numbers.matrix(turned.b ? n : k, turned.b ? k : n, padding: 1, from: 997)
        let before = numbers.matrix(m, n, padding: 2, from: 499)
        // Without beta what C holds must not count.
        var c = beta == 0 ? [T](repeating: .nan, count: before.elements.count) : before.elements.map { T($0) }
        with(a.elements.map { T($0) }, b.elements.map { T($0) }, &c) { x, y, z in
            routines.gemm(
                .init(
                    transposeA: turned.a, transposeB: turned.b, m: m, n: n, k: k, a: x, lda: a.stride, b: y,
                    ldb: b.stride, beta: T(beta), c: z, ldc: before.stride))
        }
        // C·v = A·(B·v) takes a fraction of the time that C takes, and no entry of v is 0: an error in C shows.
        let v = (0..<n).map { Int32($0 % 5 + 1) }
        var right = a.times(b.times(v, transpose: turned.b), transpose: turned.a)
        if beta != 0 { for (i, sum) in before.times(v, transpose: false).enumerated() { right[i] += sum } }
        return (0..<m).allSatisfy { i in
            let row = c[(i * before.stride)..<((i + 1) * before.stride)]
            return zip(row, v).reduce(T.zero) { $0 + $1.0 * T($1.1) } == T(right[i])
                // What lies between the rows is nobody's to touch.
                && (n..<before.stride).allSatisfy { j in
                    beta == 0 ? row[row.startIndex + j].isNaN : row[row.startIndex + j] == T(before[i, j])
                }
        }
    }

    private func multipliesVector(_ transpose: Bool, _ stride: Int) -> Bool {
        let a = numbers.matrix(37, 45, padding: 0)
        let (long, short) = transpose ? (37, 45) : (45, 37)
        let x = numbers.matrix(long, stride, padding: 0, from: 997)
        let before = numbers.matrix(short, stride, padding: 0, from: 499)
        let beta: T = stride == 1 ? 0 : 1
        var y = beta == 0 ? [T](repeating: .nan, count: short) : before.elements.map { T($0) }
        with(a.elements.map { T($0) }, x.elements.map { T($0) }, &y) { a, x, y in
            routines.gemv(
                .init(
                    transpose: transpose, rows: 37, columns: 45, a: a, lda: 45, x: x, xStride: stride, beta: beta, y: y,
                    yStride: stride))
        }
        let sums = a.times((0..<long).map { x[$0, 0] }, transpose: transpose)
        return y.indices.allSatisfy { place in
            let (i, offset) = (place / stride, place % stride)
            let held = beta == 0 ? 0 : before[i, offset]
            return y[place] == T(offset == 0 ? held + sums[i] : held)
        }
    }

    private func multipliesSymmetric() -> Bool {
        let n = 37
        let a = numbers.matrix(n, n, padding: 0)
        let x = numbers.matrix(1, n, padding: 0, from: 997)
        var y = [T](repeating: .nan, count: n)
        with(a.elements.map { T($0) }, x.elements.map { T($0) }, &y) { routines.symv(n, $0, $1, $2) }
        return (0..<n).allSatisfy { i in
            y[i] == T((0..<n).reduce(Int32(0)) { $0 + a[max(i, $1), min(i, $1)] * x[0, $1] })
        }
    }

    /// Whether the Cholesky factor of L·Lᵀ is L, whose diagonal holds powers of two: all on the way to it is exact.
    private func factorises() -> Bool {
        let n = 48
        let l = numbers.triangle(n) { $0 % 2 }
        var a = [T](repeating: .nan, count: n * n)
        for i in 0..<n {
            for j in 0...i { a[i * n + j] = T((0...j).reduce(Int32(0)) { $0 + l[i, $1] * l[j, $1] }) }
        }
        let info = a.withUnsafeMutableBufferPointer { routines.potrf(n, $0.baseAddress!) }
        return info == 0 && (0..<n).allSatisfy { i in (0...i).allSatisfy { a[i * n + $0] == T(l[i, $0]) } }
    }

    /// Whether a system whose factors are exact, its rows in reverse, has its exact solution.
    private func solves() -> Bool {
        let (n, columns) = (40, 3)
        // Of each column of the factors the diagonal is the largest, and so the pivot: the one below holds halves, that is
        // ones here, where its diagonal is 2 in place of 1.
        let (below, above) = (numbers.triangle(n) { $0 % 2 }, numbers.triangle(n) { $0 / 2 })
        let solution = numbers.matrix(n, columns, padding: 0, from: 997)
        var doubled = SmallNumbers.Matrix(elements: Array(repeating: 0, count: n * n), rows: n, columns: n, stride: n)
        for i in 0..<n {
            for j in 0..<n {
                doubled.elements[(n - 1 - i) * n + j] = (0...min(i, j)).reduce(Int32(0)) { sum, p in
                    sum &+ (p == i ? 2 : below[i, p]) &* above[j, p]
                }
            }
        }
        var b = [T](repeating: 0, count: n * columns)
        for column in 0..<columns {
            let right = doubled.times((0..<n).map { solution[$0, column] }, transpose: false)
            for i in 0..<n { b[i * columns + column] = T(right[i]) / 2 }
        }
        var a = doubled.elements.map { T($0) / 2 }
        let info = a.withUnsafeMutableBufferPointer { a in
            b.withUnsafeMutableBufferPointer { routines.gesv(n, columns, a.baseAddress!, $0.baseAddress!) }
        }
        return info == 0 && b == solution.elements.map { T($0) }
    }

    private func with(
        _ a: [T], _ b: [T], _ c: inout [T],
        _ body: (UnsafePointer<T>, UnsafePointer<T>, UnsafeMutablePointer<T>) -> Void
    ) {
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                c.withUnsafeMutableBufferPointer { body(a.baseAddress!, b.baseAddress!, $0.baseAddress!) }
            }
        }
    }
}
