import MartletNumerics
import Synchronization

/// A plan with the sessions that run it: callable from many threads at once, each taking a session of its own.
package final class Program: Sendable {
    package let plan: Plan
    /// The slots of the plan's regions, looked up once.
    package let inputs: [Int?]
    package let outputs: [Int?]
    package let parameters: [Session.ParameterSlot]
    package let gradients: [Int?]
    package let random: Int?
    private let idle = Mutex<[Run]>([])
    private let store = Prepared.Store()

    /// A session on loan.
    package final class Run: @unchecked Sendable {  // used by one thread at a time
        package let session: Session
        init(_ plan: Plan, _ store: Prepared.Store) { session = Session(plan, store: store) }
    }

    package init(_ plan: Plan, banks: Int) {
        self.plan = plan
        inputs = plan.inputs.indices.map { plan.slot(.input($0)) }
        outputs = plan.outputs.indices.map { plan.slot(.output($0)) }
        parameters = (0..<banks).map { .init(bank: $0, slot: plan.slot(.parameters(bank: $0))) }
        gradients = (0..<banks).map { plan.slot(.gradients(bank: $0)) }
        random = plan.slot(.random)
    }

    /// Lends a session for the time of `body`.
    package func withSession<R, E: Error>(_ body: (borrowing Session) throws(E) -> R) throws(E) -> R {
        let run = idle.withLock { $0.popLast() } ?? Run(plan, store)
        defer { idle.withLock { $0.append(run) } }
        return try body(run.session)
    }
}
