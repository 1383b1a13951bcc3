public import MartletGraph
import MartletNumerics

/// So many rows and columns around an image. Written as one number for all sides, as `[rows, columns]` for both sides
/// of each, or as `.init(top:bottom:left:right:)`; layers take tuples too, as Keras writes them.
public struct Border: Sendable, Hashable, Codable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
    /// Rows above.
    public var top: Int
    /// Rows below.
    public var bottom: Int
    /// Columns to the left.
    public var left: Int
    /// Columns to the right.
    public var right: Int

    /// So many pixels at each edge.
    public init(top: Int, bottom: Int, left: Int, right: Int) {
        (self.top, self.bottom, self.left, self.right) = (top, bottom, left, right)
    }

    /// So many pixels at each edge.
    public init(integerLiteral value: Int) { self.init(top: value, bottom: value, left: value, right: value) }

    /// As Keras writes it: `((top, bottom), (left, right))`.
    public init(_ rows: (Int, Int), _ columns: (Int, Int)) {
        self.init(top: rows.0, bottom: rows.1, left: columns.0, right: columns.1)
    }

    /// `[rows, columns]`; another number of elements makes a border that every layer refuses.
    public init(arrayLiteral elements: Int...) {
        let (rows, columns) = elements.count == 2 ? (elements[0], elements[1]) : (-1, -1)
        self.init(top: rows, bottom: rows, left: columns, right: columns)
    }

    /// Refuses sides that are negative or huge.
    fileprivate func isValid(_ kind: String, _ scope: Scope) -> Bool {
        if [top, bottom, left, right].allSatisfy((0...1 << 20).contains) { return true }
        _ = scope.fail(
            "a side of \(kind) is at least 0, written as one number, [rows, columns] or top, bottom, left and right; "
                + "not \(top), \(bottom), \(left) and \(right)")
        return false
    }
}

/// The two ends of a sequence. Written as one number for both, or as `.init(before:after:)`.
public struct Ends: Sendable, Hashable, Codable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
    /// Steps at the beginning.
    public var before: Int
    /// Steps at the end.
    public var after: Int

    /// So many steps at either end.
    public init(before: Int, after: Int) { (self.before, self.after) = (before, after) }

    /// So many steps at either end.
    public init(integerLiteral value: Int) { self.init(before: value, after: value) }

    /// `[before, after]`; another number of elements makes ends that every layer refuses.
    public init(arrayLiteral elements: Int...) {
        self.init(
            before: elements.count == 2 ? elements[0] : -1, after: elements.count == 2 ? elements[1] : -1)
    }

    fileprivate var border: Border { Border(top: 0, bottom: 0, left: before, right: after) }
}

/// Rows and columns of zeros around images.
///
/// - Shape: `[batch, height, width, channels] → [batch, height', width', channels]`
public struct ZeroPadding2D: Layer, Codable {
    /// How many zeros at each edge.
    public var padding: Border
    public var name: String?

    /// One pixel at each edge, unless a border is given.
    public init(_ padding: Border = 1, name: String? = nil) {
        self.padding = padding
        self.name = name
    }

    /// The same with Keras's labels.
    public init(padding: Border, name: String? = nil) {
        self.init(padding, name: name)
    }

    /// The same with `(rows, columns)` for both sides of each.
    public init(_ padding: (Int, Int), name: String? = nil) {
        self.init([padding.0, padding.1], name: name)
    }

    /// The same with `((top, bottom), (left, right))`.
    public init(_ padding: ((Int, Int), (Int, Int)), name: String? = nil) {
        self.init(Border(padding.0, padding.1), name: name)
    }

    /// The same with Keras's labels and `(rows, columns)` for both sides of each.
    public init(padding: (Int, Int), name: String? = nil) {
        self.init([padding.0, padding.1], name: name)
    }

    /// The same with Keras's labels and `((top, bottom), (left, right))`.
    public init(padding: ((Int, Int), (Int, Int)), name: String? = nil) {
        self.init(Border(padding.0, padding.1), name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        guard scope.takes(x, "ZeroPadding2D", axes: 2), padding.isValid("ZeroPadding2D", scope) else {
            return scope.poisoned
        }
        return x.padded([(0, 0), (padding.top, padding.bottom), (padding.left, padding.right), (0, 0)])
    }
}

/// Zeros before and after a sequence.
///
/// - Shape: `[batch, steps, channels] → [batch, steps', channels]`
public struct ZeroPadding1D: Layer, Codable {
    /// How many zeros at either end.
    public var padding: Ends
    public var name: String?

    /// One step at either end, unless others are given.
    public init(_ padding: Ends = 1, name: String? = nil) {
        self.padding = padding
        self.name = name
    }

    /// The same with Keras's labels.
    public init(padding: Ends, name: String? = nil) {
        self.init(padding, name: name)
    }

    /// The same with `(before, after)`.
    public init(_ padding: (Int, Int), name: String? = nil) {
        self.init([padding.0, padding.1], name: name)
    }

    /// The same with Keras's labels and `(before, after)`.
    public init(padding: (Int, Int), name: String? = nil) {
        self.init([padding.0, padding.1], name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        guard scope.takes(x, "ZeroPadding1D", axes: 1), padding.border.isValid("ZeroPadding1D", scope) else {
            return scope.poisoned
        }
        return x.padded([(0, 0), (padding.before, padding.after), (0, 0)])
    }
}

/// Images without the rows and columns at their border.
///
/// - Shape: `[batch, height, width, channels] → [batch, height', width', channels]`
public struct Cropping2D: Layer, Codable {
    /// How many pixels go at each edge.
    public var cropping: Border
    public var name: String?

    /// Nothing is cut unless a border is given.
    public init(_ cropping: Border = 0, name: String? = nil) {
        self.cropping = cropping
        self.name = name
    }

    /// The same with Keras's labels.
    public init(cropping: Border, name: String? = nil) {
        self.init(cropping, name: name)
    }

    /// The same with `(rows, columns)` for both sides of each.
    public init(_ cropping: (Int, Int), name: String? = nil) {
        self.init([cropping.0, cropping.1], name: name)
    }

    /// The same with `((top, bottom), (left, right))`.
    public init(_ cropping: ((Int, Int), (Int, Int)), name: String? = nil) {
        self.init(Border(cropping.0, cropping.1), name: name)
    }

    /// The same with Keras's labels and `(rows, columns)` for both sides of each.
    public init(cropping: (Int, Int), name: String? = nil) {
        self.init([cropping.0, cropping.1], name: name)
    }

    /// The same with Keras's labels and `((top, bottom), (left, right))`.
    public init(cropping: ((Int, Int), (Int, Int)), name: String? = nil) {
        self.init(Border(cropping.0, cropping.1), name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        guard scope.takes(x, "Cropping2D", axes: 2), cropping.isValid("Cropping2D", scope) else {
            return scope.poisoned
        }
        return x.cropped(
            "Cropping2D", [(1, cropping.top, cropping.bottom), (2, cropping.left, cropping.right)], scope)
    }
}

/// A sequence without its ends.
///
/// - Shape: `[batch, steps, channels] → [batch, steps', channels]`
public struct Cropping1D: Layer, Codable {
    /// How many steps go at either end.
    public var cropping: Ends
    public var name: String?

    /// One step at either end, unless others are given.
    public init(_ cropping: Ends = 1, name: String? = nil) {
        self.cropping = cropping
        self.name = name
    }

    /// The same with Keras's labels.
    public init(cropping: Ends, name: String? = nil) {
        self.init(cropping, name: name)
    }

    /// The same with `(before, after)`.
    public init(_ cropping: (Int, Int), name: String? = nil) {
        self.init([cropping.0, cropping.1], name: name)
    }

    /// The same with Keras's labels and `(before, after)`.
    public init(cropping: (Int, Int), name: String? = nil) {
        self.init([cropping.0, cropping.1], name: name)
    }

    public func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        guard scope.takes(x, "Cropping1D", axes: 1), cropping.border.isValid("Cropping1D", scope) else {
            return scope.poisoned
        }
        return x.cropped("Cropping1D", [(1, cropping.before, cropping.after)], scope)
    }
}

extension Symbol {
    /// Without so many elements at the start and the end of axes.
    fileprivate func cropped(
        _ kind: String, _ axes: [(axis: Int, before: Int, after: Int)], _ scope: Scope
    ) -> Symbol {
        var (starts, sizes) = ([Int](repeating: 0, count: rank), [Int](repeating: -1, count: rank))
        for (axis, before, after) in axes {
            let length = shape[axis]
            guard length >= 0 || after == 0, length < 0 || before + after < length else {
                return scope.fail(
                    "\(kind) takes \(before) + \(after) from axis \(axis) of \(type), and something must remain"
                        + (length < 0 ? "; give the model's input its shape" : ""))
            }
            (starts[axis], sizes[axis]) = (before, length < 0 ? -1 : length - before - after)
        }
        return sliced(starts: starts, sizes: sizes)
    }
}
