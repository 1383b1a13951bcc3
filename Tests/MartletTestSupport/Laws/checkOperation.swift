import CMartletKernels
import CMartletTestSupport
package import MartletGraph
import MartletNumerics

/// The laws of an operation, on one case; what is broken, in words.
///
/// 1. `infer` and `reference` agree on types, also with an unknown batch; `checkHostileInputs` says more of bad ones.
/// 2. What is planned equals the reference, by every instruction set, with equal bytes on one thread and on two;
///    also with no rows, and with enough of them to be shared among threads.
/// 3. Derivatives equal finite differences, once and twice (`checkGradients`).
/// 4. The operation comes back from JSON as it was (the tests say so, which have a JSON coder).
/// 5. A run allocates nothing, as no operation goes by its reference but those in `withoutKernels`.
package func checkOperation(_ sample: Sample) -> [String] {
    var problems = checkTypes(sample)
    problems += checkPlanned(sample)
    if let empty = sample.batch(0) { problems += checkPlanned(empty) }
    if let large = sample.batch(largeBatch(sample)) { problems += checkPlanned(large) }
    problems += checkGradients(sample)
    return problems.map { "\(sample.label): \($0)" }
}

/// Operations with inputs of these types go by their plain loops, for this reason.
private func withoutKernels(_ sample: Sample) -> String? {
    if sample.inputs.contains(where: { $0.dtype == .float64 }) { return "kernels compute in float32" }
    return nil
}

/// Rows enough for 2¹⁷ elements in the first input, or for a product of few columns to be shared among threads.
private func largeBatch(_ sample: Sample) -> Int {
    let elements = sample.operation is MatMul ? 1 << 18 : 1 << 17
    return elements / max(1, sample.inputs[0].shape.dropFirst().reduce(1, *)) + 1
}

// MARK: Types

private func checkTypes(_ sample: Sample) -> [String] {
    var problems: [String] = []
    var generator = Generator(sample.label)
    let operation = sample.operation
    do {
        let types = try operation.infer(sample.inputs)
        let results = try operation.reference(generator.inputs(sample)).map { TensorType($0.shape, $0.dtype) }
        if types != results { problems.append("infers \(types) and computes \(results)") }
        if sample.inputs[0].shape.count > 0 {
            var open = sample
            open.inputs[0].shape[0] = -1
            let openTypes = try operation.infer(open.inputs)
            let isConsistent =
                openTypes.count == types.count
                && zip(openTypes, types).allSatisfy { a, b in
                    a.dtype == b.dtype && a.shape.count == b.shape.count
                        && zip(a.shape, b.shape).allSatisfy { $0 == $1 || $0 == -1 }
                }
            if !isConsistent {
                problems.append("infers \(openTypes) with an unknown batch, and \(types) with a known one")
            }
        }
    } catch {
        problems.append("refuses its own sample: \(error)")
    }
    return problems
}

// MARK: Plans

/// Whether two threads share the work of a batch as large as the laws try; nil where no kernel works on one.
package func sharesWork(_ sample: Sample) -> Bool? {
    guard let large = sample.batch(largeBatch(sample)) else { return nil }
    let plan = plan(large, threads: 2)
    if plan.steps.isEmpty || plan.steps.contains(where: { $0.name.hasPrefix("reference") || $0.name == "copy" }) {
        return nil
    }
    var generator = Generator(large.label)
    let inputs = generator.inputs(large)
    // Whoever shared work half a millisecond ago still counts as a caller, with whom the threads are divided.
    return (0..<100).contains { _ in onThreads(2) { run(plan, inputs) }.shared }
}

private func checkPlanned(_ sample: Sample) -> [String] {
    var generator = Generator(sample.label)
    let inputs = generator.inputs(sample)
    guard let expected = try? sample.operation.reference(inputs) else { return ["the reference fails"] }
    let tolerances = tolerances(sample, inputs, expected, &generator)
    var problems: [String] = []
    for set in instructionSets {
        let (one, two) = withInstructionSet(set) { (plan(sample, threads: 1), plan(sample, threads: 2)) }
        let isa = set.names
        let shape = sample.inputs[0].shape
        let results = run(one, inputs)
        for (index, (actual, wanted)) in zip(results.outputs, expected).enumerated() {
            let allowed = tolerances[index].allowed(sample.amplification(one.steps.map(\.name)))
            if let difference = difference(actual, wanted, allowed) {
                problems.append("\(isa), \(shape): output \(index) \(difference)")
            }
        }
        let parallel = onThreads(2) { run(two, inputs) }.result
        if zip(results.outputs, parallel.outputs).contains(where: { !haveEqualBytes($0, $1) }) {
            problems.append("\(isa), \(shape): two threads give other bytes than one")
        }
        let isReference = one.steps.contains { $0.name.hasPrefix("reference") }
        if isReference, withoutKernels(sample) == nil { problems.append("\(isa), \(shape): goes by its reference") }
        if !isReference, results.allocations > 0 {
            problems.append("\(isa), \(shape): 100 runs allocate \(results.allocations) times")
        }
    }
    return problems
}

private func plan(_ sample: Sample, threads: Int) -> Plan {
    let builder = Builder()
    let outputs = builder.apply(sample.operation, sample.inputs.map { builder.input($0) })
    guard let graph = try? builder.finish(outputs) else {
        preconditionFailure("\(sample.label) does not fit its inputs")
    }
    let wanted = graph.outputs.enumerated().map { ($1, Plan.Destination.output($0)) }
    return Plan(graph, wanted: wanted, banks: [], threads: threads)
}

/// What a plan gives, and how often a hundred more runs ask for memory.
private func run(_ plan: Plan, _ inputs: [Tensor]) -> (outputs: [Tensor], allocations: Int64) {
    let session = Session(plan)
    var inputs = inputs
    var state: (UInt64, UInt64) = (0, 0)
    var outputs = plan.outputs.map { type in
        Tensor(shape: type.shape, dtype: type.dtype) { $0.initializeMemory(as: UInt8.self, repeating: 0xFF) }
    }
    for index in inputs.indices {
        inputs[index].withUnsafeMutableBytes { session.bind(plan.slot(.input(index)), $0.baseAddress!) }
    }
    for index in outputs.indices {
        outputs[index].withUnsafeMutableBytes { session.bind(plan.slot(.output(index)), $0.baseAddress!) }
    }
    let allocations = withUnsafeMutableBytes(of: &state) { state in
        session.bind(plan.slot(.random), state.baseAddress!)
        session.run()
        let before = mk_allocation_count()
        for _ in 0..<(inputs.contains { $0.count > 1 << 12 } ? 3 : 100) { session.run() }
        return mk_allocation_count() - before
    }
    return (outputs, allocations)
}

private func haveEqualBytes(_ a: Tensor, _ b: Tensor) -> Bool {
    a.withUnsafeBytes { a in b.withUnsafeBytes { a.elementsEqual($0) } }
}

// MARK: Tolerance

/// How far float32 may lie from the reference, element by element: eight units in the last place of the result, two of
/// what the sample says that cancels, and as much as the result moves when every floating input moves by the backward
/// error of sums of so many terms, times how much the kernels' transforms amplify it. That part is the worst of these ways
/// to move: all up, all away from 0, and four times at random.
private func tolerances(
    _ sample: Sample, _ inputs: [Tensor], _ expected: [Tensor], _ generator: inout Generator
) -> [Tolerance] {
    let exact = sample.inDoublePrecision
    let centre = inputs.enumerated().map { $1.cast(to: exact.inputs[$0].dtype) }
    let values = { (inputs: [Tensor]) in
        (try? exact.operation.reference(inputs))?.map { $0.array(of: Double.self) }
    }
    guard let base = values(centre) else { return expected.map { Tolerance($0.array(of: Double.self), sample) } }
    var result = base.map { Tolerance($0, sample) }
    let step = backwardError(terms: sample.terms, results: expected.map(\.count).max() ?? 1)
    for way in 0..<6 {
        let moved = centre.map { tensor in
            guard tensor.dtype == .float64 else { return tensor }
            let numbers = tensor.array(of: Double.self).map { number in
                let isUp = way == 0 ? true : way == 1 ? number > 0 : Bool.random(using: &generator)
                return number + abs(number) * (isUp ? step : -step)
            }
            return try! Tensor(numbers, shape: tensor.shape)
        }
        guard let other = values(moved) else { continue }
        for output in result.indices where expected[output].dtype.isFloating {
            for i in base[output].indices {
                let change = abs(other[output][i] - base[output][i])
                if change.isFinite { result[output].sums[i] = max(result[output].sums[i], change) }
            }
        }
    }
    return result
}

/// How far results may lie off.
private struct Tolerance {
    /// By rounding alone.
    var rounding: [Double]
    /// By summing what makes them.
    var sums: [Double]

    init(_ values: [Double], _ sample: Sample) {
        let unit = 0x1p-23
        rounding = values.map { 8 * unit * abs($0) + 2 * unit * sample.cancelling }
        sums = values.map { _ in 0 }
    }

    /// Where transforms amplify errors, those of the largest sum reach every result of a tile.
    func allowed(_ amplification: Double) -> [Double] {
        guard amplification > 1, let largest = sums.max() else { return zip(rounding, sums).map { $0 + $1 } }
        return rounding.map { $0 + amplification * largest }
    }
}

private func difference(_ actual: Tensor, _ expected: Tensor, _ tolerance: [Double]) -> String? {
    guard actual.shape == expected.shape, actual.dtype == expected.dtype else {
        return "is \(actual.dtype)\(actual.shape), not \(expected.dtype)\(expected.shape)"
    }
    if !expected.dtype.isFloating {
        return haveEqualBytes(actual, expected)
            ? nil : "is \(actual.array(of: Int.self)), not \(expected.array(of: Int.self))"
    }
    let pairs = zip(actual.array(of: Double.self), expected.array(of: Double.self))
    for (index, (a, b)) in pairs.enumerated() where !(a == b || (a.isNaN && b.isNaN) || abs(a - b) <= tolerance[index])
    {
        return "has \(a) at \(index), not \(b) within \(tolerance[index])"
    }
    return nil
}
