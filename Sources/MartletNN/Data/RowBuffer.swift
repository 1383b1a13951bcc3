import Glibc
import MartletGraph
import MartletNumerics

/// Memory for a number of rows, which are moved one by one or in runs.
struct RowBuffer {
    private let example: Batch
    private(set) var tensors: [Tensor]
    private let widths: [Int]

    /// Room for rows like those of `example`.
    init(like example: Batch, rows: Int) {
        self.example = example
        tensors = example.fields.map { field in
            var shape = field.shape
            shape[0] = rows
            return Tensor(uninitialized: shape, dtype: field.dtype)
        }
        widths = example.fields.map { $0.dtype.byteCount * $0.shape.dropFirst().reduce(1, *) }
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
        copy(fields, from: start, count: count, to: target)
    }

    /// Copies rows of another buffer of the kind.
    mutating func copy(_ other: RowBuffer, from start: Int, count: Int, to target: Int) {
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
