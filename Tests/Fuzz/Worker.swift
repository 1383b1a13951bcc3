import Glibc
import MartletCodecs
import MartletDamage
import MartletGraph
import MartletInterop
import MartletNN
import MartletNumerics
import MartletRL
import MartletTracking

/// Damages files and uses them, one after another, till it is ended; a letter on standard output tells how each ended.
struct Worker {
    /// How a file ended, as its letter says.
    enum Ending: UInt8 {
        case accepted = 0x61
        case refused = 0x72
        /// The worker is ready.
        case begun = 0x62
    }

    static let mostMemory = 1 << 30

    private let format: Format
    private let seed: UInt64
    private let folder: String

    init(_ format: Format, seed: UInt64, folder: String) {
        (self.format, self.seed, self.folder) = (format, seed, folder)
    }

    /// Where the file lies that is being used.
    static func path(_ format: Format, in folder: String) -> String { "\(folder)/damaged\(format.ending)" }

    /// Files are numbered; the same seed and number give the same file.
    func run(from first: Int) throws {
        let damage = try format.damage()
        let path = Self.path(format, in: folder)
        // A key that ends the campaign reaches its workers too; they end when it closes their pipe.
        signal(SIGINT, SIG_IGN)
        limitMemory()
        report(.begun)
        for number in first... {
            var random = SplitMix(state: seed &+ UInt64(number) &* 0xA24B_AED4_963E_E407)
            // Some damage can't be done to the file it was drawn for.
            var bytes: [UInt8]?
            while bytes == nil { bytes = try? damage(&random) }
            report(ending(of: bytes!, path))
        }
    }

    private func ending(of bytes: [UInt8], _ path: String) -> Ending {
        guard let file = fopen(path, "w"), fwrite(bytes, 1, bytes.count, file) == bytes.count, fclose(file) == 0 else {
            tell("\(path) can't be written: \(String(cString: strerror(errno)))", STDERR_FILENO)
            exit(73)
        }
        do {
            try format.use(path)
            return .accepted
        } catch is FileError, is SafetensorsError, is ModelFileError, is ModelError, is GraphError, is TensorError,
            is KerasError, is HDF5Error, is ArchiveError, is ImageError, is CSVError, is IDXError, is NPYError,
            is ArgumentError,
            is AgentError, is EnvironmentError, is UnknownName, is SQLiteError, is MLflowError
        {
            return .refused
        } catch {
            tell("an error of another kind: \(type(of: error)): \(error)", STDERR_FILENO)
            exit(70)
        }
    }

    private func report(_ ending: Ending) {
        var letter = ending.rawValue
        if write(STDOUT_FILENO, &letter, 1) != 1 { exit(0) }
    }

    /// Lets this process grow by the most memory that a file may take.
    private func limitMemory() {
        guard let file = fopen("/proc/self/statm", "r") else { return }
        defer { fclose(file) }
        var text = [CChar](repeating: 0, count: 32)
        fgets(&text, 32, file)
        let bytes = rlim_t(strtoul(text, nil, 10)) * rlim_t(getpagesize()) + rlim_t(Self.mostMemory)
        var limit = rlimit(rlim_cur: bytes, rlim_max: bytes)
        setrlimit(__rlimit_resource_t(9), &limit)
        var cores = rlimit()
        setrlimit(__rlimit_resource_t(4), &cores)
    }
}
