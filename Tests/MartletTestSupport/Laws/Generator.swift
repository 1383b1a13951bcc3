package import MartletGraph
package import MartletNumerics

/// Random numbers for laws: SplitMix64 (Steele, Lea, Flood 2014), seeded by a name so that each case has its own.
package struct Generator: RandomNumberGenerator {
    private var state: UInt64

    package init(_ name: String) {
        state = name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// Numbers within `range`: whole ones, both ends included, unless the type is floating.
    package mutating func tensor(_ type: TensorType, in range: ClosedRange<Double>) -> Tensor {
        let values = (0..<type.shape.elementCount).map { _ in
            type.dtype.isFloating
                ? Double.random(in: range, using: &self)
                : Double(Int.random(in: Int(range.lowerBound)...Int(range.upperBound), using: &self))
        }
        return try! Tensor(values, shape: type.shape).cast(to: type.dtype)  // as many values as the shape has elements
    }

    /// The inputs of a sample.
    package mutating func inputs(_ sample: Sample) -> [Tensor] {
        sample.inputs.enumerated().map { index, type in
            tensor(type, in: sample.ranges[index] ?? sample.range)
        }
    }
}
