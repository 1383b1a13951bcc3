import MartletGraph
public import MartletNN
public import MartletNumerics

/// Where in an image a network finds what it says: the feature maps of its last convolution, weighed by how much the
/// output grows with each (Selvaraju et al. 2017: "Grad-CAM: visual explanations from deep networks via gradient-based
/// localization").
public struct GradCAM {
    /// The path of the layer whose feature maps are taken.
    public let layer: String
    private let model: Model
    private let outputs: Int
    /// Gives the maps of images for a choice of outputs.
    private let maps: Model

    /// - Parameters:
    ///   - model: takes images `[rows, height, width, channels]` and gives `[rows, outputs]`; best without a softmax at
    ///     its end, which flattens derivatives where it is sure.
    ///   - layer: the path of a layer that gives feature maps. Unless given, it is the last one whose maps are as large as
    ///     those of the last convolution: that itself, or what normalises, bends or joins its maps, and nothing that pools
    ///     them.
    /// - Throws: `ExplanationError.invalid` for a model that takes no images, has no such layer or no convolution;
    ///   `GraphError` for a network that has no derivatives, as one of integers.
    public init(_ model: Model, layer: String? = nil) throws {
        let (graph, types) = (model.graph, model.graph.outputTypes)
        guard graph.inputs.count == 1, graph.inputs[0].shape.count == 4, types.count == 1, types[0].shape.count == 2
        else {
            throw ExplanationError.invalid(
                argument: "model",
                reason: "must take images and give one row of outputs for each, not "
                    + "\(graph.inputs.map(\.description)) and \(types.map(\.description))")
        }
        let known = graph.calls.filter { $0.outputs.count == 1 && graph.type(of: $0.outputs[0]).shape.count == 4 }
        /// Height and width.
        func size(_ type: TensorType) -> [Int] { Array(type.shape[1...2]) }
        let last = graph.nodes.last { $0.operation is Convolution }.map { size($0.types[0]) }
        let call = known.last { layer == nil ? size(graph.type(of: $0.outputs[0])) == last : $0.layer == layer }
        guard let call else {
            let paths = known.isEmpty ? "" : ": give one of " + known.map(\.layer).joined(separator: ", ")
            throw ExplanationError.invalid(
                argument: "layer",
                reason: layer.map { "'\($0)' gives no feature maps" + paths }
                    ?? "must be named where no layer is a convolution" + paths)
        }
        self.model = model
        self.layer = call.layer
        outputs = types[0].shape[1]
        maps = try model.rewritten { graph in
            try graph.inference(to: graph.outputs + call.outputs) { builder, _, values in
                let score = (values[0] * builder.input(types[0])).sum()
                let slopes = builder.gradient(of: score, to: [values[1]])[0]
                let weights = slopes.mean(axes: [1, 2], keepingDimensions: true)
                return [(values[1] * weights).sum(axis: 3).relu()]
            }
        }
    }

    /// How much speaks for an output at each place of each image: `[rows, height, width]` of float32, at least 0. It is in the
    /// output's unit for each place of the feature maps, and small where the output's derivatives are, as those of
    /// probabilities near 0 and 1.
    ///
    /// - Parameters:
    ///   - x: images as the model takes them.
    ///   - outputs: the output that is asked for of each image; the greatest unless given.
    /// - Throws: `ExplanationError.invalid` for images of another shape, none, or outputs that aren't there;
    ///   `CancellationError`.
    public func explain(_ x: Tensor, outputs: [Int]? = nil) throws -> Tensor {
        let type = model.graph.inputs[0]
        guard x.rank == 4, x.shape.dropFirst().elementsEqual(type.shape.dropFirst()), x.shape[0] > 0 else {
            throw ExplanationError.invalid(
                argument: "x", reason: "must be rows of \(type), not empty, and is \(x.shape)")
        }
        let x = x.cast(to: type.dtype)
        let chosen = try outputs ?? model.predict(x).argMax(axis: 1).array(of: Int.self)
        guard chosen.count == x.shape[0], chosen.allSatisfy((0..<self.outputs).contains) else {
            throw ExplanationError.invalid(
                argument: "outputs",
                reason: "must be from 0 to \(self.outputs - 1), one for each of \(x.shape[0]) images, and are \(chosen)"
            )
        }
        var choice = Tensor.zeros([x.shape[0], self.outputs])
        for (row, output) in chosen.enumerated() { try choice.assign(Tensor(Float(1)), at: row, output) }
        let small = try maps.predict(inputs: [x, choice])[0].expandingDimensions(at: 3)
        return try small.resized(height: x.shape[1], width: x.shape[2]).squeezed(axis: 3)
    }
}
