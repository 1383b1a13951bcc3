#if Archives
    import MartletCodecs
    import MartletGraph
    import MartletNN

    extension KerasParser {
        /// One call: `[["dense", 0, 0, {}], …]` in Keras 2, `{args: […], kwargs: {…}}` in Keras 3.
        mutating func call(_ json: JSON, of member: KerasArchitecture.Member) -> KerasArchitecture.Call {
            let layer = member.name
            var isCalledTraining = false
            if case .layer(let layer) = member.kind { isCalledTraining = type(of: layer).isCalledTraining }
            if let parts = json.array {
                // A single tensor may stand without a list around it.
                let list = parts.first?.string == nil ? parts : [json]
                let areInference = list.map { saysInference($0[3], of: layer, isCalledTraining) }
                return .init(
                    inputs: list.compactMap { reference($0, of: layer) }, isInference: areInference.contains(true))
            }
            let isInference = saysInference(json["kwargs"], of: layer, isCalledTraining)
            let arguments = json["args"]?.array ?? []
            guard arguments.count == 1 else {
                report(
                    "layer '\(layer)' is called with \(arguments.count) arguments; one tensor or a list is supported")
                return .init(inputs: [])
            }
            let tensors = arguments[0].array ?? [arguments[0]]
            return .init(
                inputs: tensors.compactMap { reference($0["config"]?["keras_history"] ?? $0, of: layer) },
                isInference: isInference)
        }

        /// Whether a call's arguments by name say `training=False`; others that change what is computed are reported.
        private mutating func saysInference(_ json: JSON?, of layer: String, _ isCalledTraining: Bool) -> Bool {
            var isInference = false
            for (key, value) in json?.object ?? [:] where !value.saysNothing {
                if key == "training", value == false {
                    isInference = true
                } else if key != "training" || value != true || !isCalledTraining {
                    report(
                        "layer '\(layer)' is called with \(key) = \(value.serialized().prefix(40)), which isn't supported"
                    )
                }
            }
            return isInference
        }

        private mutating func reference(_ json: JSON, of layer: String) -> KerasArchitecture.Reference? {
            guard let name = json[0]?.string, let call = json[1]?.integer, let result = json[2]?.integer, call >= 0,
                result >= 0
            else {
                report("layer '\(layer)' is called with \(json.serialized().prefix(80)), which is no layer's result")
                return nil
            }
            return .init(layer: name, call: call, result: result)
        }

        /// `[["a", 0, 0], …]`, or `["a", 0, 0]` alone, as Keras 3 writes it at times.
        mutating func references(_ json: JSON?, _ owner: String) -> [KerasArchitecture.Reference] {
            guard let list = json?.array, let first = list.first else { return [] }
            return (first.string == nil ? list : [json!]).compactMap { reference($0, of: owner) }
        }

        /// The model with its calls in order and numbered from 0.
        mutating func ordered(_ model: KerasArchitecture, isKeras3: Bool) -> KerasArchitecture? {
            var model = model
            model.renumber(isKeras3: isKeras3)
            var names = Set(model.inputs.map(\.name))
            for member in model.members where !names.insert(member.name).inserted {
                report("two layers of model '\(model.name)' are called '\(member.name)'")
            }
            check(arities: model)
            // What is missing already would only be reported once more.
            guard problems.isEmpty, unsupported.isEmpty else { return model }
            if let stuck = model.sort() {
                report(
                    "layer '\(stuck)' of model '\(model.name)' cannot be called: what goes in leads back to it, or is "
                        + "the result of no layer")
            }
            return model
        }

        private mutating func check(arities model: KerasArchitecture) {
            for member in model.members {
                for call in member.calls {
                    let expected: ClosedRange<Int> =
                        switch member.kind {
                        case .layer(let layer): type(of: layer).isMerging ? 1...1 << 20 : 1...1
                        case .model(let inner): max(1, inner.inputs.count)...max(1, inner.inputs.count)
                        }
                    if !expected.contains(call.inputs.count) {
                        report(
                            "layer '\(member.name)' is called on \(call.inputs.count) tensors; it takes \(expected.lowerBound)"
                        )
                    }
                }
            }
        }
    }

    extension JSON {
        /// Whether it is null, or a list of nulls.
        fileprivate var saysNothing: Bool { isNull || array?.allSatisfy(\.saysNothing) == true }
    }
#endif
