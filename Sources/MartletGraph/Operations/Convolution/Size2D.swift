/// A height and a width: one number for both, or `[height, width]`.
public struct Size2D: Sendable, Hashable, Codable, CustomStringConvertible {
    /// Along the first axis of an image, in pixels.
    public var height: Int
    /// Along the second axis of an image, in pixels.
    public var width: Int

    /// A size by both lengths.
    public init(_ height: Int, _ width: Int) {
        self.height = height
        self.width = width
    }

    /// As Keras writes it: `[3, 3]`.
    public var description: String { "[\(height), \(width)]" }

    /// By axis: 0 is the height, 1 the width.
    package subscript(axis: Int) -> Int { axis == 0 ? height : width }

    /// Whether both numbers lie in `range`.
    package func lies(in range: ClosedRange<Int>) -> Bool { range.contains(height) && range.contains(width) }
}

extension Size2D: ExpressibleByIntegerLiteral {
    /// A square: `3` is 3 × 3.
    public init(integerLiteral value: Int) { self.init(value, value) }
}

extension Size2D: ExpressibleByArrayLiteral {
    /// `[height, width]`; another number of elements makes a size that every operation refuses.
    public init(arrayLiteral elements: Int...) {
        self.init(elements.count == 2 ? elements[0] : -1, elements.count == 2 ? elements[1] : -1)
    }
}
