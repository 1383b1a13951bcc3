import CMartletKernels
import Testing

/// A convolution of eight-bit integers, by kernels and by plain loops.
struct Int8Convolution {
    var parameters: mk_int8_convolution_parameters
    /// The form in which zeros are skipped, where a tenth of the filter isn't zero.
    var sparse: mk_sparse_form?

    /// - Parameter zero: the input's zero point, of int8; that of uint8 is 128 more. So is the output's.
    init(
        _ shape: mk_convolution_parameters, input: mk_dtype, output: mk_dtype, zero: Int16, outputZero: Int16
    ) {
        parameters = mk_int8_convolution_parameters()
        parameters.shape = shape
        (parameters.input, parameters.output) = (UInt8(input.rawValue), UInt8(output.rawValue))
        parameters.input_zero = zero + (input == MK_UINT8 ? 128 : 0)
        let least: Int16 = output == MK_UINT8 ? 0 : -128
        parameters.output_zero = outputZero + least + 128
        (parameters.low, parameters.high) = (least + 5, least + 251)
    }

    private var shape: mk_convolution_parameters { parameters.shape }
    private var output: mk_dtype { mk_dtype(UInt32(parameters.output)) }

    /// The sums of products, without bias.
    func sums(_ input: [UInt8], _ filter: [Int8]) -> [Int32] {
        var sums = [Int32](repeating: 0, count: shape.outputCount)
        let isSigned = UInt32(parameters.input) == MK_INT8.rawValue
        shape.forEachProduct { x, w, y in
            let value = isSigned ? Int32(Int8(bitPattern: input[x])) : Int32(input[x])
            sums[y] &+= (value - Int32(parameters.input_zero)) * Int32(filter[w])
        }
        return sums
    }

    /// The bytes of the results by their definition.
    private func expected(
        _ input: [UInt8], _ filter: [Int8], bias: [Int32], floatBias: [Float], scales: [Float]
    ) -> [UInt8] {
        sums(input, filter).enumerated().flatMap { index, sum -> [UInt8] in
            let channel = index % Int(shape.filters)
            let biased = sum &+ bias[channel]
            switch output {
            case MK_INT32: return bytes(biased)
            case MK_FLOAT32: return bytes(Float(sum) * scales[channel] + floatBias[channel])
            default:
                let nearest = Double((Float(biased) * scales[channel]).rounded(.toNearestOrEven))
                let value = nearest + Double(parameters.output_zero)
                return [
                    UInt8(truncatingIfNeeded: Int(min(max(value, Double(parameters.low)), Double(parameters.high))))
                ]
            }
        }
    }

    private func bytes(_ value: some BitwiseCopyable) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }

    /// Compares every instruction set's results, on one thread and on two, with plain loops' for random numbers, or for
    /// one `element` and one `weight` everywhere.
    func check(
        seed: UInt64 = 0, element: UInt8? = nil, weight: Int8? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        var numbers = Numbers(seed: seed)
        let input = numbers.integers(shape.inputCount, in: 0..<256).map { element ?? UInt8($0) }
        var filter = numbers.integers(shape.filterCount, in: -128..<128).map { weight ?? Int8($0) }
        if sparse != nil {
            filter = zip(filter, numbers.integers(shape.filterCount, in: 0..<10)).map { $1 == 0 ? $0 : 0 }
        }
        let bias = numbers.integers(Int(shape.filters), in: -20000..<20000).map { Int32($0) }
        let floatBias = numbers.floats(Int(shape.filters))
        // So that results fill their range.
        let terms = Float(max(shape.filterCount / max(Int(shape.filters), 1), 1))
        let largest = element == nil ? 5000 * terms.squareRoot() : 32640 * terms
        let scales = numbers.floats(Int(shape.filters), in: 50 / largest...200 / largest)
        let expected = expected(input, filter, bias: bias, floatBias: floatBias, scales: scales)
        forEachInstructionSet {
            for threads in [Int32(1), 2] {
                var convolution = self
                convolution.parameters.shape.threads = threads
                let results = convolution.run(
                    input, filter, bias: bias, floatBias: floatBias, scales: scales, sourceLocation)
                guard let index = results.indices.first(where: { results[$0] != expected[$0] }) else { continue }
                Issue.record(
                    "\(instructionSet) \(parameters) on \(threads) threads: byte \(index) is \(results[index]), not \(expected[index])",
                    sourceLocation: sourceLocation)
                return
            }
        }
    }

    /// The bytes of the results by the kernels in use.
    func run(
        _ input: [UInt8], _ filter: [Int8], bias: [Int32], floatBias: [Float], scales: [Float],
        _ sourceLocation: SourceLocation = #_sourceLocation
    ) -> [UInt8] {
        let calls = Calls(parameters, sparse, filter)
        let input = Operand(input), filter = Operand(filter), scales = Operand(scales)
        let bias = Operand(bias), floatBias = Operand(floatBias)
        let result = Operand(repeating: UInt8(0xA5), count: shape.outputCount * Int(mk_dtype_size(output)))
        let prepared = Operand(repeating: UInt8(0xA5), count: Int(calls.prepared))
        let scratch = Operand(repeating: UInt8(0xA5), count: Int(calls.scratch))
        let anyBias = output == MK_FLOAT32 ? UnsafeMutableRawPointer(floatBias.address) : .init(bias.address)
        calls.prepare.run(filter.address, prepared.address, anyBias, scales.address)
        calls.pass.run(input.address, prepared.address, result.address, nil, scratch.address)
        #expect(
            [input, result, prepared, scratch].allSatisfy { $0.isGuardWhole } && filter.isGuardWhole,
            "\(instructionSet) \(parameters) wrote past an operand", sourceLocation: sourceLocation)
        return result.elements
    }
}

/// What convolves, with all numbers of a filter or with those that aren't zero.
private struct Calls {
    var prepare, pass: mk_call
    var prepared, scratch: Int64

    init(_ p: mk_int8_convolution_parameters, _ sparse: mk_sparse_form?, _ filter: [Int8]) {
        guard let sparse else {
            (prepare, pass) = (mk_int8_convolution_prepare(p), mk_int8_convolution(p))
            (prepared, scratch) = (mk_int8_convolution_prepared(p), mk_int8_convolution_scratch(p))
            return
        }
        let entries = mk_sparse_entries(mk_sparse_int8_count(p.shape, filter), sparse)
        let p = mk_sparse_int8_parameters(product: p, entries: entries, form: UInt8(sparse.rawValue))
        (prepare, pass) = (mk_sparse_int8_prepare(p), mk_sparse_int8(p))
        (prepared, scratch) = (mk_sparse_int8_prepared(p), mk_sparse_int8_scratch(p))
    }
}
