import MartletGraph
import MartletNumerics
import MartletTestSupport
import Testing

/// Operations that choose by the values of inputs which every run sees alike.
@Suite struct KnownValuesTests {
    private let x = try! Tensor((0..<8).map(Float.init), shape: [2, 4])
    private let sparse = try! Tensor([0, 0, 2, 0, -1, 0, 0, 0, 0, 0, 0, 3] as [Float], shape: [4, 3])
    private let layout = ParameterLayout([Parameter(name: "w", shape: [4, 3], isTrainable: true)])

    private func graph(_ matrix: (Builder) -> Symbol) throws -> Graph {
        let builder = Builder()
        let x = builder.input(TensorType([2, 4]))
        return try builder.finish([builder.apply(SparseProduct(), [x, matrix(builder)])[0]])
    }

    private func variable(_ builder: Builder) -> Symbol {
        builder.variable(Variable(layout.entries[0].parameter))
    }

    private func plan(
        _ graph: Graph, isFixed: Bool = true, values: @escaping (Variable) -> Tensor? = { _ in nil }
    ) -> Plan {
        Plan(
            graph, wanted: [(graph.outputs[0], .output(0))], banks: [layout], fixed: { _ in isFixed }, values: values)
    }

    private func run(_ plan: Plan, _ parameters: Tensor) throws -> Tensor {
        let session = Session(plan)
        let version = Prepared()
        let result = Tensor(uninitialized: [2, 3], dtype: .float32)
        session.bind(plan.slot(.input(0)), UnsafeMutableRawPointer(mutating: x.baseAddress))
        session.bind(plan.slot(.output(0)), UnsafeMutableRawPointer(mutating: result.baseAddress))
        session.bind(
            try .init(bank: 0, plan), UnsafeMutableRawPointer(mutating: parameters.baseAddress), version)
        session.run()
        withExtendedLifetime(version) {}
        return result
    }

    @Test func constantsAreKnownAndBindAPlanToNothing() throws {
        let plan = plan(try graph { $0.constant(sparse) })
        #expect(plan.steps.map(\.name) == ["sparse product 3"])
        #expect(plan.preparation.map(\.name) == ["pack 3"])
        #expect(plan.consulted.isEmpty)
        #expect(try run(plan, sparse) == x.matmul(sparse))
    }

    @Test func denseOnesAreLeft() throws {
        let plan = plan(try graph { $0.constant(Tensor.ones([4, 3])) })
        #expect(plan.steps.map(\.name) == ["reference SparseProduct"])
    }

    @Test func fixedParametersAreKnownWhereTheirValuesAreTold() throws {
        let graph = try graph(variable)
        let known = plan(graph) { _ in sparse }
        #expect(known.steps.map(\.name) == ["sparse product 3"])
        #expect(known.consulted.map(\.name) == ["w"])
        #expect(try run(known, sparse) == x.matmul(sparse))
        for unknown in [plan(graph), plan(graph, isFixed: false) { _ in sparse }] {
            #expect(unknown.steps.map(\.name) == ["reference SparseProduct"])
            #expect(unknown.consulted.isEmpty)
            #expect(try run(unknown, sparse) == x.matmul(sparse))
        }
    }

    @Test func whatIsComputedFromThemIsKnownToo() throws {
        let mask = try Tensor((0..<12).map { $0 != 1 && $0 != 11 }, shape: [4, 3])
        let graph = try graph { builder in
            variable(builder) * builder.constant(mask).cast(to: .float32) * 2
        }
        let known = plan(graph) { _ in sparse }
        #expect(known.steps.map(\.name).last == "sparse product 2")
        #expect(known.consulted.map(\.name) == ["w"])
        #expect(try run(known, sparse) == x.matmul(sparse * mask.cast(to: .float32) * Float(2)))
    }

    @Test func plansOfOperationsThatDoNotAskDependOnNothing() throws {
        let builder = Builder()
        let graph = try builder.finish([builder.input(TensorType([2, 4])).matmul(variable(builder))])
        #expect(plan(graph) { _ in sparse }.consulted.isEmpty)
    }
}

extension Session.ParameterSlot {
    fileprivate init(bank: Int, _ plan: Plan) throws { self = try Program(plan, banks: bank + 1).parameters[bank] }
}
