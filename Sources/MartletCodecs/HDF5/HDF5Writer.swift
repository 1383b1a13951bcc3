#if HDF5
    import CHDF5
    public import MartletNumerics

    /// An HDF5 file being written. Objects are named by their paths; the groups above them are made as needed.
    ///
    /// The same calls give the same bytes.
    public struct HDF5Writer: ~Copyable {
        private let path: String?
        private var file: hid_t

        /// Replaces the file at `path` by what `body` writes, whole or not at all (`AtomicFile`).
        ///
        /// - Throws: `FileError`, `HDF5Error`, or what `body` throws.
        public static func write(to path: String, _ body: (borrowing HDF5Writer) throws -> Void) throws {
            try AtomicFile.replace(path) { temporary in
                var writer = try HDF5Writer(path) { H5Fcreate(temporary, martlet_hdf5_create(), 0, 0) }
                try body(writer)
                try writer.close()
            }
        }

        /// The contents of the file that `body` writes.
        ///
        /// - Throws: `HDF5Error`, or what `body` throws.
        public static func bytes(_ body: (borrowing HDF5Writer) throws -> Void) throws -> [UInt8] {
            let writer = try HDF5Writer(nil) {
                let access = martlet_hdf5_file_access()
                defer { H5Pclose(access) }
                guard H5Pset_fapl_core(access, 1 << 20, false) >= 0 else { return -1 }
                return H5Fcreate("memory", martlet_hdf5_create(), 0, access)
            }
            try body(writer)
            return try writer.image()
        }

        private init(_ path: String?, create: () -> hid_t) throws {
            self.path = path
            file = try HDF5Library.locked { () throws -> hid_t in
                let file = create()
                guard file >= 0 else { throw HDF5Error(path, "it cannot be made: \(HDF5Library.reason)") }
                return file
            }
        }

        deinit { if file >= 0 { HDF5Library.close(file) } }

        private mutating func close() throws {
            let closing = file
            file = -1
            try HDF5Library.locked {
                guard H5Fclose(closing) >= 0 else {
                    throw HDF5Error(path, "it cannot be written: \(HDF5Library.reason); check the disk")
                }
            }
        }

        private func image() throws -> [UInt8] {
            try HDF5Library.locked {
                guard H5Fflush(file, H5F_SCOPE_LOCAL) >= 0, case let count = H5Fget_file_image(file, nil, 0), count > 0
                else { throw HDF5Error(nil, "it cannot be written: \(HDF5Library.reason)") }
                return try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
                    guard H5Fget_file_image(file, buffer.baseAddress, count) == count else {
                        throw HDF5Error(nil, "it cannot be written: \(HDF5Library.reason)")
                    }
                    initialized = count
                }
            }
        }
    }

    extension HDF5Writer {
        /// Makes the group at `path` unless it is there.
        ///
        /// - Throws: `HDF5Error`.
        public func createGroup(_ path: String) throws { try using(path) { _ = try group(path.split(separator: "/")) } }

        /// Writes a dataset to `path`.
        ///
        /// - Throws: `HDF5Error`, also when there is something already.
        public func write(_ tensor: Tensor, to path: String) throws {
            try using(path) {
                var parts = path.split(separator: "/")
                guard let name = parts.popLast() else { throw HDF5Error(object: path, "it needs a name") }
                let parent = try group(parts)
                let lengths = tensor.shape.map { hsize_t($0) }
                let space = try HDF5Handle(
                    lengths.isEmpty ? H5Screate(H5S_SCALAR) : H5Screate_simple(Int32(lengths.count), lengths, nil),
                    H5Sclose, of: path, "cannot be written")
                let creation = try HDF5Handle(
                    martlet_hdf5_dataset_creation(), H5Pclose, of: path, "cannot be written")
                // Times would make every file different.
                H5Pset_obj_track_times(creation.id, false)
                let type = HDF5Element(tensor.dtype).memoryType
                let dataset = try HDF5Handle(
                    H5Dcreate2(parent.id, String(name), type, space.id, 0, creation.id, 0), H5Dclose, of: path,
                    "cannot be written")
                guard
                    tensor.count == 0
                        || tensor.withUnsafeBytes({ H5Dwrite(dataset.id, type, 0, 0, 0, $0.baseAddress) }) >= 0
                else { throw HDF5Error(object: path, "it cannot be written: \(HDF5Library.reason)") }
            }
        }

        /// Gives the object at `path` a string as attribute.
        ///
        /// - Throws: `HDF5Error`.
        public func set(_ name: String, to string: String, of path: String = "/") throws {
            try setAttribute(name, [string], isScalar: true, of: path)
        }

        /// Gives the object at `path` a list of strings as attribute.
        ///
        /// - Throws: `HDF5Error`.
        public func set(_ name: String, to strings: [String], of path: String) throws {
            try setAttribute(name, strings, isScalar: false, of: path)
        }

        private func setAttribute(_ name: String, _ strings: [String], isScalar: Bool, of path: String) throws {
            let place = "\(path)@\(name)"
            try using(place) {
                let object = try HDF5Handle(H5Oopen(file, path, 0), H5Oclose, of: path, "cannot be opened")
                let type = try HDF5Handle(martlet_hdf5_string(), H5Tclose, of: place, "cannot be written")
                let space = try HDF5Handle(
                    isScalar ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, [hsize_t(strings.count)], nil), H5Sclose,
                    of: place, "cannot be written")
                let attribute = try HDF5Handle(
                    H5Acreate2(object.id, name, type.id, space.id, 0, 0), H5Aclose, of: place, "cannot be written")
                let pointers = strings.map { $0.utf8CString }.map { text in
                    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: text.count)
                    copy.initialize(from: Array(text), count: text.count)
                    return copy
                }
                defer { pointers.forEach { $0.deallocate() } }
                guard strings.isEmpty || H5Awrite(attribute.id, type.id, pointers) >= 0 else {
                    throw HDF5Error(object: place, "it cannot be written: \(HDF5Library.reason)")
                }
            }
        }

        /// Opens a group, made if need be.
        private func group(_ parts: [Substring]) throws -> HDF5Handle {
            var place = try HDF5Handle(H5Gopen2(file, "/", 0), H5Gclose, of: "/", "cannot be opened")
            for part in parts {
                let isThere = martlet_hdf5_is_hard_link(place.id, String(part)) == 1
                place = try HDF5Handle(
                    isThere
                        ? H5Gopen2(place.id, String(part), 0) : H5Gcreate2(place.id, String(part), 0, 0, 0),
                    H5Gclose, of: parts.joined(separator: "/"), "the group cannot be made")
            }
            return place
        }

        private func using(_ object: String, _ body: () throws -> Void) throws {
            do {
                try HDF5Library.locked(body)
            } catch var error as HDF5Error {
                error.path = path
                throw error
            }
        }
    }
#endif
