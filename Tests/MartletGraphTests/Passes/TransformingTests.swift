import MartletGraph
import MartletNumerics
import Testing

/// Passes that change what is computed.
@Suite struct TransformingTests {
    /// `relu(x · w)`, said by a layer.
    private func graph() throws -> Graph {
        let builder = Builder()
        let x = builder.input(TensorType([-1, 2]))
        let y = builder.within("dense") {
            x.matmul(
                builder.parameter(
                    Parameter(name: "dense/kernel", shape: [2, 3], isTrainable: true))
            ).relu()
        }
        return try builder.finish([y])
    }

    private func state(_ name: String, _ shape: Shape = []) -> Parameter {
        Parameter(name: name, shape: shape, isTrainable: false)
    }

    @Test func theyMayAddParametersUpdatesAndLosses() throws {
        let observed = try graph().transformed { _, node, inputs, new in
            guard node.operation is Relu else { return nil }
            let y = new.builder.apply(node.operation, inputs)[0]
            let largest = new.builder.parameter(state("dense/largest"))
            new.builder.update("dense/largest", to: largest.maximum(y.max()))
            return [y * 2]
        } finally: { new in
            new.builder.addLoss(new.symbol(.init(node: 1))!.square().sum())
        }
        #expect(observed.parameters.map(\.name) == ["dense/kernel", "dense/largest"])
        #expect(
            observed.description == """
                %0 = Placeholder(0)  : float32[?, 2]
                %1 = dense/kernel  : float32[2, 3]  // dense
                %2 = MatMul(transposeA: false, transposeB: false, epilogue: none) %0 %1  : float32[?, 3]  // dense
                %3 = Relu %2  : float32[?, 3]  // dense
                %4 = dense/largest  : float32[]  // dense
                %5 = Max(axes: [0, 1], keeping: false) %3  : float32[]  // dense
                %6 = Maximum %4 %5  : float32[]  // dense
                %7 = 2.0  : float32[]  // dense
                %8 = Multiply %3 %7  : float32[?, 3]  // dense
                %9 = Square %1  : float32[2, 3]
                %10 = Sum(axes: [0, 1], keeping: false) %9  : float32[]
                return %8
                update dense/largest = %6
                """)
        #expect(observed.losses == [.init(node: 10)])
    }

    @Test func mistakesAreThrownWithTheirPath() throws {
        let error = #expect(throws: GraphError.self) {
            try graph().transformed { _, node, inputs, new in
                node.operation is Relu ? [inputs[0].matmul(new.builder.constant(.ones([2, 2])))] : nil
            }
        }
        #expect(error?.path == "dense")
    }

    @Test func stateMustBeDeclaredAndOfTheUpdatesType() throws {
        func mistake(_ declare: @escaping (Builder) -> Void, _ name: String) -> String {
            let error = #expect(throws: GraphError.self) {
                try graph().transformed { _, _, _, _ in
                    nil
                } finally: { new in
                    declare(new.builder)
                    new.builder.update(name, to: new.builder.constant(Tensor([1, 2] as [Float])))
                }
            }
            return "\(error!)"
        }
        #expect(mistake({ _ in }, "a").contains("'a' is no state"))
        #expect(mistake({ _ in }, "dense/kernel").contains("'dense/kernel' is no state"))
        let wrong = mistake({ _ = $0.parameter(state("a", [3])) }, "a")
        #expect(wrong.contains("'a' is float32[3], not float32[2]"))
    }

    @Test func calibratingTakesInferenceAndUpdatesWhatIsAskedFor() throws {
        let phased = try graph().transformed { _, node, inputs, new in
            guard node.operation is Relu else { return nil }
            for name in ["a", "b"] {
                _ = new.builder.parameter(state("dense/\(name)"))
                new.builder.update("dense/\(name)", to: inputs[0].max())
            }
            return new.builder.apply(Phase(followsFreezing: false), [inputs[0] * 3, inputs[0]])
        }
        func decided(_ pass: Pass) -> Graph { phased.improved(by: [pass, .removeDead]) }
        let (training, inference) = (
            decided(.decidePhase(training: true) { _ in false }), decided(.decidePhase(training: false) { _ in false })
        )
        let calibrating = decided(.decideCalibration { $0 == "dense/b" })
        #expect(training.updates.map(\.parameter) == ["dense/a", "dense/b"])
        #expect(inference.updates.isEmpty)
        #expect(calibrating.updates.map(\.parameter) == ["dense/b"])
        #expect(training.nodes.contains { $0.operation is Multiply })
        #expect(!calibrating.nodes.contains { $0.operation is Multiply })
    }

    @Test func whatIsNotReadAnyMoreGoes() throws {
        let replaced = try graph().transformed { _, node, _, new in
            guard node.operation is Variable else { return nil }
            let packed = new.builder.parameter(
                Parameter(
                    name: "dense/packed", shape: [2, 3], dtype: .int8, isTrainable: false))
            return [packed.cast(to: .float32)]
        }
        #expect(replaced.parameters.map(\.name) == ["dense/kernel", "dense/packed"])
        let left = replaced.improved(by: [.removeDead, .removeUnread])
        #expect(left.parameters.map(\.name) == ["dense/packed"])
    }
}
