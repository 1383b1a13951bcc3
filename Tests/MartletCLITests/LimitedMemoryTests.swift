import Foundation
import MartletCodecs
import Testing

/// The command where the process may take little memory: it does its work or says that there is none, and always ends.
struct LimitedMemoryTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Runs the command under limits of the address space, until two in a row are enough.
    ///
    /// - Returns: how many limits were too small.
    @discardableResult private func expectEnds(
        _ arguments: [String], from first: Int, by step: Int, at location: SourceLocation = #_sourceLocation
    ) throws -> Int {
        var (refusals, successes) = (0, 0)
        for megabytes in stride(from: first, through: 2000, by: step) where successes < 2 {
            let run = try Martlet(list: arguments, threads: 2, megabytes: megabytes)
            // The system's loader says so before the command begins.
            if run.status == 127 { continue }
            if run.status == 0 {
                successes += 1
                continue
            }
            (refusals, successes) = (refusals + 1, 0)
            #expect(
                [1, 65].contains(run.status) && run.errors.contains("memory"),
                "\(arguments.first ?? "") under \(megabytes) MB: \(run.status) \(run.errors)", sourceLocation: location)
        }
        #expect(successes == 2, sourceLocation: location)
        return refusals
    }

    @Test func tablesAreTrainedOnOrRefused() throws {
        // Eight columns of numbers and one of words that are all different.
        let lines = (0..<40_000).map { row in
            (0..<8).map { String(row * (2 * $0 + 1) % 9973) }.joined(separator: ",") + ",word\(row),\(row % 3)"
        }
        let data = try folder.write(
            (["a,b,c,d,e,f,g,h,text,class"] + lines).joined(separator: "\n") + "\n", "table.csv")
        let model = folder.path("m.safetensors")
        let train = ["train", "--data", data, "--epochs", "1", "--batch-size", "4000", "--hidden", "8"]
        #expect(try expectEnds(train + ["--save", model], from: 100, by: 4) > 0)
        #expect(try expectEnds(["predict", model, "--input", data], from: 100, by: 10) >= 0)
        #expect(try expectEnds(["evaluate", model, "--data", data], from: 100, by: 4) > 0)
    }

    /// What OpenBLAS takes for its second thread is taken with what it takes for the first: later it would be waited for.
    @Test func productsOnTwoThreadsEnd() throws {
        let data = try folder.write(flowers(rows: 1000), "flowers.csv")
        let train = [
            "train", "--data", data, "--label", "species", "--epochs", "1", "--hidden", "1200,1200", "--batch-size",
            "800",
        ]
        #expect(try expectEnds(train, from: 100, by: 20) > 0)
    }
}
