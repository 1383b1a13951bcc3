#if SQLite
    import MartletCodecs
    import MartletNN
    import Synchronization

    /// A server of MLflow's and, where the trait SQLite is there, a database for what it doesn't take now.
    ///
    /// While the server is away everything goes to the database `mlflow-queue.db` in the current folder, or the one that
    /// `MARTLET_TRACKING_QUEUE` names; the end of the run sends it if the server is back, and so does `martlet sync` later. So a run
    /// that began without the server has another name there than here.
    final class MLflowServerStore: MLflowStore {
        private let server: MLflowServer
        private let queuePath = ProcessEnvironment["MARTLET_TRACKING_QUEUE"] ?? "mlflow-queue.db"
        private let state = Mutex(State())

        private struct State {
            var queue: MLflowDatabase?
            /// Runs by what they are called here, with their places in the queue.
            var queued: [String: MLflowRunPlace] = [:]
            /// Those that the server doesn't know, and why.
            var unknown: [String: String] = [:]
            /// The server isn't asked again before, in seconds since 1970.
            var awayUntil = 0.0
        }

        /// Something waits in the queue.
        struct Waiting: Error, CustomStringConvertible {
            let reason: String
            let queue: String

            var description: String { "\(reason); it is kept in '\(queue)' until then, and martlet sync sends it" }
        }

        init(_ address: String) throws(MLflowError) { server = try MLflowServer(address) }

        func begin(_ run: MLflowRunStart) throws -> MLflowRunPlace {
            do {
                let parent = run.tags["mlflow.parentRunId"] ?? ""
                if let reason = state.withLock({ $0.unknown[parent] }) { throw MLflowREST.Away(description: reason) }
                return try asked { try server.begin(run) }
            } catch let error as MLflowREST.Away {
                let queue = try queue(because: error)
                var start = run
                start.tags[MLflowSync.address] = server.rest.address
                start.tags[MLflowSync.run] = run.resuming
                let place = try queue.begin(start)
                state.withLock {
                    $0.queued[place.id] = place
                    if run.resuming == nil { $0.unknown[place.id] = error.description }
                }
                return place
            }
        }

        /// Asks the server, unless it was away just now.
        private func asked<R>(_ body: () throws -> R) throws -> R {
            let awayUntil = state.withLock { $0.awayUntil }
            if WallTime.now < awayUntil { throw MLflowREST.Away(description: "\(server.rest.address) is away") }
            do {
                return try body()
            } catch let error as MLflowREST.Away {
                state.withLock { $0.awayUntil = WallTime.now + 10 }
                throw error
            }
        }

        /// Tells the server of a run, or else the queue.
        ///
        /// - Throws: `Waiting` if the queue has it.
        private func tell(
            _ run: MLflowRunPlace, _ server: (MLflowServer) throws -> Void,
            otherwise: (MLflowDatabase, MLflowRunPlace) throws -> Void
        ) throws {
            do {
                if let reason = state.withLock({ $0.unknown[run.id] }) { throw MLflowREST.Away(description: reason) }
                return try asked { try server(self.server) }
            } catch let away as MLflowREST.Away {
                let queue = try queue(because: away)
                try otherwise(queue, place(of: run, in: queue))
                throw Waiting(reason: away.description, queue: queuePath)
            }
        }

        private func queue(because away: MLflowREST.Away) throws -> MLflowDatabase {
            try state.withLock { state in
                if let queue = state.queue { return queue }
                do {
                    let queue = try MLflowDatabase(queuePath)
                    state.queue = queue
                    return queue
                } catch {
                    throw MLflowError("\(away), and the queue can't keep it: \(error)", .server)
                }
            }
        }

        /// The run in the queue, which is made there for what can't be sent of a run that the server knows.
        private func place(of run: MLflowRunPlace, in queue: MLflowDatabase) throws -> MLflowRunPlace {
            if let place = state.withLock({ $0.queued[run.id] }) { return place }
            let tags = [MLflowSync.address: server.rest.address, MLflowSync.run: run.id]
            let place = try queue.begin(
                MLflowRunStart(
                    experiment: "Default", name: run.id,
                    tags: tags.merging(["martlet.process": RunningProcess.own.text]) { $1 },
                    user: "", source: "", time: WallTime.milliseconds))
            state.withLock { $0.queued[run.id] = place }
            return place
        }

        func write(_ batch: MetricQueue.Batch) throws -> (any Error)? {
            var notice: (any Error)?
            for (number, id) in batch.runs.enumerated() {
                let entries = batch.entries.filter { $0.run == Int32(number) }
                if entries.isEmpty { continue }
                let run = MLflowRunPlace(id: id, experiment: "", experimentArtifacts: "", artifacts: "")
                do {
                    try tell(run) { server in
                        try server.write(
                            entries.map {
                                (batch.names[Int($0.name)], MLflowMetric(step: $0.step, time: $0.time, value: $0.value))
                            }, run: id)
                    } otherwise: { queue, place in
                        _ = try queue.write(
                            MetricQueue.Batch(
                                entries: entries.map {
                                    var entry = $0
                                    entry.run = 0
                                    return entry
                                }, runs: [place.id], names: batch.names))
                    }
                } catch let error where error is Waiting || error is MLflowREST.Refused {
                    notice = error
                }
            }
            return notice
        }

        func log(parameters: [String: String], run: MLflowRunPlace) throws {
            try tell(run) {
                try $0.log(parameters: parameters, run: run.id)
            } otherwise: {
                try $0.log(parameters: parameters, run: $1)
            }
        }

        func set(tags: [String: String], run: MLflowRunPlace) throws {
            try tell(run) {
                try $0.set(tags: tags, run: run.id)
            } otherwise: {
                try $0.set(tags: tags, run: $1)
            }
        }

        func keep(_ content: MLflowContent, at path: String, run: MLflowRunPlace) throws {
            try tell(run) {
                try $0.keep(content, at: path, in: run.artifacts)
            } otherwise: {
                try $0.keep(content, at: path, run: $1)
            }
        }

        func keep(_ model: any Savable, name: String, step: Int, run: MLflowRunPlace) throws {
            try tell(run) { server in
                try withTemporaryFile("model.safetensors") { file in
                    try model.save(to: file)
                    try server.keep(model: file, name: name, step: step, run: run)
                }
            } otherwise: {
                try $0.keep(model, name: name, step: step, run: $1)
            }
        }

        func log(_ data: TrackedData, run: MLflowRunPlace) throws {
            try tell(run) {
                try $0.log(data, run: run.id)
            } otherwise: {
                try $0.log(data, run: $1)
            }
        }

        func end(_ status: MLflowRun.Status, time: Int, run: MLflowRunPlace) throws {
            do {
                try tell(run) {
                    try $0.end(status.rawValue, time: time, run: run.id)
                } otherwise: {
                    try $0.end(status, time: time, run: $1)
                }
            } catch let error as Waiting {
                // The server may be back.
                guard try sync(run) else { throw error }
                return
            }
            if state.withLock({ $0.queued[run.id] != nil }) {
                // What waits of it, and how it ended.
                if let place = state.withLock({ $0.queued[run.id] }), let queue = state.withLock({ $0.queue }) {
                    try queue.end(status, time: time, run: place)
                }
                _ = try sync(run)
            }
        }

        /// Sends what waits of a run; false if the server is still away.
        private func sync(_ run: MLflowRunPlace) throws -> Bool {
            guard let place = state.withLock({ $0.queued[run.id] }) else { return true }
            do {
                try MLflowSync(queuePath).sendAlone(run: place.id)
                state.withLock {
                    $0.queued[run.id] = nil
                    $0.unknown[run.id] = nil
                }
                return true
            } catch is MLflowREST.Away {
                return false
            }
        }
    }
#endif
