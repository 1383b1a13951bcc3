import Martlet
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Ctrl-C, and what else asks the process to end, as a wish: while something runs that can end early, the first is noted,
/// and the next ends the process as ever.
enum Interrupts {
    /// The signal that there was; 0 is none.
    private static let noted = Atomic<Int32>(0)
    private static let isNoting = Atomic(false)
    /// Whether the first cancels a task.
    private static let cancels = Atomic(false)
    /// Wakes whoever waits to cancel something.
    nonisolated(unsafe) private static let wakening: UnsafeMutablePointer<sem_t> = {
        let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
        sem_init(semaphore, 0, 0)
        return semaphore
    }()

    /// Whether there was one.
    static var isNoted: Bool { noted.load(ordering: .relaxed) != 0 }

    /// Does what can end early. Within what a signal cancels, it is a wish to `body` instead.
    static func noting<R>(_ body: () throws -> R) rethrows -> R {
        if isNoting.exchange(true, ordering: .relaxed) {
            let cancelled = cancels.exchange(false, ordering: .relaxed)
            defer { cancels.store(cancelled, ordering: .relaxed) }
            return try body()
        }
        _ = wakening  // is made here, since nothing may be made where a signal comes
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                Interrupts.noted.store(number, ordering: .relaxed)
                signal(SIGINT, SIG_DFL)
                signal(SIGTERM, SIG_DFL)
                sem_post(Interrupts.wakening)
            }
        }
        defer {
            for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
            isNoting.store(false, ordering: .relaxed)
        }
        // Whoever started the process may have had them blocked.
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        return try body()
    }

    /// Does what ends early where its task is cancelled, which the first signal does.
    ///
    /// - Throws: what `body` throws; that is a `CancellationError` where it ended early.
    static func cancelling<R>(_ body: @escaping () throws -> R) throws -> R {
        if cancels.load(ordering: .relaxed) { return try body() }
        nonisolated(unsafe) let body = body
        nonisolated(unsafe) var result: Result<R, any Error>?
        return try noting {
            cancels.store(true, ordering: .relaxed)
            defer { cancels.store(false, ordering: .relaxed) }
            let here = ThisThread()
            let task = Task(executorPreference: here) { result = Result { try body() } }
            let watch = Watch(task)
            here.run()
            watch.end()
            return try result!.get()
        }
    }

    /// Runs tasks on the thread that says so: another one would take memory, and find less of it.
    private final class ThisThread: TaskExecutor {
        private let jobs = Mutex<[UnownedJob]>([])

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            jobs.withLock { $0.append(job) }
        }

        func run() {
            while let job = jobs.withLock({ $0.popLast() }) { job.runSynchronously(on: asUnownedTaskExecutor()) }
        }
    }

    /// A thread that waits for a signal and cancels a task then; where there is none to be had, the second signal ends the
    /// process as ever.
    private final class Watch: Sendable {
        private let task: Task<Void, Never>
        private let isOver = Atomic(false)
        nonisolated(unsafe) private var thread = pthread_t()
        nonisolated(unsafe) private var isRunning = false

        init(_ task: Task<Void, Never>) {
            self.task = task
            var attributes = pthread_attr_t()
            pthread_attr_init(&attributes)
            pthread_attr_setstacksize(&attributes, 1 << 17)
            let work = Unmanaged.passRetained(self)
            isRunning =
                pthread_create(
                    &thread, &attributes,
                    { work in
                        Unmanaged<Watch>.fromOpaque(work!).takeRetainedValue().wait()
                        return nil
                    }, work.toOpaque()) == 0
            if !isRunning { work.release() }
            pthread_attr_destroy(&attributes)
        }

        private func wait() {
            while !isOver.load(ordering: .acquiring) {
                sem_wait(Interrupts.wakening)
                if Interrupts.isNoted, Interrupts.cancels.load(ordering: .relaxed) { task.cancel() }
            }
        }

        func end() {
            isOver.store(true, ordering: .releasing)
            sem_post(Interrupts.wakening)
            if isRunning { pthread_join(thread, nil) }
        }
    }

    /// Says what became of what ended early, and ends the process; its exit code tells which signal it was.
    static func leave(_ advice: String) -> Never {
        printError("interrupted: " + advice)
        exit(128 + noted.load(ordering: .relaxed))
    }
}
