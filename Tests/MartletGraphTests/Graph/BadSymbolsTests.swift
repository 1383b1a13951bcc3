import MartletGraph
import MartletNumerics
import MartletTestSupport
import Testing

extension BadCalls {
    /// Something said of `[?, 2, 4]` floats.
    fileprivate mutating func say(_ name: String, _ body: @escaping @Sendable (Symbol) -> Symbol) {
        self(name) {
            let builder = Builder()
            return try builder.finish([body(builder.input(TensorType([-1, 2, 4])))])
        }
    }
}

private let symbols = BadCalls { call in
    call.say("the largest input") { $0.builder.input(TensorType([.max, .max])) }
    call.say("the smallest input") { $0.builder.input(TensorType([.min])) }
    call.say("shapes that don't broadcast") { $0 + $0.builder.constant(Tensor.ones([3])) }
    call.say("other dtypes") { $0 + $0.cast(to: .int32) }
    call.say("another trace") { $0 + Builder().input(TensorType([1])) }
    call.say("a product of other lengths") { $0.matmul($0) }
    call.say("an axis beyond the last") { $0.sum(axes: [3]) }
    call.say("the smallest axis") { $0.mean(axes: [.min]) }
    call.say("an axis twice") { $0.variance(axes: [1, -2]) }
    call.say("the place along no axis") { $0.argMax(axis: .max) }
    call.say("the place along the smallest axis") { $0.argMin(axis: .min) }
    call.say("softmax along no axis") { $0.softmax(axis: .max) }
    call.say("logarithms along the smallest axis") { $0.logSoftmax(axis: .min) }
    call.say("gates of an odd axis") { $0.glu(axis: 0) }
    call.say("gates of the largest axis") { $0.glu(axis: .max) }
    call.say("other counts") { $0.reshaped([3], keeping: 1) }
    call.say("too many kept") { $0.reshaped([-1], keeping: .max) }
    call.say("a negative number kept") { $0.reshaped([-1], keeping: .min) }
    call.say("lengths that overflow") { $0.reshaped([.max, .max]) }
    call.say("a new axis at the largest place") { $0.expandedDimensions(axis: .max) }
    call.say("a new axis at the smallest place") { $0.expandedDimensions(axis: .min) }
    call.say("a longer axis squeezed") { $0.squeezed(axis: 1) }
    call.say("the largest axis squeezed") { $0.squeezed(axis: .max) }
    call.say("an order of some axes") { $0.transposed([0, 1]) }
    call.say("an order of other axes") { $0.transposed([.max, .min, 0]) }
    call.say("a position beyond the axis") { $0[.all, 2] }
    call.say("the smallest position") { $0[.all, Int.min] }
    call.say("a position from the batch's end") { $0[-1] }
    call.say("more indices than axes") { $0[.all, 0, 0, 0] }
    call.say("a range with steps") { $0[.all, .range(0, 2, by: 2)] }
    call.say("all integers") { $0[.all, Int.min...Int.max] }
    call.say("a slice of other axes") { $0.sliced(starts: [0], sizes: [1]) }
    call.say("a slice that overflows") { $0.sliced(starts: [0, .max, 0], sizes: [-1, .max, -1]) }
    call.say("a slice along no axis") { $0.sliced(axis: .min, from: 0) }
    call.say("a slice of a negative length") { $0.sliced(axis: 1, from: 0, count: .min) }
    call.say("a border of other axes") { $0.padded([(0, 0)]) }
    call.say("a negative border") { $0.padded([(0, 0), (-1, 0), (0, 0)]) }
    call.say("the largest border") { $0.padded([(0, 0), (.max, .max), (0, 0)]) }
    call.say("nothing joined") { [Symbol]().concatenated() + $0 }
    call.say("nothing stacked") { [Symbol]().stacked() + $0 }
    call.say("joined along no axis") { [$0, $0].concatenated(axis: .max) }
    call.say("stacked along the smallest axis") { [$0, $0].stacked(axis: .min) }
    call.say("rows by fractions") { $0.gathered(rows: $0) }
    call.say("rows added to a negative number") {
        $0.scatterAdded(rows: .min, at: $0.argMax(axis: 2).cast(to: .int32))
    }
    call.say("the smallest depth") { $0.argMax().oneHot(depth: .min) }
    call.say("the largest depth") { $0.argMax().oneHot(depth: .max) }
    call.say("one-hot fractions") { $0.oneHot(depth: 2) }
    call.say("expanded to less") { $0.expanded(like: $0.builder.constant(Tensor.ones([3]))) }
    call.say("a convolution of vectors") { $0.convolved(with: $0) }
    call.say("a convolution's strides") {
        $0.expandedDimensions(axis: 3)
            .convolved(with: $0.builder.constant(Tensor.ones([1, 1, 1, 1])), strides: .init(.min, .max))
    }
    call.say("a transposed convolution's remainder") {
        $0.expandedDimensions(axis: 3)
            .convolvedTransposed(with: $0.builder.constant(Tensor.ones([1, 1, 1, 1])), remainder: .init(.max, .min))
    }
    call.say("a pool of nothing") { $0.expandedDimensions(axis: 3).maxPooled(0) }
    call.say("the largest pool") { $0.expandedDimensions(axis: 3).averagePooled(.init(.max, .max)) }
    call.say("no size") { $0.expandedDimensions(axis: 3).resized(to: 0) }
    call.say("the largest scale") { $0.expandedDimensions(axis: 3).upscaled(by: .init(.max, .max)) }
    call.say("maps of other shape") { $0.expandedDimensions(axis: 3).sampled(through: $0) }
    call.say("what follows a mistake") {
        let wrong = $0.reshaped([3], keeping: 1)
        return (wrong[0, 0] + wrong.sum(axes: [0]).probe("wrong").matmul(wrong.transposed())).softmax().squareplus()
    }
}

/// Whatever symbols are told, tracing ends with an error that says what was wrong.
@Suite struct BadSymbolsTests {
    @Test(arguments: symbols.all) func symbolsThrow(_ call: BadCall) { #expect(call.problem == nil) }
}
