import FoundationEssentials
import MartletGraph
import MartletNumerics
import MartletTestSupport
import Testing

private let names = Catalog.types.map { $0.name }

/// The parent of the suites that change the process's cap on the instruction set.
@Suite(.serialized) struct OperationLaws {
    @Test(arguments: names) func `operations obey their laws`(name: String) throws {
        for sample in try Catalog.type(named: name).samples {
            let problems = checkOperation(sample)
            #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
        }
    }

    /// Those without samples are said as graphs say them.
    @Test(arguments: names) func `no input makes an operation trap`(name: String) throws {
        let samples = try Catalog.type(named: name).samples.map { ($0.operation, $0.inputs) }
        let pair = [TensorType([2, 3]), TensorType([2, 3])]
        let builder = Builder()
        _ = builder.input(TensorType([-1, 2]))
        let others: [(any Operation, [TensorType])] = [
            (builder.graph.nodes[0].operation, []), (Variable(name: "bias", shape: [2]), []),
            (Constant(Tensor([1.5, -2] as [Float])), []), (Phase(followsFreezing: true), pair),
        ]
        let cases = samples + others.filter { $0.0.name == name }
        #expect(!cases.isEmpty)
        for (operation, inputs) in cases {
            let problems = checkHostileInputs(operation, inputs, count: operation is Concatenate ? nil : inputs.count)
            #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
        }
    }

    /// Else equal bytes on one thread and on two would say nothing.
    @Test(arguments: names) func `two threads share the work of large batches`(name: String) throws {
        let shared = try Catalog.type(named: name).samples.compactMap(sharesWork)
        #expect(shared.isEmpty || shared.contains(true))
    }

    @Test(arguments: names) func `operations come back from JSON`(name: String) throws {
        let builder = Builder()
        let x = builder.input(TensorType([-1, 2]))
        let y = builder.constant(Tensor([1.5, -2] as [Float])) + builder.variable(Variable(name: "bias", shape: [2]))
        _ = builder.apply(Phase(followsFreezing: true), [x + y, x])
        let sources = builder.graph.nodes.map(\.operation).filter { $0.name == name }
        let operations = try Catalog.type(named: name).samples.map(\.operation) + sources
        #expect(!operations.isEmpty, "no sample")
        for operation in operations {
            let data = try JSONEncoder().encode(AnyOperation(operation))
            let decoded = try JSONDecoder().decode(AnyOperation.self, from: data).operation
            #expect(AnyHashable(decoded) == AnyHashable(operation))
        }
    }

    @Test func `an unknown operation is refused by name`() throws {
        let file = Data(#"{"name": "Frobnicate", "attributes": {}}"#.utf8)
        #expect {
            try JSONDecoder().decode(AnyOperation.self, from: file)
        } throws: {
            "\($0)".contains("Frobnicate")
        }
    }
}
