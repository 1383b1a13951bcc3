import Glibc
import MartletGraph
import MartletNumerics

/// Memory for a number of rows, which are moved one by one or in runs.
struct RowBuffer {
    private let example: Batch
    private(set) var tensors: [Tensor]
    private let widths: [Int]
    private let most: Int
    /// What is taken before the rows are there.
    private static let firstByteCount = 1 << 30

    /// Room for rows like those of `example`.
    init(like example: Batch, rows: Int) throws {
        self.example = example
        most = rows
        widths = example.fields.map { $0.dtype.byteCount * $0.shape.dropFirst().reduce(1, *) }
        tensors = []
        tensors = try memory(for: min(rows, max(1, Self.firstByteCount / max(1, widths.reduce(0, +)))))
    }

    private func memory(for rows: Int) throws -> [Tensor] {
        try example.fields.map { field in
            var shape = field.shape
            shape[0] = rows
            _ = try shape.checkedByteCount(of: field.dtype)
            return Tensor(uninitialized: shape, dtype: field.dtype)
        }
    }

    /// Makes room for so many rows, of which `most` are wanted in the end.
    private mutating func reserve(_ rows: Int) throws {
        let room = tensors[0].shape[0]
        guard rows > room else { return }
        let old = tensors
        tensors = try memory(for: min(most, max(rows, 2 * room)))
        copy(old, from: 0, count: room, to: 0)
    }

    /// Copies rows of a batch.
    ///
    /// - Throws: `DatasetError` if its rows are of another kind.
    mutating func copy(_ batch: Batch, from start: Int, count: Int, to target: Int) throws {
        let fields = batch.fields
        guard fields.count == tensors.count,
            zip(fields, tensors).allSatisfy({
                $0.dtype == $1.dtype && $0.shape.dropFirst().elementsEqual($1.shape.dropFirst())
            })
        else { throw DatasetError.piecesDiffer(expected: Self.kind(tensors), got: Self.kind(fields)) }
        try reserve(target + count)
        copy(fields, from: start, count: count, to: target)
    }

    /// Copies rows of another buffer of the kind.
    mutating func copy(_ other: RowBuffer, from start: Int, count: Int, to target: Int) throws {
        try reserve(target + count)
        copy(other.tensors, from: start, count: count, to: target)
    }

    /// Copies a row of its own over another.
    mutating func move(_ row: Int, to target: Int) {
        for index in tensors.indices {
            let width = widths[index]
            tensors[index].withUnsafeMutableBytes {
                _ = memmove($0.baseAddress! + target * width, $0.baseAddress! + row * width, width)
            }
        }
    }

    private mutating func copy(_ fields: [Tensor], from start: Int, count: Int, to target: Int) {
        for index in tensors.indices {
            let width = widths[index]
            fields[index].withUnsafeBytes { from in
                tensors[index].withUnsafeMutableBytes { to in
                    _ = memcpy(to.baseAddress! + target * width, from.baseAddress! + start * width, count * width)
                }
            }
        }
    }

    /// The first rows.
    func batch(_ count: Int) throws -> Batch {
        guard let rows = tensors.first?.shape[0], count < rows else { return try example.with(tensors) }
        return try example.with(
            tensors.map { tensor in
                var shape = tensor.shape
                shape[0] = count
                return Tensor(copying: tensor.baseAddress, shape, tensor.dtype)
            })
    }

    private static func kind(_ fields: [Tensor]) -> String {
        fields.map {
            "\($0.dtype.rawValue)[" + (["rows"] + $0.shape.dropFirst().map { "\($0)" }).joined(separator: ", ") + "]"
        }
        .joined(separator: ", ")
    }
}
