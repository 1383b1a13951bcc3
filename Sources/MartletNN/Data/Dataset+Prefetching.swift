import CMartletKernels
import Glibc
import MartletNumerics

extension Dataset {
    /// The same pieces, read ahead by a thread of its own while others are trained on.
    ///
    /// - Parameter pieces: how many are kept ready at most.
    /// - Throws: `DatasetError` if that is none.
    public func prefetching(_ pieces: Int = 2) throws -> Dataset {
        guard pieces > 0 else {
            throw DatasetError.invalid(argument: "prefetching", reason: "keeps at least one piece ready, not \(pieces)")
        }
        return Dataset(rows: rows, batchSize: batchSize) { epoch in
            let reader = try Prefetcher(room: pieces) { try self.pull(epoch: epoch) }
            return { try reader.next() }
        }
    }
}

/// A thread that pulls pieces into a queue. It ends with the pieces, or when nobody wants more.
private final class Prefetcher {
    private let queue: Queue
    private let thread: pthread_t

    init(room: Int, _ start: @escaping @Sendable () throws -> Dataset.Pull) throws {
        queue = Queue(room: room)
        let work = Unmanaged.passRetained(Work(queue: queue, start: start))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().run()
                return nil
            }, work.toOpaque())
        guard code == 0 else {
            work.release()
            throw DatasetError.invalid(
                argument: "prefetching", reason: "gets no thread: \(String(cString: strerror(code)))")
        }
        self.thread = thread
    }

    deinit {
        queue.cancel()
        pthread_join(thread, nil)
    }

    func next() throws -> Batch? { try queue.take() }

    private final class Work: Sendable {
        let queue: Queue
        let threads = mk_thread_budget()  // of who wants the pieces
        let start: @Sendable () throws -> Dataset.Pull

        init(queue: Queue, start: @escaping @Sendable () throws -> Dataset.Pull) {
            self.queue = queue
            self.start = start
        }

        func run() {
            _ = mk_exchange_own_thread_budget(threads)
            let end = Result<Batch?, any Error> {
                let pull = try start()
                while let piece = try pull() {
                    guard queue.put(.success(piece)) else { break }
                }
                return nil
            }
            _ = queue.put(end)
        }
    }
}

/// A bounded queue between two threads.
private final class Queue: @unchecked Sendable {  // everything is read and written by whoever has the turn
    private let turn = Turn()
    private let room: Int
    private var waiting: [Result<Batch?, any Error>] = []
    private var isCancelled = false

    init(room: Int) { self.room = room }

    /// Waits for room; false if nobody wants more.
    func put(_ element: Result<Batch?, any Error>) -> Bool {
        turn.withLock {
            while waiting.count >= room, !isCancelled { turn.wait() }
            if isCancelled { return false }
            waiting.append(element)
            turn.wake()
            return true
        }
    }

    /// Waits for an element. The end, or an error, stays in the queue.
    func take() throws -> Batch? {
        try turn.withLock {
            while waiting.isEmpty { turn.wait() }
            guard case .success(let piece?) = waiting[0] else { return try waiting[0].get() }
            waiting.removeFirst()
            turn.wake()
            return piece
        }
    }

    func cancel() {
        turn.withLock {
            isCancelled = true
            turn.wake()
        }
    }
}
