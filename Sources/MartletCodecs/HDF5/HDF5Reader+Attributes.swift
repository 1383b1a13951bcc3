#if HDF5
    import CHDF5
    import MartletNumerics
    #if canImport(Glibc)
        import Glibc
    #else
        import Darwin
    #endif

    extension HDF5Reader {
        /// The most strings that an attribute may hold, and the most bytes of those with fixed length.
        private static var mostStrings: Int { 1 << 16 }
        private static var mostBytes: Int { 1 << 24 }

        /// The string that the object at `path` has as attribute `name`; nil without such an attribute.
        ///
        /// - Throws: `HDF5Error` when it isn't one string.
        public func string(_ name: String, of path: String = "/") throws -> String? {
            guard let strings = try attribute(name, of: path) else { return nil }
            guard strings.count == 1 else {
                throw HDF5Error(
                    self.path, object: "\(path)@\(name)", "it holds \(strings.count) strings; it must be one")
            }
            return strings[0]
        }

        /// The strings that the object at `path` has as attribute `name`; nil without such an attribute.
        ///
        /// Keras splits lists that are too long for an attribute into `name0`, `name1`, …, which are joined.
        /// - Throws: `HDF5Error` when it doesn't hold strings.
        public func strings(_ name: String, of path: String = "/") throws -> [String]? {
            if let strings = try attribute(name, of: path) { return strings }
            var joined: [String] = []
            var part = 0
            while let strings = try attribute("\(name)\(part)", of: path) {
                joined += strings
                part += 1
            }
            return part == 0 ? nil : joined
        }

        private func attribute(_ name: String, of path: String) throws -> [String]? {
            let place = "\(path)@\(name)"
            return try using {
                let object = try open(path)
                guard H5Aexists(object.id, name) > 0 else { return nil }
                let attribute = try HDF5Handle(H5Aopen(object.id, name, 0), H5Aclose, of: place, "cannot be opened")
                let type = try HDF5Handle(H5Aget_type(attribute.id), H5Tclose, of: place, "its type cannot be read")
                guard H5Tget_class(type.id) == H5T_STRING else {
                    // h5py writes an empty list as floating numbers.
                    if H5Aget_storage_size(attribute.id) == 0 { return [] }
                    throw failure(place, "it must hold strings")
                }
                let space = try HDF5Handle(H5Aget_space(attribute.id), H5Sclose, of: place, "its shape cannot be read")
                let count = try shape(ofSpace: space, place).elementCount
                guard count <= Self.mostStrings else {
                    throw failure(place, "it holds \(count) strings, more than the \(Self.mostStrings) allowed")
                }
                if count == 0 { return [] }
                return H5Tis_variable_str(type.id) > 0
                    ? try variableStrings(attribute.id, type.id, space.id, count, place)
                    : try fixedStrings(attribute.id, type.id, count, place)
            }
        }

        private func variableStrings(
            _ attribute: hid_t, _ type: hid_t, _ space: hid_t, _ count: Int, _ place: String
        ) throws -> [String] {
            try withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<CChar>?.self, capacity: count) { pointers in
                pointers.initialize(repeating: nil)
                guard H5Aread(attribute, type, pointers.baseAddress) >= 0 else { throw failure(place) }
                defer { H5Dvlen_reclaim(type, space, 0, pointers.baseAddress) }
                return try pointers.map { pointer in
                    guard let pointer else { return "" }
                    return try text(
                        UnsafeRawBufferPointer(start: pointer, count: strlen(pointer)).bindMemory(to: UInt8.self), place
                    )
                }
            }
        }

        private func fixedStrings(_ attribute: hid_t, _ type: hid_t, _ count: Int, _ place: String) throws -> [String] {
            let size = H5Tget_size(type)
            guard size > 0, size <= Self.mostBytes / count else {
                throw failure(place, "it takes more than the \(Self.mostBytes) bytes allowed")
            }
            var bytes = [UInt8](repeating: 0, count: count * size)
            guard H5Aread(attribute, type, &bytes) >= 0 else { throw failure(place) }
            return try (0..<count).map { index in
                try text(bytes[index * size..<(index + 1) * size].prefix { $0 != 0 }, place)
            }
        }

        private func text(_ bytes: some Sequence<UInt8>, _ place: String) throws -> String {
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw failure(place, "a string isn't valid UTF-8")
            }
            return text
        }
    }
#endif
