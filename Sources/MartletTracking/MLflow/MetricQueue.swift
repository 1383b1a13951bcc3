import MartletNumerics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Numbers on their way to a store: whoever trains leaves them here without waiting, and a thread takes them there in
/// batches, half a second after the first at the latest. A batch that fails is tried again, after longer and longer
/// pauses, while more gather.
///
/// Everything is read and written by whoever has the turn.
final class MetricQueue: @unchecked Sendable {
    /// A number of a run.
    struct Entry {
        /// Which of the runs, and of the names.
        var run, name: Int32
        var step: Int
        /// Milliseconds since 1970.
        var time: Int
        var value: Double
    }

    /// Entries in the order in which they came, and what their numbers stand for.
    struct Batch {
        var entries: [Entry] = []
        var runs: [String] = []
        var names: [String] = []
    }

    /// So many are handed on without waiting for more.
    private static let many = 1 << 14
    /// So many are kept; whoever has more waits, or loses them while the store fails.
    private static let most = 1 << 20

    private let turn = Turn()
    private let write: (Batch) throws -> (any Error)?
    private var pending: [Entry] = []
    private var taken: [Entry] = []
    private var names: [String] = []
    private var places: [String: Int32] = [:]
    private var runs: [String] = []
    private var failure: (any Error)?
    /// What is to be told of a batch that was taken all the same.
    private var notice: (any Error)?
    private var attempts = 0
    private var isBusy = false
    private var isStopping = false
    /// How many wait until nothing is left.
    private var waiting = 0

    /// - Parameter write: takes a batch to the store; called by one thread at a time.
    init(write: @escaping @Sendable (Batch) throws -> (any Error)?) {
        self.write = write
        pending.reserveCapacity(2 * Self.many)
        taken.reserveCapacity(2 * Self.many)
    }

    /// The number of a run.
    func register(run: String) -> Int32 {
        turn.withLock {
            runs.append(run)
            return Int32(runs.count - 1)
        }
    }

    /// Leaves numbers. It allocates nothing but for a name's first time, and waits only where a million are kept.
    ///
    /// - Throws: `MLflowError` for a name that MLflow doesn't take; then the others are left all the same. What the last
    ///   batch failed with; it is tried again, and these numbers are kept as long as there is room.
    func add(_ numbers: [String: Double], run: Int32, step: Int, time: Int) throws {
        try turn.withLock {
            var mistake: (any Error)?
            for (name, value) in numbers {
                do {
                    let place = try places[name] ?? intern(name)
                    append(Entry(run: run, name: place, step: step, time: time, value: value))
                } catch {
                    mistake = error
                }
            }
            if let error = failure ?? mistake ?? takeNotice() { throw error }
        }
    }

    private func takeNotice() -> (any Error)? {
        defer { notice = nil }
        return notice
    }

    private func intern(_ name: String) throws -> Int32 {
        try MLflowName.check(name, "metric")
        let place = Int32(names.count)
        places[name] = place
        names.append(name)
        return place
    }

    private func append(_ entry: Entry) {
        while pending.count >= Self.most, failure == nil { turn.wait() }
        if pending.count >= Self.most { return }
        pending.append(entry)
        if pending.count == 1 || pending.count == Self.many { turn.wake() }
    }

    /// Waits until all is in the store.
    ///
    /// - Throws: why it isn't: what the batch failed with when it was tried once more.
    func drain() throws {
        try turn.withLock {
            waiting += 1
            defer { waiting -= 1 }
            let begun = attempts
            turn.wake()
            while isBusy || !pending.isEmpty {
                if let failure, attempts > begun { throw failure }
                turn.wait()
            }
            if let notice = takeNotice() { throw notice }
        }
    }

    /// Tells the thread to end once all is in the store, or has been tried once more.
    func stop() {
        turn.withLock {
            isStopping = true
            turn.wake()
        }
    }

    /// What the thread does.
    func run() {
        var pause = 0.5
        while let batch = next() {
            let (told, error): ((any Error)?, (any Error)?)
            do {
                (told, error) = (try write(batch), nil)
            } catch let failed {
                (told, error) = (nil, failed)
            }
            let goesOn = turn.withLock {
                attempts += 1
                failure = error
                notice = told ?? notice
                if error == nil {
                    taken.removeAll(keepingCapacity: true)
                    isBusy = false
                    pause = 0.5
                }
                turn.wake()
                guard error != nil else { return true }
                if isStopping { return false }
                turn.wait(pause) { isStopping || waiting > 0 }
                pause = min(30, 2 * pause)
                return true
            }
            if !goesOn { return }
        }
    }

    /// The next batch; nil when there will be none.
    private func next() -> Batch? {
        turn.withLock {
            if taken.isEmpty {
                while pending.isEmpty, !isStopping { turn.wait() }
                if pending.isEmpty { return nil }
                turn.wait(0.5) { pending.count >= Self.many || isStopping || waiting > 0 }
                swap(&pending, &taken)
                isBusy = true
                turn.wake()
            }
            return Batch(entries: taken, runs: runs, names: names)
        }
    }
}

/// A queue and its thread, which ends with it.
final class MetricThread: Sendable {
    let queue: MetricQueue
    private let thread: pthread_t

    init(write: @escaping @Sendable (MetricQueue.Batch) throws -> (any Error)?) throws {
        queue = MetricQueue(write: write)
        let work = Unmanaged.passRetained(queue)
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                Unmanaged<MetricQueue>.fromOpaque(argument!).takeRetainedValue().run()
                return nil
            }, work.toOpaque())
        guard code == 0 else {
            work.release()
            throw MLflowError("there is no thread to write by: \(String(cString: strerror(code)))")
        }
        self.thread = thread
    }

    deinit {
        queue.stop()
        pthread_join(thread, nil)
    }
}
