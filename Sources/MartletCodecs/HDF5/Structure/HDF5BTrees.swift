extension HDF5Storage {
    private static var deepest: Int { 32 }

    /// Goes through the leaves of a tree of version 1, from left to right.
    ///
    /// - Parameters:
    ///   - kind: 0 for a group's, 1 for a dataset's chunks.
    ///   - body: gets the key before each child, and the child's address.
    func visitTree(
        _ what: String, at address: Int, kind: UInt8, keyBytes: Int, level: Int? = nil,
        _ body: (_ key: inout HDF5Cursor, _ child: Int) throws -> Void
    ) throws {
        let headBytes = 8 + 2 * addressBytes
        var head = try block(what, at: address, count: headBytes)
        try head.signature("TREE")
        guard try head.byte() == kind else { throw head.failure("it is a tree of another kind; the file is damaged") }
        let found = Int(try head.byte())
        guard found == level ?? found, found <= Self.deepest else {
            throw head.failure("it is at level \(found), not one below its parent's; the file is damaged")
        }
        let entryBytes = keyBytes + addressBytes
        var entries = try block(what, at: address + headBytes, count: head.integer(2) * entryBytes)
        while entries.remaining > 0 {
            var key = try entries.part(keyBytes)
            let child = try entries.definedAddress()
            if found == 0 {
                try body(&key, child)
            } else {
                try visitTree(what, at: child, kind: kind, keyBytes: keyBytes, level: found - 1, body)
            }
        }
    }

    /// Goes through the records of a tree of version 2.
    ///
    /// - Parameter kinds: what its records may be.
    /// - Returns: the kind that they are.
    @discardableResult
    func visitRecords(
        _ what: String, at address: Int, kinds: [UInt8], _ body: (_ record: inout HDF5Cursor) throws -> Void
    ) throws -> UInt8 {
        var head = try block(what, at: address, count: 22 + addressBytes + lengthBytes)
        try head.verifyChecksum(verifiesChecksums)
        try head.signature("BTHD")
        try head.version(0...0)
        let kind = try head.byte()
        guard kinds.contains(kind) else { throw head.failure("it is a tree of another kind; the file is damaged") }
        let (nodeBytes, recordBytes, depth) = (try head.size(4), try head.integer(2), try head.integer(2))
        try head.skip(2)
        guard recordBytes > 0, depth <= Self.deepest else {
            throw head.failure("its records have \(recordBytes) bytes at depth \(depth); the file is damaged")
        }
        guard let root = try head.address() else { return kind }
        let sizes = try RecordTree(kind, head, nodeBytes, recordBytes, depth, addressBytes)
        try visitNode(what, at: root, count: head.integer(2), depth: depth, sizes, body)
        return kind
    }

    private func visitNode(
        _ what: String, at address: Int, count: Int, depth: Int, _ tree: RecordTree,
        _ body: (_ record: inout HDF5Cursor) throws -> Void
    ) throws {
        guard count <= tree.mostRecords else {
            throw failure(at: address, "\(what) has a node of \(count) records, more than fit; the file is damaged")
        }
        let childBytes = depth == 0 ? 0 : tree.childBytes[depth - 1]
        let size = 10 + count * tree.recordBytes + (depth == 0 ? 0 : (count + 1) * childBytes)
        var node = try block(what, at: address, count: size)
        try node.verifyChecksum(verifiesChecksums)
        try node.signature(depth == 0 ? "BTLF" : "BTIN")
        try node.version(0...0)
        guard try node.byte() == tree.kind else {
            throw node.failure("it is a tree of another kind; the file is damaged")
        }
        var records = try node.part(count * tree.recordBytes)
        for index in 0...count {
            if depth > 0 {
                var child = try node.part(childBytes)
                let place = try child.definedAddress()
                try visitNode(
                    what, at: place, count: child.integer(tree.countBytes), depth: depth - 1, tree, body)
            }
            if index < count {
                var record = try records.part(tree.recordBytes)
                try body(&record)
            }
        }
    }

    /// How wide the fields of a tree of version 2 are, which its node size decides.
    private struct RecordTree {
        let kind: UInt8
        let recordBytes: Int
        /// The most records of a node.
        let mostRecords: Int
        /// The width of a number of records in a node.
        let countBytes: Int
        /// The bytes of a pointer to a child at each depth.
        private(set) var childBytes: [Int] = []

        init(
            _ kind: UInt8, _ head: HDF5Cursor, _ nodeBytes: Int, _ recordBytes: Int, _ depth: Int, _ addressBytes: Int
        ) throws {
            self.kind = kind
            self.recordBytes = recordBytes
            var most = max(nodeBytes - 10, 0) / recordBytes
            guard most > 0 else { throw head.failure("its nodes are too small for a record; the file is damaged") }
            mostRecords = most
            countBytes = Self.width(most)
            var (total, totalBytes) = (most, 0)
            for _ in 0..<depth {
                let child = addressBytes + countBytes + totalBytes
                childBytes.append(child)
                most = max(nodeBytes - 10 - child, 0) / (recordBytes + child)
                let (product, overflow) = (most + 1).multipliedReportingOverflow(by: total)
                guard most > 0, !overflow, product <= 1 << 56 else {
                    throw head.failure("its depth doesn't go with the size of its nodes; the file is damaged")
                }
                total = product + most
                totalBytes = Self.width(total)
            }
        }

        /// The bytes that a number up to `most` needs.
        private static func width(_ most: Int) -> Int { (Int.bitWidth - most.leadingZeroBitCount + 7) / 8 }
    }
}
