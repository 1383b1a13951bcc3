/// What lies in a group, by name.
struct HDF5Link {
    /// The name's bytes, usually UTF-8.
    let name: [UInt8]
    /// The address of the object; nil for links that say a path or another file.
    let target: Int?

    private static let longestName = 1 << 16

    init(_ name: ArraySlice<UInt8>, target: Int?, in cursor: HDF5Cursor) throws {
        guard !name.isEmpty, name.count <= Self.longestName else {
            throw cursor.failure("it holds a name of \(name.count) bytes; the file is damaged")
        }
        self.name = Array(name)
        self.target = target
    }

    /// - Parameter body: a link message.
    init(_ body: HDF5Cursor) throws {
        var body = body
        try body.version(1...1)
        let flags = try body.byte()
        let kind = flags & 0x08 == 0 ? 0 : try body.byte()
        try body.skip((flags & 0x04 == 0 ? 0 : 8) + (flags & 0x10 == 0 ? 0 : 1))
        let name = try body.bytes(body.size(1 << Int(flags & 3)))
        try self.init(name, target: kind == 0 ? body.definedAddress() : nil, in: body)
    }
}

extension HDF5Storage {
    /// The members of a group, sorted by the bytes of their names.
    func links(of object: HDF5Object) throws -> [HDF5Link] {
        if let links = object.links { return links }
        var links: [HDF5Link] = []
        if var table = try object.message(HDF5Object.MessageKind.symbolTable) {
            links = try symbols(tree: table.definedAddress(), heap: table.definedAddress())
        }
        for message in object.messages where message.kind == HDF5Object.MessageKind.link {
            links.append(try HDF5Link(message.body))
        }
        if var information = try object.message(HDF5Object.MessageKind.linkInfo) {
            try information.version(0...0)
            let flags = try information.byte()
            try information.skip(flags & 1 == 0 ? 0 : 8)
            if let heap = try information.address() {
                links += try denseLinks(heap: heap, tree: information.definedAddress())
            }
        }
        links.sort { $0.name.lexicographicallyPrecedes($1.name) }
        for (one, next) in zip(links, links.dropFirst()) where one.name == next.name {
            throw failure(
                at: object.address,
                "the group has two members called '\(String(decoding: one.name, as: UTF8.self))'; the file is damaged")
        }
        object.links = links
        return links
    }

    /// The member of a group with the given name; nil if there is none.
    func link(_ name: [UInt8], of object: HDF5Object) throws -> HDF5Link? {
        let links = try links(of: object)
        var (low, high) = (0, links.count)
        while low < high {
            let middle = (low + high) / 2
            if links[middle].name.lexicographicallyPrecedes(name) { low = middle + 1 } else { high = middle }
        }
        return low < links.count && links[low].name == name ? links[low] : nil
    }

    /// The older kind of group: a tree of nodes with symbols, whose names lie in a heap.
    private func symbols(tree: Int, heap: Int) throws -> [HDF5Link] {
        let names = try localHeap(at: heap)
        var links: [HDF5Link] = []
        try visitTree("the group's tree", at: tree, kind: 0, keyBytes: lengthBytes) { _, child in
            var head = try block("the symbol node", at: child, count: 8)
            try head.signature("SNOD")
            try head.version(1...1)
            try head.skip(1)
            let entryBytes = lengthBytes + addressBytes + 24
            var entries = try block("the symbol node", at: child + 8, count: head.integer(2) * entryBytes)
            while entries.remaining > 0 {
                var entry = try entries.part(entryBytes)
                var name = names
                try name.skip(entry.size())
                let text = try name.bytesToZero()
                try spend(text.count, at: entry.place)
                let target = try entry.address()
                let isSoft = try entry.unsigned(4) == 2
                links.append(try HDF5Link(text, target: isSoft ? nil : target, in: entry))
            }
        }
        return links
    }

    /// The bytes in which names of symbols lie.
    private func localHeap(at address: Int) throws -> HDF5Cursor {
        var heap = try block("the local heap", at: address, count: 8 + 2 * lengthBytes + addressBytes)
        try heap.signature("HEAP")
        try heap.version(0...0)
        try heap.skip(3)
        let count = try heap.size()
        try heap.skip(lengthBytes)
        return try block("the local heap", at: heap.definedAddress(), count: count)
    }

    /// Links of large groups: in a fractal heap, found by a tree of their names.
    private func denseLinks(heap: Int, tree: Int) throws -> [HDF5Link] {
        let heap = try HDF5FractalHeap(self, at: heap)
        var links: [HDF5Link] = []
        try visitRecords("the group's tree", at: tree, kinds: [5]) { record in
            try record.skip(4)
            links.append(try HDF5Link(heap.object(&record, of: self)))
        }
        return links
    }
}
