package import MartletCodecs
package import MartletNumerics

/// What Keras computed on small problems; keras_goldens.py in the folder Golden says what is in each file.
package struct KerasGolden: Sendable {
    /// The cases' descriptions by name.
    package let cases: [String: JSON]
    /// Their names in the order run.
    package let names: [String]
    private let tensors: [String: Tensor]

    /// Reads `trajectories`, `layers` or `metrics`.
    package init(_ file: String) {
        do {
            let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
            let golden = try Safetensors(path: "/\(folder)/Golden/\(file).safetensors")
            let list = try JSON(parsing: Array((golden.metadata["cases"] ?? "[]").utf8)).array ?? []
            names = list.map { $0["name"]!.string! }
            cases = Dictionary(uniqueKeysWithValues: zip(names, list))
            tensors = Dictionary(uniqueKeysWithValues: golden.tensors.map { ($0.name, $0.tensor) })
        } catch {
            fatalError("the golden '\(file)' cannot be read: \(error)")
        }
    }

    /// What went in, or what Keras computed in float32.
    package subscript(name: String) -> Tensor {
        tensors[name] ?? { fatalError("the golden has no tensor '\(name)'") }()
    }

    /// What Keras computed in float64: the truth to rounding.
    package func exact(_ name: String) -> Tensor { self[name + ".float64"] }

    package func has(_ name: String) -> Bool { tensors[name] != nil }

    /// The tensors whose names begin with `prefix`, by the rest of the name; those in float64 left out.
    package func under(_ prefix: String) -> [String: Tensor] {
        var found: [String: Tensor] = [:]
        for (name, tensor) in tensors where name.hasPrefix(prefix) && !name.hasSuffix(".float64") {
            found[String(name.dropFirst(prefix.count))] = tensor
        }
        return found
    }
}

extension Tensor {
    /// The largest difference between two tensors' elements over the largest element of the truth; infinite for other
    /// shapes or a NaN on one side only.
    package func relativeError(to truth: Tensor) -> Double {
        guard shape == truth.shape else { return .infinity }
        let (own, other) = (array(of: Double.self), truth.array(of: Double.self))
        let scale = other.map(\.magnitude).max() ?? 0
        let error =
            zip(own, other).map { a, b in a.isNaN != b.isNaN ? .infinity : (a == b || a.isNaN ? 0 : (a - b).magnitude) }
            .max() ?? 0
        return error == 0 ? 0 : error / scale
    }
}
