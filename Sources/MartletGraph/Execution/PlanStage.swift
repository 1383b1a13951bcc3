import CMartletKernels
import MartletNumerics

/// The calls that make a run, and the memory that is theirs.
struct PlanStage {
    /// Of the arena.
    private(set) var memory = MemoryPlan()
    private(set) var calls: [mk_call] = []
    private(set) var steps: [Plan.Step] = []
    private(set) var patches: [Plan.Region: [Plan.Patch]] = [:]
    /// Where values lie in `memory`, and how often these will still be read.
    private var blocks: [Plan.Location: (block: Range<Int>, readers: Int)] = [:]

    /// Room for a value that will be read `readers` times.
    mutating func place(_ byteCount: Int, readers: Int) -> Plan.Location {
        let block = memory.allocate(byteCount)
        let place = Plan.Location(region: .arena, offset: block.lowerBound)
        blocks[place] = (block, readers)
        return place
    }

    /// Takes the memory of a value that was read for the last time for one that will be read `readers` times.
    mutating func inherit(_ place: Plan.Location, readers: Int) { blocks[place]!.readers += readers }

    /// Room that nobody releases, or that `release(_: Range)` does.
    mutating func reserve(_ byteCount: Int) -> Range<Int> { memory.allocate(byteCount) }

    mutating func release(_ block: Range<Int>) { memory.release(block) }

    /// Notes that a value was read; its memory is free after the last time. Values that lie elsewhere stay.
    mutating func release(_ place: Plan.Location, readers: Int = 1) {
        guard let held = blocks[place] else { return }
        blocks[place]!.readers -= readers
        if held.readers - readers <= 0 {
            memory.release(held.block)
            blocks[place] = nil
        }
    }

    /// How often the value at `place` will still be read; nil if it isn't in this stage's memory.
    func readers(_ place: Plan.Location) -> Int? { blocks[place]?.readers }

    /// Adds a call whose operands lie at `places`; nil is no operand.
    mutating func append(_ kernel: Kernel, path: String, _ places: [Plan.Location?]) {
        for (position, place) in places.enumerated() {
            guard let place else { continue }
            patches[place.region, default: []].append(.init(call: calls.count, operand: position, offset: place.offset))
        }
        calls.append(kernel.call)
        steps.append(.init(name: kernel.name, path: path, flops: kernel.flops, operands: places.compactMap(\.self)))
    }
}
