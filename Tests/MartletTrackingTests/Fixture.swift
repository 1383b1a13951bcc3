import Glibc
import MartletCodecs
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport

/// A small classification that trains quickly.
enum Points {
    static func data() throws -> (x: Tensor, y: Tensor) {
        var random = RandomGenerator(seed: 1)
        let noise = try random.normal([150, 4]).array(of: Float.self)
        let labels = (0..<150).map { Int32($0 % 3) }
        let x = noise.enumerated().map { 0.5 * $1 + ($0 % 4 == Int(labels[$0 / 4]) ? 2 : 0) }
        return (try Tensor(x, shape: [150, 4]), Tensor(labels))
    }

    static func compiled() throws -> Model {
        var model = Model(
            Sequential {
                Dense(8, activation: .relu)
                Dropout(0.25)
                Dense(3, activation: .softmax)
            }, input: [4], seed: 7)
        try model.compile(
            optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
        return model
    }

    /// Trains with callbacks and without, and tells whether that came to the same, byte by byte.
    static func trainsAlike(epochs: Int = 3, _ callbacks: [any Callback]) throws -> Bool {
        let (x, y) = try data()
        var (tracked, alone) = (try compiled(), try compiled())
        let history = try tracked.fit(
            x, y, epochs: epochs, batchSize: 30, validationSplit: 0.2, callbacks: callbacks)
        let other = try alone.fit(x, y, epochs: epochs, batchSize: 30, validationSplit: 0.2)
        return history == other && alone.parameters.allSatisfy { tracked[$0.name] == alone[$0.name] }
    }
}

/// A folder of folders, removed with all that is in it when the value goes.
final class Workspace: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/martlet-tracking-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
    }

    deinit { Self.remove(path) }

    subscript(name: String) -> String { "\(path)/\(name)" }

    private static func remove(_ path: String) {
        chmod(path, 0o700)
        if FolderListing.isFolder(path) {
            for name in TemporaryFolder.names(in: path) { remove("\(path)/\(name)") }
            rmdir(path)
        } else {
            unlink(path)
        }
    }
}

/// What names a process that is gone, of the machine of the process that `tag` names.
func goneProcess(like tag: String) -> String {
    var child = pid_t()
    posix_spawn(&child, "/bin/true", nil, nil, [strdup("true"), nil], nil)
    waitpid(child, nil, 0)
    return "\(tag.prefix { $0 != " " }) \(child) 1"
}

/// The bits of numbers, so that NaN equals itself.
func bits(_ numbers: [Double]) -> [UInt64] { numbers.map { $0.isNaN ? 1 : $0.bitPattern } }
