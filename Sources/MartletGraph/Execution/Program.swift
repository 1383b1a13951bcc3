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
    private let isLarge: Bool

    /// A session on loan.
    package final class Run: @unchecked Sendable {  // used by one thread at a time
        package let session: Session
        init(_ plan: Plan) { session = Session(plan) }
    }

    package init(_ plan: Plan, banks: Int) throws(GraphError) {
        let bytes = plan.outputs.reduce(plan.arenaByteCount + plan.preparedByteCount) { $0 + $1.byteCount }
        guard bytes <= Processor.memory else {
            throw GraphError(
                operation: "plan",
                message: "it takes \(bytes) bytes of memory, and the machine has \(Processor.memory); "
                    + "give it fewer rows or smaller layers")
        }
        guard Processor.hasRoom(bytes) else {
            throw GraphError(
                operation: "plan",
                message: "it takes \(bytes) bytes of memory, more than the process can get; allow it more, or give it "
                    + "fewer rows or smaller layers")
        }
        self.plan = plan
        inputs = plan.inputs.indices.map { plan.slot(.input($0)) }
        outputs = plan.outputs.indices.map { plan.slot(.output($0)) }
        parameters = (0..<banks).map { .init(bank: $0, slot: plan.slot(.parameters(bank: $0))) }
        gradients = (0..<banks).map { plan.slot(.gradients(bank: $0)) }
        random = plan.slot(.random)
        isLarge = plan.arenaByteCount > Self.mostIdleBytes
    }

    deinit { if isLarge { LargeSessions.remove(of: ObjectIdentifier(self)) } }

    /// Lends a session for the time of `body`.
    package func withSession<R, E: Error>(_ body: (borrowing Session) throws(E) -> R) throws(E) -> R {
        let run = (isLarge ? LargeSessions.take(ObjectIdentifier(self)) : idle.withLock { $0.popLast() }) ?? Run(plan)
        defer { giveBack(run) }
        return try body(run.session)
    }

    /// Sessions of larger arenas are counted, wherever they belong; of smaller ones a program keeps so many.
    private static var mostIdleBytes: Int { 256 << 10 }
    private static var mostIdle: Int { 16 }

    private func giveBack(_ run: Run) {
        if isLarge {
            LargeSessions.giveBack(run, ObjectIdentifier(self))
        } else {
            idle.withLock { if $0.count < Self.mostIdle { $0.append(run) } }
        }
    }
}
