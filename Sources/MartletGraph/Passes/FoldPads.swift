import MartletNumerics

extension Pass {
    /// Zeros around images that a convolution or the largest of windows alone reads become its own padding: no image is
    /// copied.
    package static let foldPads = Pass(name: "fold pads") { graph in
        let uses = graph.useCounts()
        return graph.rewritten { _, node, inputs, new in
            guard let images = node.inputs.first, uses[images.node][images.output] == 1,
                let pad = graph.nodes[images.node].operation as? Pad
            else { return nil }
            let source = graph.nodes[images.node].inputs[0]
            func folded(_ padding: Padding) -> Padding? { padding.beyond(pad, of: graph.type(of: source).shape) }
            guard let plain = new.symbol(source) else { return nil }
            if var convolution = node.operation as? Convolution, let padding = folded(convolution.sliding.padding) {
                convolution.sliding.padding = padding
                return new.builder.apply(convolution, [plain] + inputs.dropFirst())
            }
            if var pool = node.operation as? MaxPool, pool.sliding.padding == .valid,
                graph.nodes[source.node].operation is Relu, let padding = folded(.valid), padding.isWithin(pool.window)
            {
                pool.sliding.padding = padding
                return new.builder.apply(pool, [plain])
            }
            return nil
        }
    }
}

extension Padding {
    /// Whether each window has a pixel of the image itself: what a rectifier gives is at least the zeros beside it.
    fileprivate func isWithin(_ window: Size2D) -> Bool {
        guard case .explicit(let before, let after) = self else { return false }
        return max(before.height, after.height) < window.height && max(before.width, after.width) < window.width
    }

    /// This padding and `pad` of images of `shape` in one; nil where there is no such padding.
    fileprivate func beyond(_ pad: Pad, of shape: Shape) -> Padding? {
        let lengths = pad.before + pad.after
        guard pad.value == 0, pad.before.count == 4, shape.count == 4, shape[1] > 0, shape[2] > 0,
            [0, 3, 4, 7].allSatisfy({ lengths[$0] == 0 }), lengths.allSatisfy({ $0 < 1 << 16 })
        else { return nil }
        switch self {
        case .valid:
            return .explicit(before: [pad.before[1], pad.before[2]], after: [pad.after[1], pad.after[2]])
        case .explicit(let before, let after) where before.height < 1 << 16 && before.width < 1 << 16:
            return .explicit(
                before: [before.height + pad.before[1], before.width + pad.before[2]],
                after: [after.height + pad.after[1], after.width + pad.after[2]])
        // What these add follows from the padded images' size.
        default: return nil
        }
    }
}
