public import MartletNumerics

/// A classifier that doesn't look at the features, to compare others with. Strategies are scikit-learn's.
public struct DummyClassifier: Classifier, RandomEstimator {
    /// How it predicts.
    public enum Strategy: String, Sendable, CaseIterable {
        /// The most frequent class; probabilities are the classes' shares.
        case prior
        /// The most frequent class, as certain.
        case mostFrequent
        /// A class drawn for each row with the classes' shares, as certain.
        case stratified
        /// A class drawn for each row, each as probable; probabilities are equal.
        case uniform
    }

    /// How it predicts.
    public var strategy: Strategy
    public var seed: UInt64

    /// A classifier of this strategy.
    public init(strategy: Strategy = .prior, seed: UInt64 = 0) {
        self.strategy = strategy
        self.seed = seed
    }

    /// What was learned.
    public struct Fitted: ClassPredictor {
        let strategy: Strategy
        let seed: UInt64
        /// The share of each class in training.
        public let classPrior: [Double]

        public func probabilities(_ x: Tensor) throws -> Tensor {
            let (rows, classes) = (x.shape[0], classPrior.count)
            switch strategy {
            case .prior: return try Tensor(classPrior).reshaped([1, classes]).broadcast(to: [rows, classes])
            case .uniform: return Tensor.full(1 / Double(classes), shape: [rows, classes])
            case .mostFrequent, .stratified:
                var values = [Double](repeating: 0, count: rows * classes)
                for (row, code) in try predict(x).array(of: Int.self).enumerated() { values[row * classes + code] = 1 }
                return try Tensor(values, shape: [rows, classes])
            }
        }

        public func predict(_ x: Tensor) throws -> Tensor {
            var random = RandomGenerator(seed: seed)
            let (rows, classes) = (x.shape[0], classPrior.count)
            let codes: [Int] =
                switch strategy {
                case .prior, .mostFrequent:
                    Array(
                        repeating: classPrior.indices.reduce(0) { classPrior[$1] > classPrior[$0] ? $1 : $0 },
                        count: rows)
                case .stratified: try random.choice(below: classes, count: rows, probabilities: classPrior)
                case .uniform: try random.choice(below: classes, count: rows)
                }
            return Tensor(codes.map(Int32.init))
        }
    }

    public func learn(_ x: Tensor, _ y: Tensor, sampleWeight: [Double]?) throws -> Fitted {
        var members = [Double](repeating: 0, count: y.classCount)
        for (row, code) in y.array(of: Int.self).enumerated() { members[code] += sampleWeight?[row] ?? 1 }
        let all = members.reduce(0, +)
        return Fitted(strategy: strategy, seed: seed, classPrior: members.map { $0 / all })
    }
}
