#if Archives
    import MartletCodecs
    import MartletNN

    extension Compiled {
        /// What Keras's `compile` takes.
        ///
        /// - Throws: `KerasUnwritable` for what Keras doesn't have.
        func kerasConfiguration() throws -> JSON {
            let losses = try losses.map { try Self.json($0) }
            let metrics = try metrics.map { JSON.array(try $0.map { try Self.json($0) }) }
            let isOne = losses.count == 1
            return [
                "optimizer": try KerasOptimizers.json(optimizer), "loss": isOne ? losses[0] : .array(losses),
                "loss_weights": isOne ? .null : .array(lossWeights.map { .double($0) }),
                "metrics": isOne ? metrics[0] : .array(metrics), "weighted_metrics": nil, "run_eagerly": false,
                "steps_per_execution": 1, "jit_compile": false,
            ]
        }

        private static func json(_ loss: Loss) throws -> JSON {
            func make(_ name: String, _ options: JSON) -> JSON { .keras("keras.losses", name, options) }
            return switch loss {
            case .huber(let delta): make("Huber", ["delta": .double(delta)])
            case .binaryCrossentropy(let fromLogits, let smoothing):
                make("BinaryCrossentropy", ["from_logits": .bool(fromLogits), "label_smoothing": .double(smoothing)])
            case .categoricalCrossentropy(let fromLogits, let smoothing):
                make(
                    "CategoricalCrossentropy",
                    ["from_logits": .bool(fromLogits), "label_smoothing": .double(smoothing)])
            case .sparseCategoricalCrossentropy(let fromLogits):
                make("SparseCategoricalCrossentropy", ["from_logits": .bool(fromLogits)])
            case .function(let name, _, _): throw KerasUnwritable("its loss '\(name)' is code")
            default: .string(loss.name)
            }
        }

        private static func json(_ metric: Metric) throws -> JSON {
            func make(_ name: String, _ options: JSON) -> JSON { .keras("keras.metrics", name, options) }
            func one(_ threshold: Double, _ index: Int?) -> JSON {
                ["thresholds": .double(threshold), "class_id": index.map { .integer($0) } ?? .null]
            }
            return switch metric {
            case .binaryAccuracy(let threshold): make("BinaryAccuracy", ["threshold": .double(threshold)])
            case .topKCategoricalAccuracy(let k): make("TopKCategoricalAccuracy", ["k": .integer(k)])
            case .sparseTopKCategoricalAccuracy(let k): make("SparseTopKCategoricalAccuracy", ["k": .integer(k)])
            case .precision(let threshold, let index): make("Precision", one(threshold, index))
            case .recall(let threshold, let index): make("Recall", one(threshold, index))
            case .auc(let curve, let count, let summation, let fromLogits):
                make(
                    "AUC",
                    [
                        "curve": .string(curve.rawValue.uppercased()), "num_thresholds": .integer(count),
                        "summation_method": .string(summation.rawValue), "from_logits": .bool(fromLogits),
                    ])
            case .rootMeanSquaredError: make("RootMeanSquaredError", [:])
            case .loss(let loss): try json(loss).string.map { .string($0) } ?? .string(loss.name)
            case .fBeta(let beta, let average, let threshold):
                make(
                    "FBetaScore",
                    [
                        "average": .string(average.rawValue), "beta": .double(beta),
                        "threshold": threshold.map { .double($0) } ?? .null,
                    ])
            case .cosineSimilarity: make("CosineSimilarity", [:])
            case .r2Score: make("R2Score", [:])
            case .balancedAccuracy: throw KerasUnwritable("Keras has no metric balanced_accuracy")
            case .function(let name, _), .totals(let name, _, _, _):
                throw KerasUnwritable("its metric '\(name)' is code")
            default: .string(metric.name)
            }
        }
    }
#endif
