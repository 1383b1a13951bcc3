#if Archives
    import CZip

    /// Writes zip archives.
    public enum ArchiveWriter {
        /// Replaces the file at `path` by an archive of `members`, uncompressed, whole or not at all (`AtomicFile`).
        ///
        /// The same members give the same bytes: the archive says that all are of the first of January 1980.
        /// - Throws: `FileError`, `ArchiveError`.
        public static func write(_ members: [(name: String, bytes: [UInt8])], to path: String) throws {
            try AtomicFile.replace(path) { temporary in
                var code: Int32 = 0
                guard let archive = zip_open(temporary, ZIP_CREATE | ZIP_TRUNCATE, &code) else {
                    throw FileError(
                        .create, path, reason: "libzip's error \(code)", advice: "check the disk and the folder")
                }
                do {
                    for (name, bytes) in members { try add(name, bytes, to: archive, path) }
                } catch {
                    zip_discard(archive)
                    throw error
                }
                // The members' bytes are read while the archive is closed.
                let closed = withExtendedLifetime(members) { zip_close(archive) }
                guard closed == 0 else {
                    let reason = String(cString: zip_error_strerror(zip_get_error(archive)))
                    zip_discard(archive)
                    throw FileError(.write, path, reason: reason, advice: "check the disk and the folder")
                }
            }
        }

        private static func add(_ name: String, _ bytes: [UInt8], to archive: OpaquePointer, _ path: String) throws {
            func failure() -> ArchiveError {
                ArchiveError(
                    path, member: name,
                    "it cannot be added: \(String(cString: zip_error_strerror(zip_get_error(archive))))")
            }
            guard
                let source = bytes.withUnsafeBytes({ zip_source_buffer(archive, $0.baseAddress, UInt64($0.count), 0) })
            else { throw failure() }
            let index = zip_file_add(archive, name, source, ZIP_FL_ENC_UTF_8)
            guard index >= 0 else {
                zip_source_free(source)
                throw failure()
            }
            guard zip_set_file_compression(archive, UInt64(index), ZIP_CM_STORE, 0) == 0,
                zip_file_set_dostime(archive, UInt64(index), 0, 0x21, 0) == 0
            else { throw failure() }
        }
    }
#endif
