import MartletNumerics
import MartletTestSupport
import Testing

private let matrix = Tensor.ones([2, 3])
private let square = Tensor.ones([2, 2])
/// No elements, and axes so long that they can't be multiplied with others.
private let long = Tensor.zeros([1 << 44, 0])
private let wide = Tensor.zeros([0, 1 << 44])

private let creation = BadCalls { call in
    call("a negative length") { try Tensor([Float](), shape: [-1]) }
    call("lengths whose product overflows") { try Tensor([Float](), shape: [.max, .max]) }
    call("other counts") { try Tensor([1, 2, 3], shape: [2, 2]) }
    call("ragged rows") { try Tensor([[1, 2], [3]]) }
    call("nine axes") { try Shape(validating: [Int](repeating: 1, count: 9)) }
    call("the smallest length") { try Shape(validating: [.min]) }
    call("a step of zero") { try Tensor.arange(0, 1, by: 0) }
    call("a step that isn't a number") { try Tensor.arange(0, 1, by: .nan) }
    call("an endless sequence") { try Tensor.arange(0, .infinity) }
    call("more numbers than memory") { try Tensor.arange(0, 0x1p43) }
}

private let shaping = BadCalls { call in
    call("reshape to other counts") { try matrix.reshaped([4]) }
    call("reshape to two open lengths") { try matrix.reshaped([-1, -1]) }
    call("reshape to an open length beside zero") { try matrix.reshaped([0, -1]) }
    call("reshape to the largest length") { try matrix.reshaped([.max, .max]) }
    call("reshape to the smallest length") { try matrix.reshaped([.min]) }
    call("transpose with a missing axis") { try matrix.transposed([0]) }
    call("transpose with an axis twice") { try matrix.transposed([0, 0]) }
    call("transpose with the largest axis") { try matrix.transposed([.max, .min]) }
    call("move the smallest axis") { try matrix.movingAxis(.min, to: 0) }
    call("move to the largest axis") { try matrix.movingAxis(0, to: .max) }
    call("expand at the largest axis") { try matrix.expandingDimensions(at: .max) }
    call("expand at the smallest axis") { try matrix.expandingDimensions(at: .min) }
    call("a ninth axis") { try Tensor.ones([1, 1, 1, 1, 1, 1, 1, 1]).expandingDimensions(at: 0) }
    call("squeeze a longer axis") { try matrix.squeezed(axis: 0) }
    call("squeeze a scalar") { try Tensor(1).squeezed(axis: 0) }
    call("broadcast to less") { try matrix.broadcast(to: [3]) }
    call("broadcast beyond memory") { try Tensor.ones([1]).broadcast(to: [1 << 43]) }
    call("broadcast to what overflows") { try Tensor.ones([1, 1]).broadcast(to: [1 << 40, 1 << 40]) }
    call("reverse a scalar") { try Tensor(1).reversed(axis: 0) }
}

private let indexing = BadCalls { call in
    call("a position beyond the axis") { try matrix[2] }
    call("the smallest position") { try matrix[Int.min] }
    call("the largest position") { try matrix[0, Int.max] }
    call("more indices than axes") { try matrix[0, 0, 0] }
    call("a range beyond the axis") { try matrix[0..<3] }
    call("all integers") { try matrix[Int.min...Int.max] }
    call("a step of zero") { try matrix[.range(0, 2, by: 0)] }
    call("the smallest step") { try matrix[.range(nil, nil, by: .min)] }
    call("nine axes") {
        try matrix[.newAxis, .newAxis, .newAxis, .newAxis, .newAxis, .newAxis, .newAxis, .newAxis, .newAxis]
    }
    call("an assignment outside") {
        var tensor = matrix
        try tensor.assign(Tensor(1), at: 5)
    }
    call("an assignment of other shape") {
        var tensor = matrix
        try tensor.assign(Tensor.ones([4]), at: 0)
    }
    call("take beyond the axis") { try matrix.take([3]) }
    call("take the smallest position") { try matrix.take([.min]) }
    call("take along no axis") { try Tensor(1).take([0]) }
    call("take by fractions") { try matrix.take(Tensor([0.5])) }
    call("take to nine axes") { try matrix.take(Tensor.zeros([1, 1, 1, 1, 1, 1, 1, 1], dtype: .int64)) }
    call("take what overflows") { try wide.take(Tensor.zeros([1 << 44, 0], dtype: .int64), axis: 0) }
    call("a mask of other length") { try matrix.compressed(by: Tensor([true])) }
    call("a mask for a scalar") { try Tensor(1).compressed(by: Tensor([true])) }
    call("a scalar of several") { try matrix.scalar(as: Float.self) }
    call("a span of another dtype") { try matrix.withSpan(as: Int32.self) { $0.count } }
    call("a mutable span of another dtype") {
        var tensor = matrix
        return try tensor.withMutableSpan(as: Double.self) { $0.count }
    }
}

private let arithmetic = BadCalls { call in
    call("shapes that don't broadcast") { try matrix + Tensor.ones([2]) }
    call("a sum beyond memory") { try Tensor.ones([1 << 22, 1]) + Tensor.ones([1, 1 << 22]) }
    call("a sum that overflows") { try Tensor.zeros([1 << 44, 1, 0]) + Tensor.zeros([1, 1 << 44, 0]) }
    call("integers divided by zero") { try Tensor([1]).floorDivide(Tensor([0])) }
    call("a remainder by zero") { try Tensor([1]) % 0 }
    call("a negative integer power") { try Tensor([2]).power(-1) }
    call("a choice that doesn't broadcast") { try Tensor.where(Tensor([true, false, true]), square, square) }
    call("values that don't broadcast") { try Tensor.where(Tensor(true), matrix, square) }
    call("closeness of other shapes") { try matrix.isClose(to: square) }
}

private let reductions = BadCalls { call in
    call("an axis beyond the last") { try matrix.sum(axis: 2) }
    call("the smallest axis") { try matrix.mean(axis: .min) }
    call("an axis twice") { try matrix.product(axes: [0, -2]) }
    call("the largest of nothing") { try Tensor.zeros([0]).max() }
    call("the place of the smallest of nothing") { try Tensor.zeros([0]).argMin() }
    call("sums beyond memory") { try wide.sum(axis: 0) }
    call("sorting a scalar") { try Tensor(1).sorted() }
    call("positions along no axis") { try matrix.argSort(axis: 2) }
}

private let joining = BadCalls { call in
    call("nothing") { try Tensor.concatenate([]) }
    call("scalars") { try Tensor.concatenate([Tensor(1), Tensor(2)]) }
    call("other lengths") { try Tensor.concatenate([matrix, square]) }
    call("no axis") { try Tensor.concatenate([matrix], axis: .min) }
    call("what overflows") { try Tensor.concatenate([wide, wide], axis: 1) }
    call("a stack of nothing") { try Tensor.stack([]) }
    call("a stack of several shapes") { try Tensor.stack([matrix, square]) }
    call("a stack along no axis") { try Tensor.stack([matrix], axis: .max) }
    call("negative parts") { try matrix.split([-1, 3]) }
    call("parts that overflow") { try matrix.split([.max, .max]) }
    call("parts that leave some") { try matrix.split([1]) }
    call("no parts") { try matrix.split(into: 0) }
    call("the smallest number of parts") { try matrix.split(into: .min) }
    call("parts of a scalar") { try Tensor(1).split(into: 1) }
}

private let linearAlgebra = BadCalls { call in
    call("a product of scalars") { try Tensor(1.0).matmul(Tensor(1.0)) }
    call("a product of integers") { try Tensor([1]).matmul(Tensor([1])) }
    call("a product of other lengths") { try matrix.matmul(matrix) }
    call("a product beyond memory") { try Tensor.ones([1 << 22, 1]).matmul(Tensor.ones([1, 1 << 22])) }
    call("lengths beyond 32 bits") { try Tensor.zeros([1 << 33, 0]).matmul(Tensor.zeros([0, 1])) }
    call("the factor of a vector") { try LinearAlgebra.cholesky(Tensor.ones([2])) }
    call("the factor of what isn't square") { try LinearAlgebra.cholesky(matrix) }
    call("the factor of a negative matrix") { try LinearAlgebra.cholesky(-square) }
    call("the factors of nothing") { try LinearAlgebra.qr(Tensor.zeros([0, 3])) }
    call("the factors of NaN") { try LinearAlgebra.svd(Tensor.full(Float.nan, shape: [2, 2])) }
    call("factors beyond memory") { try LinearAlgebra.svd(Tensor.ones([1 << 21, 1]), full: true) }
    call("eigenvalues of what isn't square") { try LinearAlgebra.eigh(matrix) }
    call("a singular system") { try LinearAlgebra.solve(square, Tensor.ones([2])) }
    call("a system of other length") { try LinearAlgebra.solve(Tensor.eye(2), Tensor.ones([3])) }
    call("a system of nothing") { try LinearAlgebra.solve(Tensor.zeros([0, 0]), Tensor.zeros([0])) }
    call("a system without columns") { try LinearAlgebra.solve(Tensor.eye(2), Tensor.zeros([2, 0])) }
    call("a system for a scalar") { try LinearAlgebra.solve(Tensor.eye(2), Tensor(1.0)) }
    call("the inverse of a singular matrix") { try LinearAlgebra.inverse(square) }
    call("the determinant of a scalar") { try LinearAlgebra.determinant(Tensor(1.0)) }
    call("least squares of other length") { try LinearAlgebra.leastSquares(matrix, Tensor.ones([3])) }
    call("least squares of nothing") { try LinearAlgebra.leastSquares(Tensor.zeros([2, 0]), Tensor.ones([2])) }
    call("negative weights") {
        try LinearAlgebra.leastSquares(matrix, Tensor.ones([2]), weights: -Tensor.ones([2]))
    }
    call("weights of other length") {
        try LinearAlgebra.leastSquares(matrix, Tensor.ones([2]), weights: Tensor.ones([3]))
    }
}

private let random = BadCalls { call in
    func draw(_ name: String, _ body: @escaping @Sendable (inout RandomGenerator) throws -> some Any) {
        call(name) {
            var generator = RandomGenerator(seed: 1)
            return try body(&generator)
        }
    }
    draw("a negative length") { try $0.uniform([-1]) }
    draw("more than memory") { try $0.uniform([1 << 43]) }
    draw("an empty range") { try $0.uniform([1], in: 1..<1) }
    draw("an infinite range") { try $0.uniform([1], in: -.greatestFiniteMagnitude..<(.greatestFiniteMagnitude)) }
    draw("integers that are uniform numbers") { try $0.uniform([1], dtype: .int32) }
    draw("a negative deviation") { try $0.normal([1], standardDeviation: -1) }
    draw("a deviation that isn't a number") { try $0.normal([1], standardDeviation: .nan) }
    draw("an infinite deviation") { try $0.truncatedNormal([1], standardDeviation: .infinity) }
    draw("a negative scale") { try $0.exponential([1], scale: -1) }
    draw("a gamma of nothing") { try $0.gamma([1], k: 0) }
    draw("a gamma of infinity") { try $0.gamma([1], k: .infinity) }
    draw("no integers") { try $0.integers([1], in: 3..<3) }
    draw("integers beyond the dtype") { try $0.integers([1], in: 0..<300, dtype: .uint8) }
    draw("integers that are booleans") { try $0.integers([1], in: 0..<2, dtype: .bool) }
    draw("integers beyond memory") { try $0.integers([1 << 43], in: 0..<2) }
    draw("a probability that isn't one") { try $0.bernoulli([1], probability: .nan) }
    draw("an order of a scalar") { try $0.shuffled(Tensor(1)) }
    draw("a choice from nothing") { try $0.choice(below: 0, count: 1) }
    draw("a choice below a negative number") { try $0.choice(below: .min, count: 0) }
    draw("a negative count") { try $0.choice(below: 3, count: .min) }
    draw("more than there is") { try $0.choice(below: 3, count: 4, withReplacement: false) }
    draw("more than memory holds") { try $0.choice(below: .max, count: .max) }
    draw("all numbers in an order") { try $0.choice(below: .max, count: .max, withReplacement: false) }
    draw("other probabilities") { try $0.choice(below: 3, count: 1, probabilities: [1]) }
    draw("probabilities that aren't numbers") { try $0.choice(below: 1, count: 1, probabilities: [.nan]) }
    draw("infinite probabilities") { try $0.choice(below: 2, count: 1, probabilities: [1e308, 1e308]) }
}

private let resizing = BadCalls { call in
    call("a vector") { try Tensor.ones([4]).resized(height: 1, width: 1) }
    call("no rows") { try Tensor.ones([2, 2, 3]).resized(height: 0, width: 1) }
    call("the smallest width") { try Tensor.ones([2, 2, 3]).resized(height: 1, width: .min) }
    call("the largest height") { try Tensor.ones([2, 2, 3]).resized(height: .max, width: .max) }
    call("a long image") { try Tensor.ones([2, 2, 3]).resized(height: 1 << 40, width: 1) }
    call("no pixels") { try Tensor.zeros([0, 2, 3]).resized(height: 1, width: 1) }
    call("Pillow's of floats") { try Tensor.ones([2, 2, 3]).resized(height: 1, width: 1, filter: .lanczos) }
}

/// Whatever arguments are given, tensors answer with an error and never trap.
@Suite struct BadArgumentsTests {
    @Test(arguments: creation.all) func creationThrows(_ call: BadCall) { #expect(call.problem == nil) }
    @Test(arguments: shaping.all) func shapingThrows(_ call: BadCall) { #expect(call.problem == nil) }
    @Test(arguments: indexing.all) func indexingThrows(_ call: BadCall) { #expect(call.problem == nil) }
    @Test(arguments: arithmetic.all) func arithmeticThrows(_ call: BadCall) { #expect(call.problem == nil) }
    @Test(arguments: reductions.all) func reductionsThrow(_ call: BadCall) { #expect(call.problem == nil) }
    @Test(arguments: joining.all) func joiningThrows(_ call: BadCall) { #expect(call.problem == nil) }
    @Test(arguments: linearAlgebra.all) func linearAlgebraThrows(_ call: BadCall) { #expect(call.problem == nil) }
    @Test(arguments: random.all) func randomNumbersThrow(_ call: BadCall) { #expect(call.problem == nil) }
    @Test(arguments: resizing.all) func resizingThrows(_ call: BadCall) { #expect(call.problem == nil) }

    /// What is extreme and has an answer.
    @Test func extremesAreAnswered() throws {
        #expect(Tensor.arange(.min).count == 0)
        #expect(Tensor.linspace(0, 1, count: .min).count == 0)
        #expect(Tensor.linspace(0, 1, count: 1).array(of: Double.self) == [0])
        #expect(try Tensor([Int64.min]).floorDivide(-1) == Tensor([Int64.min]))
        #expect(try Tensor([Int64.min]) % -1 == Tensor([Int64(0)]))
        #expect(Tensor([Int64.min]).abs() == Tensor([Int64.min]))
        #expect(try Tensor([Int64.max, 1]).sum() == Tensor(Int64.min))
        #expect(Tensor([Double.nan, .infinity, -.infinity]).cast(to: .int8).array(of: Int8.self) == [0, 127, -128])
        #expect(try long.take([], axis: 1).count == 0)
        #expect(try Tensor.concatenate([long, long], axis: 1).count == 0)
        #expect(try long.sorted().count == 0)
        #expect(try matrix.variance(ddof: .min).scalar(as: Float.self) == 0)
        #expect(try matrix.variance(ddof: .max).scalar(as: Float.self).isFinite == false)
        #expect("\(long)" == "[]")
        var generator = RandomGenerator(seed: 1)
        #expect(generator.permutation(.min).isEmpty)
        let few = try generator.choice(below: .max, count: 3, withReplacement: false)
        #expect(Set(few).count == 3)
        #expect(withThreads(.min) { 1 } == 1)
    }

    /// Few of many are chosen by the same exchanges as many of few.
    @Test func aChoiceOfFewIsThatOfMany() throws {
        var (few, many) = (RandomGenerator(seed: 5), RandomGenerator(seed: 5))
        let order = many.permutation(1000)
        #expect(try few.choice(below: 1000, count: 60, withReplacement: false) == Array(order.prefix(60)))
    }
}
