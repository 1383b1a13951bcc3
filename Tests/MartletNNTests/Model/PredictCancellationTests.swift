import MartletNN
import MartletNumerics
import Testing

/// A prediction is made piece by piece, and goes on with the next only while its task isn't cancelled.
@Suite struct PredictCancellationTests {
    /// A network whose pieces are shared by threads, and one whose pieces are too large for that.
    static let widths = [256, 4096]

    private func model(_ width: Int) -> Model {
        Model(
            Sequential {
                Dense(width, activation: .relu)
                Dense(width, activation: .relu)
                Dense(1)
            }, input: [width])
    }

    /// What a task says that was cancelled before it began.
    private func cancelled<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try body()
        }
        task.cancel()
        return try await task.value
    }

    @Test(arguments: widths) func whatIsLeftIsNotComputed(width: Int) async throws {
        let model = model(width)
        let x = Tensor.ones([width == 256 ? 50_000 : 400, width])
        _ = try model.predict(x[0..<256])
        let clock = ContinuousClock()
        let whole = try clock.measure { _ = try model.predict(x, batchSize: 16) }
        let start = clock.now
        await #expect(throws: CancellationError.self) { try await cancelled { try model.predict(x, batchSize: 16) } }
        #expect(clock.now - start < whole / 4)
    }

    @Test(arguments: widths) func onePieceIsAnswered(width: Int) async throws {
        let model = model(width)
        #expect(try await cancelled { try model.predict(Tensor.ones([1, width])) }.shape == [1, 1])
    }
}
