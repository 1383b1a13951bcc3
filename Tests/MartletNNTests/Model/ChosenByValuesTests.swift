import MartletGraph
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

/// Models with an operation that chooses its kernels by the values of a parameter.
@Suite struct ChosenByValuesTests {
    private struct Sparse: Layer {
        func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
            x.builder.apply(SparseProduct(), [x, scope.parameter("kernel", [x.shape[1], 5])])[0]
        }
    }

    private let x = try! Tensor((0..<12).map(Float.init), shape: [3, 4])

    private func model() -> Model {
        Model(
            Sequential {
                Sparse()
                Dense(2)
            }, input: [4])
    }

    /// With `count` entries that aren't zero.
    private func kernel(_ count: Int) throws -> Tensor {
        try Tensor((0..<20).map { $0 < count ? Float($0 + 1) : 0 }, shape: [4, 5])
    }

    private func expected(_ model: Model) throws -> Tensor {
        try x.matmul(model["sparse/kernel"]!).matmul(model["dense/kernel"]!)
    }

    private func error(_ model: Model) throws -> Float {
        try (model.predict(x) - expected(model)).abs().max().scalar(as: Float.self)
    }

    @Test func predictionsFollowTheValues() throws {
        var model = model()
        #expect(try model.plan(rows: 3).contains("reference SparseProduct"))
        #expect(try error(model) < 1e-3)
        for count in [3, 7, 20, 0, 3] {
            try model.set("sparse/kernel", to: kernel(count))
            #expect(try error(model) < 1e-3)
            #expect(try error(model) < 1e-3)  // by the program that was used last
            let plan = try model.plan(rows: 3)
            #expect(plan.contains("sparse product \(count)(") == (count < 10))
        }
    }

    @Test func copiesWithOtherValuesHaveTheirOwnPlans() throws {
        var (few, many) = (model(), model())
        many = few
        try few.set("sparse/kernel", to: kernel(2))
        try many.set("sparse/kernel", to: kernel(9))
        for _ in 0..<3 {
            #expect(try error(few) < 1e-3)
            #expect(try error(many) < 1e-3)
        }
        #expect(few.programs.count == 2)
    }

    @Test func modelsThatDoNotAskArePlannedOnce() throws {
        var model = Model(Sequential { Dense(3) }, input: [4])
        for value in 0..<5 {
            try model.set("dense/kernel", to: Tensor.full(Float(value), shape: [4, 3]))
            _ = try model.predict(x)
        }
        #expect(model.programs.count == 1)
    }

    @Test func trainingKnowsOnlyWhatIsFrozen() throws {
        var model = model()
        try model.set("sparse/kernel", to: kernel(3))
        try model.compile(optimizer: .sgd(learningRate: 1e-4), loss: .meanSquaredError)
        #expect(try !model.plan(rows: 3, training: true).contains("sparse product"))
        let y = Tensor.zeros([3, 2])
        try model.fit(x, y, epochs: 1, batchSize: 3)
        #expect(try error(model) < 1e-2)
        try model.set("sparse/kernel", to: kernel(4))
        try model.freeze("sparse")
        #expect(try model.plan(rows: 3, training: true).contains("sparse product 4"))
        try model.fit(x, y, epochs: 2, batchSize: 3)
        #expect(try model["sparse/kernel"] == kernel(4))
        try model.set("sparse/kernel", to: kernel(6))
        #expect(try model.plan(rows: 3, training: true).contains("sparse product 6"))
    }
}
