import CMartletKernels
import MartletGraph
import MartletNN
import MartletNumerics
import Testing

/// A row's prediction is the same bytes whatever rows come with it.
@Suite(.serialized) struct BatchInvarianceTests {
    private static let networks: [(name: String, layer: any Layer, input: [Int])] = [
        (
            "dense",
            Sequential {
                Dense(64, activation: .relu)
                LayerNormalization()
                Dense(64, activation: .tanh)
                Dense(10, activation: .softmax)
            }, [10]
        ),
        (
            "wide",
            Sequential {
                Dense(300, activation: .sigmoid); BatchNormalization(); Dense(1)
            }, [700]
        ),
        (
            "images",
            Sequential {
                Conv2D(32, kernelSize: 3, padding: .same, activation: .relu)
                BatchNormalization()
                Conv2D(32, kernelSize: 3, padding: .same, activation: .relu)
                MaxPooling2D()
                DepthwiseConv2D(3, padding: .same, activation: .relu)
                Conv2D(48, kernelSize: 1, activation: .relu)
                Conv2D(24, kernelSize: 5, strides: 2, padding: .same)
                AveragePooling2D(2, strides: 1)
                Conv2DTranspose(16, kernelSize: 3, strides: 2)
                GlobalAveragePooling2D()
                Dense(7, activation: .softmax)
            }, [16, 16, 3]
        ),
        (
            "sequences",
            Sequential {
                Conv1D(20, kernelSize: 3, activation: .relu)
                Dense(33, activation: .elu())
                GlobalMaxPooling1D()
                Softmax()
            }, [9, 5]
        ),
    ]

    private func bytes(_ tensor: Tensor, row: Int) -> [UInt8] {
        let size = tensor.byteCount / tensor.shape[0]
        return tensor.withUnsafeBytes { Array($0[row * size..<(row + 1) * size]) }
    }

    /// Rows that differ from those that were predicted all at once.
    private func differing(_ model: Model, _ x: Tensor, _ expected: Tensor, at rows: [Int]) throws -> [Int] {
        let y = try model.predict(x.take(rows))
        return rows.indices.filter { bytes(y, row: $0) != bytes(expected, row: rows[$0]) }
    }

    @Test(arguments: networks.indices, Precision.allCases)
    func aRowIsTheSameInAnyCompany(index: Int, precision: Precision) throws {
        let (name, layer, shape) = Self.networks[index]
        var random = RandomGenerator(seed: 5)
        let x = try random.normal(Shape([257] + shape))
        let order = (0..<257).map { $0 * 100 % 257 }
        for features in instructionSets {
            try withInstructionSet(features) {
                var model = Model(layer, input: shape, seed: 9)
                model.precision = precision
                model.isBatchInvariant = true
                let expected = try model.predict(x)
                for threads: Int32 in [1, 2] {
                    let own = mk_exchange_own_thread_budget(threads)
                    defer { _ = mk_exchange_own_thread_budget(own) }
                    for row in [0, 1, 100, 256] {
                        let differing = try differing(model, x, expected, at: [row])
                        #expect(differing.isEmpty, "\(name) \(row) \(features.names)")
                    }
                    for count in [2, 3, 4, 5, 7, 8, 9, 16, 17, 31, 32, 33, 64, 257] {
                        let differing = try differing(model, x, expected, at: Array(order.prefix(count)))
                        #expect(differing.isEmpty, "\(name) \(count) \(features.names)")
                    }
                    for batchSize in [1, 10, 100, 257] {
                        let isEqual = try model.predict(x, batchSize: batchSize) == expected
                        #expect(isEqual, "\(name) \(batchSize) \(features.names)")
                    }
                }
            }
        }
    }

    /// Without the flag rows may differ, within the bound of two sums of the same products.
    @Test func withoutItRowsDifferWithinTheBound() throws {
        var model = Model(Dense(10), input: [500], seed: 2)
        var random = RandomGenerator(seed: 5)
        let x = try random.normal([200, 500])
        let w = try #require(model["kernel"])
        let magnitudes = try x.abs().matmul(w.abs()).array(of: Double.self)
        let all = try model.predict(x).array(of: Double.self)
        for row in 0..<200 {
            let alone = try model.predict(x[row..<row + 1]).array(of: Double.self)
            for (column, value) in alone.enumerated() {
                let place = row * 10 + column
                #expect(abs(value - all[place]) <= 2 * 501 * magnitudes[place] * Double(Float.ulpOfOne) / 2)
            }
        }
        // Exact, and near what it is without.
        model.isBatchInvariant = true
        let exact = try model.predict(x).array(of: Double.self)
        #expect(zip(exact, all).allSatisfy { abs($0 - $1) <= 1e-3 })
    }
}
