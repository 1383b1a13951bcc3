#if Archives
    import MartletCodecs
    import MartletNumerics
    import Testing

    /// The files that Keras 3 and tf_keras wrote (Golden/make.py), and what they predict with them.
    enum KerasGoldenFiles {
        static let folder = String(#filePath.dropLast("KerasGoldenFiles.swift".count)) + "Golden/"

        struct Case: Sendable, CustomTestStringConvertible {
            var file: String
            var inputs: [Tensor]
            var outputs: [Tensor]

            var path: String { folder + file }
            var testDescription: String { file }

            /// Compares with what Keras predicts: within 1e-5 of the largest value, as sums of a few hundred float32
            /// products in another order differ by less.
            func check(_ predictions: [Tensor], _ sourceLocation: SourceLocation = #_sourceLocation) {
                #expect(predictions.map(\.shape) == outputs.map(\.shape), "\(file)", sourceLocation: sourceLocation)
                for (ours, theirs) in zip(predictions, outputs) where ours.shape == theirs.shape {
                    let (a, b) = (ours.array(of: Double.self), theirs.array(of: Double.self))
                    let scale = b.map(abs).max() ?? 0
                    let worst = zip(a, b).map { abs($0 - $1) }.max() ?? 0
                    #expect(worst <= 1e-5 * scale, "\(file): \(worst) of \(scale)", sourceLocation: sourceLocation)
                    #expect(scale > 0.01, "\(file) predicts hardly anything", sourceLocation: sourceLocation)
                }
            }
        }

        static let all: [Case] = (try? read()) ?? []

        /// Whole models.
        static let models = all.filter { !$0.file.contains("weights") }

        static func named(_ file: String) throws -> Case { try #require(all.first { $0.file == file }) }

        private static func read() throws -> [Case] {
            let text = try FileReader.contents(of: folder + "expected.json", limit: 1 << 20)
            return try (JSON(parsing: text)["cases"]?.object ?? [:]).map { file, json in
                Case(file: file, inputs: try tensors(json["inputs"]), outputs: try tensors(json["outputs"]))
            }
        }

        private static func tensors(_ json: JSON?) throws -> [Tensor] {
            try (json?.array ?? []).map { json in
                let shape = Shape((json[0]?.array ?? []).map { $0.integer! })
                let numbers = (json[2]?.array ?? []).map { Float($0.double!) }
                let tensor = try Tensor(numbers, shape: shape)
                return json[1]?.string == "int32" ? tensor.cast(to: .int32) : tensor
            }
        }
    }
#endif
