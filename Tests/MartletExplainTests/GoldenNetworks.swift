import MartletCodecs
import MartletExplain
import MartletNumerics
import Testing

/// A network of float64 and what shap 0.51 says of it: Golden/make.py tells how it was made.
struct GoldenNetwork: Sendable, CustomStringConvertible {
    let name: String
    let settings: JSON
    private let tensors: [String: Tensor]

    var description: String { name }

    func callAsFunction(_ key: String) throws -> Tensor {
        try #require(tensors["\(name).\(key)"], "no tensor '\(name).\(key)'")
    }

    /// The network's outputs.
    func outputs(_ x: Tensor) throws -> Tensor {
        let hidden = try (x.matmul(self("w1")) + self("b1")).tanh()
        let sums = try hidden.matmul(self("w2")) + self("b2")
        guard settings["ending"] == "softmax" else { return sums }
        let powers = try (sums - sums.max(axis: 1, keepingDimensions: true)).exp()
        return try powers / powers.sum(axis: 1, keepingDimensions: true)
    }

    func explainer() throws -> KernelSHAP {
        let background = try Background(self("background"), weights: self("weights"))
        return try KernelSHAP(
            background: background, link: Link(rawValue: settings["link"]?.string ?? "identity") ?? .identity, outputs)
    }

    private static let file = try? Safetensors(
        path: #filePath.dropLast("GoldenNetworks.swift".count) + "Golden/kernel_shap.safetensors")

    /// Those of up to 11 features.
    static let known = all("cases")
    /// Those of more, of whose coalitions shap samples.
    static let sampled = all("sampled")
    /// One of so many that values are those of very many coalitions.
    static let many = all("many")
    /// Those with partial dependence.
    static let dependent = all("dependent")

    private static func all(_ key: String) -> [GoldenNetwork] {
        guard let file, let cases = try? JSON(parsing: file.metadata[key] ?? "") else { return [] }
        let tensors = Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0.tensor) })
        return (cases.object ?? [:]).map { GoldenNetwork(name: $0, settings: $1, tensors: tensors) }
    }
}

/// The greatest difference of two tensors' elements.
func distance(_ a: Tensor, _ b: Tensor) throws -> Double {
    try #require(a.shape == b.shape, "\(a.shape) and \(b.shape)")
    return try (a - b).abs().max().scalar()
}

/// Shapley values by their definition, for every subset of the features: `[features]` for one row and output 0.
func enumerated(_ row: Tensor, _ background: Tensor, _ function: (Tensor) throws -> Tensor) throws -> [Double] {
    let features = row.count
    let own = row.array(of: Double.self)
    let rows = background.array(of: Double.self)
    let outputs = try (0..<1 << features).map { subset in
        let mixed = rows.enumerated().map { subset >> ($0 % features) & 1 == 1 ? own[$0 % features] : $1 }
        return try function(Tensor(mixed, shape: background.shape))[.all, 0..<1].mean().scalar(as: Double.self)
    }
    func factorial(_ n: Int) -> Double { (0..<n).reduce(1.0) { $0 * Double($1 + 1) } }
    return (0..<features).map { feature in
        outputs.indices.filter { $0 >> feature & 1 == 0 }.reduce(0.0) { sum, subset in
            let size = subset.nonzeroBitCount
            let weight = factorial(size) * factorial(features - size - 1) / factorial(features)
            return sum + weight * (outputs[subset | 1 << feature] - outputs[subset])
        }
    }
}
