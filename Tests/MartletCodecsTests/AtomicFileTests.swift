import Glibc
import MartletCodecs
import MartletNumerics
import MartletTestSupport
import Testing

struct AtomicFileTests {
    let folder = TemporaryFolder()

    private func contents(_ name: String) throws -> [UInt8] {
        try FileReader.contents(of: folder[name], limit: 1 << 30)
    }

    @Test func replacesTheWholeFile() throws {
        try AtomicFile.write("a long first version", to: folder["f"])
        try AtomicFile.write("short", to: folder["f"])
        #expect(try contents("f") == Array("short".utf8))
        #expect(folder.names == ["f"])
    }

    @Test func streamsInOrder() throws {
        let big = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try AtomicFile.write(to: folder["f"]) { file in
            try file.write("head")
            try file.write(big)
            try file.write("tail")
        }
        #expect(try contents("f") == Array("head".utf8) + big + Array("tail".utf8))
    }

    @Test func keepsTheOldFileWhenTheBodyThrows() throws {
        struct Refusal: Error {}
        try AtomicFile.write("old", to: folder["f"])
        #expect(throws: Refusal.self) {
            try AtomicFile.write(to: folder["f"]) { file in
                try file.write([UInt8](repeating: 1, count: 300_000))
                throw Refusal()
            }
        }
        #expect(try contents("f") == Array("old".utf8))
        #expect(folder.names == ["f"])
    }

    @Test func clearsWhatKilledProcessesLeft() throws {
        // No process has the largest number.
        let names = [
            ".f.tmp-2147483646-1", ".f.tmp-2147483646-22", ".g.tmp-2147483646-1", ".f.tmp-\(getpid())-0", ".f.tmp-x",
        ]
        for name in names { try AtomicFile.write("part", to: folder[name]) }
        try AtomicFile.write("whole", to: folder["f"])
        #expect(Set(folder.names) == Set(names.dropFirst(2) + ["f"]))
    }

    @Test func keepsPermissionsAndLinks() throws {
        try AtomicFile.write("old", to: folder["f"])
        chmod(folder["f"], 0o640)
        symlink("f", folder["link"])
        try AtomicFile.write("new", to: folder["link"])
        var status = stat()
        #expect(lstat(folder["link"], &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
        #expect(stat(folder["f"], &status) == 0 && status.st_mode & 0o777 == 0o640)
        #expect(try contents("f") == Array("new".utf8))
    }

    @Test func namesWhatIsWrongWithThePath() throws {
        func failure(_ path: String) -> FileError? {
            #expect(throws: FileError.self) { try AtomicFile.write("x", to: path) }
        }
        #expect(failure(folder["absent/f"])?.code == ENOENT)
        #expect(failure(folder["absent/f"])?.description.hasSuffix("create the folder first") == true)
        #expect(failure(folder.path)?.advice == "give the path of a file, not of a folder")
        #expect(failure(folder.path + "/")?.code == EISDIR)
        #expect(failure("/dev/null")?.reason == "it is not a regular file")
        #expect(failure("")?.operation == .create)
        try AtomicFile.write("x", to: folder["file"])
        #expect(failure(folder["file/f"])?.code == ENOTDIR)
    }

    @Test func readingNamesWhatIsWrong() throws {
        try AtomicFile.write("12345", to: folder["f"])
        func failure(_ path: String, limit: Int = 4) -> FileError? {
            #expect(throws: FileError.self) { _ = try FileReader.contents(of: path, limit: limit) }
        }
        #expect(failure(folder["absent"])?.code == ENOENT)
        #expect(failure(folder.path)?.code == EISDIR)
        #expect(failure("/dev/zero")?.reason == "it is not a regular file")
        #expect(failure(folder["f"])?.reason == "it has 5 bytes, more than the limit of 4")
    }

    @Test func refusesAFolderWithoutPermission() async throws {
        try AtomicFile.write("old", to: folder["f"])
        chmod(folder.path, 0o555)
        let path = folder["f"]
        await #expect(processExitsWith: .success) { [path = path as String] in
            // The superuser may write anywhere, so become nobody.
            if geteuid() == 0 { #expect(setuid(65534) == 0) }
            let error = #expect(throws: FileError.self) { try AtomicFile.write("new", to: path) }
            #expect(error?.code == EACCES)
            #expect(error?.operation == .create)
        }
        #expect(try contents("f") == Array("old".utf8))
    }

    @Test func keepsTheOldFileWhenTheDiskIsFull() async throws {
        try AtomicFile.write("old", to: folder["f"])
        let path = folder["f"]
        await #expect(processExitsWith: .success) { [path = path as String] in
            // A file that may not grow refuses bytes as a full disk does.
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
            #expect(setrlimit(__rlimit_resource_t(1), &limit) == 0)
            let error = #expect(throws: FileError.self) {
                try Safetensors([("w", .zeros([1000, 1000]))]).write(to: path)
            }
            #expect(error?.code == EFBIG)
            #expect(error?.operation == .write)
        }
        #expect(try contents("f") == Array("old".utf8))
        #expect(folder.names == ["f"])
    }

    @Test func aKilledSaveLeavesTheFileLoadable() async throws {
        let path = folder["model.safetensors"]
        try Self.save(generation: 0, to: path)
        var generations: Set<Int> = []
        // The next write clears what a killed one leaves, so that it is looked for each time.
        var hasLeft = false
        for trial in 0..<16 {
            let delay = UInt32(2_000 + trial * 3_700)
            await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, delay = delay as UInt32] in
                var thread = pthread_t()
                pthread_create(&thread, nil, killAfter, UnsafeMutableRawPointer(bitPattern: UInt(delay)))
                for generation in 1... { try Self.save(generation: generation, to: path) }
            }
            hasLeft = hasLeft || folder.names.count > 1
            let file = try Safetensors(path: path)
            let generation = try #require(file.metadata["generation"].flatMap { Int($0) })
            generations.insert(generation)
            #expect(file["w"] == .full(Float(generation), shape: Self.shape))
        }
        // The kills came while files were being written, and after some had been replaced.
        #expect(hasLeft)
        #expect(generations.count > 1)
    }

    private static let shape: Shape = [600, 1000]

    private static func save(generation: Int, to path: String) throws {
        try Safetensors(
            [("w", .full(Float(generation), shape: shape))], metadata: ["generation": String(generation)]
        ).write(to: path)
    }
}

/// Kills this process after as many microseconds as `argument` says.
private func killAfter(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    usleep(UInt32(UInt(bitPattern: argument)))
    kill(getpid(), SIGKILL)
    return nil
}
