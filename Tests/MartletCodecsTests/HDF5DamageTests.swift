import Glibc
import MartletCodecs
import MartletNumerics
import MartletTestSupport
import Testing

/// Damaged files, read in a process that may hardly allocate: none may trap, hang or take much, and each error is a
/// typed one.
struct HDF5DamageTests {
    /// Reads all that a file holds; what is reached by many links only once.
    static func readAll(_ file: borrowing HDF5Reader) throws {
        var known: Set<Int> = []
        var waiting = ["/"]
        while let path = waiting.popLast() {
            guard try known.insert(file.identity(of: path)).inserted else { continue }
            for name in ["variable_list", "fixed_list", "split", "name3", "large", "layer_names", "weight_names"] {
                _ = try? file.strings(name, of: path)
            }
            // A damaged member doesn't keep the others from being read.
            for member in (try? file.members(of: path)) ?? [] {
                let inner = path == "/" ? member.name : "\(path)/\(member.name)"
                switch member.kind {
                case .group: waiting.append(inner)
                case .dataset:
                    guard try known.insert(file.identity(of: inner)).inserted else { continue }
                    do { _ = try file.tensor(inner) } catch is HDF5Error {}
                case .other: break
                }
            }
        }
    }

    @Test func damagedFilesNeverTrap() async {
        await #expect(processExitsWith: .success) {
            let whole = try FileReader.contents(of: Golden.folder + "reference.h5", limit: 1 << 20)
            limitMemory()
            let accepted = try survivors(of: whole, rounds: 4_000) { bytes in
                do {
                    try Self.readAll(HDF5Reader(bytes: bytes))
                    return true
                } catch is HDF5Error { return false }
            }
            #expect(accepted > 100 && accepted < 3_900)
        }
    }

    /// Damage to the fields of structures, checksums not compared, so that it reaches what lies behind them.
    @Test(arguments: ["reference", "newer"]) func damagedStructuresNeverTrap(name: String) async {
        let seed = Fuzz.seed("damaged \(name).h5")
        await #expect(processExitsWith: .success) { [name = name as String, seed = seed as UInt64] in
            let whole = try FileReader.contents(of: Golden.folder + name + ".h5", limit: 1 << 20)
            let damage = HDF5Damage(whole)
            var generator = SplitMix(state: seed)
            limitMemory()
            for round in 0..<Fuzz.rounds {
                let bytes = damage.damaged(using: &generator)
                let start = clock()
                do {
                    try Self.readAll(HDF5Reader(unverified: bytes, maximumBytes: 1 << 30))
                } catch is HDF5Error {}
                let seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
                #expect(seconds < 1, "round \(round)")
            }
        }
    }
}
