#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

extension ChildProcess {
    /// Sends a message, unless it is nil, and waits for an answer; both without their lengths. Ends the program where
    /// this fails.
    ///
    /// - Parameter limit: how many bytes the answer has at most.
    /// - Throws: `GymnasiumError.died`, `timedOut`, `nonsense`.
    mutating func exchange(_ message: [UInt8]?, limit: Int, timeout: Duration) throws(GymnasiumError) -> [UInt8] {
        let deadline = ContinuousClock.now + timeout
        var unsent = message.map { Self.size($0.count) + $0 } ?? []
        var sent = 0
        var answer: [UInt8] = []
        do throws(GymnasiumError) {
            while true {
                if let whole = try Self.whole(answer, limit) { return whole }
                let isLate = ContinuousClock.now >= deadline
                // A program that has ended may have left an answer.
                let hasEnded = self.hasEnded
                let waits = wait(isSending: sent < unsent.count, isLate || hasEnded ? 0 : 100)
                if waits.canSend, sent < unsent.count {
                    sent += send(unsent[sent...])
                    if sent == unsent.count { (unsent, sent) = ([], 0) }
                }
                let count = waits.canReceive ? receive(&answer) : nil
                drain()
                if count == 0 || count == nil && hasEnded { throw lost() }
                if count == nil && isLate { throw late(timeout) }
            }
        } catch {
            end()
            throw error
        }
    }

    /// The answer without its length; nil if more must come.
    private static func whole(_ answer: [UInt8], _ limit: Int) throws(GymnasiumError) -> [UInt8]? {
        guard answer.count >= 4 else { return nil }
        let size = answer[..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard 1...limit ~= size else {
            throw .nonsense("an answer of \(size) bytes, where 1 to \(limit) are possible")
        }
        guard answer.count <= 4 + size else { throw .nonsense("more than the \(size) bytes of the answer") }
        return answer.count == 4 + size ? Array(answer[4...]) : nil
    }

    static func size(_ count: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) } }

    private mutating func lost() -> GymnasiumError {
        // The program closed its output; it is given a moment to end by itself and say why.
        for _ in 0..<50 where !hasEnded { usleep(10_000) }
        end()
        return .died(how: ending, output: output)
    }

    private mutating func late(_ timeout: Duration) -> GymnasiumError {
        end()
        return .timedOut(after: timeout, output: output)
    }

    /// Waits until there is something to do, so many milliseconds at most.
    private func wait(isSending: Bool, _ milliseconds: Int32) -> (canSend: Bool, canReceive: Bool) {
        var waits = [
            pollfd(fd: channel, events: Int16(POLLIN) | (isSending ? Int16(POLLOUT) : 0), revents: 0),
            pollfd(fd: openErrors, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&waits, 2, milliseconds) > 0 else { return (false, false) }
        let found = Int32(waits[0].revents)
        return (found & (POLLOUT | POLLERR | POLLHUP) != 0, found & (POLLIN | POLLERR | POLLHUP) != 0)
    }

    /// How many of the bytes were taken.
    private func send(_ bytes: ArraySlice<UInt8>) -> Int {
        #if canImport(Glibc)
            let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
            let count = bytes.withUnsafeBytes { Glibc.send(channel, $0.baseAddress, $0.count, flags) }
        #else
            let count = bytes.withUnsafeBytes { Darwin.send(channel, $0.baseAddress, $0.count, MSG_DONTWAIT) }
        #endif
        return max(count, 0)
    }

    /// Adds what there is to `answer`: how many bytes; 0 where no more will come, nil where none are there yet.
    private func receive(_ answer: inout [UInt8]) -> Int? {
        let start = answer.count
        let room = max(65_536, start)
        answer.append(contentsOf: repeatElement(0, count: room))
        let count = answer.withUnsafeMutableBytes { recv(channel, $0.baseAddress! + start, room, Int32(MSG_DONTWAIT)) }
        answer.removeLast(room - max(count, 0))
        if count < 0 { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? nil : 0 }
        return count
    }
}
