#if Archives
    import CZip

    /// A zip archive opened for reading, such as a `.keras` or an `.npz` file.
    ///
    /// Archives are refused that repeat a name, name members outside of a folder they would be unpacked into, or claim
    /// far more than they hold.
    public struct ArchiveReader {
        /// A file in the archive.
        public struct Member: Sendable, Hashable {
            /// Its path in the archive, with `/` between folders.
            public let name: String
            /// Its size when unpacked.
            public let byteCount: Int
            /// Its size in the archive.
            public let storedByteCount: Int
            fileprivate let index: UInt64
        }

        /// The archive's file.
        public let path: String
        /// The archive's files, in their order; folders aren't among them.
        public let members: [Member]
        private let handle: ArchiveHandle

        /// Opens the archive at `path`, whose members may take `maximumBytes` together.
        ///
        /// - Throws: `FileError`, `ArchiveError`.
        public init(path: String, maximumBytes: Int = Safetensors.defaultBudget) throws {
            // Says why a file cannot be opened more clearly than the library does.
            _ = try FileReader(path)
            var code: Int32 = 0
            guard let archive = zip_open(path, ZIP_RDONLY, &code) else { throw Self.notZip(path, code) }
            let handle = ArchiveHandle(archive: archive)
            members = try handle.members(path, maximumBytes)
            self.path = path
            self.handle = handle
        }

        private static func notZip(_ path: String, _ code: Int32) -> ArchiveError {
            var error = zip_error_t()
            zip_error_init_with_code(&error, code)
            defer { zip_error_fini(&error) }
            let reason = String(cString: zip_error_strerror(&error))
            return ArchiveError(
                path, "it is no zip archive, or is cut short or damaged ('\(reason)'); give a complete one")
        }
    }

    extension ArchiveReader {
        /// The member called `name`; nil if there is none.
        public subscript(name: String) -> Member? { members.first { $0.name == name } }

        /// The bytes of the member called `name`.
        ///
        /// - Throws: `ArchiveError` when there is none, or its bytes are damaged.
        public func contents(of name: String) throws -> [UInt8] {
            guard let member = self[name] else {
                let names = members.prefix(20).map(\.name).joined(separator: ", ")
                throw ArchiveError(path, member: name, "there is none; the archive holds \(names)")
            }
            guard let file = zip_fopen_index(handle.archive, member.index, 0) else {
                throw ArchiveError(path, member: name, "it cannot be read: \(handle.reason)")
            }
            defer { zip_fclose(file) }
            func damaged() -> ArchiveError {
                let reason = String(cString: zip_error_strerror(zip_file_get_error(file)))
                return ArchiveError(path, member: name, "it is cut short or damaged ('\(reason)')")
            }
            let bytes = try [UInt8](unsafeUninitializedCapacity: member.byteCount) { buffer, done in
                while done < buffer.count {
                    let got = zip_fread(file, buffer.baseAddress! + done, UInt64(buffer.count - done))
                    guard got > 0 else { throw damaged() }
                    done += Int(got)
                }
            }
            // The checksum is compared at the end.
            var more: UInt8 = 0
            guard zip_fread(file, &more, 1) == 0 else { throw damaged() }
            return bytes
        }
    }

    /// An open archive of libzip's.
    private final class ArchiveHandle {
        let archive: OpaquePointer

        init(archive: OpaquePointer) { self.archive = archive }

        private static let mostMembers = 1 << 20
        /// A member that inflates more than so many times, to more than so many bytes, is refused.
        private static let mostInflation = 100
        private static let harmlessBytes = 64 << 20

        deinit { zip_discard(archive) }

        /// The archive's files, checked.
        func members(_ path: String, _ maximumBytes: Int) throws -> [ArchiveReader.Member] {
            let count = zip_get_num_entries(archive, 0)
            guard 0...Int64(Self.mostMembers) ~= count else {
                throw ArchiveError(path, "it has \(count) members, more than the \(Self.mostMembers) allowed")
            }
            var members: [ArchiveReader.Member] = []
            var names: Set<String> = []
            var budget = maximumBytes
            for index in 0..<UInt64(count) {
                var status = zip_stat_t()
                zip_stat_init(&status)
                guard zip_stat_index(archive, index, 0, &status) == 0, let raw = status.name else {
                    throw ArchiveError(path, "member \(index) cannot be read: \(reason)")
                }
                let name = String(cString: raw)
                guard names.insert(name).inserted else {
                    throw ArchiveError(path, member: name, "it occurs twice; names must be unique")
                }
                try checkName(name, path)
                if name.hasSuffix("/") { continue }
                let (bytes, stored) = (Int(clamping: status.size), Int(clamping: status.comp_size))
                guard bytes <= budget else {
                    throw ArchiveError(
                        path, member: name, "the members take more than the \(maximumBytes) bytes allowed")
                }
                guard bytes <= Self.harmlessBytes || bytes / Self.mostInflation <= stored else {
                    throw ArchiveError(
                        path, member: name,
                        "\(stored) bytes would become \(bytes), more than \(Self.mostInflation) times as many")
                }
                budget -= bytes
                members.append(
                    ArchiveReader.Member(name: name, byteCount: bytes, storedByteCount: stored, index: index))
            }
            return members
        }

        /// Refuses names that lead out of a folder.
        private func checkName(_ name: String, _ path: String) throws {
            let parts = (name.hasSuffix("/") ? name.dropLast() : name[...])
                .split(separator: "/", omittingEmptySubsequences: false)
            guard !name.contains("\\"), parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
                throw ArchiveError(path, member: name, "the name must be a path below the archive's root")
            }
        }

        var reason: String { "'\(String(cString: zip_error_strerror(zip_get_error(archive))))'" }
    }
#endif
