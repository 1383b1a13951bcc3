import Dispatch
import Martlet
import Synchronization

/// Two training runs at the same time, as a search makes them, beside one that has one thread.
struct SideBySide: OnNetworks, Sendable {
    private let model: Model
    private let x, y: Tensor
    private let epochs: Int
    private static let rounds = 15

    /// The networks by name: one whose steps take one thread, and one whose steps would take more.
    static let networks: [String: @Sendable () throws -> SideBySide] = [
        "mlp": {
            let (x, y) = try Network.data(rows: 10_000)
            return SideBySide(model: try Network.compiled(), x: x, y: y, epochs: 10)
        },
        "cnn": {
            var model = Model(
                Sequential {
                    Conv2D(32, kernelSize: 3, activation: .relu)
                    MaxPooling2D()
                    Conv2D(64, kernelSize: 3, activation: .relu)
                    MaxPooling2D()
                    Flatten()
                    Dense(10, activation: .softmax)
                }, input: [28, 28, 1])
            try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy())
            let rows = 1_024
            var random = RandomGenerator(seed: 0)
            let y = Tensor((0..<rows).map { _ in Int32.random(in: 0..<10, using: &random) })
            return SideBySide(model: model, x: try random.normal([rows, 28, 28, 1]), y: y, epochs: 1)
        },
    ]

    private func fit() throws {
        var model = model
        try model.fit(x, y, epochs: epochs)
    }

    /// Fits so many models at the same time.
    private func fit(copies: Int) throws {
        let failures = Mutex<[any Error]>([])
        DispatchQueue.concurrentPerform(iterations: copies) { _ in
            do { try fit() } catch { failures.withLock { $0.append(error) } }
        }
        if let error = failures.withLock({ $0.first }) { throw error }
    }

    /// By turns one on one thread and two side by side: how much more the two do.
    func report() throws -> String {
        let rounds = Self.rounds
        try fit(copies: 2)
        let ratios = try (0..<rounds).map { _ in
            let alone = try Cases.seconds { try withThreads(1) { try fit() } }
            return 2 * alone / (try Cases.seconds { try fit(copies: 2) })
        }.sorted()
        func text(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
        return "two side by side do \(text(ratios[rounds / 2]))× the work of one on one thread "
            + "(\(text(ratios[0]))–\(text(ratios[rounds - 1])), \(rounds) rounds)"
    }
}
