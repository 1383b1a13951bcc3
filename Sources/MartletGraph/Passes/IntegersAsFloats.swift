import MartletNumerics

/// A product of bytes with weights of int8: `QuantizedConvolution` and `QuantizedMatMul`, whose inputs are alike.
package protocol IntegerProduct: Operation {
    var input: IntegerRange { get }
    /// Nil for results of float32.
    var output: IntegerRange? { get }
    /// The same product of numbers.
    func product(_ x: Symbol, _ weights: Symbol) -> Symbol
}

extension QuantizedConvolution: IntegerProduct {
    package func product(_ x: Symbol, _ weights: Symbol) -> Symbol {
        x.apply(Convolution(sliding, groups: groups), weights)
    }
}

extension QuantizedMatMul: IntegerProduct {
    package func product(_ x: Symbol, _ weights: Symbol) -> Symbol { x.matmul(weights) }
}

extension Operation {
    /// Itself, if it is a product of integers.
    package var integerProduct: (any IntegerProduct)? { self as? QuantizedConvolution ?? self as? QuantizedMatMul }
}

extension Pass {
    /// Makes some products of integers in float32: their bytes become whole numbers, rounded and bounded as they were,
    /// and stay so as far as what follows hands them on to other such products.
    ///
    /// - Parameter products: which, of a graph; its shapes are known.
    package static func integersAsFloats(_ products: @escaping @Sendable (Graph) -> FloatProducts) -> Pass {
        Pass(name: "integers as floats") { graph in
            guard graph.nodes.contains(where: { $0.operation.integerProduct != nil }) else { return graph }
            let products = products(graph)
            if products.reasons.isEmpty { return graph }
            return graph.rewritten(WholeNumbers(graph, products).replacement)
        }
    }
}

/// Whole numbers of float32 in the place of bytes: how far each is from the byte that stands for 0.
private final class WholeNumbers {
    private let products: FloatProducts
    private var isOutput: [Bool]
    /// The bytes that new values of whole numbers stand for.
    private var ranges: [Graph.Value: IntegerRange] = [:]
    /// What was converted already.
    private var asBytes: [Graph.Value: Symbol] = [:]
    private var asNumbers: [Graph.Value: Symbol] = [:]

    init(_ graph: Graph, _ products: FloatProducts) {
        self.products = products
        isOutput = graph.nodes.map { _ in false }
        for value in graph.outputs + graph.losses + graph.updates.map(\.value) + graph.probes.values {
            isOutput[value.node] = true
        }
    }

    func replacement(_ index: Int, _ node: Graph.Node, _ inputs: [Symbol], _ new: Rewriter) -> [Symbol]? {
        let results = numbers(index, node, inputs, new)
        return isOutput[index] ? results?.map(bytes) : results
    }

    private func numbers(_ index: Int, _ node: Graph.Node, _ inputs: [Symbol], _ new: Rewriter) -> [Symbol]? {
        let all = inputs.compactMap { ranges[$0.value] }
        if products.reasons[index] != nil, let product = node.operation.integerProduct {
            return [self.product(product, inputs)]
        }
        switch node.operation {
        case let quantize as Quantize where products.isRead[index]:
            return [rounded(inputs[0] * Double(1 / quantize.scale), quantize.range)]
        case let dequantize as Dequantize where all.count == 1:
            return [numbers(inputs[0], dequantize.range) * Double(dequantize.scale)]
        case let sum as QuantizedAdd where all.count == 2:
            let terms = inputs.indices.map { place in
                numbers(inputs[place], IntegerRange(sum.output.dtype, zero: sum.zeros[place]))
                    * Double(sum.scales[place])
            }
            return [rounded(terms[0] + terms[1], sum.output)]
        case let pool as QuantizedAveragePool where all.count == 1:
            let images = numbers(inputs[0], IntegerRange(pool.output.dtype, zero: pool.zero))
            let mean = images.apply(AveragePool(pool.window, pool.sliding))
            return [rounded(pool.scale == 1 ? mean : mean * Double(pool.scale), pool.output)]
        case let operation where operation.handsOnBytes && all.count == inputs.count && areAlike(all):
            var operation = operation
            if var pad = operation as? Pad {
                guard pad.value == Double(all[0].zero) else { break }
                pad.value = 0
                operation = pad
            }
            let result = new.builder.apply(operation, inputs)[0]
            ranges[result.value] = IntegerRange(all[0].dtype, zero: all[0].zero)
            return [result]
        default: break
        }
        return all.isEmpty ? nil : new.builder.apply(node.operation, inputs.map(bytes))
    }

    /// Whether one byte stands for 0 in all.
    private func areAlike(_ ranges: [IntegerRange]) -> Bool {
        !ranges.isEmpty && ranges.allSatisfy { $0.zero == ranges[0].zero && $0.dtype == ranges[0].dtype }
    }

    private func product(_ product: any IntegerProduct, _ inputs: [Symbol]) -> Symbol {
        let (weights, bias, scale) = (inputs[1].cast(to: .float32), inputs[2], inputs[3])
        let y = product.product(numbers(inputs[0], product.input), weights * scale)
        guard let output = product.output else { return y + bias }
        return rounded(y + bias.cast(to: .float32) * scale, output)
    }

    /// The nearest whole numbers, within bounds.
    private func rounded(_ x: Symbol, _ range: IntegerRange) -> Symbol {
        let result = x.maximum(Double(range.low - range.zero)).minimum(Double(range.high - range.zero)).round()
        ranges[result.value] = range
        return result
    }

    private func numbers(_ x: Symbol, _ range: IntegerRange) -> Symbol {
        if let own = ranges[x.value] { return own.zero == range.zero ? x : x + Double(own.zero - range.zero) }
        let known = asNumbers[x.value] ?? x.apply(Dequantize(scale: 1, range: range))
        asNumbers[x.value] = known
        return known
    }

    private func bytes(_ x: Symbol) -> Symbol {
        guard let range = ranges[x.value] else { return x }
        let known = asBytes[x.value] ?? x.apply(Quantize(scale: 1, range: range))
        asBytes[x.value] = known
        return known
    }
}

extension Operation {
    /// Whether each element of its result is one of its inputs', or what stands for 0.
    var handsOnBytes: Bool {
        self is Reshape || self is Transpose || self is Slice || self is Expand || self is Concatenate || self is Pad
            || self is MaxPool || self is Max
    }
}
