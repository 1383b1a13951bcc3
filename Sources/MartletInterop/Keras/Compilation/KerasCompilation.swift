#if Archives
    import MartletCodecs
    import MartletNN

    /// How Keras compiled a model, in Martlet's terms.
    struct KerasCompilation {
        var optimizer: any Optimizer
        var losses: [Loss]
        var lossWeights: [Double]?
        var metrics: [[Metric]]
    }

    extension KerasCompilation {
        /// Reads `compile_config`, or `training_config` of legacy files.
        ///
        /// - Returns: nil if the model wasn't compiled.
        /// - Throws: `ArgumentError` with all that Martlet doesn't have.
        init?(_ json: JSON?, outputs: [String], isKeras2: Bool) throws {
            guard let json, let optimizer = json["optimizer"] ?? json["optimizer_config"], !optimizer.isNull,
                let loss = json["loss"], !loss.isNull
            else { return nil }
            let options = KerasOptions(json, of: "compile", isKeras2: isKeras2)
            options.ignore(
                "optimizer_config", "run_eagerly", "steps_per_execution", "auto_scale_loss", "sample_weight_mode")
            self.optimizer = options.object(json["optimizer"] == nil ? "optimizer_config" : "optimizer", Adam()) {
                KerasOptimizers.read($0, $1)
            }
            let outputLosses = options.perOutput("loss", outputs, isList: false)
            losses = outputLosses.map { loss in
                loss.flatMap { options.loss($0) }
                    ?? {
                        options.report("an output has no loss that Martlet has")
                        return .meanSquaredError
                    }()
            }
            lossWeights =
                options.value("loss_weights") == nil
                ? nil : options.perOutput("loss_weights", outputs, isList: false).map { $0?.double ?? 1 }
            metrics = options.perOutput("metrics", outputs, isList: true).map { list in
                (list.map { $0.array ?? [$0] } ?? []).filter { !$0.isNull }.compactMap { metric in
                    let known = options.metric(metric)
                    if known == nil { options.report("the metric \(metric.serialized().prefix(80)) isn't supported") }
                    return known
                }
            }
            let problems = options.finish()
            if !problems.isEmpty { throw ArgumentError("Keras", problems.joined(separator: "; ")) }
        }
    }

    extension KerasOptions {
        /// One value for each output: given as one, as a list, or by the outputs' names.
        fileprivate func perOutput(_ key: String, _ outputs: [String], isList: Bool) -> [JSON?] {
            guard let json = value(key) else { return outputs.map { _ in nil } }
            if let object = json.object, object["class_name"] == nil { return outputs.map { object[$0] } }
            if let list = json.array {
                // A single output's list of metrics may stand without a list around it.
                let isNested =
                    list.count == outputs.count && (list.count > 1 || !isList || list.allSatisfy { $0.array != nil })
                if isNested { return list.map { $0 } }
                if outputs.count == 1 { return [isList ? json : list.first] }
                report("\(key) has \(list.count) entries for \(outputs.count) outputs")
                return outputs.map { _ in nil }
            }
            return outputs.map { _ in json }
        }

        fileprivate func loss(_ json: JSON) -> Loss? {
            if let name = json.function { return try? Loss(named: name) }
            guard let (name, options) = object(json) else { return nil }
            defer { problems(from: options) }
            options.ignore("fn", "axis")
            options.requireMean()
            let (fromLogits, smoothing) = (options.bool("from_logits", false), options.double("label_smoothing", 0))
            switch name.kerasKey {
            case "losswrapper", "lossfunctionwrapper":
                return options.value("fn")?.string.flatMap { try? Loss(named: $0) }
            case "binarycrossentropy": return .binaryCrossentropy(fromLogits: fromLogits, labelSmoothing: smoothing)
            case "categoricalcrossentropy":
                return .categoricalCrossentropy(fromLogits: fromLogits, labelSmoothing: smoothing)
            case "sparsecategoricalcrossentropy": return .sparseCategoricalCrossentropy(fromLogits: fromLogits)
            case "huber": return .huber(delta: options.double("delta", 1))
            default: return try? Loss(named: name)
            }
        }

        /// Losses are means over rows.
        private func requireMean() {
            let reduction = string("reduction", "auto")
            if !["auto", "sum_over_batch_size", "mean"].contains(reduction) {
                report("its reduction, \(reduction), isn't supported")
            }
        }

        fileprivate func metric(_ json: JSON) -> Metric? {
            if let name = json.function { return try? Metric(named: name) }
            guard let (name, options) = object(json) else { return nil }
            defer { problems(from: options) }
            options.ignore("num_labels", "label_weights", "fn", "axis", "from_logits", "label_smoothing")
            switch name.kerasKey {
            case "meanmetricwrapper": return options.value("fn")?.string.flatMap { try? Metric(named: $0) }
            case "binaryaccuracy": return .binaryAccuracy(threshold: options.double("threshold", 0.5))
            case "topkcategoricalaccuracy": return .topKCategoricalAccuracy(k: options.int("k", 5))
            case "sparsetopkcategoricalaccuracy":
                options.ignore("from_sorted_ids")
                return .sparseTopKCategoricalAccuracy(k: options.int("k", 5))
            case "precision", "recall":
                let threshold = options.value("thresholds")?.double ?? options.value("thresholds")?[0]?.double ?? 0.5
                let index = options.value("class_id")?.integer
                if options.value("top_k") != nil { return nil }
                return name.kerasKey == "recall"
                    ? .recall(threshold: threshold, classIndex: index)
                    : .precision(threshold: threshold, classIndex: index)
            case "f1score", "fbetascore":
                guard let average = Metric.Average(rawValue: options.string("average", "")) else { return nil }
                return .fBeta(
                    beta: options.double("beta", 1), average: average, threshold: options.value("threshold")?.double)
            case "r2score":
                guard options.string("class_aggregation", "uniform_average") == "uniform_average" else { return nil }
                options.ignore("num_regressors")
                return .r2Score
            case "auc":
                guard let curve = Metric.Curve(rawValue: options.string("curve", "ROC").lowercased()),
                    let summation = Metric.Summation(rawValue: options.string("summation_method", "interpolation"))
                else { return nil }
                return .auc(
                    curve: curve, numberOfThresholds: options.int("num_thresholds", 200), summation: summation,
                    fromLogits: options.bool("from_logits", false))
            default: return try? Metric(named: name)
            }
        }

        private func problems(from options: KerasOptions) { for problem in options.finish() { report(problem) } }
    }

    extension JSON {
        /// The name of the function that the value stands for, if it is one as Keras writes it.
        fileprivate var function: String? { self["class_name"]?.string == "function" ? self["config"]?.string : nil }
    }
#endif
