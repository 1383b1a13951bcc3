import Glibc
import MartletCodecs
import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

@Suite struct LossTests {
    typealias Row = [Double]
    static let predictions: [Row] = [[0.7, 0.2, 0.1], [0.05, 0.15, 0.8], [0.3, 0.3, 0.4]]
    static let targets: [Row] = [[0.6, 0.3, 0.1], [0, 1, 0], [1, 0, 0]]

    /// Formulas in plain double precision, for losses that no trajectory covers.
    static let formulas: [(Loss, @Sendable (Row, Row) -> Double)] = [
        (.meanAbsolutePercentageError, { y, p in 100 * mean(y, p) { abs($0 - $1) / max(abs($0), 1e-7) } }),
        (
            .meanSquaredLogarithmicError,
            { y, p in
                mean(y, p) {
                    let d = log(max($0, 1e-7) + 1) - log(max($1, 1e-7) + 1); return d * d
                }
            }
        ),
        (.logCosh, { y, p in mean(y, p) { log(cosh($1 - $0)) } }),
        (
            .categoricalHinge,
            { y, p in
                let right = zip(y, p).map(*).reduce(0, +)
                return max(0, zip(y, p).map { (1 - $0) * $1 }.max()! - right + 1)
            }
        ),
        (
            .kullbackLeibler,
            { y, p in
                zip(y, p).map {
                    let y = max($0, 1e-7); return y * log(y / $1)
                }.reduce(0, +)
            }
        ),
        (.poisson, { y, p in mean(y, p) { $1 - $0 * log($1 + 1e-7) } }),
        (
            .cosineSimilarity,
            { y, p in
                let norm = { (x: Row) in sqrt(x.map { $0 * $0 }.reduce(0, +)) }
                return -zip(y, p).map(*).reduce(0, +) / (norm(y) * norm(p))
            }
        ),
    ]

    private static func mean(_ y: Row, _ p: Row, _ of: (Double, Double) -> Double) -> Double {
        zip(y, p).map(of).reduce(0, +) / Double(y.count)
    }

    @Test(arguments: formulas.indices) func followsItsFormula(_ index: Int) throws {
        let (loss, formula) = Self.formulas[index]
        let own = try loss.values(Self.targets, Self.predictions)
        for (row, value) in own.enumerated() {
            let truth = formula(Self.targets[row], Self.predictions[row])
            #expect(abs(value - truth) <= 1e-6 * max(1, abs(truth)), "\(loss.name), row \(row)")
        }
    }

    /// Targets of 0 and 1 mean -1 and 1, unless there are others.
    @Test func hingesTakeBothKindsOfTargets() throws {
        let p: [Row] = [[0.5, -2], [3, 0.25]]
        for (loss, power) in [(Loss.hinge, 1.0), (.squaredHinge, 2)] {
            let signed = try loss.values([[1, -1], [-1, 1]], p)
            #expect(try loss.values([[1, 0], [0, 1]], p) == signed)
            #expect(abs(signed[1] - (pow(4, power) + pow(0.75, power)) / 2) < 1e-5)
        }
    }

    @Test func namesAndAliases() throws {
        for loss in Loss.all { #expect(try Loss(named: loss.name).name == loss.name) }
        let known = [
            "mse": "mean_squared_error", "MAE": "mean_absolute_error", "kld": "kl_divergence",
            "SparseCategoricalCrossentropy": "sparse_categorical_crossentropy", "logcosh": "log_cosh",
        ]
        for (alias, name) in known { #expect(try Loss(named: alias).name == name) }
        #expect { try Loss(named: "mean_squared_eror") } throws: { "\($0)".contains("'mean_squared_eror'; known are") }
    }

    @Test func comesBackFromFiles() throws {
        let losses = Loss.all + [.huber(delta: 0.3), .binaryCrossentropy(fromLogits: true, labelSmoothing: 0.2)]
        for loss in losses {
            let json = try JSON(encoding: loss)
            #expect(try JSON(encoding: json.decode(Loss.self)) == json)
        }
        #expect(throws: EncodingError.self) { try JSON(encoding: Loss.custom("mine") { y, p in (y - p).abs() }) }
    }

    /// A softmax before the loss is seen through: certain mistakes have a finite loss and a full gradient.
    @Test func crossEntropiesSeeThroughSoftmaxAndSigmoid() throws {
        let builder = Builder()
        let z = builder.input(TensorType([1, 3]))
        let sure = Tensor([Float(0), 0, 200]).withShape([1, 3])
        let target = builder.constant(Tensor([Int32(0)]))
        let oneHot = builder.constant(Tensor([Float(1), 0, 0]).withShape([1, 3]))
        let losses = [
            Loss.sparseCategoricalCrossentropy().perSample(target, z.softmax()).sum(),
            Loss.categoricalCrossentropy().perSample(oneHot, z.softmax()).sum(),
            Loss.binaryCrossentropy().perSample(oneHot, z.sigmoid()).sum(),
        ]
        let slopes = losses.map { builder.gradient(of: $0, to: [z])[0] }
        let results = try builder.finish(losses + slopes).run([sure]).map { $0.array(of: Double.self) }
        #expect(abs(results[0][0] - 200) < 1e-3)
        #expect(abs(results[1][0] - 200) < 1e-3)
        #expect(abs(results[2][0] - (2 * log(2) + 200) / 3) < 1e-3)
        #expect(results[3] == [-1, 0, 1])
        #expect(results[4] == [-1, 0, 1])
        #expect(results[5].last == 1.0 / 3 || abs(results[5][2] - 1.0 / 3) < 1e-6)
    }

    @Test func saysWhatTargetsItTakes() throws {
        let builder = Builder()
        let (p, y) = (builder.input(TensorType([4, 3])), builder.input(TensorType([4], .int32)))
        let wrong = Loss.categoricalCrossentropy().perSample(y, p)
        #expect { try builder.finish([wrong]) } throws: {
            "\($0)".contains("targets must be float32[4, 3] (one-hot rows; for class indices use sparse_")
        }
    }

    /// Rows with more axes count by their mean; class indices may have as many axes as they need.
    @Test func reducesEachRowToItsMean() throws {
        let builder = Builder()
        let (p, y) = (builder.input(TensorType([2, 3, 4])), builder.input(TensorType([2, 3], .int32)))
        let loss = Loss.sparseCategoricalCrossentropy(fromLogits: true).perSample(y, p)
        #expect(loss.shape == [2])
        let uniform = try builder.finish([loss]).run([.zeros([2, 3, 4]), .zeros([2, 3], dtype: .int32)])[0]
        for value in uniform.array(of: Double.self) { #expect(abs(value - log(4)) < 1e-6) }
    }

    @Test func customLossesHaveTheirName() throws {
        let loss = Loss.custom("cubic") { y, p in (y - p).abs().power(3).mean(axes: [1]) }
        #expect(loss.name == "cubic")
        #expect(try loss.values([[0, 0]], [[2, 0]]) == [4])
    }
}

extension Loss {
    /// The loss of each row.
    func values(_ target: [[Double]], _ prediction: [[Double]]) throws -> [Double] {
        let tensors = try [target, prediction].map { try Tensor($0).cast(to: .float32) }
        let builder = Builder()
        let symbols = tensors.map { builder.input(TensorType($0.shape)) }
        return try builder.finish([perSample(symbols[0], symbols[1])]).run(tensors)[0].array(of: Double.self)
    }
}
