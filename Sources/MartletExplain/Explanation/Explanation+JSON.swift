public import MartletCodecs
import MartletNumerics

extension Explanation {
    /// All of it: names, then lists nested as the tensors' axes are. Words and dates are strings, and `feature_types` then says
    /// which they are; what is missing is null.
    public var json: JSON {
        var json: JSON = [
            "feature_names": .array(featureNames.map { .string($0) }),
            "output_names": .array(outputNames.map { .string($0) }), "link": .string(link.rawValue),
            "index": .array(index.map { .integer($0) }),
            "base_values": nested(baseValues), "values": nested(values), "standard_errors": nested(standardErrors),
        ]
        if featureTypes.contains(where: { $0 != .number }) {
            json["feature_types"] = .array(featureTypes.map(\.json))
        }
        let cells = zip(numbers(data), data.array(of: Double.self)).enumerated().map { place, datum -> JSON in
            let type = featureTypes[place % featureTypes.count]
            if type == .number { return datum.1.isNaN ? .null : datum.0 }
            return type.text(datum.1).map { .string($0) } ?? .null
        }
        json["data"] = nested(cells, data.shape)
        json["outputs"] = nested(outputs)
        return json
    }

    /// What `json` gives; data becomes float64.
    ///
    /// - Throws: `ExplanationError.invalid` for what isn't that.
    public init(json: JSON) throws {
        let types = try json["feature_types"].map(FeatureType.list)
        func names(_ key: String) throws -> [String] {
            let names = json[key]?.array?.compactMap(\.string)
            guard let names, names.count == json[key]?.array?.count else {
                throw ExplanationError.invalid(argument: "\"\(key)\"", reason: "must be a list of strings")
            }
            return names
        }
        func tensor(_ key: String, _ shape: Shape, _ value: JSON?) throws -> Tensor {
            var numbers: [Double] = []
            guard let value, collect(value, Array(shape)[...], &numbers) else {
                throw ExplanationError.invalid(
                    argument: "\"\(key)\"", reason: "must be numbers in lists of shape \(shape)")
            }
            return try Tensor(numbers, shape: shape)
        }
        let (features, outputs) = (try names("feature_names"), try names("output_names"))
        let rows = json["data"]?.array?.count ?? 0
        let shape: Shape = [rows, features.count, outputs.count]
        guard let index = json["index"]?.array?.compactMap(\.integer), index.count == json["index"]?.array?.count else {
            throw ExplanationError.invalid(argument: "\"index\"", reason: "must be a list of whole numbers")
        }
        guard let link = Link(rawValue: json["link"]?.string ?? "") else {
            throw ExplanationError.invalid(
                argument: "\"link\"", reason: "must be \(Link.allCases.map(\.rawValue).joined(separator: " or "))")
        }
        let data = json["data"].map { FeatureType.numbers($0, types ?? features.map { _ in .number }) }
        try self.init(
            values: tensor("values", shape, json["values"]),
            standardErrors: tensor("standard_errors", shape, json["standard_errors"]),
            baseValues: tensor("base_values", [outputs.count], json["base_values"]),
            data: tensor("data", [rows, features.count], data),
            outputs: tensor("outputs", [rows, outputs.count], json["outputs"]), featureNames: features,
            outputNames: outputs, link: link, featureTypes: types, index: index)
    }

    /// What `save` wrote.
    ///
    /// - Throws: `FileError`; `JSONError`, `ExplanationError.invalid` for what `save` doesn't write.
    public init(contentsOf path: String) throws {
        try self.init(json: JSON(parsing: FileReader.contents(of: path, limit: 1 << 32)))
    }

    /// Writes `json` to the file at `path`, which replaces an older one whole or not at all.
    ///
    /// - Throws: `FileError`.
    public func save(to path: String) throws { try AtomicFile.write(json.serialized() + "\n", to: path) }
}

/// A tensor as lists in lists.
private func nested(_ tensor: Tensor) -> JSON { nested(numbers(tensor), tensor.shape) }

private func numbers(_ tensor: Tensor) -> [JSON] {
    tensor.dtype == .float32
        ? tensor.array(of: Float.self).map { JSON($0) } : tensor.array(of: Double.self).map { .double($0) }
}

private func nested(_ cells: [JSON], _ shape: Shape) -> JSON {
    var lists = cells
    for length in shape.reversed() {
        lists = (0..<(length > 0 ? lists.count / length : 0)).map {
            .array(Array(lists[$0 * length..<($0 + 1) * length]))
        }
    }
    return lists.first ?? .array([])
}

/// Appends the numbers of nested lists; false unless they have the lengths.
private func collect(_ json: JSON, _ lengths: ArraySlice<Int>, _ numbers: inout [Double]) -> Bool {
    guard let length = lengths.first else {
        guard let number = json.double else { return false }
        numbers.append(number)
        return true
    }
    guard let list = json.array, list.count == length else { return false }
    return list.allSatisfy { collect($0, lengths.dropFirst(), &numbers) }
}
