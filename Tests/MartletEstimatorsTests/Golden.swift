import Foundation
import MartletCodecs
import MartletDatasets
import MartletNumerics
import Testing

/// What scikit-learn did: Golden/make.py says what is in the file.
struct Golden {
    static let sklearn = Golden()

    let metadata: [String: JSON]
    private let tensors: [String: Tensor]

    private init() {
        do {
            let file = #filePath.dropLast("Golden.swift".count) + "Golden/sklearn.safetensors"
            let golden = try Safetensors(path: String(file))
            tensors = Dictionary(uniqueKeysWithValues: golden.tensors.map { ($0.name, $0.tensor) })
            metadata = try golden.metadata.mapValues { try JSON(parsing: $0) }
        } catch {
            fatalError("the golden cannot be read: \(error)")
        }
    }

    /// What another script of the folder wrote.
    static func json(_ name: String) -> JSON {
        do {
            let file = #filePath.dropLast("Golden.swift".count) + "Golden/\(name).json"
            return try JSON(parsing: String(contentsOfFile: String(file), encoding: .utf8))
        } catch {
            fatalError("the golden cannot be read: \(error)")
        }
    }

    func tensor(_ name: String) throws -> Tensor { try #require(tensors[name], "no tensor '\(name)'") }

    func integers(_ name: String) throws -> [Int] { try tensor(name).array(of: Int.self) }
}

/// The data that the golden is about.
enum Data: String, CaseIterable {
    case iris, wine, digits
    case breastCancer = "breast_cancer"

    /// float64 features, scaled as the golden's, and class numbers.
    func load() throws -> (x: Tensor, y: [Int]) {
        let data =
            switch self {
            case .iris: Iris.load()
            case .wine: Wine.load()
            case .digits: Digits.load()
            case .breastCancer: BreastCancer.load()
            }
        let x = data.features.cast(to: .float64)
        let y = data.labels.array(of: Int.self)
        if self == .digits { return (try x / 16, y) }
        return (try (x - x.mean(axis: 0)) / x.standardDeviation(axis: 0), y)
    }
}

/// The largest difference of two tensors of one shape.
func difference(_ a: Tensor, _ b: Tensor) throws -> Double {
    try #require(a.shape == b.shape)
    return try (a.cast(to: .float64) - b.cast(to: .float64)).abs().max().scalar(as: Double.self)
}
