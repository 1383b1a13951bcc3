import MartletGraph
import MartletNumerics
import Testing

@Suite struct BuilderTests {
    @Test func theFirstMistakeIsThrownWithItsPath() {
        let builder = Builder()
        let x = builder.input(TensorType([-1, 3]))
        let bad = builder.within("encoder") {
            builder.within("dense") { x.matmul(builder.constant(Tensor.zeros([4, 2]))) }
        }
        let worse = bad.relu() + x
        #expect(throws: GraphError.self) { try builder.finish([worse]) }
        #expect(builder.error?.path == "encoder/dense")
        #expect(builder.error?.operation == "MatMul")
        #expect("\(builder.error!)".contains("inner dimensions are 3 and 4"))
    }

    @Test func symbolsOfAnotherTraceAreRefused() throws {
        let (outer, builder) = (Builder(), Builder())
        let (foreign, own) = (outer.input(TensorType([2])), builder.input(TensorType([2])))
        #expect("\((builder.within("head") { own + foreign }, builder.error!))".contains("head: symbol"))
        #expect(throws: GraphError.self) { try Builder().finish([foreign]) }
        // Also the other way round, where the mistake is noted in the other trace.
        let other = Builder()
        let sum = foreign + other.input(TensorType([2]))
        #expect(throws: GraphError.self) { try other.finish([sum]) }
    }

    @Test func nothingJoinedIsRefused() throws {
        let builder = Builder()
        let x = builder.input(TensorType([2]))
        #expect {
            try builder.finish([x + [Symbol]().concatenated()])
        } throws: {
            "\($0)".contains("takes at least one tensor")
        }
        #expect(throws: GraphError.self) { try Builder().finish([[Symbol]().stacked()]) }
    }

    @Test func expandingToAnUnknownBatchFollowsIt() throws {
        let builder = Builder()
        let x = builder.input(TensorType([-1, 2]))
        let graph = try builder.finish([builder.constant(Tensor([Float(1), 2])).expanded(like: x)])
        let rows = Builder()
        let value = rows.inline(graph, [rows.input(TensorType([3, 2]))])
        #expect(try rows.finish([value(graph.outputs[0])]).outputTypes == [TensorType([3, 2])])
    }

    @Test func oneNameIsOneParameter() throws {
        let builder = Builder()
        let declared = Parameter(name: "a/kernel", shape: [3, 2], isTrainable: true)
        let (first, second) = (builder.parameter(declared), builder.parameter(declared))
        #expect(first.value == second.value)
        var other = declared
        other.shape = [2, 2]
        #expect(builder.parameter(other).isPoisoned)
        #expect("\(builder.error!)".contains("share their parameters"))
    }

    /// A builder that symbols keep alive in a cycle would leak with every plan that is made.
    @Test func buildersAreFreed() throws {
        weak var freed: Builder?
        do {
            let builder = Builder()
            freed = builder
            let w = builder.parameter(Parameter(name: "w", shape: [2], isTrainable: true))
            _ = try builder.finish([(w + w).sum()])
        }
        #expect(freed == nil)
    }

    @Test func unknownBatchesBroadcast() {
        #expect(Shape([-1, 3]).broadcast(with: [3]) == [-1, 3])
        #expect(Shape([-1, 1]).broadcast(with: [5, 4]) == [5, 4])
        #expect(Shape([-1, 3]).broadcast(with: [-1, 4]) == nil)
    }

    @Test func namesCountAsInKeras() {
        let builder = Builder()
        #expect(
            ["dense", "dense", "dropout", "dense"].map(builder.uniqueName) == [
                "dense", "dense_1", "dropout", "dense_2",
            ])
    }

    @Test func aGraphReadsAsText() throws {
        let builder = Builder()
        let x = builder.input(TensorType([-1, 2]))
        let graph = try builder.finish([builder.within("layer") { (x + x).relu() }])
        #expect(
            graph.description == """
                %0 = Placeholder(0)  : float32[?, 2]
                %1 = Add %0 %0  : float32[?, 2]  // layer
                %2 = Relu %1  : float32[?, 2]  // layer
                return %2
                """)
    }
}
