import MartletGraph
import MartletNumerics

/// A network at an input and at a reference beside it, by DeepLIFT's rescale rule (Shrikumar, Greenside & Kundaje 2017):
/// what a value at the input is more than at the reference flows on by the slope between the two, not by the derivative
/// at one of them.
///
/// Values at the input are what they are, and their derivatives by the input are DeepLIFT's multipliers. Products of two
/// values that both differ take the mean of the other at both places, the largest of some values what it is more than
/// the other place's, so that all differences are passed on whole.
struct Rescaling {
    private let builder: Builder
    /// Of each node: what it gives at the input and at the reference.
    private var known: [[Pair]] = []

    /// A value at the input and at the reference.
    private struct Pair {
        let here, there: Symbol
        /// Whether it follows from the input.
        var differs = true

        init(_ here: Symbol, _ there: Symbol) { (self.here, self.there) = (here, there) }
        init(same symbol: Symbol) { (here, there, differs) = (symbol, symbol, false) }

        /// What it is more here than there, as a number.
        var difference: Symbol { (here - there).stopGradient() }
        var middle: Symbol { ((here + there) * 0.5).stopGradient() }
        /// Nothing, with the derivatives of what it is here.
        var motion: Symbol { here - here.stopGradient() }
        /// The difference, or 1 where there is none, and whether there is none.
        var divisor: (safe: Symbol, isSmall: Symbol) {
            let isSmall = difference.abs().isLess(than: 1e-6)
            return (select(isSmall, 1, difference), isSmall)
        }
    }

    /// - Parameters:
    ///   - graph: a network of one input in inference.
    ///   - input: what it is given.
    ///   - reference: what says nothing, of the same type.
    /// - Throws: `ExplanationError.invalid` for operations that there is no rule for.
    init(_ graph: Graph, _ builder: Builder, _ input: Symbol, reference: Symbol) throws {
        self.builder = builder
        for node in graph.nodes {
            switch node.operation {
            case is Placeholder: known.append([Pair(input, reference)])
            case let variable as Variable: known.append([Pair(same: builder.variable(variable))])
            default: known.append(try results(node, node.inputs.map { self[$0] }))
            }
        }
    }

    /// A value at the input.
    func callAsFunction(_ value: Graph.Value) -> Symbol { self[value].here }

    private subscript(value: Graph.Value) -> Pair {
        let pairs = known[value.node]
        return pairs[min(value.output, pairs.count - 1)]
    }

    private func results(_ node: Graph.Node, _ inputs: [Pair]) throws -> [Pair] {
        let operation = node.operation
        let here = builder.apply(operation, inputs.map(\.here))
        let differing = inputs.indices.filter { inputs[$0].differs }
        if differing.isEmpty { return here.map { Pair(same: $0) } }
        let there = builder.apply(operation, inputs.map(\.there))
        switch operation {
        case is Softmax, is LogSoftmax:
            return [probabilities(operation, inputs[0])]
        case is MaxPool, is Max:
            return [largest(operation, inputs[0], Pair(here[0], there[0]))]
        case is Divide where differing.contains(1):
            let reciprocal = secant(
                inputs[1], Pair(1 / inputs[1].here, 1 / inputs[1].there))
            return [product([inputs[0], reciprocal], Pair(here[0], there[0])) { $0 * $1 }]
        case is Multiply where differing.count == 2, is MatMul where differing.count == 2,
            is Convolution where differing.count == 2:
            return [product(inputs, Pair(here[0], there[0])) { builder.apply(operation, [$0, $1])[0] }]
        case is Add, is Subtract, is Negate, is Multiply, is Divide, is MatMul, is Sum, is Mean, is Cast, is Reshape,
            is Expand, is Transpose, is Concatenate, is Slice, is Pad, is Convolution, is AveragePool, is Resize,
            is Masked:
            return zip(here, there).map { Pair($0, $1) }
        case is Gather where differing == [0]:
            return [Pair(here[0], there[0])]
        case is any ElementwiseOperation where differing.count == 1 && here[0].dtype.isFloating:
            return [secant(inputs[differing[0]], Pair(here[0], there[0]))]
        default:
            throw ExplanationError.invalid(
                argument: "model",
                reason: "has the operation \(type(of: operation).name)"
                    + (node.path.isEmpty ? "" : " in '\(node.path)'") + ", for which DeepLIFT has no rule")
        }
    }

    /// A function of one value, by the slope between both places.
    private func secant(_ input: Pair, _ result: Pair) -> Pair {
        let (divisor, isSmall) = input.divisor
        let whole = result.here.stopGradient() + result.difference / divisor * input.motion
        return Pair(select(isSmall, result.here, whole), result.there)
    }

    /// What is linear in either of two values.
    private func product(_ inputs: [Pair], _ result: Pair, by multiply: (Symbol, Symbol) -> Symbol) -> Pair {
        let (a, b) = (inputs[0], inputs[1])
        let motion = multiply(a.motion, b.middle) + multiply(a.middle, b.motion)
        return Pair(result.here.stopGradient() + motion, result.there)
    }

    /// More goes to where the largest is here, less to where it was there.
    private func largest(_ operation: any Operation, _ input: Pair, _ result: Pair) -> Pair {
        let motion = input.motion / input.divisor.safe
        let isMore = result.difference.isGreater(than: 0)
        let parts = [input.here, input.there].map { place in
            builder.apply(operation, [place.stopGradient() + motion])[0]
        }
        let change = select(isMore, parts[0], parts[1])
        return Pair(
            result.here.stopGradient() + result.difference * (change - change.stopGradient()), result.there)
    }

    /// A softmax step by step: powers, their sum and the quotient.
    private func probabilities(_ operation: any Operation, _ input: Pair) -> Pair {
        let (axis, isLog) =
            (operation as? Softmax).map { ($0.axis, false) } ?? ((operation as? LogSoftmax)?.axis ?? -1, true)
        func highest(_ x: Symbol) -> Symbol { x.stopGradient().max(axis: axis, keepingDimensions: true) }
        let most = highest(input.here).maximum(highest(input.there))
        let shifted = Pair(input.here - most, input.there - most)
        let powers = secant(shifted, Pair(shifted.here.exp(), shifted.there.exp()))
        func total(_ x: Symbol) -> Symbol { x.sum(axis: axis, keepingDimensions: true) }
        let sum = Pair(total(powers.here), total(powers.there))
        if isLog {
            let log = secant(sum, Pair(sum.here.log(), sum.there.log()))
            return Pair(shifted.here - log.here, shifted.there - log.there)
        }
        let reciprocal = secant(sum, Pair(1 / sum.here, 1 / sum.there))
        return product([powers, reciprocal], Pair(powers.here / sum.here, powers.there / sum.there)) { $0 * $1 }
    }
}
