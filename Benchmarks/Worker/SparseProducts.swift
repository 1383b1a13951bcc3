import Martlet

/// Products with matrices of which most numbers are zero, and a network of such.
enum SparseProducts {
    private static let shapes = [(4096, 4096), (1024, 1024), (512, 4608)]

    static let table = products.merging(networks) { $1 }

    private static let networks: [String: Cases.Preparation] = [
        "mlp_sparse_1": { try predictions(wide, inputs: 1024, rows: 1, sparsity: 0.95) },
        "mlp_sparse_128": { try predictions(wide, inputs: 1024, rows: 128, sparsity: 0.95) },
    ]

    /// By the names that `Peers/workers/protocol.py` gives them.
    private static var products: [String: Cases.Preparation] {
        var table: [String: Cases.Preparation] = [:]
        for (units, inputs) in shapes {
            for rows in [1, 32, 196, 512] {
                for percent in [50, 80, 90, 95, 98] {
                    table["sparse_\(units)x\(inputs)_n\(rows)_s\(percent)"] = {
                        try predictions(
                            Sequential { Dense(units, useBias: false) }, inputs: inputs, rows: rows,
                            sparsity: Double(percent) / 100)
                    }
                }
            }
        }
        return table
    }

    private static let wide = Sequential {
        Dense(1024, activation: .relu)
        Dense(1024, activation: .relu)
        Dense(1024, activation: .relu)
    }

    private static func predictions(
        _ network: Sequential, inputs: Int, rows: Int, sparsity: Double
    ) throws -> () throws -> Answer {
        let model = try Model(network, input: [inputs]).thinned(sparsity).sparsified()
        var random = RandomGenerator(seed: 1)
        let x = try random.normal([rows, inputs])
        return try Cases.repeated({ _ = try model.predict(x, batchSize: rows) }, seconds: 0.3, warmup: 5)
    }
}

extension Model {
    /// The model with so many of the smallest weights of each kernel zero, but in the first kernels.
    func thinned(_ sparsity: Double, but first: Int = 0) throws -> Model {
        var model = self
        for kernel in parameters.filter({ $0.name.hasSuffix("kernel") }).dropFirst(first) {
            let weights = self[kernel.name]!.array(of: Float.self)
            let least = weights.map(abs).sorted()[Int(sparsity * Double(weights.count))]
            try model.set(kernel.name, to: Tensor(weights.map { abs($0) < least ? 0 : $0 }, shape: kernel.shape))
        }
        return model
    }
}
