#if HDF5
    import CHDF5
    import Synchronization

    /// libhdf5, which does one thing at a time: everything that calls it holds its lock.
    enum HDF5Library {
        private static let lock = Mutex<Void>(())

        /// Runs `body` while nobody else uses the library.
        static func locked<R>(_ body: () throws -> R) throws -> R {
            try lock.withLock { _ in
                martlet_hdf5_prepare()
                return try body()
            }
        }

        /// Closes a file while nobody else uses the library.
        static func close(_ file: hid_t) { lock.withLock { _ in _ = H5Fclose(file) } }

        /// What the library said when it failed last.
        static var reason: String {
            let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
                martlet_hdf5_reason(buffer.baseAddress!)
                return String(cString: buffer.baseAddress!)
            }
            return text.isEmpty ? "libhdf5 fails without saying why" : "libhdf5 says '\(text)'"
        }
    }

    /// Something of the library's that is open, and closed by the right function when it goes out of scope.
    struct HDF5Handle: ~Copyable {
        let id: hid_t
        private let close: (hid_t) -> herr_t

        /// - Throws: `HDF5Error` on `object` if `id` is what the library returns when it fails.
        init(_ id: hid_t, _ close: @escaping (hid_t) -> herr_t, of object: String?, _ what: String) throws {
            guard id >= 0 else { throw HDF5Error(object: object, "\(what): \(HDF5Library.reason)") }
            self.id = id
            self.close = close
        }

        deinit { _ = close(id) }
    }
#endif
