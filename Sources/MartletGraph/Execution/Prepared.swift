import CMartletKernels
import MartletNumerics
import Synchronization

/// A version of parameters, and what plans computed once from it: packed or transformed weights, folded constants.
///
/// Whoever has the parameters keeps it: all programs that run with them share what is in it, and when nobody has them
/// any more its memory is given back.
package final class Prepared: Sendable {
    private let number: Atomic<Int>
    /// Held by who prepares, so that others wait rather than do the same.
    private let preparing = Mutex<Void>(())
    private let contents = Mutex(Contents())

    private struct Contents {
        var numbers: [Recipe: Int] = [:]
        var entries: [Place: Entry] = [:]
    }

    /// A block of a part.
    private struct Place: Hashable {
        var part: Int
        var block: Int
    }

    private struct Entry {
        /// Of all banks that the block was made of.
        var versions: [Int]
        var block: Block
    }

    /// Memory that isn't written any more.
    final class Block: @unchecked Sendable {
        let memory: UnsafeMutableRawPointer
        let byteCount: Int

        init(byteCount: Int) {
            memory = .allocatePages(byteCount: byteCount)
            self.byteCount = byteCount
        }

        deinit { memory.deallocate() }
    }

    /// Counts versions and parts of all objects, so that none are taken for one another.
    private static let counter = Atomic<Int>(0)
    private static var next: Int { counter.wrappingAdd(1, ordering: .relaxed).newValue }

    /// A version unlike any before.
    package init() { number = Atomic(Self.next) }

    /// Tells this version from all others, also from those that this object stood for before.
    package var version: Int { number.load(ordering: .relaxed) }

    /// Becomes another version; nobody else refers to this object.
    package func renew() {
        number.store(Self.next, ordering: .relaxed)
        contents.withLock { contents in
            if !contents.entries.isEmpty { contents = Contents() }
        }
    }

    /// The bytes of all that was prepared.
    package var byteCount: Int { contents.withLock { $0.entries.values.reduce(0) { $0 + $1.block.byteCount } } }

    private func number(of recipe: Recipe) -> Int {
        contents.withLock { contents in
            if let known = contents.numbers[recipe] { return known }
            let number = Self.next
            contents.numbers[recipe] = number
            return number
        }
    }
}

extension Prepared {
    /// The blocks of a plan's preparation that runs read, made of these versions of its banks where they aren't known.
    ///
    /// - Parameter region: where parameters and constants lie.
    static func blocks(
        for preparation: Preparation, _ versions: [Prepared], region: (Plan.Region) -> UnsafeMutableRawPointer
    ) -> [Block?] {
        versions[0].preparing.withLock { _ in
            var making = Making(preparation, versions)
            let isWanted = making.find()
            for part in preparation.parts.indices where isWanted[part] { making.make(part, region) }
            return making.blocks
        }
    }

    /// One plan's blocks, as far as they are known.
    private struct Making {
        let preparation: Preparation
        let versions: [Prepared]
        /// By which `Prepared` knows each part.
        let numbers: [Int]
        var blocks: [Block?]

        init(_ preparation: Preparation, _ versions: [Prepared]) {
            self.preparation = preparation
            self.versions = versions
            blocks = Array(repeating: nil, count: preparation.blocks.count)
            numbers = preparation.parts.reduce(into: []) { numbers, part in
                let bank = part.banks.first ?? 0
                numbers.append(versions[bank].number(of: part.recipe.numbered(numbers, from: bank)))
            }
        }

        private func owner(_ part: Int) -> Prepared { versions[preparation.parts[part].banks.first ?? 0] }

        private func place(_ block: Int) -> Place {
            let part = preparation.blocks[block].part
            return Place(part: numbers[part], block: block - preparation.parts[part].blocks.lowerBound)
        }

        private func versions(_ part: Int) -> [Int] { preparation.parts[part].banks.map { versions[$0].version } }

        /// Looks up what is known; the result says which parts are to be made.
        mutating func find() -> [Bool] {
            var isWanted = preparation.parts.map { _ in false }
            for (index, block) in preparation.blocks.enumerated() where block.isKept {
                let entry = owner(block.part).contents.withLock { $0.entries[place(index)] }
                if let entry, entry.versions == versions(block.part) {
                    blocks[index] = entry.block
                } else {
                    isWanted[block.part] = true
                }
            }
            for part in preparation.parts.indices.reversed() where isWanted[part] {
                for block in preparation.parts[part].reads where blocks[block] == nil {
                    isWanted[preparation.blocks[block].part] = true
                }
            }
            return isWanted
        }

        /// Makes the blocks of a part, and lets those go that aren't read any more.
        mutating func make(_ index: Int, _ region: (Plan.Region) -> UnsafeMutableRawPointer) {
            let part = preparation.parts[index]
            for block in part.blocks { blocks[block] = Block(byteCount: preparation.blocks[block].byteCount) }
            var calls = Array(preparation.calls[part.calls])
            calls.withUnsafeMutableBufferPointer { calls in
                for (call, places) in preparation.places[part.calls].enumerated() {
                    for case (let operand, let place?) in places.enumerated() {
                        let base =
                            if case .prepared(let block) = place.region { blocks[block]!.memory } else {
                                region(place.region)
                            }
                        calls.baseAddress!.patch(.init(call: call, operand: operand, offset: place.offset), base)
                    }
                }
                mk_run(calls.baseAddress, Int64(calls.count))
            }
            for block in part.blocks where preparation.blocks[block].isKept {
                let (entry, place) = (Entry(versions: versions(index), block: blocks[block]!), place(block))
                blocks[block] = owner(index).contents.withLock { contents in
                    // What is there stays, for sessions may be reading it.
                    if let known = contents.entries[place], known.versions == entry.versions { return known.block }
                    contents.entries[place] = entry
                    return entry.block
                }
            }
            for block in part.reads.union(part.blocks)
            where !preparation.blocks[block].isKept && preparation.blocks[block].lastReader == index {
                blocks[block] = nil
            }
        }
    }
}

extension UnsafeMutablePointer<mk_call> {
    /// Fills in one address, in the region that begins at `base`.
    func patch(_ patch: Plan.Patch, _ base: UnsafeMutableRawPointer) {
        let operands = UnsafeMutableRawPointer(self + patch.call)
            .advanced(by: MemoryLayout<mk_call>.offset(of: \.operand)!)
            .assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
        operands[patch.operand] = base + patch.offset
    }
}
