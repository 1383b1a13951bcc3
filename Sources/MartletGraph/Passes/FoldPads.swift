import MartletNumerics

extension Pass {
    /// Zeros around images that a convolution alone reads become its own padding: no image is copied.
    package static let foldPads = Pass(name: "fold pads") { graph in
        let uses = graph.useCounts()
        return graph.rewritten { _, node, inputs, new in
            guard var convolution = node.operation as? Convolution, let images = node.inputs.first,
                uses[images.node][images.output] == 1, let pad = graph.nodes[images.node].operation as? Pad
            else { return nil }
            let source = graph.nodes[images.node].inputs[0]
            guard let padding = convolution.sliding.padding.beyond(pad, of: graph.type(of: source).shape),
                let plain = new.symbol(source)
            else { return nil }
            convolution.sliding.padding = padding
            return new.builder.apply(convolution, [plain] + inputs.dropFirst())
        }
    }
}

extension Padding {
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
