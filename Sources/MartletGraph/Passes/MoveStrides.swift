import MartletNumerics

extension Pass {
    /// Of images that convolutions of 1 × 1 alone read, with strides, no pixel is computed that they skip: the strides move
    /// up, through what is done pixel by pixel, to the convolutions before. Where others read an image too, the pixels are
    /// picked from it.
    ///
    /// So it is at each stage of a ResNet whose blocks begin with strides.
    package static let moveStrides = Pass(name: "move strides") { graph in
        let steps = PixelSteps(graph).steps
        if steps.allSatisfy({ $0 == 1 }) { return graph }
        return graph.rewritten { index, node, inputs, new in
            let (step, read) = (steps[index], node.inputs.map { steps[$0.node] })
            if step == 1, read.allSatisfy({ $0 == 1 }) { return nil }
            guard var product = node.operation as? any SlidingProduct else {
                let picked = inputs.indices.map {
                    read[$0] != step && graph.hasPixels(node.inputs[$0], of: index)
                        ? inputs[$0].apply(MaxPool(1, Sliding(strides: step))) : inputs[$0]
                }
                return new.builder.apply(node.operation, picked)
            }
            product.sliding = read[0] == 1 ? graph.sliding(product, index, step) : Sliding()
            return new.builder.apply(product, inputs)
        }
    }
}

/// A convolution of some kind of numbers.
private protocol SlidingProduct: Operation {
    var sliding: Sliding { get set }
    func geometry(_ inputs: [TensorType]) throws(GraphError) -> ConvolutionGeometry
}

extension Convolution: SlidingProduct {}
extension QuantizedConvolution: SlidingProduct {}

/// From which pixel of each node's result to the next one is computed.
private struct PixelSteps {
    private(set) var steps: [Size2D]

    init(_ graph: Graph) {
        let uses = graph.useCounts()
        steps = graph.nodes.map { _ in 1 }
        var wishes: [[Size2D]] = graph.nodes.map { _ in [] }
        for (index, node) in graph.nodes.enumerated().reversed() {
            let wished = wishes[index]
            if let step = wished.first, wished.allSatisfy({ $0 == step }), uses[index] == [wished.count],
                graph.canSkipPixels(index)
            {
                steps[index] = step
            }
            for (place, value) in node.inputs.enumerated() {
                wishes[value.node].append(graph.step(index, place, steps[index]))
            }
        }
        // Nothing is gained where no convolution computes less.
        for (index, node) in graph.nodes.enumerated() where steps[index] != 1 && !(node.operation is any SlidingProduct)
        {
            if node.inputs.allSatisfy({ steps[$0.node] == 1 }) { steps[index] = 1 }
        }
    }
}

extension Graph {
    /// From which pixel of an input to the next one a node reads, of whose own every `step`-th is computed.
    fileprivate func step(_ index: Int, _ place: Int, _ step: Size2D) -> Size2D {
        guard let convolution = nodes[index].operation as? any SlidingProduct else {
            return hasPixels(nodes[index].inputs[place], of: index) ? step : 1
        }
        guard place == 0, let geometry = geometry(convolution, index),
            [geometry.rows, geometry.columns].allSatisfy({
                $0.kernel == 1 && $0.before == 0 && $0.output == ($0.input - 1) / $0.stride + 1
            })
        else { return 1 }
        let strides = convolution.sliding.strides * step
        return strides.lies(in: 1...1 << 16) ? strides : 1
    }

    /// Whether a node computes pixels one by one, and of images of numbers that pools take.
    fileprivate func canSkipPixels(_ index: Int) -> Bool {
        let node = nodes[index]
        guard node.types.count == 1, isImage(node.types[0]) else { return false }
        if let product = node.operation as? any SlidingProduct { return geometry(product, index) != nil }
        return node.operation.isPixelwise
            && node.inputs.allSatisfy { value in
                let type = self.type(of: value)
                return hasPixels(value, of: index) ? isImage(type) : type.shape.dropLast().allSatisfy { $0 == 1 }
            }
    }

    private func isImage(_ type: TensorType) -> Bool {
        type.shape.count == 4 && type.shape[1] > 0 && type.shape[2] > 0
            && (type.dtype.isFloating || [.int8, .uint8].contains(type.dtype))
    }

    /// Whether an input has the pixels of a node's result, rather than numbers for all of them.
    fileprivate func hasPixels(_ value: Value, of index: Int) -> Bool {
        let (input, result) = (type(of: value).shape, nodes[index].types[0].shape)
        return input.count == 4 && result.count == 4 && input[1] == result[1] && input[2] == result[2]
    }

    /// Of a convolution over images of a known size, whose windows aren't out of all proportion.
    private func geometry(_ product: any SlidingProduct, _ index: Int) -> ConvolutionGeometry? {
        guard let geometry = try? product.geometry(nodes[index].inputs.map(type(of:))),
            [geometry.rows, geometry.columns].allSatisfy({ $0.input > 0 && max($0.extent, $0.before) < 1 << 16 })
        else { return nil }
        return geometry
    }

    /// How windows slide that give every `step`-th pixel of a convolution's result: from the same place on.
    fileprivate func sliding(_ product: any SlidingProduct, _ index: Int, _ step: Size2D) -> Sliding {
        var sliding = product.sliding
        if let geometry = geometry(product, index), sliding.padding != .valid {
            let axes = [geometry.rows, geometry.columns]
            let after = axes.map { max(0, ($0.output - 1) * $0.stride + $0.extent - $0.input - $0.before) }
            sliding.padding = .explicit(before: [axes[0].before, axes[1].before], after: [after[0], after[1]])
        }
        sliding.strides = sliding.strides * step
        return sliding
    }
}

extension Operation {
    /// Whether each pixel of its result depends on that pixel of its inputs alone.
    fileprivate var isPixelwise: Bool {
        elementwise != nil || self is Quantize || self is Dequantize || self is Lookup || self is QuantizedAdd
    }
}

extension Size2D {
    fileprivate static func * (a: Size2D, b: Size2D) -> Size2D { [a.height * b.height, a.width * b.width] }
}
