import MartletGraph
import MartletNumerics
import Testing

/// What is said with symbols equals what tensors give at once.
@Suite struct SymbolTests {
    private func evaluate(_ x: Tensor, _ body: (Symbol) -> Symbol) throws -> Tensor {
        let builder = Builder()
        var type = TensorType(x.shape, x.dtype)
        type.shape[0] = -1
        let graph = try builder.finish([body(builder.input(type))])
        return try graph.evaluate(inputs: [x])[0]
    }

    private let matrix = try! Tensor((0..<12).map(Double.init), shape: [3, 4])

    @Test func `numbers stand on either side`() throws {
        let values = try evaluate(matrix) { x in
            let same = (2 * x + 1) / 2 - 0.5
            return 1 - same * 3 + 6 / (x + 1)
        }
        let expected = (0..<12).map { (i: Int) -> Double in
            let x = Double(i)
            return 1 - x * 3 + 6 / (x + 1)
        }
        #expect(values.array(of: Double.self) == expected)
    }

    @Test func `symbols are spelled as tensors are`() throws {
        let (n, half) = (3, Float(0.5))
        try expectSame({ $0 .> 3 }, { try $0 .> 3 })
        try expectSame({ 3 .> $0 }, { try 3 .> $0 })
        try expectSame({ $0 .<= n }, { try $0 .<= n })
        try expectSame({ $0 .== 4.0 }, { try $0 .== 4.0 })
        try expectSame({ n .!= $0 }, { try n .!= $0 })
        try expectSame({ $0 .>= $0 }, { try $0 .>= $0 })
        try expectSame({ $0 * n + half }, { try $0 * n + half })
        try expectSame({ n - $0 }, { try n - $0 })
        try expectSame({ .where($0 .> 3, $0, 0) }, { try .where($0 .> 3, $0, 0) })
        try expectSame({ .where($0 .> 3, 1, $0) }, { try .where($0 .> 3, 1, $0) })
        try expectSame({ $0.sum(axis: 1) }, { try $0.sum(axis: 1) })
        try expectSame({ $0.mean(axis: -1) }, { try $0.mean(axis: -1) })
        try expectSame({ $0.max(axis: 0, keepingDimensions: true) }, { try $0.max(axis: 0, keepingDimensions: true) })
        try expectSame({ $0.min(axis: 0) }, { try $0.min(axis: 0) })
        try expectSame({ $0.product(axis: 1) }, { try $0.product(axis: 1) })
        try expectSame({ ($0 .> 3).any(axis: 1) }, { try ($0 .> 3).any(axis: 1) })
        try expectSame({ ($0 .> 3).all(axis: 1) }, { try ($0 .> 3).all(axis: 1) })
        try expectSame({ $0.standardDeviation(axis: 0) }, { try $0.standardDeviation(axis: 0) })
        try expectSame({ $0.square().sqrt() }, { $0.square().sqrt() })
        try expectSame({ $0.maximum(n) }, { try $0.maximum(n) })
        try expectSame({ $0.minimum(half) }, { try $0.minimum(half) })
        try expectSame({ $0.power(n) }, { try $0.power(n) })
        try expectSame({ $0.clipped(to: 2...n) }, { try $0.clipped(to: 2...n) })
        try expectSame({ $0.isNaN }, { $0.isNaN })
    }

    /// What is said with a symbol is what a tensor gives.
    private func expectSame(
        _ said: (Symbol) -> Symbol, _ done: (Tensor) throws -> Tensor, line: Int = #line
    ) throws {
        let (said, done) = (try evaluate(matrix, said), try done(matrix))
        #expect(said.dtype == done.dtype && said.shape == done.shape, "line \(line)")
        #expect(try said.isClose(to: done), "line \(line)")
    }

    @Test func `fractions beside integers are kept`() throws {
        let integers = Tensor([1, 2, 3])
        #expect(try evaluate(integers) { $0 * 2 } == Tensor([2, 4, 6]))
        #expect(try evaluate(integers) { $0 * 0.5 } == Tensor([0.5, 1, 1.5] as [Float]))
        #expect(try evaluate(integers) { 1 / $0 } == Tensor([1, 0.5, 1 / 3] as [Float]))
        #expect(try evaluate(integers) { $0 / $0 } == Tensor([1, 1, 1] as [Float]))
        #expect(try evaluate(integers) { $0 .> 1.5 } == Tensor([false, true, true]))
    }

    @Test func `powers with names are what they are`() throws {
        for power in [-1, -0.5, 0.5, 1, 2, 3.5] {
            let values = try evaluate(matrix) { ($0 + 1).power(power) }
            let general = try evaluate(matrix) { x in (x + 1).power(x * 0 + power) }
            for (a, b) in zip(values.array(of: Double.self), general.array(of: Double.self)) {
                #expect(abs(a - b) <= 1e-14 * b)
            }
        }
    }

    @Test func `subscripts pick what they pick of tensors`() throws {
        #expect(try evaluate(matrix) { $0[1] } == matrix[1])
        #expect(try evaluate(matrix) { $0[0..<2] } == matrix[0..<2])
        #expect(try evaluate(matrix) { $0[.all, -1] } == matrix[.all, -1])
        #expect(try evaluate(matrix) { $0[1..., 1...2] } == matrix[1..., 1...2])
        #expect(try evaluate(matrix) { $0[.all, .newAxis, ..<3] } == matrix[.all, .newAxis, ..<3])
    }

    @Test func `subscripts of what isn't there are refused`() throws {
        for body in [{ $0[-1] }, { $0[.all, 4] }, { $0[0, 0, 0] }, { $0[.all, .range(0, 4, by: 2)] }]
            as [(Symbol) -> Symbol]
        {
            #expect(throws: GraphError.self) { try evaluate(matrix, body) }
        }
    }

    @Test func `joining and stacking`() throws {
        let joined = try evaluate(matrix) { [$0, $0 * 2].concatenated(axis: -1) }
        #expect(joined.shape == [3, 8])
        let stacked = try evaluate(matrix) { [$0, $0 * 2].stacked(axis: 1) }
        #expect(stacked.shape == [3, 2, 4])
        #expect(stacked.array(of: Double.self) == joined.array(of: Double.self))
    }

    @Test func `reductions count axes from either end`() throws {
        #expect(try evaluate(matrix) { $0.mean(axes: [-1]) }.array(of: Double.self) == [1.5, 5.5, 9.5])
        #expect(try evaluate(matrix) { $0.max() }.array(of: Double.self) == [11])
        #expect(try evaluate(matrix) { $0.argMin(axis: 0) } == Tensor([0, 0, 0, 0]))
        #expect(try evaluate(matrix) { $0.variance(axes: [0, 1], keepingDimensions: true) }.shape == [1, 1])
        #expect(throws: GraphError.self) { try evaluate(matrix) { $0.sum(axes: [2]) } }
        #expect(throws: GraphError.self) { try evaluate(matrix) { $0.sum(axes: [0, -2]) } }
    }

    @Test func `NaN wins where NumPy lets it win`() throws {
        let x = Tensor([1, .nan, 3.0])
        #expect(try evaluate(x) { $0.max() }.array(of: Double.self)[0].isNaN)
        #expect(try evaluate(x) { $0.maximum(2) }.array(of: Double.self)[1].isNaN)
        #expect(try evaluate(x) { $0.argMax(axis: 0) }.array(of: Int.self) == [1])
        #expect(try evaluate(x) { select($0.isNaN, 0, $0) }.array(of: Double.self) == [1, 0, 3])
    }

    /// The derivative of the sum of `body` at `x`.
    private func slope(_ x: [Double], _ body: (Symbol) -> Symbol) throws -> [Double] {
        let builder = Builder()
        let symbol = builder.input(TensorType([x.count], .float64))
        let graph = try builder.finish(builder.gradient(of: body(symbol).sum(), to: [symbol]))
        return try graph.evaluate(inputs: [Tensor(x)])[0].array(of: Double.self)
    }

    @Test func `derivatives at ties go where they are said to go`() throws {
        #expect(try slope([-1, 0, 1, 2, 3]) { $0.clipped(to: 0...2) } == [0, 1, 1, 1, 0])
        #expect(try slope([2, 1, 2, 2]) { $0.max() * 6 } == [2, 0, 2, 2])
        #expect(try slope([2, 1, 1]) { $0.min() } == [0, 0.5, 0.5])
        #expect(try slope([1, 1]) { $0.maximum($0 * 1) } == [1, 1])
    }

    @Test func `the derivative of a product passes zeros`() throws {
        #expect(try slope([2, 3, 4]) { $0.product() } == [12, 8, 6])
        #expect(try slope([2, 0, 4]) { $0.product() } == [0, 8, 0])
        #expect(try slope([0, 0, 4]) { $0.product() } == [0, 0, 0])
    }

    @Test func `nothing flows through stopGradient`() throws {
        #expect(try slope([2, 3]) { $0 * $0.stopGradient() } == [2, 3])
    }
}
