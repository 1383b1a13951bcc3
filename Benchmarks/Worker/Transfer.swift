import Martlet

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Transfer learning on CIFAR-10; what is measured is that of `Peers/workers/cifar.py`, which says what is in the
/// folder that both read.
struct Transfer: Sendable {
    /// The sides that images are resized to.
    let size: Int
    /// VGG16 under a new head.
    private let network: Model

    /// How many rows to train on and to test on, and how many an epoch has that is timed; by sizes.
    private static let rows: [Int: (train: Int, test: Int, timed: Int)] = [
        32: (10_000, 2_000, 2_000), 96: (1_000, 1_000, 1_000),
    ]

    init(size: Int) throws {
        self.size = size
        var network = Model(
            Sequential {
                PreprocessInput(VGG16.preprocessing)
                VGG16(includeTop: false)
                Flatten()
                Dense(256, activation: .relu)
                Dense(10, activation: .softmax)
            }, input: [size, size, 3])
        for name in network.parameters.map(\.name) {
            switch name.split(separator: "/").map(String.init) {
            case ["dense", "kernel"]: try network.set(name, to: Self.array("head_\(size)_0"))
            case ["dense_1", "kernel"]: try network.set(name, to: Self.array("head_\(size)_1"))
            case let path where path.first == "vgg16":
                try network.set(name, to: Self.array(path.dropFirst().joined(separator: "_")))
            default: break
            }
        }
        try network.freeze("vgg16")
        self.network = network
    }

    private static func array(_ name: String) throws -> Tensor {
        guard let folder = getenv("MARTLET_CIFAR") else { throw WorkerError.unknown("folder", "MARTLET_CIFAR") }
        return try NPY.read("\(String(cString: folder))/\(name).npy")
    }

    private func data(_ part: String, _ count: Int) throws -> (x: Tensor, y: Tensor) {
        let images = try Self.array("\(part)_images")[..<count].resized(height: size, width: size)
        return (images, try Self.array("\(part)_labels")[..<count])
    }

    private func fit(
        _ model: inout Model, _ data: (x: Tensor, y: Tensor), rate: Double, epochs: Int,
        callbacks: [any Callback] = []
    ) throws {
        try model.compile(
            optimizer: .adam(learningRate: .constant(rate)), loss: .sparseCategoricalCrossentropy(),
            metrics: [.accuracy])
        try model.fit(data.x, data.y, epochs: epochs, batchSize: 32, shuffle: false, callbacks: callbacks)
    }

    /// Epochs of training the head after the first, from which on VGG16's features are kept.
    func headEpoch() throws -> () throws -> Answer {
        let data = try data("train", Self.rows[size]!.timed)
        let epochs = 4
        return {
            let clock = ContinuousClock()
            var ends: [ContinuousClock.Instant] = []
            var model = network
            try fit(
                &model, data, rate: 1e-3, epochs: epochs,
                callbacks: [LambdaCallback(onEpochEnd: { _, _, _ in ends.append(clock.now) })])
            return .timed(seconds: (ends.last! - ends[0]) / .seconds(1), steps: epochs - 1)
        }
    }

    /// The head is trained, then VGG16's last four layers too; how right it is about other images.
    func recipe() throws -> () throws -> Answer {
        let rows = Self.rows[size]!
        let (train, test) = (try data("train", rows.train), try data("test", rows.test))
        return {
            var accuracy: Double?
            let seconds = try Cases.seconds {
                var model = network
                try fit(&model, train, rate: 1e-3, epochs: 3)
                try model.freeze("vgg16", exceptLast: 4)
                try fit(&model, train, rate: 1e-4, epochs: 1)
                accuracy = try model.evaluate(test.x, test.y)["accuracy"]
            }
            return .accuracy(accuracy ?? .nan, seconds: seconds)
        }
    }

    static let table: [String: Cases.Preparation] = [
        "cifar32_head_epoch": { try Transfer(size: 32).headEpoch() },
        "cifar96_head_epoch": { try Transfer(size: 96).headEpoch() },
        "cifar32_accuracy": { try Transfer(size: 32).recipe() },
        "cifar96_accuracy": { try Transfer(size: 96).recipe() },
    ]
}
