import Martlet
import Testing

extension Stories {
    @Test func tensorsAreNumPyArrays() throws {
        // snippet: tensor basics
        let x = try Tensor.arange(12, dtype: .float32).reshaped([3, 4])
        let (row, part) = (try x[-1], try x[.all, 1..<3])
        let backwards = try x[.range(nil, nil, by: -1)]
        let large = try x.compressed(by: x.max(axis: 1) .> 5)  // rows
        let clipped = try Tensor.where(x .> 5, x, 0)
        let centred = try x - x.mean(axis: 1, keepingDimensions: true)
        var y = x  // a copy: x stays as it is
        try y.assign(Tensor(-1), at: 0, .all)
        let numbers = y.array(of: Float.self)
        print(row, part.shape, large.shape, numbers[0])
        // [ 8.  9. 10. 11.] [3, 2] [2, 4] -1.0
        // end
        #expect("\(row) \(part.shape) \(large.shape) \(numbers[0])" == "[ 8.  9. 10. 11.] [3, 2] [2, 4] -1.0")
        #expect(try backwards[0] == x[2] && clipped.sum().scalar() == Float(51) && centred.mean().scalar() == Float(0))
        #expect(try x[0, 0].scalar() == Float(0))
    }

    @Test func matricesAreSolved() throws {
        // snippet: linear algebra
        let a = try Tensor([[4, 1], [1, 3]] as [[Double]])
        let b = Tensor([1.0, 2.0])
        let x = try LinearAlgebra.solve(a, b)
        try print(a.matmul(x).isClose(to: b))  // true

        let (values, vectors) = try LinearAlgebra.eigh(a)
        let diagonal = try vectors.transposed().matmul(a).matmul(vectors)
        print(values, diagonal.shape)

        // A line through points: y = 1 + 2 x.
        let points = try Tensor([[1, 0], [1, 1], [1, 2]] as [[Double]])
        let line = try LinearAlgebra.leastSquares(points, Tensor([1.0, 3.0, 5.0]))
        print(line.solution, line.rank)
        // end
        #expect(try a.matmul(x).isClose(to: b))
        #expect(try diagonal[0, 0].isClose(to: values[0]) && line.solution.isClose(to: Tensor([1.0, 2.0])))
    }

    @Test func randomNumbersComeBack() throws {
        // snippet: random numbers
        var random = RandomGenerator(seed: 42)
        let noise = try random.normal([3, 4], standardDeviation: 0.1)
        let dice = try random.integers([10], in: 1..<7)
        let order = random.permutation(100)
        let five = try random.choice(below: 100, count: 5, withReplacement: false)
        let coin = Bool.random(using: &random)  // Swift's own functions take it too

        let place = random  // a copy remembers where it stands
        let again = try random.uniform([2])
        random = place
        try print(random.uniform([2]) == again)  // true
        // end
        var same = RandomGenerator(seed: 42)
        #expect(try same.normal([3, 4], standardDeviation: 0.1) == noise)
        #expect(dice.array(of: Int.self).allSatisfy { 1...6 ~= $0 } && order.sorted() == Array(0..<100))
        #expect(Set(five).count == 5 && (coin || !coin))
        random = place
        #expect(try random.uniform([2]) == again)
    }

    @Test func arraysAreFiles() throws {
        let x = try RandomGenerator.drawn([3, 2])
        let bytes: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9]
        try AtomicFile.write(bytes, to: temporary("labels.idx1-ubyte"))
        // snippet: arrays in files
        try NPY.write(x, to: temporary("x.npy"))  // numpy.load reads it
        let same = try NPY.read(temporary("x.npy"))

        let file = Safetensors([("x", x), ("mean", try x.mean(axis: 0))], metadata: ["unit": "mm"])
        try file.write(to: temporary("arrays.safetensors"))
        let mean = try Safetensors(path: temporary("arrays.safetensors"))["mean"]

        let labels = try IDX.read(temporary("labels.idx1-ubyte"))  // or compressed, .gz
        // end
        #expect(try same == x && mean == x.mean(axis: 0) && labels == Tensor([7, 0, 9] as [UInt8]))
    }
}

extension RandomGenerator {
    /// Some numbers.
    fileprivate static func drawn(_ shape: Shape) throws -> Tensor {
        var random = RandomGenerator(seed: 3)
        return try random.normal(shape)
    }
}
