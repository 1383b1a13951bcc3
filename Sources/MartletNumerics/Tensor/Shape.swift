/// The lengths of a tensor's axes, outermost first; kept inline, so copying one never allocates.
///
/// A shape has at most eight axes. Lengths are not judged here: the graph writes -1 for a length that it does not know yet.
/// Whoever makes memory from a shape that came from outside asks for its `checkedElementCount`.
public struct Shape: Sendable {
    /// The largest number of axes.
    public static let maximumRank = 8

    private var lengths = InlineArray<8, Int>(repeating: 0)
    private var rank: UInt8 = 0

    /// The shape of a scalar: no axes.
    public init() {}

    /// The shape with the given lengths.
    ///
    /// - Precondition: there are at most eight; `init(validating:)` throws otherwise.
    public init<S: Sequence>(_ lengths: S) where S.Element == Int {
        for length in lengths {
            append(length)
        }
    }

    /// The shape with lengths that came from outside.
    ///
    /// - Throws: `TensorError.invalidShape` for more than eight axes, a negative length or a number of elements that overflows.
    public init<S: Sequence>(validating lengths: S) throws(TensorError) where S.Element == Int {
        for length in lengths {
            guard count < Self.maximumRank else { throw .tooManyAxes(operation: "shape", rank: Array(lengths).count) }
            append(length)
        }
        _ = try checkedElementCount
    }

    /// The shape of `rank` axes, all of length `length`.
    package init(repeating length: Int, rank: Int) {
        precondition(rank <= Self.maximumRank, "a shape has at most \(Self.maximumRank) axes")
        self.rank = UInt8(rank)
        for i in 0..<rank { lengths[i] = length }
    }

    /// Adds an axis at the end.
    ///
    /// - Precondition: there are less than eight; `init(validating:)` throws otherwise.
    public mutating func append(_ length: Int) {
        precondition(count < Self.maximumRank, "a shape has at most \(Self.maximumRank) axes")
        lengths[count] = length
        rank += 1
    }

    /// Adds an axis before `position`.
    ///
    /// - Precondition: there are less than eight, and `position` is in `0...count`.
    public mutating func insert(_ length: Int, at position: Int) {
        precondition(position >= 0 && position <= count, "axis \(position) is outside of shape \(self)")
        append(length)
        var i = count - 1
        while i > position {
            lengths[i] = lengths[i - 1]
            i -= 1
        }
        lengths[position] = length
    }

    /// Removes and returns the axis at `position`.
    ///
    /// - Precondition: there is such an axis.
    @discardableResult
    public mutating func remove(at position: Int) -> Int {
        precondition(position >= 0 && position < count, "axis \(position) is outside of shape \(self)")
        let removed = self[position]
        for i in position..<(count - 1) {
            lengths[i] = lengths[i + 1]
        }
        lengths[count - 1] = 0
        rank -= 1
        return removed
    }
}

extension Shape {
    /// The number of elements: the product of the lengths, 1 for a scalar.
    ///
    /// - Precondition: an `Int` holds it; `checkedElementCount` throws otherwise.
    public var elementCount: Int {
        var product = 1
        for i in 0..<count {
            product *= lengths[i]
        }
        return product
    }

    /// The number of elements of a shape that came from outside.
    ///
    /// - Throws: `TensorError.invalidShape` for a negative length or when the elements could not be addressed.
    public var checkedElementCount: Int {
        get throws(TensorError) {
            // Zeros count as ones at first, so that strides can be addressed too.
            var (product, isEmpty) = (1, false)
            for i in 0..<count {
                let length = lengths[i]
                guard length >= 0 else { throw .invalidShape(self, reason: "lengths must not be negative") }
                let (next, overflow) = product.multipliedReportingOverflow(by: Swift.max(length, 1))
                guard !overflow, next <= Self.maximumElementCount else {
                    throw .invalidShape(self, reason: "it has more than \(Self.maximumElementCount) elements")
                }
                product = next
                isEmpty = isEmpty || length == 0
            }
            return isEmpty ? 0 : product
        }
    }

    /// The number of bytes that elements of `dtype` take, which are about to be made.
    ///
    /// - Throws: `TensorError.invalidShape` for what `checkedElementCount` throws, and for more than the machine has or the process can get.
    package func checkedByteCount(of dtype: DType) throws(TensorError) -> Int {
        let bytes = try checkedElementCount * dtype.byteCount
        guard bytes <= Processor.memory else {
            throw .invalidShape(
                self, reason: "\(dtype.rawValue) of it take \(bytes) bytes, and the machine has \(Processor.memory)")
        }
        guard Processor.hasRoom(bytes) else {
            throw .invalidShape(
                self,
                reason:
                    "\(dtype.rawValue) of it take \(bytes) bytes of memory, more than the process can get; take less at a time"
            )
        }
        return bytes
    }

    /// Whether the elements could be addressed, with one in each length that isn't known yet (`-1`).
    package var isAddressable: Bool {
        var product = 1
        for i in 0..<count {
            let (next, overflow) = product.multipliedReportingOverflow(by: Swift.max(lengths[i], 1))
            guard lengths[i] >= -1, !overflow, next <= Self.maximumElementCount else { return false }
            product = next
        }
        return true
    }

    /// Elements of eight bytes that fit the 47-bit address space of a process.
    private static var maximumElementCount: Int { 1 << 44 }

    /// How far apart neighbours along each axis lie in row-major order, in elements.
    package var strides: Shape {
        var strides = self
        var step = 1
        var i = count - 1
        while i >= 0 {
            strides[i] = step
            step *= Swift.max(lengths[i], 1)
            i -= 1
        }
        return strides
    }

    /// The axis that `axis` means, where negative ones count from the end.
    ///
    /// - Throws: `TensorError.axisOutOfRange`.
    package func resolve(axis: Int, operation: String) throws(TensorError) -> Int {
        guard axis >= -count && axis < count else {
            throw .axisOutOfRange(operation: operation, axis: axis, shape: self)
        }
        return axis < 0 ? axis + count : axis
    }

    /// The shape in which two shapes meet by NumPy's broadcasting, or nil where they do not.
    package static func broadcast(_ a: Shape, _ b: Shape) -> Shape? {
        if a == b { return a }
        let rank = Swift.max(a.count, b.count)
        var result = Shape(repeating: 1, rank: rank)
        for i in 0..<rank {
            let m = i < rank - a.count ? 1 : a[i - (rank - a.count)]
            let n = i < rank - b.count ? 1 : b[i - (rank - b.count)]
            guard m == n || m == 1 || n == 1 else { return nil }
            result[i] = m == 1 ? n : m
        }
        return result
    }
}

extension Shape: RandomAccessCollection, MutableCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { Int(rank) }
    public var count: Int { Int(rank) }

    /// The length of an axis; negative ones count from the end, as NumPy's do: `shape[-1]` is the last.
    ///
    /// - Precondition: there is such an axis. While a layer, a loss or an objective is traced, one that isn't is a mistake
    ///   of theirs, which is thrown, and its length is -1, unknown.
    public subscript(axis: Int) -> Int {
        get {
            let place = axis < 0 ? axis + count : axis
            if place < 0 || place >= count { return outside(axis) }
            return lengths[place]
        }
        set {
            let place = axis < 0 ? axis + count : axis
            if place < 0 || place >= count { return _ = outside(axis) }
            lengths[place] = newValue
        }
    }

    /// Who is told of an axis that isn't there; nil where that is a fault of the program's.
    @TaskLocal package static var fault: (@Sendable (String) -> Void)?

    @inline(never)
    private func outside(_ axis: Int) -> Int {
        let message =
            "axis \(axis) is outside of shape \(self), which has \(count) \(count == 1 ? "axis" : "axes")"
        guard let fault = Self.fault else { preconditionFailure(message) }
        fault(message)
        return -1
    }
}

extension Shape: ExpressibleByArrayLiteral {
    public init(arrayLiteral lengths: Int...) {
        self.init(lengths)
    }
}

extension Shape: Hashable {
    public static func == (a: Shape, b: Shape) -> Bool {
        guard a.rank == b.rank else { return false }
        for i in 0..<a.count where a.lengths[i] != b.lengths[i] { return false }
        return true
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(rank)
        for length in self {
            hasher.combine(length)
        }
    }
}

extension Shape: CustomStringConvertible {
    public var description: String { "[" + map(String.init).joined(separator: ", ") + "]" }
}

extension Shape: Codable {
    public init(from decoder: any Decoder) throws {
        let lengths = try [Int](from: decoder)
        guard lengths.count <= Self.maximumRank else {
            throw TensorError.tooManyAxes(operation: "shape", rank: lengths.count)
        }
        self.init(lengths)
    }

    public func encode(to encoder: any Encoder) throws {
        try Array(self).encode(to: encoder)
    }
}
