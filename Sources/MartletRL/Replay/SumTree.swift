/// Weights of which one can be drawn in proportion, and changed, in a logarithm's time.
///
/// Each node has sixteen children, which lie in one cache line: a step down the tree is one line, whose running sums are
/// made at once. A node's sum is made anew from its children's, so that no error adds up.
package struct SumTree: Sendable {
    private static let fanout = 16
    /// The levels one after the other, the root's children first, the leaves last.
    private var nodes: [Float]
    /// Where each level begins.
    private let starts: [Int]
    package let capacity: Int

    package init(capacity: Int) {
        self.capacity = capacity
        var sizes = [max(1, capacity)]
        while sizes[0] > Self.fanout { sizes.insert((sizes[0] + Self.fanout - 1) / Self.fanout, at: 0) }
        var starts: [Int] = []
        var total = 0
        for size in sizes {
            starts.append(total)
            total += (size + Self.fanout - 1) / Self.fanout * Self.fanout
        }
        self.starts = starts
        nodes = Array(repeating: 0, count: total)
    }

    /// The sum of all weights.
    package var total: Float { nodes.withUnsafeBufferPointer { Self.line($0, 0).sum() } }

    package subscript(leaf: Int) -> Float { nodes[starts[starts.count - 1] + leaf] }

    /// Sets a leaf without the sums above it, which `repair` makes.
    package mutating func setLeaf(_ leaf: Int, _ weight: Float) { nodes[starts[starts.count - 1] + leaf] = weight }

    /// Makes the sums above leaves anew: a level after the other, so that the loads of one don't wait for another's.
    package mutating func repair(_ leaves: [Int]) {
        let levels = starts.count
        nodes.withUnsafeMutableBufferPointer { nodes in
            var divisor = Self.fanout
            for level in stride(from: levels - 2, through: 0, by: -1) {
                for leaf in leaves {
                    let node = leaf / divisor
                    nodes[starts[level] + node] =
                        Self.line(UnsafeBufferPointer(nodes), starts[level + 1] + node * Self.fanout).sum()
                }
                divisor *= Self.fanout
            }
        }
    }

    /// Sets a leaf and the sums above it.
    package mutating func set(_ leaf: Int, _ weight: Float) {
        setLeaf(leaf, weight)
        nodes.withUnsafeMutableBufferPointer { nodes in
            var node = leaf
            for level in stride(from: starts.count - 2, through: 0, by: -1) {
                node /= Self.fanout
                nodes[starts[level] + node] =
                    Self.line(UnsafeBufferPointer(nodes), starts[level + 1] + node * Self.fanout).sum()
            }
        }
    }

    private static func line(_ nodes: UnsafeBufferPointer<Float>, _ start: Int) -> SIMD16<Float> {
        UnsafeRawPointer(nodes.baseAddress! + start).loadUnaligned(as: SIMD16<Float>.self)
    }

    /// Finds leaves by where they lie on the line of all weights: `targets` from 0 up to the total. All rows go down a level
    /// before any goes down the next, so that their loads don't wait for one another.
    ///
    /// - Parameters:
    ///   - targets: used up.
    ///   - leaves: as many, written.
    package func find(_ targets: UnsafeMutablePointer<Float>, into leaves: inout [Int]) {
        nodes.withUnsafeBufferPointer { nodes in
            leaves.withUnsafeMutableBufferPointer { leaves in
                for row in leaves.indices { leaves[row] = 0 }
                for start in starts {
                    for row in leaves.indices {
                        let node = leaves[row] * Self.fanout
                        leaves[row] = node + Self.child(nodes.baseAddress! + start + node, &targets[row])
                    }
                }
            }
        }
    }

    /// The child in which a target lies, which becomes what it is within the child: first the four in which it lies, then
    /// which of them, without a branch. What rounding puts behind all is the last that has a weight's.
    @inline(__always)
    private static func child(_ line: UnsafePointer<Float>, _ target: inout Float) -> Int {
        @inline(__always) func sum(_ i: Int) -> Float { (line[i] + line[i + 1]) + (line[i + 2] + line[i + 3]) }
        let (a, b, c) = (sum(0), sum(4), sum(8))
        let (ab, abc) = (a + b, a + b + c)
        var place = 0
        var before: Float = 0
        if target >= a { (place, before) = (4, a) }
        if target >= ab { (place, before) = (8, ab) }
        if target >= abc { (place, before) = (12, abc) }
        var rest = target - before
        let (d, e, f) = (line[place], line[place + 1], line[place + 2])
        (before, target) = (0, rest)
        var child = place
        if rest >= d { (child, before) = (place + 1, d) }
        if rest >= d + e { (child, before) = (place + 2, d + e) }
        if rest >= d + e + f { (child, before) = (place + 3, d + e + f) }
        rest -= before
        if line[child] > 0 {
            target = rest
            return child
        }
        return lastWithWeight(line, &target)
    }

    /// For the few targets that rounding puts where no weight is.
    @inline(never)
    private static func lastWithWeight(_ line: UnsafePointer<Float>, _ target: inout Float) -> Int {
        var child = fanout - 1
        while child > 0, line[child] <= 0 { child -= 1 }
        target = line[child]
        return child
    }

    /// All leaves up to `count`.
    package func leaves(_ count: Int) -> [Float] {
        let start = starts[starts.count - 1]
        return Array(nodes[start..<start + count])
    }
}
