package import MartletEstimators
import MartletNumerics

/// The laws of a classifier that gives probabilities; what is broken, in words.
///
/// 1. It learns the same bytes again, on one thread and on several, whatever labels are called.
/// 2. Classes are ascending; probabilities are one number in 0…1 for each, sum to 1, and the largest is predicted.
/// 3. What it says of a row doesn't depend on the rows that come with it, beyond rounding.
/// 4. It is better than a guess on classes that lie apart, unless it doesn't look at the features.
/// 5. Rows that are no rows, of another width or infinite, or with gaps unless these are allowed, labels that are too few and weights that are no weights are
///    refused with a reason, in training and in prediction.
package func checkEstimator(_ classifier: some Classifier) throws -> [String] {
    let (x, codes) = try blobs()
    let words = codes.map { ["ash", "birch", "cedar"][$0] }
    let fitted = try classifier.fit(x, words)
    let p = try fitted.probabilities(x)
    var problems: [String] = []
    func require(_ holds: Bool, _ problem: String) { if !holds { problems.append(problem) } }

    let again = try withThreads(1) { try classifier.fit(x, codes).probabilities(x) }
    require(p == again, "learns something else again")
    require(fitted.classes == ["ash", "birch", "cedar"], "doesn't have its classes ascending")
    require(p.shape == [x.shape[0], 3] && p.dtype.isFloating, "gives \(p.shape) probabilities")
    let values = p.array(of: Double.self)
    require(values.allSatisfy { (0...1).contains($0) }, "gives probabilities outside 0…1")
    let sums = try p.sum(axis: 1).array(of: Double.self)
    require(sums.allSatisfy { abs($0 - 1) < 1e-5 }, "gives probabilities whose sum isn't 1")
    let best = try p.argMax(axis: 1).array(of: Int.self).map { fitted.classes[$0] }
    let predicted = try fitted.predict(x)
    require(classifier is DummyClassifier || predicted == best, "doesn't predict the most probable class")
    let some = [7, 3, 40]
    require(
        try fitted.predict(x.take(some)) == some.map { predicted[$0] }
            && fitted.probabilities(x.take(some)).isClose(to: p.take(some), relative: 1e-4, absolute: 1e-5),
        "says another of rows among fewer")
    require(try classifier is DummyClassifier || fitted.score(x, words) > 0.9, "learns nothing")

    let allowsMissing = classifier.allowsMissing
    problems += refusals(x, rows: x.shape[0], allowsMissing) {
        try classifier.fit($0, Array(codes[..<$1]), sampleWeight: $2)
    }
    problems += refusals(x, in: "prediction", allowsMissing) { try fitted.predict($0) }
    return problems
}

/// The laws of a regressor; what is broken, in words. As those of a classifier, for values.
package func checkEstimator(_ regressor: some Regressor) throws -> [String] {
    let (x, codes) = try blobs()
    let y = try x[.all, 0] * 3 - x[.all, 1] + Tensor(codes.map(Float.init))
    let fitted = try regressor.fit(x, y)
    let predicted = try fitted.predict(x)
    var problems: [String] = []
    func require(_ holds: Bool, _ problem: String) { if !holds { problems.append(problem) } }

    require(try predicted == withThreads(1) { try regressor.fit(x, y).predict(x) }, "learns something else again")
    require(predicted.shape == [x.shape[0]] && predicted.dtype == .float64, "gives \(predicted.shape) values")
    let some = [7, 3, 40]
    require(
        try fitted.predict(x.take(some)).isClose(to: predicted.take(some), relative: 1e-4, absolute: 1e-4),
        "says another of rows among fewer")
    require(try fitted.score(x, y) > 0.8, "learns nothing")

    let allowsMissing = regressor.allowsMissing
    problems += refusals(x, rows: x.shape[0], allowsMissing) { try regressor.fit($0, y[0..<$1], sampleWeight: $2) }
    problems += refusals(x, in: "prediction", allowsMissing) { try fitted.predict($0) }
    if answer({ try regressor.fit(x, y * Double.infinity) }) { problems.append("takes infinite values in training") }
    return problems
}

/// Three classes of 30 rows whose features lie apart, in turns.
private func blobs() throws -> (x: Tensor, codes: [Int]) {
    var random = RandomGenerator(seed: 5)
    let codes = (0..<90).map { $0 % 3 }
    let centers = codes.flatMap { [[3, 0], [0, 3], [-3, -3]][$0] as [Float] }
    return (try Tensor(centers, shape: [90, 2]) + random.normal([90, 2], standardDeviation: 0.5), codes)
}

/// Features that are refused in prediction and in training.
private func refusals<R>(
    _ x: Tensor, in part: String, _ allowsMissing: Bool, _ use: (Tensor) throws -> R
) -> [String] {
    var (gap, infinite) = (x, x)
    try? gap.assign(Tensor(Float.nan), at: 4, 1)
    try? infinite.assign(Tensor(Float.infinity), at: 4, 1)
    var cases: [(String, Tensor?)] = [("infinity", infinite), ("one row without its axis", try? x[0])]
    if !allowsMissing { cases.append(("NaN", gap)) }
    if part == "prediction" { cases.append(("features of another width", try? x[.all, 0..<1])) }
    return cases.compactMap { name, x in
        x.map { x in answer { try use(x) } } == false ? nil : "takes \(name) in \(part)"
    }
}

/// What is refused in training.
private func refusals<R>(
    _ x: Tensor, rows: Int, _ allowsMissing: Bool, _ fit: @escaping (Tensor, Int, [Double]?) throws -> R
) -> [String] {
    let cases: [(String, () throws -> R)] = [
        ("too few targets", { try fit(x, rows - 1, nil) }),
        ("no rows", { try fit(x[0..<0], 0, nil) }),
        ("too few weights", { try fit(x, rows, [1]) }),
        ("negative weights", { try fit(x, rows, Array(repeating: -1, count: rows)) }),
        ("weights that are all 0", { try fit(x, rows, Array(repeating: 0, count: rows)) }),
    ]
    return refusals(x, in: "training", allowsMissing) { try fit($0, rows, nil) }
        + cases.compactMap { name, call in answer(call) ? "takes \(name) in training" : nil }
}

/// Whether a call answers; it is to throw with a text.
private func answer<R>(_ call: () throws -> R) -> Bool {
    do {
        _ = try call()
        return true
    } catch let error as any CustomStringConvertible {
        return error.description.isEmpty
    } catch {
        return true
    }
}
