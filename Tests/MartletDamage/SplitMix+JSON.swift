package import MartletCodecs

extension SplitMix {
    /// Replaces one value somewhere within.
    package mutating func damage(_ json: inout JSON) {
        switch json {
        case .array(var elements) where !elements.isEmpty && Int.random(in: 0..<12, using: &self) > 0:
            let index = Int.random(in: 0..<elements.count, using: &self)
            switch Int.random(in: 0..<16, using: &self) {
            case 0: elements.remove(at: index)
            case 1: elements.append(elements[index])
            case 2: elements.swapAt(index, 0)
            default: damage(&elements[index])
            }
            json = .array(elements)
        case .object(var members) where members.count > 0 && Int.random(in: 0..<12, using: &self) > 0:
            let key = members.keys.randomElement(using: &self)!
            if Int.random(in: 0..<16, using: &self) == 0 {
                members[key] = nil
            } else {
                damage(&members[key]!)
            }
            json = .object(members)
        default: json = replacement(for: json)
        }
    }

    private mutating func replacement(for json: JSON) -> JSON {
        if case .integer(let value) = json, Bool.random(using: &self) {
            return .integer(value &+ [-1, 1, 2, 1 << 33].randomElement(using: &self)!)
        }
        if case .string = json, Bool.random(using: &self) {
            let names = [
                "float64", "int32", "bool", "Reshape", "MatMul", "Softmax", "Sum", "Relu", "Phase", "Transpose",
                "Gather",
                "relu", "dense/kernel", "Slice", "OneHot", "Concatenate", "Where", "SparseSoftmaxCrossEntropy",
            ]
            return .string(names.randomElement(using: &self)!)
        }
        let values: [JSON] = [
            .null, true, false, 0, 1, -1, 7, .integer(.max), .integer(.min), 1e300, -0.5, "NaN", "", [], [:], [[]], [0],
            [1, 2, 3],
            [-1], .integer(1 << 40), "Infinity",
        ]
        return values.randomElement(using: &self)!
    }
}
