import MartletCodecs
import MartletNumerics
import Testing

/// What NumPy and Gymnasium did: Golden/make.py says what is in each file.
struct Golden {
    static let environments = Golden("environments")
    static let random = Golden("random")
    static let wrappers = Golden("wrappers")

    let metadata: [String: JSON]
    private let tensors: [String: Tensor]

    private init(_ file: String) {
        do {
            let folder = #filePath.dropLast("Golden.swift".count) + "Golden/"
            let golden = try Safetensors(path: "\(folder)\(file).safetensors")
            tensors = Dictionary(uniqueKeysWithValues: golden.tensors.map { ($0.name, $0.tensor) })
            metadata = try golden.metadata.mapValues { try JSON(parsing: $0) }
        } catch {
            fatalError("the golden '\(file)' cannot be read: \(error)")
        }
    }

    func tensor(_ name: String) throws -> Tensor { try #require(tensors[name], "no tensor '\(name)'") }
}
