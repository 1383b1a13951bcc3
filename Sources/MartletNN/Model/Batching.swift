import MartletGraph
import MartletNumerics

/// How many rows are computed at a time in inference.
///
/// Networks whose parameters stay in a cache compute other numbers of rows than those in `sizes` in several pieces, so
/// that few programs serve any number. Larger ones would read all parameters for each piece, which takes longer than to
/// plan: they get a program for each number of rows.
struct Batching: Sendable {
    /// The most rows at a time.
    let chunk: Int
    /// Whether threads compute one chunk each, rather than each kernel together.
    let isParallel: Bool
    /// Whether pieces have one of `sizes`.
    let isCut: Bool

    static let sizes = [1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 24, 32, 48, 64, 96, 128]

    /// The bytes of the parameters that stay in a second-level cache, and of the largest result of a chunk that does.
    private static let cachedByteCount = 1 << 20

    init(_ graph: Graph) {
        let rowByteCount = graph.rowByteCount
        // Not so many rows that a large network's results fill the memory.
        chunk = max(1, min(128, (64 << 20) / rowByteCount))
        isParallel = chunk * rowByteCount <= Self.cachedByteCount
        let parameters = graph.parameters.reduce(0) { $0 + $1.count * MemoryLayout<Float>.stride }
        isCut = parameters <= Self.cachedByteCount && graph.inference.keepsRowsApart
    }

    /// The pieces of so many rows, none larger than `batchSize`.
    func pieces(of rows: Int, batchSize: Int?) -> [Range<Int>] {
        let most = max(1, batchSize ?? chunk)
        var pieces: [Range<Int>] = []
        var start = 0
        while start < rows {
            let left = min(most, rows - start)
            let size = isCut ? Self.sizes.last { $0 <= left }! : left
            pieces.append(start..<start + size)
            start += size
        }
        return pieces
    }
}

extension Graph {
    /// What inference computes.
    fileprivate var inference: Graph { improved(by: [.decidePhase(training: false) { _ in false }, .removeDead]) }

    /// The bytes of the largest result on the way from one row to its outputs.
    fileprivate var rowByteCount: Int {
        nodes.reduce(1) { largest, node in
            node.types.reduce(largest) { largest, type in
                guard type.shape.first == -1 else { return largest }
                return max(largest, type.shape.dropFirst().reduce(type.dtype.byteCount) { $0 * max($1, 1) })
            }
        }
    }
}
