import MartletGraph
import MartletNN
import MartletNumerics
import Synchronization
import Testing

/// What is kept of plans and of what they prepare.
@Suite struct ProgramsTests {
    private func rows(_ count: Int, _ width: Int) throws -> Tensor {
        var random = RandomGenerator(seed: 3)
        return try random.normal([count, width])
    }

    private func largest(_ a: Tensor, _ b: Tensor) -> Double {
        zip(a.array(of: Double.self), b.array(of: Double.self)).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }

    @Test func fewProgramsServeAnyNumberOfRows() throws {
        let model = Points.model()
        let x = try rows(300, 4)
        let all = try model.predict(x)
        for count in [0, 1, 7, 9, 37, 100, 127, 128, 129, 255, 300] {
            let some = try model.predict(x[0..<count])
            #expect(some.shape == [count, 3])
            // Probabilities of two layers with sums of at most eight terms.
            #expect(largest(some, try all[0..<count]) <= 8 * Double(Float.ulpOfOne))
        }
        for count in 1...300 { _ = try model.predict(x[0..<count]) }
        #expect(model.programs.count <= 16)
        #expect(try model.predict(x, batchSize: 50).shape == [300, 3])
    }

    @Test func programsOfLargeNetworksAreBounded() throws {
        let model = Model(
            Sequential {
                Dense(600, activation: .relu); Dense(600); Dense(2)
            }, input: [10])
        let x = try rows(50, 10)
        let all = try model.predict(x)
        for count in 1...50 {
            #expect(largest(try model.predict(x[0..<count]), try all[0..<count]) <= 1e-4)
        }
        #expect(model.programs.count == 32)
    }

    /// A layer that sees all rows gets them at once, as far as a chunk holds them.
    @Test func rowsThatMixAreNotCut() throws {
        let mixers: [@Sendable (Symbol) -> Symbol] = [
            { $0 - $0.mean(axes: [0], keepingDimensions: true) }, { $0.softmax(axis: 0) },
        ]
        for mixer in mixers {
            let model = Model(Lambda(mixer), input: [3])
            let x = try rows(37, 3)
            let y = try model.predict(x)
            #expect(model.programs.count == 1)
            let sum = try y.sum(axis: 0).array(of: Double.self)
            #expect(sum.allSatisfy { abs($0 - $0.rounded()) < 1e-5 })  // 0 or 1 in each column
        }
    }

    @Test func compilingLeavesPredictingAsItIs() throws {
        var model = try Points.compiled()
        let (x, y) = try Points.data()
        _ = try model.predict(x)
        try model.fit(x, y, epochs: 1)
        let (programs, judges) = (model.programs, model.judges)
        let before = programs.count
        try model.compile(loss: .sparseCategoricalCrossentropy())
        #expect(model.programs === programs && model.judges !== judges && programs.count == before)
        try model.freeze("dense")
        #expect(model.programs !== programs)
    }

    @Test func copiesShareWhatIsPreparedWhileTheyAreEqual() throws {
        let model = Model(
            Sequential {
                Conv2D(32, kernelSize: 3, padding: .same); Conv2D(16, kernelSize: 3)
            }, input: [12, 12, 16])
        var random = RandomGenerator(seed: 1)
        let x = try random.normal([8, 12, 12, 16])
        var copy = model
        let expected = try model.predict(x)
        let prepared = model.version.all
        let byteCount = prepared.byteCount
        #expect(byteCount > 0 && copy.version.all === prepared)
        #expect(try copy.predict(x[0..<3]).shape == [3, 10, 10, 16])
        #expect(prepared.byteCount == byteCount)

        try copy.set("conv2d/bias", to: Tensor.ones([32]))
        let other = try copy.predict(x)
        #expect(other != expected && copy.version.all !== prepared)
        let versions = (prepared.version, copy.version.all.version)
        for _ in 0..<3 {
            #expect(try model.predict(x) == expected)
            #expect(try copy.predict(x) == other)
        }
        #expect((prepared.version, copy.version.all.version) == versions)
        #expect(prepared.byteCount == byteCount && copy.version.all.byteCount == byteCount)
    }

    @Test func aModelGivesItsMemoryBack() throws {
        func gone() throws -> (() -> Programs?, () -> Prepared?) {
            let model = Model(Conv2D(32, kernelSize: 3), input: [64, 64, 16])  // whose session is a large one
            _ = try model.predict(Tensor.ones([8, 64, 64, 16]))
            weak let (programs, prepared) = (model.programs, model.version.all)
            return ({ programs }, { prepared })
        }
        let (programs, prepared) = try gone()
        #expect(programs() == nil && prepared() == nil)
    }

    @Test func oneMakesWhatOthersWaitFor() throws {
        let kept = RecentlyUsed<Int, Int>(capacity: 3)
        let made = Atomic(0)
        parallel(threads: 2, count: 64) { range in
            for index in range {
                let value = try? kept.value(for: index % 3) {
                    made.wrappingAdd(1, ordering: .relaxed)
                    return index % 3
                }
                #expect(value == index % 3)
            }
        }
        #expect(made.load(ordering: .relaxed) == 3)
        func isKept(_ key: Int) throws -> Bool {
            var isKept = true
            _ = try kept.value(for: key) {
                isKept = false
                return key
            }
            return isKept
        }
        #expect(try isKept(0) && isKept(1))
        #expect(try !isKept(5) && kept.count == 3)  // in place of 2
        #expect(try isKept(0) && isKept(1) && !isKept(2))
    }

    @Test func whatCannotBeMadeIsTriedAgain() throws {
        let kept = RecentlyUsed<Int, Int>(capacity: 3)
        #expect(throws: CancellationError.self) { try kept.value(for: 1) { throw CancellationError() } }
        #expect(kept.count == 0)
        #expect(try kept.value(for: 1) { 7 } == 7)
    }

    @Test func whatIsChangedIsKeptToo() throws {
        let kept = RecentlyUsed<Int, Int>(capacity: 3)
        for key in [0, 1, 0, 2, 3, 0] { kept.change(key) { $0 = ($0 ?? 0) + 1 } }
        #expect(kept.count == 3)
        #expect(try kept.value(for: 0) { -1 } == 3)
        #expect(try kept.value(for: 1) { -1 } == -1)  // the one not used for longest
    }
}
