import MartletGraph
package import MartletNN
package import MartletNumerics

/// How long models of the same inputs take to predict these: medians, in seconds. They are measured by turns, so that all
/// have the same share of what else the processor does.
package func secondsByTurns(_ models: [Model], inputs: [Tensor]) throws -> [Double] {
    for model in models { _ = try model.predict(inputs: inputs) }  // plans are made once
    var times = [[UInt64]](repeating: [], count: models.count)
    let begin = nanoseconds()
    repeat {
        for (index, model) in models.enumerated() {
            let start = nanoseconds()
            _ = try model.predict(inputs: inputs)
            times[index].append(nanoseconds() - start)
        }
    } while times[0].count < 5 || times[0].count < 1000 && nanoseconds() - begin < 500_000_000
    return times.map { Double($0.sorted()[$0.count / 2]) * 1e-9 }
}
