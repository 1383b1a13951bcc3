extension HDF5Reader {
    /// The string that the object at `path` has as attribute `name`; nil without such an attribute.
    ///
    /// - Throws: `HDF5Error` when it isn't one string.
    public func string(_ name: String, of path: String = "/") throws -> String? {
        guard let strings = try attribute(name, of: path) else { return nil }
        guard strings.count == 1 else {
            throw HDF5Error(self.path, object: "\(path)@\(name)", "it holds \(strings.count) strings; it must be one")
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
        try using("\(path)@\(name)") {
            try storage.attribute(Array(name.utf8), of: open(path))?.strings(storage)
        }
    }
}
