public import MartletGraph
public import MartletNumerics

/// What a layer says its computation in: it declares parameters, which get the layer's path, and what else a layer
/// may want. It exists only while a model is traced.
public struct Scope {
    package let builder: Builder

    package init(_ builder: Builder) { self.builder = builder }

    /// The path of the layer, such as `encoder/dense_1`.
    public var path: String { builder.currentPath }

    /// Declares a parameter of this layer and returns its value.
    ///
    /// A layer that is called a second time under the same name gets the same parameter. State that was set by `update`
    /// before is read as it is then in training, and as it is stored in inference.
    /// - Parameters:
    ///   - name: the last part of its path, such as `kernel`.
    ///   - shape: its dimensions, all known.
    ///   - dtype: what its elements are; float32 if it is trainable.
    ///   - trainable: whether it is changed by gradient; otherwise it is state, changed by `update`.
    public func parameter(
        _ name: String, _ shape: [Int], _ initializer: Initializer = .glorotUniform, dtype: DType = .float32,
        trainable: Bool = true, regularizer: Regularizer? = nil
    ) -> Symbol {
        guard shape.allSatisfy({ $0 >= 0 }) else {
            return fail(
                "'\(name)' would have shape \(shape): the input's last dimensions must be known, "
                    + "so give the model's input its shape")
        }
        guard dtype == .float32 || !trainable else {
            return fail("'\(name)' is \(dtype.rawValue), and what is trained is float32; say trainable: false")
        }
        guard let shape = try? Shape(validating: shape) else {
            return fail("'\(name)' would have shape \(shape), which has too many axes or elements")
        }
        let type = TensorType(shape, dtype)
        if let objection = initializer.objection(to: type) { return fail("'\(name)': \(objection)") }
        let full = path(of: name)
        let isNew = !builder.graph.parameters.contains { $0.name == full }
        let parameter = Parameter(name: full, shape: type.shape, dtype: dtype, isTrainable: trainable)
        if isNew {
            let symbol = builder.parameter(parameter, initializer)
            if let regularizer { addLoss(regularizer(symbol)) }
        }
        return declared(parameter)
    }

    /// The path of something of this layer.
    func path(of name: String) -> String { path.isEmpty ? name : "\(path)/\(name)" }

    /// The value of a parameter by its whole name, as updates before it left it.
    func declared(_ parameter: Parameter) -> Symbol { builder.current(parameter, followsFreezing: true) }

    /// Sets state (a parameter that isn't trainable) to a new value in each training step; the last value given is kept.
    public func update(_ name: String, to value: Symbol) {
        builder.update(path(of: name), to: value)
    }

    /// A value that differs between training and inference.
    ///
    /// - Parameter followsFreezing: whether the inference value is also taken in training while the layer is frozen.
    public func phase(training: Symbol, inference: Symbol, followsFreezing: Bool = false) -> Symbol {
        builder.apply(
            Phase(followsFreezing: followsFreezing), [builder.isInference ? inference : training, inference])[0]
    }

    /// Adds a scalar to the loss in training.
    public func addLoss(_ loss: Symbol) { builder.addLoss(loss) }

    /// Random numbers in the shape of `x` and of its type, float32 if that isn't floating: `scope.random(.normal(), like: x)`.
    ///
    /// Each use in each layer draws numbers of its own. In training they follow from the model's seed and the step, and
    /// differ from step to step; in inference they are the same each time, so that `phase(training:inference:)` usually
    /// takes something else there. No derivative flows through them.
    public func random(_ distribution: Distribution, like x: Symbol) -> Symbol {
        let numbers = x.random(distribution, key: randomKey())
        return x.dtype.isFloating ? numbers.cast(to: x.dtype) : numbers
    }

    /// A key for random numbers, different for each use in each layer and the same in every run.
    func randomKey() -> UInt64 { (path + "/" + builder.uniqueName("random")).fnv1a }

    /// Records a mistake; compiling or fitting throws the first one, with the layer's path.
    public func fail(_ message: String) -> Symbol {
        builder.fail(GraphError(operation: path.isEmpty ? "model" : "layer", path: path, message: message))
    }
}
