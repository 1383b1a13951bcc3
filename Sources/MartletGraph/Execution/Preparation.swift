import CMartletKernels
import MartletNumerics

/// What a plan does once for each version of the parameters, in parts, each of which is known by its recipe: what one
/// plan made of parameters serves all others that would make the same.
struct Preparation {
    /// Calls that make blocks of memory of parameters, constants and blocks of earlier parts, and of nothing else.
    struct Part {
        var recipe: Recipe
        var calls: Range<Int>
        /// The blocks that it makes, and scratch.
        var blocks: Range<Int>
        /// The blocks of earlier parts that it reads.
        var reads: Set<Int> = []
        /// The banks of the parameters that it is made of in the end, in order.
        var banks: [Int] = []
    }

    struct Block {
        var byteCount: Int
        var part: Int
        /// The last part that reads it.
        var lastReader: Int
        /// Whether runs read it.
        var isKept = false
    }

    private(set) var parts: [Part] = []
    private(set) var blocks: [Block] = []
    private(set) var calls: [mk_call] = []
    private(set) var steps: [Plan.Step] = []
    /// Where the operands of each call lie.
    private(set) var places: [[Plan.Location?]] = []

    /// The bytes that stay between runs.
    var byteCount: Int { blocks.reduce(0) { $0 + ($1.isKept ? $1.byteCount : 0) } }

    /// Begins a part that computes an operation, or runs some kernels of one.
    mutating func beginPart(_ operation: (any Operation)? = nil, _ types: [TensorType] = []) {
        parts.append(
            Part(
                recipe: Recipe(operation: operation.map { AnyHashable($0) }, types: types),
                calls: calls.count..<calls.count, blocks: blocks.count..<blocks.count))
    }

    /// A block that the last part makes.
    mutating func block(_ byteCount: Int) -> Plan.Location {
        blocks.append(Block(byteCount: byteCount, part: parts.count - 1, lastReader: parts.count - 1))
        parts[parts.count - 1].blocks = parts[parts.count - 1].blocks.lowerBound..<blocks.count
        return .init(region: .prepared(blocks.count - 1))
    }

    /// Adds a call to the last part.
    ///
    /// - Parameter constant: the bytes of the constant that an operand is, by the operand's position.
    mutating func append(
        _ kernel: Kernel, path: String, _ places: [Plan.Location?], constant: (Int) -> [UInt8]
    ) {
        let last = parts.count - 1
        var sources: [Recipe.Source] = []
        for (position, place) in places.enumerated() {
            guard let place else {
                sources.append(.none)
                continue
            }
            switch place.region {
            case .parameters(let bank):
                sources.append(.parameters(bank: bank, offset: place.offset))
                parts[last].banks = Set(parts[last].banks).union([bank]).sorted()
            case .prepared(let block) where blocks[block].part == last:
                sources.append(.own(block: block - parts[last].blocks.lowerBound, offset: place.offset))
            case .prepared(let block):
                let part = blocks[block].part
                sources.append(
                    .earlier(part: part, block: block - parts[part].blocks.lowerBound, offset: place.offset))
                parts[last].reads.insert(block)
                parts[last].banks = Set(parts[last].banks).union(parts[part].banks).sorted()
                blocks[block].lastReader = last
            case .constants: sources.append(.constant(constant(position)))
            default: preconditionFailure("\(place.region) isn't known before a run")
            }
        }
        // What a call retains, it points to; then the operation alone tells what it does.
        let parameters = kernel.retained == nil ? withUnsafeBytes(of: kernel.call.parameters, Array.init) : []
        parts[last].recipe.calls.append(
            .init(function: unsafeBitCast(kernel.call.run, to: Int.self), parameters: parameters, sources: sources))
        calls.append(kernel.call)
        self.places.append(places)
        parts[last].calls = parts[last].calls.lowerBound..<calls.count
        steps.append(.init(name: kernel.name, path: path, flops: kernel.flops, operands: places.compactMap(\.self)))
    }

    /// Notes which blocks runs read.
    mutating func keep(_ regions: some Sequence<Plan.Region>) {
        for case .prepared(let block) in regions { blocks[block].isKept = true }
    }
}

/// Tells what parts of preparations make: where recipes are equal, so are the blocks.
struct Recipe: Hashable, @unchecked Sendable {  // operations, which are Sendable, in a box that isn't
    enum Source: Hashable {
        case parameters(bank: Int, offset: Int)
        case constant([UInt8])
        /// A block of another part, which is known by its place in the plan, or in `Prepared` by the number there.
        case earlier(part: Int, block: Int, offset: Int)
        case own(block: Int, offset: Int)
        case none
    }

    struct Call: Hashable {
        var function: Int
        var parameters: [UInt8]
        var sources: [Source]
    }

    var operation: AnyHashable?
    var types: [TensorType]
    var calls: [Call] = []

    /// The same with parts known by the numbers that they have in `Prepared`, and banks counted from `bank` on.
    func numbered(_ numbers: [Int], from bank: Int) -> Recipe {
        var result = self
        for call in calls.indices {
            result.calls[call].sources = calls[call].sources.map { source in
                switch source {
                case .parameters(let own, let offset): .parameters(bank: own - bank, offset: offset)
                case .earlier(let part, let block, let offset):
                    .earlier(part: numbers[part], block: block, offset: offset)
                case .constant, .own, .none: source
                }
            }
        }
        return result
    }
}
