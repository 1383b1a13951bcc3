#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A lock whose holder can wait for what others do with it.
package final class Turn: Sendable {
    nonisolated(unsafe) private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    nonisolated(unsafe) private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    package init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    package func withLock<R>(_ body: () throws -> R) rethrows -> R {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body()
    }

    /// Gives up the lock until somebody wakes those who wait.
    package func wait() { pthread_cond_wait(changed, mutex) }

    /// The same for so many seconds at most, and until `isOver`.
    package func wait(_ seconds: Double, until isOver: () -> Bool) {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let end = Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9 + seconds
        time = timespec(tv_sec: Int(end), tv_nsec: Int((end - end.rounded(.down)) * 1e9))
        while !isOver(), pthread_cond_timedwait(changed, mutex, &time) != ETIMEDOUT {}
    }

    package func wake() { pthread_cond_broadcast(changed) }
}
