import CMartletTestSupport
import MartletCodecs
import MartletGraph
package import MartletNN
import MartletNumerics

/// The laws of an optimiser; what is broken, in words.
///
/// 1. It comes back from JSON as one that takes the same steps.
/// 2. One thread and two give the same bytes.
/// 3. The gaps between parameters stay zero.
/// 4. A step allocates nothing.
/// 5. Steps lead downhill: the distance to the minimum of a bowl shrinks.
package func checkOptimizer(_ optimizer: any Optimizer) throws -> [String] {
    try optimizer.validate()
    var problems: [String] = []
    let one = StepRun(optimizer)
    let steps = (0..<5).map { _ in one.step() }
    if steps.dropFirst().contains(where: { $0 != 0 }) { problems.append("a step allocates") }

    let two = StepRun(optimizer, threads: 2)
    for _ in 0..<5 { _ = two.step() }
    if one.parameters != two.parameters { problems.append("two threads give other bytes than one") }

    let read = try JSON(encoding: AnyOptimizer(optimizer)).decode(AnyOptimizer.self).base
    let again = StepRun(read)
    for _ in 0..<5 { _ = again.step() }
    if one.parameters != again.parameters { problems.append("it takes other steps after a file") }
    if optimizer.slots != read.slots { problems.append("it has other slots after a file") }

    if one.gaps.contains(where: { $0 != 0 }) { problems.append("the gaps between parameters are written") }
    let start = StepRun(optimizer).distance
    for _ in 0..<50 { _ = one.step() }
    if !(one.distance < start) { problems.append("55 steps lead from a distance of \(start) to \(one.distance)") }
    return problems
}

/// An optimiser at work on a bowl, `½ Σ (w − 1)²`.
final class StepRun {
    private let optimizer: any Optimizer
    private let vectors: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
    private let slots: Int
    private var state: OptimizerStep
    private let layout: ParameterLayout

    init(_ optimizer: any Optimizer, threads: Int = 1) {
        self.optimizer = optimizer
        // Long enough to be shared among threads, and short ones that leave gaps.
        let shapes: [(String, Shape)] = [
            ("a/kernel", [300, 401]), ("a/bias", [7]), ("b/kernel", [3, 3]), ("b/bias", [1]),
        ]
        layout = ParameterLayout(
            shapes.map { Parameter(name: $0, shape: $1, isTrainable: true) })
        let count = layout.trainableCount
        slots = optimizer.slots.count
        vectors = .allocate(capacity: slots + 2)
        for index in 0..<slots + 2 {
            vectors[index] = .allocate(capacity: count)
            let value = index < slots ? optimizer.initialSlotValue(optimizer.slots[index]) : 0
            vectors[index].initialize(repeating: value, count: count)
        }
        state = OptimizerStep(
            iteration: 0, rate: 0, parameters: vectors[slots], gradients: vectors[slots + 1], slots: vectors,
            layout: layout, threads: threads)
        for entry in layout.trainable {
            for index in 0..<entry.parameter.count {
                state.parameters[entry.start + index] = Float(index % 13) / 3 - 2
            }
        }
    }

    deinit {
        for index in 0..<slots + 2 { vectors[index].deallocate() }
        vectors.deallocate()
    }

    /// Takes one step; how often the optimiser asked for memory.
    func step() -> Int64 {
        for entry in layout.trainable {
            for index in entry.start..<entry.start + entry.parameter.count {
                state.gradients[index] = state.parameters[index] - 1
            }
        }
        state.rate = Float(optimizer.learningRate(state.iteration))
        let before = mk_allocation_count()
        optimizer.update(state)
        let count = mk_allocation_count() - before
        state.iteration += 1
        return count
    }

    var parameters: [Float] { Array(UnsafeBufferPointer(start: state.parameters, count: state.count)) }

    var gaps: [Float] {
        var owned = [Bool](repeating: false, count: state.count)
        for entry in layout.trainable {
            for index in 0..<entry.parameter.count { owned[entry.start + index] = true }
        }
        return zip(parameters, owned).filter { !$1 }.map(\.0)
    }

    var distance: Double {
        layout.trainable.reduce(0) { sum, entry in
            (0..<entry.parameter.count).reduce(sum) { $0 + Double(abs(state.parameters[entry.start + $1] - 1)) }
        }
    }
}
