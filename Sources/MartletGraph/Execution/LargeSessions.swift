import MartletNumerics
import Synchronization

/// Idle sessions with large arenas, of all programs of the process: those used last stay, as many as a limit of bytes
/// lets, and in any case the last.
enum LargeSessions {
    private struct Idle {
        var run: Program.Run
        var program: ObjectIdentifier
        var byteCount: Int { run.session.plan.arenaByteCount }
    }

    private static let limit = 128 << 20
    private static let idle = Mutex<(sessions: [Idle], byteCount: Int)>(([], 0))

    /// The session of a program that was used last.
    static func take(_ program: ObjectIdentifier) -> Program.Run? {
        idle.withLock { idle in
            guard let index = idle.sessions.lastIndex(where: { $0.program == program }) else { return nil }
            let taken = idle.sessions.remove(at: index)
            idle.byteCount -= taken.byteCount
            return taken.run
        }
    }

    static func giveBack(_ run: Program.Run, _ program: ObjectIdentifier) {
        let dropped = idle.withLock { idle -> ArraySlice<Idle> in
            idle.sessions.append(Idle(run: run, program: program))
            idle.byteCount += idle.sessions.last!.byteCount
            var count = 0
            while idle.byteCount > limit, count + 1 < idle.sessions.count {
                idle.byteCount -= idle.sessions[count].byteCount
                count += 1
            }
            defer { idle.sessions.removeFirst(count) }
            return idle.sessions.prefix(count)
        }
        withExtendedLifetime(dropped) {}  // their memory is given back when nobody waits
    }

    static func remove(of program: ObjectIdentifier) {
        let removed = idle.withLock { idle -> [Idle] in
            let own = idle.sessions.filter { $0.program == program }
            idle.sessions.removeAll { $0.program == program }
            idle.byteCount -= own.reduce(0) { $0 + $1.byteCount }
            return own
        }
        withExtendedLifetime(removed) {}
    }
}
