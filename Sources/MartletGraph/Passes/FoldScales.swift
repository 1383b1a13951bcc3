import MartletNumerics

/// A product whose weights can take up what follows it: a scale for each of its last axis.
package protocol ScalableOperation: EpilogueOperation {
    /// The weights, the second input, times the scale `[n]` of the result's last axis; nil if that isn't possible.
    func scaled(_ weights: Symbol, by scale: Symbol) -> Symbol?
}

extension ScalableOperation {
    package var scalable: (any ScalableOperation)? { self }
}

extension MatMul: ScalableOperation {
    package func scaled(_ weights: Symbol, by scale: Symbol) -> Symbol? {
        weights.rank == 2 && !transposeB ? weights * scale : nil
    }
}

extension Convolution: ScalableOperation {
    package func scaled(_ weights: Symbol, by scale: Symbol) -> Symbol? { weights * scale }
}

extension ConvolutionInputGradient: ScalableOperation {
    package func scaled(_ weights: Symbol, by scale: Symbol) -> Symbol? {
        groups == 1 ? weights * scale.reshaped([-1, 1]) : nil
    }
}

extension Pass {
    /// Puts scales and shifts of channels, as batch normalisation has in inference, into the weights of the product
    /// before them; what is left is a bias.
    ///
    /// - Parameter fixed: whether a parameter keeps its value from run to run; only what depends on such parameters and
    ///   constants alone is put into weights, which then are scaled once.
    package static func foldScales(fixed: @escaping @Sendable (Variable) -> Bool) -> Pass {
        Pass(name: "fold scales") { graph in
            let scales = ChannelScales(graph, fixed)
            return graph.rewritten { index, node, _, new in
                guard let fold = scales.folds[index], let scale = fold.scale(new) else { return nil }
                let origin = graph.nodes[fold.product]
                guard let product = origin.operation.scalable,
                    let weights = product.scaled(new.symbol(origin.inputs[1])!, by: scale)
                else { return nil }
                let y = new.builder.apply(product, [new.symbol(origin.inputs[0])!, weights])[0]
                return [fold.shift(new).map { y + $0 } ?? y]
            }
        }
    }
}

/// Where chains of scales and shifts follow products.
private struct ChannelScales {
    /// One step of a chain: by a value that is fixed.
    enum Step {
        case add(Graph.Value)
        case subtract(Graph.Value)
        case multiply(Graph.Value)
        case divide(Graph.Value)
    }

    /// A product and what is done to it.
    struct Fold {
        var product: Int
        var channels: Int
        var steps: [Step] = []

        var hasScale: Bool {
            steps.contains {
                switch $0 {
                case .multiply, .divide: true
                case .add, .subtract: false
                }
            }
        }
    }

    /// By the node that ends the chain.
    private(set) var folds: [Int: Fold] = [:]

    init(_ graph: Graph, _ fixed: (Variable) -> Bool) {
        let uses = graph.useCounts()
        var isFixed: [Bool] = []
        for (index, node) in graph.nodes.enumerated() {
            switch node.operation {
            case is Constant: isFixed.append(true)
            case let variable as Variable: isFixed.append(fixed(variable))
            case is Placeholder, is Random: isFixed.append(false)
            default: isFixed.append(!node.inputs.isEmpty && node.inputs.allSatisfy { isFixed[$0.node] })
            }
            let value = Graph.Value(node: index)
            if let product = node.operation.scalable, product.epilogue == .none,
                node.types[0].dtype == .float32, isFixed[node.inputs[1].node], !isFixed[node.inputs[0].node]
            {
                folds[index] = Fold(product: index, channels: node.types[0].shape.last!)
            }
            guard node.inputs.count == 2 else { continue }
            for (source, other) in [(0, 1), (1, 0)] {
                let (source, operand) = (node.inputs[source], node.inputs[other])
                let isFirst = other == 1
                guard var fold = folds[source.node], uses[source.node] == [1], isFixed[operand.node],
                    graph.type(of: source) == node.types[0], graph.type(of: operand).isScale(of: fold.channels)
                else { continue }
                switch node.operation {
                case is Add: fold.steps.append(.add(operand))
                case is Subtract where isFirst: fold.steps.append(.subtract(operand))
                case is Multiply: fold.steps.append(.multiply(operand))
                case is Divide where isFirst: fold.steps.append(.divide(operand))
                default: continue
                }
                folds[value.node] = fold
                folds[source.node] = nil
            }
        }
        folds = folds.filter { $0.value.hasScale }
    }
}

extension ChannelScales.Fold {
    /// The product of all scales, `[channels]`.
    func scale(_ new: Rewriter) -> Symbol? {
        steps.reduce(nil as Symbol?) { scale, step in
            switch step {
            case .add, .subtract: scale
            case .multiply(let value): scale.map { $0 * vector(value, new) } ?? vector(value, new)
            case .divide(let value): (scale ?? vector(value, new).onesLike()) / vector(value, new)
            }
        }
    }

    /// What is left to add, `[channels]`; nil if nothing is.
    func shift(_ new: Rewriter) -> Symbol? {
        steps.reduce(nil as Symbol?) { shift, step in
            switch step {
            case .add(let value): shift.map { $0 + vector(value, new) } ?? vector(value, new)
            case .subtract(let value): shift.map { $0 - vector(value, new) } ?? vector(value, new) * -1
            case .multiply(let value): shift.map { $0 * vector(value, new) }
            case .divide(let value): shift.map { $0 / vector(value, new) }
            }
        }
    }

    /// A fixed value as a vector of the channels.
    private func vector(_ value: Graph.Value, _ new: Rewriter) -> Symbol {
        let symbol = new.symbol(value)!
        return symbol.shape.elementCount == channels
            ? symbol.reshaped([channels]) : symbol.reshaped([1]).apply(Expand(shape: [channels]))
    }
}

extension TensorType {
    /// Whether this is one number for all or one for each of the last axis.
    fileprivate func isScale(of channels: Int) -> Bool {
        let count = shape.elementCount
        return count == 1 || (count == channels && shape.last == channels)
    }
}

extension Symbol {
    fileprivate func onesLike() -> Symbol { constant(1).expanded(like: self) }
}
