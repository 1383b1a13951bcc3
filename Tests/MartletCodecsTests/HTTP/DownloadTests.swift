#if Network
    import Glibc
    import MartletCodecs
    import MartletTestSupport
    import Testing

    /// Downloads of `file:` addresses, through libcurl as all others.
    struct DownloadTests {
        let folder = TemporaryFolder()
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let digest: String

        init() throws {
            try AtomicFile.write(bytes, to: folder["source"])
            digest = try MD5.text(ofFile: folder["source"])
        }

        private func download(from source: String = "source", md5: String?) -> Download {
            Download("file://\(folder[source])", to: folder["target"], md5: md5, advice: "fetch it by hand")
        }

        private func target() throws -> [UInt8] { try FileReader.contents(of: folder["target"], limit: 1 << 30) }

        @Test func aFileComesWhole() throws {
            var last = Download.Progress.waiting
            try download(md5: digest).run { last = $0 }
            #expect(try target() == bytes)
            #expect(last == .received(bytes.count, of: bytes.count))
            #expect(folder.names == ["source", "target"])
        }

        @Test func foldersAreMade() throws {
            let download = Download("file://\(folder["source"])", to: folder["a/b/target"], md5: digest, advice: "")
            try download.run()
            #expect(try MD5.text(ofFile: folder["a/b/target"]) == digest)
            for name in ["a/b/target", "a/b", "a"] { remove(folder[name]) }
        }

        @Test func aFileThatIsThereIsKept() throws {
            try download(md5: digest).run()
            unlink(folder["source"])
            chmod(folder.path, 0o500)
            try download(md5: digest).run()
            #expect(try target() == bytes)
        }

        @Test(arguments: [1, 50_000, 100_000])
        func aDownloadGoesOn(from start: Int) throws {
            try AtomicFile.write(Array(bytes[..<start]), to: folder["target.part"])
            var least = Int.max
            try download(md5: digest).run { if case .received(let bytes, _) = $0 { least = min(least, bytes) } }
            #expect(least >= start)
            #expect(try target() == bytes)
            #expect(folder.names == ["source", "target"])
        }

        @Test(arguments: [10, 100_000, 200_000])
        func whatCameEarlierAndIsWrongIsFetchedAnew(count: Int) throws {
            try AtomicFile.write([UInt8](repeating: 1, count: count), to: folder["target.part"])
            try download(md5: digest).run()
            #expect(try target() == bytes)
        }

        @Test func whatCannotBeCheckedIsNotGoneOnWith() throws {
            try AtomicFile.write([UInt8](repeating: 1, count: 10), to: folder["target.part"])
            try download(md5: nil).run()
            #expect(try target() == bytes)
        }

        @Test func aDamagedFileIsFetchedAnew() throws {
            try AtomicFile.write("damaged", to: folder["target"])
            try download(md5: digest).run()
            #expect(try target() == bytes)
        }

        @Test func aCorruptedDownloadIsRemoved() throws {
            let wrong = String(repeating: "0", count: 32)
            #expect {
                try download(md5: wrong).run()
            } throws: {
                let error = $0 as? DownloadError
                return error?.reason == .corrupted(expected: wrong, got: digest)
                    && "\($0)".hasSuffix("its MD5 is \(digest) and must be \(wrong); fetch it by hand")
            }
            #expect(folder.names == ["source"])
        }

        @Test func aDamagedFileStaysUntilABetterOneIsThere() throws {
            try AtomicFile.write("damaged", to: folder["target"])
            #expect(throws: DownloadError.self) { try download(from: "absent", md5: digest).run() }
            #expect(try target() == Array("damaged".utf8))
        }

        @Test func anAbsentFileIsSaid() throws {
            #expect {
                try download(from: "absent", md5: digest).run()
            } throws: {
                guard let error = $0 as? DownloadError, case .failed(let message) = error.reason else { return false }
                return message.contains("absent") && "\(error)".hasSuffix("; fetch it by hand")
            }
            #expect(folder.names == ["source"])
        }

        @Test(arguments: ["http://localhost:1/f", "https://name.invalid/f", "ftp://localhost/f", "nonsense://f", ""])
        func whatCannotBeReachedIsSaid(url: String) throws {
            let download = Download(url, to: folder["target"], md5: digest, advice: "fetch it by hand")
            #expect { try download.run() } throws: {
                guard let error = $0 as? DownloadError, case .failed(let message) = error.reason else { return false }
                return !message.isEmpty
            }
            #expect(folder.names == ["source"])
        }

        @Test func whatCameBeforeStaysWhenTheServerIsGone() throws {
            try AtomicFile.write(Array(bytes[..<10]), to: folder["target.part"])
            #expect(throws: DownloadError.self) {
                try Download("http://localhost:1/f", to: folder["target"], md5: digest, advice: "").run()
            }
            #expect(folder.names == ["source", "target.part"])
        }

        /// A file where a folder should be stops even root.
        @Test func aPlaceThatCannotBeWrittenIsSaid() throws {
            let download = Download("file://\(folder["source"])", to: folder["source/target"], md5: digest, advice: "")
            #expect(throws: FileError.self) { try download.run() }
            #expect(throws: FileError.self) {
                try Download("file://\(folder["source"])", to: "/proc/martlet/target", md5: digest, advice: "").run()
            }
        }

        @Test func aReadOnlyFolderIsSaid() throws {
            chmod(folder.path, 0o500)
            guard access(folder.path, W_OK) != 0 else { return }  // root may write anywhere
            #expect { try download(md5: digest).run() } throws: { ($0 as? FileError)?.code == EACCES }
        }

        @Test func severalDownloadsOfOneFileTakeTurns() async throws {
            let download = download(md5: digest)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { try download.run() } }
                try await group.waitForAll()
            }
            #expect(try target() == bytes)
            #expect(folder.names == ["source", "target"])
        }
    }
#endif
