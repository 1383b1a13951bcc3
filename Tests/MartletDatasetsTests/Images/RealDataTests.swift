import Foundation
import MartletCodecs
import MartletDatasets
import MartletNN
import MartletNumerics
import Testing

/// Real files, in the folder that the environment's MARTLET_DATA names: `mnist-t10k/` with MNIST's test files, and
/// `cifar10-subset/` (or its archive) with `train/<class>/` and `test/<class>/`.
struct RealDataTests {
    static let folder = ProcessInfo.processInfo.environment["MARTLET_DATA"]

    static func has(_ name: String) -> Bool {
        folder.map { FileManager.default.fileExists(atPath: "\($0)/\(name)") } ?? false
    }

    #if Images
        @Test(.enabled(if: has("mnist-t10k"), "needs MARTLET_DATA/mnist-t10k"))
        func mnist() throws {
            let test = try MNIST(directory: "\(Self.folder!)/mnist-t10k").test()
            #expect(test.images.shape == [10_000, 28, 28, 1])
            var counts = [Int](repeating: 0, count: 10)
            for label in test.labels.array(of: Int.self) { counts[label] += 1 }
            #expect(counts == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
            #expect(Array(test.labels.array(of: Int.self).prefix(5)) == [7, 2, 1, 0, 4])
            let extremes = try (test.images.min(), test.images.max())
            #expect(extremes.0.array(of: Int.self) == [0] && extremes.1.array(of: Int.self) == [255])
        }

        /// Where the archive is unpacked, or the folder itself.
        static func cifar10() throws -> (path: String, remove: Bool)? {
            if has("cifar10-subset/test") { return ("\(folder!)/cifar10-subset", false) }
            guard has("cifar10-subset.tar.gz") else { return nil }
            let target = NSTemporaryDirectory() + "martlet-cifar-\(getpid())"
            try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
            let tar = Process()
            tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            tar.arguments = ["tar", "-xzf", "\(folder!)/cifar10-subset.tar.gz", "-C", target, "cifar10-subset/test"]
            try tar.run()
            tar.waitUntilExit()
            try #require(tar.terminationStatus == 0)
            return (target + "/cifar10-subset", true)
        }

        @Test(.enabled(if: has("cifar10-subset") || has("cifar10-subset.tar.gz"), "needs MARTLET_DATA/cifar10-subset"))
        func cifar10Subset() throws {
            let (path, isTemporary) = try #require(try Self.cifar10())
            defer { if isTemporary { try? FileManager.default.removeItem(atPath: path) } }
            let test = try CIFAR10(directory: path).test()
            #expect(test.images.shape == [2000, 32, 32, 3])
            var counts = [Int](repeating: 0, count: 10)
            for label in test.labels.array(of: Int.self) { counts[label] += 1 }
            #expect(counts == Array(repeating: 200, count: 10))
            // The folder streams what the arrays hold.
            let data = try Dataset(imageFolder: path + "/test", imageSize: (32, 32), shuffle: false)
            let pull = try data.pull()
            let first = try #require(try pull())
            #expect(try first.inputs[0] == test.images[0..<32].cast(to: .float32))
            #expect(try first.targets[0] == test.labels[0..<32])
            var rows = first.count
            while let batch = try pull() { rows += batch.count }
            #expect(rows == 2000)
        }
    #endif
}
