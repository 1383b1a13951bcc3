#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif
internal import CMartletKernels

/// Tensors of independent random numbers.
///
/// All throw `TensorError.invalidShape` for a shape that cannot be, `unsupportedDType` unless `dtype` is floating-point,
/// and `invalidArgument` for parameters that are outside of their domain.
extension RandomGenerator {
    /// Numbers uniform in `range`.
    public mutating func uniform(
        _ shape: Shape, in range: Range<Double> = 0..<1, dtype: DType = .float32
    ) throws(TensorError) -> Tensor {
        let width = range.upperBound - range.lowerBound
        guard width > 0, width.isFinite else {
            throw .invalidArgument(operation: "uniform", reason: "\(range) is empty or not finite")
        }
        if dtype == .float32 {
            return try kernel(MK_RANDOM_UNIFORM, shape, Float(range.lowerBound), Float(range.upperBound))
        }
        // Rounding must not reach the upper bound.
        let last = range.upperBound.nextDown
        return try filled(shape, dtype, operation: "uniform") { generator in
            Swift.min(range.lowerBound + generator.nextUnit() * width, last)
        }
    }

    /// Numbers with a normal distribution.
    public mutating func normal(
        _ shape: Shape, mean: Double = 0, standardDeviation: Double = 1, dtype: DType = .float32
    ) throws(TensorError) -> Tensor {
        try Self.check(standardDeviation, isPositive: false, "normal", "standardDeviation")
        if dtype == .float32 { return try kernel(MK_RANDOM_NORMAL, shape, Float(mean), Float(standardDeviation)) }
        var spare: Double?
        return try filled(shape, dtype, operation: "normal") { generator in
            mean + standardDeviation * generator.nextNormal(&spare)
        }
    }

    /// Numbers with a normal distribution, drawn again where they are more than two standard deviations from the mean.
    public mutating func truncatedNormal(
        _ shape: Shape, mean: Double = 0, standardDeviation: Double = 1, dtype: DType = .float32
    ) throws(TensorError) -> Tensor {
        try Self.check(standardDeviation, isPositive: false, "truncatedNormal", "standardDeviation")
        if dtype == .float32 {
            return try kernel(MK_RANDOM_TRUNCATED_NORMAL, shape, Float(mean), Float(standardDeviation))
        }
        var spare: Double?
        return try filled(shape, dtype, operation: "truncatedNormal") { generator in
            var z: Double
            repeat { z = generator.nextNormal(&spare) } while z.magnitude > 2
            return mean + standardDeviation * z
        }
    }

    /// Numbers with an exponential distribution of mean `scale`.
    public mutating func exponential(
        _ shape: Shape, scale: Double = 1, dtype: DType = .float32
    ) throws(TensorError) -> Tensor {
        try Self.check(scale, isPositive: false, "exponential", "scale")
        return try filled(shape, dtype, operation: "exponential") { generator in generator.nextExponential() * scale }
    }

    /// Numbers with a gamma distribution of shape `k` (Marsaglia, Tsang: "A simple method for generating gamma variables",
    /// 2000).
    public mutating func gamma(
        _ shape: Shape, k: Double, scale: Double = 1, dtype: DType = .float32
    ) throws(TensorError) -> Tensor {
        try Self.check(k, isPositive: true, "gamma", "k")
        try Self.check(scale, isPositive: false, "gamma", "scale")
        var spare: Double?
        return try filled(shape, dtype, operation: "gamma") { generator in
            // Below 1 the distribution is that of k + 1, scaled by a power of a uniform number.
            let boost = k < 1 ? pow(1 - generator.nextUnit(), 1 / k) : 1
            let d = (k < 1 ? k + 1 : k) - 1 / 3.0
            while true {
                let z = generator.nextNormal(&spare)
                let root = 1 + z / (9 * d).squareRoot()
                let v = root * root * root
                if v > 0, log(1 - generator.nextUnit()) < z * z / 2 + d - d * v + d * log(v) {
                    return d * v * boost * scale
                }
            }
        }
    }

    /// Integers uniform in `range`.
    public mutating func integers(
        _ shape: Shape, in range: Range<Int>, dtype: DType = .int64
    ) throws(TensorError) -> Tensor {
        _ = try shape.checkedByteCount(of: .int64)
        guard !range.isEmpty else { throw .invalidArgument(operation: "integers", reason: "\(range) is empty") }
        guard !dtype.isFloating, dtype != .bool else {
            throw .unsupportedDType(operation: "integers", dtype: dtype, expected: [.int64, .int32, .int8, .uint8])
        }
        let bounds = Tensor([range.lowerBound, range.upperBound - 1])
        guard bounds.cast(to: dtype).array(of: Int.self) == bounds.array(of: Int.self) else {
            throw .invalidArgument(operation: "integers", reason: "\(range) is not within \(dtype.rawValue)")
        }
        let values = Tensor(uninitialized: shape, dtype: .int64)
        let elements = values.uniqueBuffer(of: Int.self)
        let width = UInt(bitPattern: range.upperBound &- range.lowerBound)
        for i in elements.indices {
            let offset = width <= UInt32.max ? UInt(next(below: UInt32(width))) : next(upperBound: width)
            elements[i] = range.lowerBound &+ Int(bitPattern: offset)
        }
        return values.cast(to: dtype)
    }

    /// Booleans that are true with `probability`.
    public mutating func bernoulli(_ shape: Shape, probability: Double = 0.5) throws(TensorError) -> Tensor {
        _ = try shape.checkedByteCount(of: .bool)
        guard (0...1).contains(probability) else {
            throw .invalidArgument(operation: "bernoulli", reason: "probability \(probability) is outside of 0...1")
        }
        let result = Tensor(uninitialized: shape, dtype: .bool)
        let elements = result.uniqueBuffer(of: Bool.self)
        for i in elements.indices { elements[i] = nextUnit() < probability }
        return result
    }
}

extension RandomGenerator {
    /// A number with a standard exponential distribution.
    mutating func nextExponential() -> Double { -log(1 - nextUnit()) }

    /// A number with a standard normal distribution (Box, Muller 1958). They come in pairs: `spare` keeps the second.
    package mutating func nextNormal(_ spare: inout Double?) -> Double {
        if let z = spare {
            spare = nil
            return z
        }
        let radius = (-2 * log(1 - nextUnit())).squareRoot()
        let angle = 2 * Double.pi * nextUnit()
        spare = radius * sin(angle)
        return radius * cos(angle)
    }

    /// Many float32 numbers at once, in an own sequence that takes one block of this one.
    private mutating func kernel(
        _ kind: mk_random_kind, _ shape: Shape, _ a: Float, _ b: Float
    ) throws(TensorError) -> Tensor {
        let count = try shape.checkedByteCount(of: .float32) / DType.float32.byteCount
        let result = Tensor(uninitialized: shape, dtype: .float32)
        // The kernel's key 0 would be this generator's own sequence.
        let threads = count < 1 << 16 ? 1 : mk_thread_budget()
        var call = mk_random(
            mk_random_parameters(kind: kind, threads: threads, key: stream &+ 1, count: Int64(count), a: a, b: b))
        var state = mk_random_state(seed: seed, step: reserveBlock())
        withUnsafeMutablePointer(to: &state) { state in
            call.operand.0 = UnsafeMutableRawPointer(state)
            call.operand.1 = result.storage.baseAddress
            call.run(&call)
        }
        return result
    }

    private mutating func filled(
        _ shape: Shape, _ dtype: DType, operation: String, _ draw: (inout RandomGenerator) -> Double
    ) throws(TensorError) -> Tensor {
        _ = try shape.checkedByteCount(of: dtype)
        guard dtype.isFloating else {
            throw .unsupportedDType(operation: operation, dtype: dtype, expected: [.float32, .float64])
        }
        let result = Tensor(uninitialized: shape, dtype: dtype)
        if dtype == .float32 {
            let elements = result.uniqueBuffer(of: Float.self)
            for i in elements.indices { elements[i] = Float(draw(&self)) }
        } else {
            let elements = result.uniqueBuffer(of: Double.self)
            for i in elements.indices { elements[i] = draw(&self) }
        }
        return result
    }

    private static func check(
        _ value: Double, isPositive: Bool, _ operation: String, _ name: String
    ) throws(TensorError) {
        guard value.isFinite, isPositive ? value > 0 : value >= 0 else {
            throw .invalidArgument(
                operation: operation, reason: "\(name) is \(value) and must be \(isPositive ? "positive" : "0 or more")"
            )
        }
    }
}
