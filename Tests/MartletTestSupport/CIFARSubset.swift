import Foundation

/// The folder of the CIFAR-10 subset: where it lies, or where its archive was unpacked, to be removed when the value goes.
package final class CIFARSubset: Sendable {
    package let path: String
    private let temporary: String?

    package static let names = ["cifar10-subset", "cifar10-subset.tar.gz"]

    /// Nil where neither folder nor archive is.
    package init?() throws {
        if let folder = RealData.data.path(Self.names[0]) {
            (path, temporary) = (folder, nil)
            return
        }
        guard let archive = RealData.data.path(Self.names[1]) else { return nil }
        let target = NSTemporaryDirectory() + "martlet-cifar-\(UUID())"
        (path, temporary) = ("\(target)/\(Self.names[0])", target)
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
        let tar = Process()
        tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        tar.arguments = ["tar", "-xzf", archive, "-C", target]
        try tar.run()
        tar.waitUntilExit()
        if tar.terminationStatus != 0 {
            throw CocoaError(.fileReadCorruptFile, userInfo: [NSFilePathErrorKey: archive])
        }
    }

    deinit {
        if let temporary { try? FileManager.default.removeItem(atPath: temporary) }
    }
}
