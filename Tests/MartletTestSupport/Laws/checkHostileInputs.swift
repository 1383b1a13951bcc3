import MartletCodecs
package import MartletGraph
import MartletNumerics

/// The law of an operation under whatever a file or a caller may hand it; what is broken, in words. A trap ends the tests.
///
/// 1. It takes as many inputs as it says, and refuses every other number.
/// 2. Types of any rank, any element, unknown, empty, negative and overflowing lengths, for one input and for all, are
///    refused or give results that can be addressed.
/// 3. So do attributes whose numbers were replaced by extreme ones, as in a damaged file; what is accepted and small is
///    planned and run.
///
/// - Parameter count: how many inputs it takes; nil for any number but none.
package func checkHostileInputs(_ operation: any Operation, _ inputs: [TensorType], count: Int?) -> [String] {
    var problems: [String] = []
    func attempt(_ operation: any Operation, _ inputs: [TensorType]) {
        guard let types = try? operation.types(of: inputs) else { return }
        if types.contains(where: { !$0.shape.isAddressable }) { problems.append("gives \(types) for \(inputs)") }
    }
    for given in 0...inputs.count + 3 {
        let some = (0..<given).map { inputs.isEmpty ? TensorType([2, 3]) : inputs[$0 % inputs.count] }
        let isTaken = (try? operation.infer(some)) != nil
        if count.map({ $0 != given }) ?? (given == 0), isTaken { problems.append("takes \(given) inputs") }
    }
    for type in hostileTypes {
        attempt(operation, inputs.map { _ in type })
        for index in inputs.indices {
            var changed = inputs
            changed[index] = type
            attempt(operation, changed)
            changed[index].dtype = inputs[index].dtype
            attempt(operation, changed)
        }
    }
    // One length of one input at a time.
    for index in inputs.indices {
        for axis in inputs[index].shape.indices {
            for length in hostileNumbers {
                var changed = inputs
                changed[index].shape[axis] = length
                attempt(operation, changed)
            }
        }
    }
    for changed in hostileVariants(of: operation) {
        attempt(changed, inputs)
        hostileTypes.forEach { type in attempt(changed, inputs.map { _ in type }) }
        run(changed, inputs)
    }
    return problems.map { "\(operation.label) of \(inputs): \($0)" }
}

/// Lengths and other numbers at which arithmetic overflows, and some near which it is off by one.
private let hostileNumbers = [
    0, 1, -1, 2, -2, 7, 255, 1 << 20, 1 << 31, 1 << 32, 1 << 40, 1 << 44, 1 << 62, .max, .max - 1, .min, .min + 1,
]

private let hostileTypes: [TensorType] =
    DType.allCases.flatMap { dtype in
        (0...Shape.maximumRank).map { TensorType(Shape(repeating: 2, rank: $0), dtype) }
    }
    + hostileNumbers.flatMap { number in (1...4).map { TensorType(Shape(repeating: number, rank: $0)) } }
    + [
        TensorType([7, 11, 13]), TensorType([0], .int32), TensorType([-1, -1], .int64), TensorType([-1, 0, .max]),
        TensorType([2, 1, 1, 1, 1, 1, 1, 2], .float64), TensorType([1 << 22, 1 << 22]),
        TensorType([0, 1 << 62, 1 << 62]),
    ]

/// The operation with one number of its attributes replaced by each hostile one.
private func hostileVariants(of operation: any Operation) -> [any Operation] {
    guard let json = try? JSON(encoding: AnyOperation(operation)) else { return [] }
    return variants(of: json).compactMap { try? $0.decode(AnyOperation.self).operation }
}

private func variants(of json: JSON) -> [JSON] {
    switch json {
    case .integer, .double: return hostileNumbers.map { .integer($0) } + [.double(1e300), .double(-0.5)]
    case .array(let elements):
        let changed = elements.indices.flatMap { index in
            variants(of: elements[index]).map { variant in
                var copy = elements
                copy[index] = variant
                return JSON.array(copy)
            }
        }
        return changed + [.array([]), .array(elements + elements)]
    case .object(let members):
        return members.keys.flatMap { key in
            variants(of: members[key]!).map { variant in
                var copy = members
                copy[key] = variant
                return JSON.object(copy)
            }
        }
    default: return []
    }
}

/// Plans and runs an operation on inputs, if it takes them and the result is small.
private func run(_ operation: any Operation, _ inputs: [TensorType]) {
    guard let types = try? operation.types(of: inputs), !inputs.isEmpty,
        types.allSatisfy({ $0.isConcrete && $0.shape.elementCount < 1 << 16 })
    else { return }
    let builder = Builder()
    let outputs = builder.apply(operation, inputs.map { builder.input($0) })
    guard let graph = try? builder.finish(outputs) else { return }
    var generator = Generator(operation.label)
    _ = try? graph.run(inputs.map { generator.tensor($0, in: $0.dtype == .bool ? 0...1 : -2...2) })
}
