import MartletCodecs
public import MartletGraph

/// A piece of a network from one tensor to one: a value that describes. Calling it on a symbol adds its computation.
///
/// A layer without a name is named after its type, counted as Keras does: `dense`, `dense_1`, past names that were given.
/// Layers that are called under one given name are one layer, which shares its parameters; that they are unequal in type
/// or configuration is a mistake.
public protocol Layer: Sendable {
    /// What its parameters' paths begin with; nil is a name after its type, counted within the model.
    var name: String? { get }
    /// Describes the computation; runs while a model is traced, never per step.
    func forward(_ x: Symbol, _ scope: Scope) -> Symbol
}

/// A piece of a network from several tensors to one.
public protocol MergeLayer: Sendable {
    /// What its parameters' paths begin with; nil is a name after its type, counted within the model.
    var name: String? { get }
    /// Describes the computation; runs while a model is traced, never per step.
    func forward(_ inputs: [Symbol], _ scope: Scope) -> Symbol
}

extension Layer {
    public var name: String? { nil }

    /// Applies the layer.
    public func callAsFunction(_ x: Symbol) -> Symbol {
        if let rewriting = self as? RewritingLayer { return rewriting.applied(to: x) }
        return record(self, named: name, [x]) { forward(x, $0) }
    }

    /// Applies the layer under another name than its own.
    package func callAsFunction(_ x: Symbol, named name: String) -> Symbol {
        record(self, named: name, [x]) { forward(x, $0) }
    }
}

extension MergeLayer {
    public var name: String? { nil }

    /// Applies the layer.
    public func callAsFunction(_ inputs: [Symbol]) -> Symbol {
        record(self, named: name, inputs) { forward(inputs, $0) }
    }

    /// Applies the layer.
    public func callAsFunction(_ inputs: Symbol...) -> Symbol { self(inputs) }

    /// Applies the layer under another name than its own.
    package func callAsFunction(_ inputs: [Symbol], named name: String) -> Symbol {
        record(self, named: name, inputs) { forward(inputs, $0) }
    }
}

/// Runs `body` under the layer's path and notes that the layer was called.
private func record(_ layer: some Any, named name: String?, _ inputs: [Symbol], _ body: (Scope) -> Symbol) -> Symbol {
    let kind = "\(type(of: layer))"
    guard let builder = inputs.first?.builder else {
        return Builder().fail(
            GraphError(operation: kind, path: name ?? "", message: "is applied to at least one input"))
    }
    // What cannot be encoded counts as having no configuration.
    let configuration = (layer as? any Encodable).flatMap { try? JSON(encoding: $0).serialized() }
    return builder.call(kind, named: name, configuration: configuration, inputs) { [body($0)] }[0]
}

extension Builder {
    /// Runs `body` under a layer's path and notes that a layer of this type was called.
    package func call(
        _ kind: String, named name: String?, configuration: String? = nil, _ inputs: [Symbol],
        _ body: (Scope) -> [Symbol]
    ) -> [Symbol] {
        let own: String
        do throws(GraphError) {
            own = try names.enter(
                name, type: kind.snakeCased, kind: kind, configuration: configuration, parent: currentPath)
        } catch {
            return [fail(error)]
        }
        return within(own) {
            if let objection = LayerNames.objection(to: currentPath) {
                return [fail(GraphError(operation: kind, message: objection))]
            }
            let results = tracing("layer") { body(Scope(self)) }
            do throws(GraphError) { try names.leave(currentPath) } catch { return [fail(error)] }
            if let mistake = takes(inputs + results) {
                fail(mistake)
            } else {
                let layer = LayerRecord(
                    path: currentPath, kind: kind, configuration: configuration, outputs: results.map(\.type),
                    inbound: inputs.map(\.path))
                note { $0.record(layer, from: inputs.map(\.value), to: results.map(\.value)) }
            }
            return results
        }
    }
}

extension String {
    /// `BatchNormalization` → `batch_normalization`, `Conv2DTranspose` → `conv2d_transpose`, as Keras names layers: a word
    /// begins at a capital before a small letter or after one.
    package var snakeCased: String {
        let letters = Array(self)
        return letters.indices.reduce(into: "") { result, i in
            let isSmall = { (index: Int) in letters.indices.contains(index) && letters[index].isLowercase }
            if i > 0, letters[i].isUppercase, isSmall(i + 1) || isSmall(i - 1) { result.append("_") }
            result += letters[i].lowercased()
        }
    }
}
