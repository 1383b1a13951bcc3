import MartletCodecs
import MartletNN
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Writes an event file that TensorBoard shows: numbers, histograms, texts, pictures, graphs and hyper-parameters by tag
/// and step. Names are those of `tf.summary`.
///
/// ```swift
/// let writer = SummaryWriter(logDirectory: "logs/first")
/// for step in 0..<100 {
///     try writer.scalar("loss", 1 / Double(step + 1), step: step)
/// }
/// ```
///
/// A folder is a run; its path within the folder that TensorBoard is given is the run's name. The file is made with the
/// first event, in a folder that is made too. Events reach it when 64 KiB have gathered, with an event a second after
/// those before, with `flush()`, and when the writer goes. As a `Tracker` it takes what other trackers take: parameters
/// are hyper-parameters, texts and PNG pictures are shown, and runs within the run have folders of their own within its folder.
///
/// Methods throw `FileError` if the file can't be written; it then ends with a whole event.
public final class SummaryWriter: Sendable {
    /// The run's folder.
    public let logDirectory: String
    private let state: Mutex<State>

    private struct State {
        let path: String
        var records: TFRecordWriter?
        /// The memory in which events are made.
        var event = ProtobufWriter()
        /// When events were last handed to the system.
        var flushed = 0.0
    }

    /// A run in the folder `logDirectory`.
    public init(logDirectory: String) {
        self.logDirectory = logDirectory
        // As TensorFlow names them: TensorBoard reads all files with `tfevents` in their names.
        var host = [CChar](repeating: 0, count: 256)
        gethostname(&host, host.count - 1)
        let seconds = String(Int(WallTime.now))
        let name = String(repeating: "0", count: max(0, 10 - seconds.count)) + seconds
        let process = "\(NativePath.string(host)).\(getpid()).\(TemporaryNumber.next())"
        state = Mutex(State(path: "\(logDirectory)/events.out.tfevents.\(name).\(process).v2"))
    }

    deinit { try? flush() }

    /// Hands everything to the system, so that TensorBoard can see it.
    public func flush() throws {
        try state.withLock { state throws in
            try state.records?.flush()
            state.flushed = WallTime.now
        }
    }

    /// Adds an event whose fields after the time and the step `write` gives.
    func add(step: Int, wallTime: Double?, _ write: (inout ProtobufWriter) throws -> Void) throws {
        try state.withLock { state throws in
            let now = wallTime ?? WallTime.now
            let records = try state.records ?? Self.begun(&state, now)
            state.event.removeAll()
            state.event.field(EventField.wallTime, now)
            if step != 0 { state.event.field(EventField.step, varint: step) }
            try write(&state.event)
            try records.write(state.event.bytes)
            if now - state.flushed >= 1 {
                try records.flush()
                state.flushed = now
            }
        }
    }

    /// Makes the file, whose first event tells the format.
    private static func begun(_ state: inout State, _ now: Double) throws -> TFRecordWriter {
        let records = try TFRecordWriter(state.path)
        var event = ProtobufWriter()
        event.field(EventField.wallTime, now)
        event.field(EventField.fileVersion, "brain.Event:2")
        try records.write(event.bytes)
        state.records = records
        return records
    }
}

/// The time of day.
enum WallTime {
    /// Seconds since 1970.
    static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// Milliseconds since 1970.
    static var milliseconds: Int {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }
}
