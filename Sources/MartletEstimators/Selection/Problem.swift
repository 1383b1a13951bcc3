import MartletNumerics

/// Rows and what is to be learned of them, as numbers: what cross-validation, ensembles and search work on.
struct Problem: Sendable {
    let x: Tensor
    /// `[rows]`: int32 numbers of classes, or float64 values.
    let y: Tensor
    /// The number of classes; nil where values are learned.
    let classes: Int?
    let sampleWeight: [Double]?

    var rows: Int { y.count }
    /// The number of each row's class; nil where values are learned.
    var codes: [Int]? { classes == nil ? nil : y.array(of: Int.self) }

    /// What an estimator is asked to learn.
    init(_ x: Tensor, _ y: Tensor, classes: Int?, sampleWeight: [Double]? = nil) {
        (self.x, self.y, self.classes, self.sampleWeight) = (x, y, classes, sampleWeight)
    }

    /// Labels of rows.
    ///
    /// - Throws: `EstimatorError` for data that no estimator learns.
    init(
        _ x: Tensor, encoding encoder: LabelEncoder<some Any>, for estimator: some Estimator, sampleWeight: [Double]?
    ) throws {
        try Checks.training(
            x, targets: encoder.codes.count, sampleWeight: sampleWeight, allowsMissing: estimator.allowsMissing)
        self.init(x, encoder.codes, classes: encoder.classes.count, sampleWeight: sampleWeight)
    }

    /// Classes or values of rows, as the estimator takes a tensor.
    ///
    /// - Throws: `EstimatorError` for data that it doesn't learn.
    init(_ x: Tensor, _ y: Tensor, for estimator: some Estimator, sampleWeight: [Double]?) throws {
        if estimator is any Classifier {
            try self.init(x, encoding: LabelEncoder(Checks.classes(y)), for: estimator, sampleWeight: sampleWeight)
        } else {
            try Checks.training(
                x, targets: y.shape.first ?? 0, sampleWeight: sampleWeight, allowsMissing: estimator.allowsMissing)
            self.init(x, try Checks.values(y), classes: nil, sampleWeight: sampleWeight)
        }
    }

    /// What an estimator learns of some rows; of all if these are nil. It speaks of all classes: those that are not among
    /// the rows it never predicts.
    func fit(_ estimator: some Estimator, on positions: [Int]? = nil) throws -> any Predictor {
        guard let positions else { return try estimator.learn(x, y, sampleWeight: sampleWeight) }
        let (x, y) = try (x.take(positions), y.take(positions))
        let weights = sampleWeight.map { weights in positions.map { weights[$0] } }
        guard let classes else { return try estimator.learn(x, y, sampleWeight: weights) }
        let codes = y.array(of: Int.self)
        let present = Set(codes).sorted()
        if present.count == classes { return try estimator.learn(x, y, sampleWeight: weights) }
        let numbers = Dictionary(uniqueKeysWithValues: zip(present, Int32(0)...))
        let learned = try estimator.learn(x, Tensor(codes.map { numbers[$0]! }), sampleWeight: weights)
        guard let learned = learned as? any ClassPredictor else { preconditionFailure("classifiers learn classes") }
        return PartialPredictor(learned: learned, present: present, classes: classes)
    }
}

/// What was learned of rows among which not all classes were.
struct PartialPredictor: ClassPredictor {
    let learned: any ClassPredictor
    /// The numbers of the classes that were.
    let present: [Int]
    let classes: Int

    var allowsMissing: Bool { learned.allowsMissing }

    func predict(_ x: Tensor) throws -> Tensor {
        Tensor(
            try learned.predict(x).array(of: Int.self).map { code in
                try Checks.check(present.indices.contains(code), "class \(code)", "must be one of \(present.count)")
                return Int32(present[code])
            })
    }

    func probabilities(_ x: Tensor) throws -> Tensor {
        let known = try learned.probabilities(x)
        var all = Tensor.zeros([x.shape[0], classes], dtype: known.dtype)
        for (column, code) in present.enumerated() { try all.assign(known[.all, column], at: .all, code) }
        return all
    }
}
