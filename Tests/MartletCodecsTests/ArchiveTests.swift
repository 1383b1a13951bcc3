#if Archives
    import MartletCodecs
    import MartletTestSupport
    import Testing

    struct ArchiveTests {
        static let path = Golden.folder + "reference.zip"

        @Test func readsMembers() throws {
            let archive = try ArchiveReader(path: Self.path)
            #expect(archive.members.map(\.name) == ["stored.txt", "folder/deflated.txt"])
            #expect(try archive.contents(of: "stored.txt") == Array("stored".utf8))
            #expect(
                try archive.contents(of: "folder/deflated.txt")
                    == Array(repeatElement("deflated ", count: 40).joined().utf8))
            let error = #expect(throws: ArchiveError.self) { try archive.contents(of: "missing") }
            #expect(
                error?.description
                    == "zip archive '\(Self.path)', member 'missing': there is none; the archive holds stored.txt, folder/deflated.txt"
            )
        }

        @Test func writesWhatItReads() throws {
            let folder = TemporaryFolder()
            let members = [
                ("a.json", Array("{}".utf8)), ("b/é.bin", [UInt8](repeating: 7, count: 1 << 20)), ("empty", []),
            ]
            for name in ["a.zip", "b.zip"] { try ArchiveWriter.write(members, to: folder[name]) }
            #expect(folder.names == ["a.zip", "b.zip"])
            let bytes = try FileReader.contents(of: folder["a.zip"], limit: 1 << 22)
            #expect(try FileReader.contents(of: folder["b.zip"], limit: 1 << 22) == bytes)
            let archive = try ArchiveReader(path: folder["a.zip"])
            #expect(archive.members.map(\.name) == members.map(\.0))
            for (name, bytes) in members {
                #expect(try archive.contents(of: name) == bytes)
                #expect(archive[name]?.storedByteCount == bytes.count)
            }
            #expect(throws: ArchiveError.self) { try ArchiveWriter.write([("a", []), ("a", [])], to: folder["a.zip"]) }
            #expect(try FileReader.contents(of: folder["a.zip"], limit: 1 << 22) == bytes)
            #expect(throws: FileError.self) { try ArchiveWriter.write([], to: folder["no/a.zip"]) }
        }

        /// Names that another name of the same length takes the place of in a sound archive.
        @Test(arguments: [
            ("../../up", "below the archive's root"), ("/absolute", "below"), ("a/../../b", "below"), ("a//b", "below"),
            ("c:\\windows", "below"), ("stored.txt", "twice"),
        ])
        func refusesNames(name: String, reason: String) throws {
            let folder = TemporaryFolder()
            let placeholder = String(repeating: "x", count: name.utf8.count)
            try ArchiveWriter.write([("stored.txt", []), (placeholder, [1])], to: folder["a.zip"])
            var bytes = try FileReader.contents(of: folder["a.zip"], limit: 1 << 20)
            for place in bytes.indices where bytes[place...].starts(with: placeholder.utf8) {
                bytes.replaceSubrange(place..<place + name.utf8.count, with: name.utf8)
            }
            try AtomicFile.write(bytes, to: folder["a.zip"])
            let error = #expect(throws: ArchiveError.self) { _ = try ArchiveReader(path: folder["a.zip"]) }
            #expect(error?.reason.contains(reason) == true, "\(error?.description ?? "")")
        }

        @Test func keepsToTheMemoryAllowed() throws {
            #expect(throws: ArchiveError.self) { _ = try ArchiveReader(path: Self.path, maximumBytes: 100) }
            #expect(throws: FileError.self) { _ = try ArchiveReader(path: "/nonexistent.zip") }
            #expect(throws: ArchiveError.self) { _ = try ArchiveReader(path: Golden.folder + "floats.npy") }
        }

        /// A member that claims to be four gigabytes.
        @Test func refusesBombs() throws {
            let folder = TemporaryFolder()
            var bytes = try FileReader.contents(of: Self.path, limit: 1 << 20)
            // The uncompressed size, 360, in the local header and the directory.
            for place in bytes.indices where bytes[place...].starts(with: [0x68, 0x01, 0, 0]) {
                bytes.replaceSubrange(place..<place + 4, with: [0xF0, 0xFF, 0xFF, 0xFE])
            }
            try AtomicFile.write(bytes, to: folder["a.zip"])
            let error = #expect(throws: ArchiveError.self) { _ = try ArchiveReader(path: folder["a.zip"]) }
            #expect(error?.reason.contains("more than 100 times") == true, "\(error?.description ?? "")")
        }

        @Test func damagedArchivesNeverTrap() async {
            await #expect(processExitsWith: .success) {
                let whole = try FileReader.contents(of: Self.path, limit: 1 << 20)
                let folder = TemporaryFolder()
                limitMemory()
                let accepted = try survivors(of: whole, rounds: 4_000) { bytes in
                    try AtomicFile.write(bytes, to: folder["a.zip"])
                    do {
                        let archive = try ArchiveReader(path: folder["a.zip"], maximumBytes: 1 << 20)
                        for member in archive.members { _ = try archive.contents(of: member.name) }
                        return true
                    } catch is ArchiveError { return false }
                }
                #expect(accepted > 50 && accepted < 3_900)
            }
        }
    }
#endif
