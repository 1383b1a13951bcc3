internal import MartletCodecs
internal import Synchronization

/// A Python process with so many environments of one id.
final class GymnasiumHost: Sendable {
    /// What an action is made of.
    enum Actions {
        case discrete([Int])
        /// One environment's after the other's.
        case box([Float])
    }

    /// What a step came to, environment by environment.
    struct Answer {
        /// What the actions led to.
        var reached: [Float]
        /// What is to be acted upon next: the same, unless the environment was reset.
        var observations: [Float]
        var outcomes: [Outcome]
    }

    let count: Int
    let description: GymnasiumDescription
    private let timeout: Duration
    private let session: Mutex<Session>

    private struct Session: ~Copyable {
        var process: ChildProcess
        var isClosed = false
        /// Which environments are in an episode.
        var isUnderWay: [Bool]
    }

    init(
        id: String, count: Int, arguments: JSON.Object, python: String, timeout: Duration
    ) throws {
        guard 1...4096 ~= count else {
            throw EnvironmentError.invalid(argument: "count", reason: "is \(count); it must be in 1...4096")
        }
        guard timeout > .zero else {
            throw EnvironmentError.invalid(argument: "timeout", reason: "is \(timeout); it must be positive")
        }
        let words = [python, "-c", GymnasiumScript.text, id, String(count), JSON.object(arguments).description]
        var process = try ChildProcess(words)
        let answer = try process.exchange(nil, limit: 1 << 28, timeout: timeout)
        let reason = String(decoding: answer.dropFirst(), as: UTF8.self)
        switch answer.first.map({ Unicode.Scalar($0) }) {
        case "h": description = try GymnasiumDescription(Array(answer.dropFirst()))
        case "i": throw GymnasiumError.noGymnasium(python: python, reason: reason)
        case "m": throw GymnasiumError.cannotMake(id: id, reason: reason)
        case "u": throw GymnasiumError.unsupported(id: id, reason: reason)
        default: throw GymnasiumError.nonsense("the first answer is neither a description nor an error")
        }
        (self.count, self.timeout) = (count, timeout)
        session = Mutex(Session(process: process, isUnderWay: Array(repeating: false, count: count)))
    }

    /// Begins an episode in every environment; their observations.
    func reset(seed: UInt64?) throws -> [Float] {
        var message = Array("r".utf8)
        message.append(seed == nil ? 0 : 1)
        message.appendLittleEndian(seed ?? 0)
        return try session.withLock { session in
            session.isUnderWay = Array(repeating: false, count: count)
            let size = count * description.observationSpace.count
            var bytes = try exchange(&session, message, size: 4 * size)
            session.isUnderWay = Array(repeating: true, count: count)
            return bytes.readFloats(size) ?? []
        }
    }

    /// Takes an action in every environment. Those whose episodes end begin another one where `resets` says so.
    func step(_ actions: Actions, resets: Bool) throws -> Answer {
        var message = Array("s".utf8)
        message.append(resets ? 1 : 0)
        switch actions {
        case .discrete(let actions): for action in actions { message.appendLittleEndian(Int64(action)) }
        case .box(let numbers): for number in numbers { message.appendLittleEndian(number.bitPattern) }
        }
        return try session.withLock { session in
            if session.isClosed { throw GymnasiumError.closed }
            guard session.isUnderWay.allSatisfy(\.self) else { throw EnvironmentError.needsReset }
            session.isUnderWay = Array(repeating: false, count: count)
            let size = count * description.observationSpace.count
            var bytes = try exchange(&session, message, size: 8 * size + 9 * count)
            let (reached, observations) = (bytes.readFloats(size) ?? [], bytes.readFloats(size) ?? [])
            let rewards = (0..<count).map { _ in Double(bitPattern: bytes.readLittleEndian(UInt64.self) ?? 0) }
            let outcomes = zip(rewards, bytes).map { reward, ending in
                Outcome(reward: reward, isTerminated: ending & 1 != 0, isTruncated: ending & 2 != 0)
            }
            session.isUnderWay = outcomes.map { resets || !$0.isOver }
            return Answer(reached: reached, observations: observations, outcomes: outcomes)
        }
    }

    /// Lets the environments close and waits for Python's end, as long as an answer may take.
    func close() {
        session.withLock { session in
            if session.isClosed { return }
            session.isClosed = true
            session.process.finishInput()
            _ = try? session.process.exchange(nil, limit: 1, timeout: timeout)
            session.process.end()
        }
    }

    /// Sends a message; the answer without its kind. What fails, but for the environment's own exceptions, closes it.
    ///
    /// - Parameter size: how many bytes follow the answer's kind.
    private func exchange(
        _ session: inout Session, _ message: [UInt8], size: Int
    ) throws(GymnasiumError) -> ArraySlice<UInt8> {
        if session.isClosed { throw .closed }
        session.isClosed = true
        let answer = try session.process.exchange(message, limit: max(size + 1, 1 << 16), timeout: timeout)
        let body = answer.dropFirst()
        let isRaised = answer.first == UInt8(ascii: "x")
        guard isRaised || answer.first == UInt8(ascii: "o") && body.count == size && isSound(body) else {
            session.process.end()
            throw .nonsense("\(body.count) bytes, where \(size) of observations, rewards and endings are right")
        }
        session.isClosed = false
        if isRaised { throw .raised(String(decoding: body, as: UTF8.self)) }
        return body
    }

    /// Whether discrete observations, which may be used as indices, and endings are what they can be.
    private func isSound(_ body: ArraySlice<UInt8>) -> Bool {
        var bytes = body
        let isReset = body.count < 8 * count * description.observationSpace.count + 9 * count
        let size = (isReset ? 1 : 2) * count * description.observationSpace.count
        guard let numbers = bytes.readFloats(size) else { return false }
        if let kinds = description.observationSpace.discreteCount {
            guard numbers.allSatisfy({ $0.isIndex(below: kinds) }) else { return false }
        }
        return isReset || bytes.dropFirst(8 * count).allSatisfy { $0 < 4 }
    }
}
