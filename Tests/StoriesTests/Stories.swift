import Martlet
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What README and the DocC book show, run for real, as a package outside sees Martlet.
///
/// The lines between `// snippet: name` and `// end` are the documents' text; `HouseTests` compares them. There
/// `temporary("file")` stands for `"file"`.
@Suite final class Stories {
    /// A folder of this test's own.
    private let folder: String

    init() throws {
        var template = Array("/tmp/martlet-stories-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress!) }
        folder = String(cString: try #require(made))
    }

    deinit { remove(folder) }

    /// Removes a file, or a folder with all that is in it.
    private func remove(_ path: String) {
        if let handle = opendir(path) {
            while let entry = readdir(handle) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != "." && name != ".." { remove("\(path)/\(name)") }
            }
            closedir(handle)
            rmdir(path)
        } else {
            unlink(path)
        }
    }

    /// The path of a file in this test's folder.
    func temporary(_ name: String) -> String { "\(folder)/\(name)" }
}

/// Digits for training and testing, as in the first story.
func digits() throws -> (train: LabeledData, test: LabeledData) {
    try Digits.load().split(testFraction: 0.2, seed: 1)
}

/// A network for digits, compiled.
func digitsModel(seed: UInt64 = 0) throws -> Model {
    var model = Model(
        Sequential {
            Rescaling(1.0 / 16)
            Dense(32, activation: .relu)
            Dense(10, activation: .softmax)
        }, input: [64], seed: seed)
    try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
    return model
}
