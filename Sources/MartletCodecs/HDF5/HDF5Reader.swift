#if HDF5
    import CHDF5

    /// An HDF5 file opened for reading. Objects are named by their paths, such as `layers/dense/vars/0`.
    ///
    /// libhdf5 trusts what lies inside a file: one that is cut short is refused, but one that was damaged or made to do harm
    /// may crash the library and the process with it. What comes from strangers belongs into a process of its own.
    ///
    /// Links that lead to other files aren't followed, nor data kept in other files read. float16 and bfloat16 are read as
    /// float32, int16 and uint16 as int32, uint32 as int64.
    public struct HDF5Reader: ~Copyable {
        /// The file, or nil for bytes in memory.
        public let path: String?
        let file: hid_t
        /// The length of the file.
        let byteCount: Int
        /// The most bytes that one tensor may take in memory.
        let maximumBytes: Int

        /// Opens the file at `path`; each of its tensors may take `maximumBytes` in memory.
        ///
        /// - Throws: `FileError`, `HDF5Error`.
        public init(path: String, maximumBytes: Int = Safetensors.defaultBudget) throws {
            // Says why a file cannot be opened more clearly than the library does.
            let count = try FileReader(path).count
            let file = try HDF5Library.locked { () throws -> hid_t in
                let file = H5Fopen(path, martlet_hdf5_read_only(), 0)
                guard file >= 0 else { throw Self.notHDF5(path) }
                return file
            }
            self.init(path, file, count, maximumBytes)
        }

        /// Opens a file's contents; each of its tensors may take `maximumBytes` in memory.
        ///
        /// - Throws: `HDF5Error`.
        public init(bytes: [UInt8], maximumBytes: Int = Safetensors.defaultBudget) throws {
            let file = try HDF5Library.locked { () throws -> hid_t in
                let access = try HDF5Handle(martlet_hdf5_file_access(), H5Pclose, of: nil, "cannot be opened")
                guard !bytes.isEmpty, H5Pset_fapl_core(access.id, 1 << 20, false) >= 0,
                    bytes.withUnsafeBytes({
                        H5Pset_file_image(access.id, UnsafeMutableRawPointer(mutating: $0.baseAddress), $0.count)
                    }) >= 0
                else { throw Self.notHDF5(nil) }
                let file = H5Fopen("memory", martlet_hdf5_read_only(), access.id)
                guard file >= 0 else { throw Self.notHDF5(nil) }
                return file
            }
            self.init(nil, file, bytes.count, maximumBytes)
        }

        private init(_ path: String?, _ file: hid_t, _ byteCount: Int, _ maximumBytes: Int) {
            self.path = path
            self.file = file
            self.byteCount = byteCount
            self.maximumBytes = maximumBytes
        }

        deinit { HDF5Library.close(file) }

        private static func notHDF5(_ path: String?) -> HDF5Error {
            HDF5Error(
                path, "it is no HDF5 file, or is cut short or damaged: \(HDF5Library.reason); give a complete one")
        }
    }

    extension HDF5Reader {
        /// What lies in a group.
        public struct Member: Sendable, Hashable {
            public enum Kind: Sendable, Hashable { case group, dataset, other }
            public var name: String
            public var kind: Kind

            package init(name: String, kind: Kind) {
                self.name = name
                self.kind = kind
            }
        }

        private static var mostMembers: Int { 1 << 20 }

        /// The members of the group at `path`, sorted by name.
        ///
        /// - Throws: `HDF5Error`.
        public func members(of path: String = "/") throws -> [Member] {
            try using {
                let group = try open(path, as: H5I_GROUP)
                var info = H5G_info_t()
                guard H5Gget_info(group.id, &info) >= 0 else { throw failure(path) }
                guard info.nlinks <= UInt64(Self.mostMembers) else {
                    throw failure(path, "it has \(info.nlinks) members, more than the \(Self.mostMembers) allowed")
                }
                return try (0..<info.nlinks).map { index in
                    let name = try linkName(group.id, index, in: path)
                    guard martlet_hdf5_is_hard_link(group.id, name) == 1 else {
                        return Member(name: name, kind: .other)
                    }
                    let object = try HDF5Handle(
                        H5Oopen(group.id, name, 0), H5Oclose, of: "\(path)/\(name)", "cannot be opened")
                    let kind: Member.Kind =
                        switch H5Iget_type(object.id) {
                        case H5I_GROUP: .group
                        case H5I_DATASET: .dataset
                        default: .other
                        }
                    return Member(name: name, kind: kind)
                }
            }
        }

        /// Whether there is a group or a dataset at `path` that can be opened.
        public func contains(_ path: String) throws -> Bool {
            try using {
                do {
                    _ = try open(path)
                    return true
                } catch is HDF5Error {
                    return false
                }
            }
        }

        private func linkName(_ group: hid_t, _ index: hsize_t, in path: String) throws -> String {
            let length = H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, index, nil, 0, 0)
            guard (1...4096).contains(length) else { throw failure(path, "the name of a member cannot be read") }
            var name = [CChar](repeating: 0, count: length + 1)
            guard H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, index, &name, name.count, 0) == length
            else { throw failure(path) }
            return String(decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    extension HDF5Reader {
        /// Runs `body` under the library's lock and puts the file's name to what it throws.
        func using<R>(_ body: () throws -> R) throws -> R {
            do {
                return try HDF5Library.locked(body)
            } catch var error as HDF5Error {
                error.path = path
                throw error
            }
        }

        /// An error about the object at `path`, by default what the library said.
        func failure(_ path: String, _ reason: String? = nil) -> HDF5Error {
            HDF5Error(object: path, reason ?? "it cannot be read: \(HDF5Library.reason)")
        }

        /// Opens an object by hard links alone.
        ///
        /// - Throws: `HDF5Error` where there is none, or one of another type than `type`.
        func open(_ path: String, as type: H5I_type_t? = nil) throws -> HDF5Handle {
            var place = try HDF5Handle(H5Gopen2(file, "/", 0), H5Gclose, of: "/", "cannot be opened")
            for part in path.split(separator: "/") {
                let name = String(part)
                guard !name.utf8.contains(0) else { throw failure(path, "a name holds a zero byte") }
                switch martlet_hdf5_is_hard_link(place.id, name) {
                case 1: break
                case 0: throw failure(path, "'\(name)' is a link to elsewhere, which isn't followed")
                default: throw failure(path, "there is no '\(name)' in the file")
                }
                place = try HDF5Handle(H5Oopen(place.id, name, 0), H5Oclose, of: path, "cannot be opened")
            }
            guard type == nil || H5Iget_type(place.id) == type else {
                throw failure(path, "it is no \(type == H5I_GROUP ? "group" : "dataset")")
            }
            return place
        }
    }
#endif
