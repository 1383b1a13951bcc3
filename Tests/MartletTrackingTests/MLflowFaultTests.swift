#if Network && SQLite
    import Glibc
    import MartletCodecs
    import MartletNN
    import MartletTestSupport
    import MartletTracking
    import Synchronization
    import Testing

    /// What servers and disks do to runs. `MLflowServerTests` has servers that answer otherwise than they should.
    @Suite(.serialized) struct MLflowFaultTests {
        private let folder = Workspace()
        private var queue: String { "sqlite:///" + folder["queue.db"] }

        init() { setenv("MARTLET_TRACKING_QUEUE", folder["queue.db"], 1) }

        /// Tracks a run of `fit`, which is the same as without, and tells how often something was reported.
        private func trains(at address: String) throws -> Int {
            let reports = Mutex(0)
            let tracking = Tracking(try MLflow(address, experiment: "points"), name: "run", everyBatches: 1) { _, _ in
                reports.withLock { $0 += 1 }
            }
            #expect(try Points.trainsAlike([tracking]))
            return reports.withLock { $0 }
        }

        /// Where nobody listens the run waits, and goes to whatever server is there later.
        @Test func aServerThatIsNotThereLosesNothing() throws {
            let address = FaultyServer().address  // gone at once
            #expect(try trains(at: address) == 1)
            let run = try #require(MLflowClient(queue).runs().first)
            #expect(run.name == "run" && run.status == .finished && run.metrics["loss"] != nil)
            let server = FaultyServer()
            try MLflowSync(folder["queue.db"], to: server.address).send()
            #expect(server.state.runs["run0"]?["status"] == "FINISHED")
            #expect(try server.state.metrics["run0"]?.count == 3 * 4 + 12 * 2 && MLflowClient(queue).runs().isEmpty)
        }

        /// A server that takes requests and says nothing is asked once, and then for a while no more.
        @Test func aServerThatSaysNothingIsGivenUp() throws {
            setenv("MLFLOW_HTTP_REQUEST_TIMEOUT", "1", 1)
            defer { unsetenv("MLFLOW_HTTP_REQUEST_TIMEOUT") }
            let server = FaultyServer()
            server.set(.silent)
            #expect(try trains(at: server.address) == 1)
            #expect(try MLflowClient(queue).runs().first?.metrics["loss"] != nil)
            #expect(server.connectionCount <= 2)
        }

        /// A server that was busy for a moment is asked again, and nothing waits.
        @Test(arguments: [429, 500, 503]) func aBusyServerIsAskedAgain(status: Int) throws {
            let server = FaultyServer()
            server.set(.answeringOnce(status))
            #expect(try trains(at: server.address) == 0)
            #expect(server.state.runs["run0"]?["status"] == "FINISHED")
            #expect(!FolderListing.exists(folder["queue.db"]))
        }

        @Test func wrongVariablesAreToldOf() throws {
            for (name, value) in [
                ("MLFLOW_TRACKING_INSECURE_TLS", "perhaps"), ("MLFLOW_TRACKING_SERVER_CERT_PATH", "/none.pem"),
                ("MLFLOW_HTTP_REQUEST_TIMEOUT", "soon"), ("MLFLOW_HTTP_REQUEST_TIMEOUT", "0"),
            ] {
                setenv(name, value, 1)
                defer { unsetenv(name) }
                #expect(throws: MLflowError.self, "\(name)") { try MLflowClient("https://127.0.0.1:1") }
            }
        }

        /// While the disk is full numbers gather, and are written when there is room again.
        @Test func aFullDiskLosesNoNumbers() throws {
            let uri = "sqlite:///" + folder["mlflow.db"]
            let mlflow = try MLflow(uri)
            try mlflow.begin(TrackedRun())
            let id = try #require(mlflow.runID)
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            let old = limit
            signal(SIGXFSZ, SIG_IGN)
            defer { setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), [old]) }
            limit.rlim_cur = 100
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), [limit])
            for step in 0..<2000 { try? mlflow.log(["m": 1], step: step) }
            usleep(1_200_000)  // it has tried
            #expect(throws: (any Error).self) { try mlflow.log(["m": 1], step: 2000) }
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), [old])
            try? mlflow.end(.finished)
            #expect(try MLflowClient(uri).metricHistory("m", run: id).map(\.step) == Array(0...2000))
        }
    }
#endif
