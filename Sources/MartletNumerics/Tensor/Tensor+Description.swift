extension Tensor: CustomStringConvertible {
    /// The elements as NumPy prints them: brackets a level an axis, columns aligned, lines of at most 75 characters,
    /// and with more than 1,000 elements only three from each end of an axis.
    public var description: String {
        if count == 0 { return "[]" }
        let layout = Layout(shape: shape, isSummarized: count > 1000)
        let shown = layout.shownPositions()
        let words: [String]
        switch dtype {
        case .float32, .float64:
            let elements = withUnsafeBytes { bytes in
                shown.map { position in
                    dtype == .float64
                        ? bytes.load(fromByteOffset: position * 8, as: Double.self)
                        : Double(bytes.load(fromByteOffset: position * 4, as: Float.self))
                }
            }
            if rank == 0 { return NumberFormat.scalar(elements[0], isDouble: dtype == .float64) }
            let format = NumberFormat(for: elements, isDouble: dtype == .float64)
            words = elements.map { format($0) }
        case .bool:
            let elements = withUnsafeBytes { bytes in shown.map { bytes[$0] != 0 } }
            if rank == 0 { return elements[0] ? "True" : "False" }
            words = elements.map { $0 ? " True" : "False" }
        case .int8, .uint8, .int32, .int64:
            let elements = flattened().picked(shown).array(of: Int64.self).map { String($0) }
            let width = elements.map(\.count).max() ?? 0
            words = elements.map { String(repeating: " ", count: width - $0.count) + $0 }
        }
        if rank == 0 { return words[0] }
        var rest = words[...]
        return layout.render(&rest)
    }

    private func picked(_ positions: [Int]) -> Tensor {
        let size = dtype.byteCount
        return Tensor(shape: [positions.count], dtype: dtype) { target in
            for (i, position) in positions.enumerated() {
                (target.baseAddress! + i * size).copyMemory(from: baseAddress + position * size, byteCount: size)
            }
        }
    }
}

/// Where words, brackets and line breaks go.
private struct Layout {
    let shape: Shape
    let isSummarized: Bool
    private let edge = 3

    init(shape: Shape, isSummarized: Bool) {
        self.shape = shape
        self.isSummarized = isSummarized
    }

    /// The entries of `axis` that are shown before and after the dots; without dots all are before them.
    private func shown(_ axis: Int) -> (leading: Range<Int>, trailing: Range<Int>) {
        let length = shape[axis]
        guard isSummarized, length > 2 * edge else { return (0..<length, length..<length) }
        return (0..<edge, (length - edge)..<length)
    }

    /// Row-major positions of the elements shown.
    func shownPositions() -> [Int] {
        var positions = [0]
        for axis in 0..<shape.count {
            let (leading, trailing) = shown(axis)
            positions = positions.flatMap { position in
                (Array(leading) + Array(trailing)).map { position * shape[axis] + $0 }
            }
        }
        return positions
    }

    /// The text made of `words`, which are the shown elements in row-major order.
    func render(_ words: inout ArraySlice<String>, axis: Int = 0, width: Int = 75) -> String {
        let indent = String(repeating: " ", count: axis + 1)
        let (leading, trailing) = shown(axis)
        if axis < shape.count - 1 {
            var parts = leading.map { _ in render(&words, axis: axis + 1, width: width - 1) }
            if !trailing.isEmpty { parts.append("...") }
            parts += trailing.map { _ in render(&words, axis: axis + 1, width: width - 1) }
            let separator = String(repeating: "\n", count: shape.count - axis - 1) + indent
            return "[" + parts.joined(separator: separator) + "]"
        }
        var line: [String] = leading.map { _ in words.removeFirst() }
        if !trailing.isEmpty { line.append("...") }
        line += trailing.map { _ in words.removeFirst() }
        var lines: [String] = []
        var current = indent
        for word in line {
            if current.count > indent.count, current.count + word.count > width - 1 {
                while current.last == " " { current.removeLast() }
                lines.append(current)
                current = indent
            }
            current += word + " "
        }
        current.removeLast()
        lines.append(current)
        return "[" + lines.joined(separator: "\n").dropFirst(indent.count) + "]"
    }
}
