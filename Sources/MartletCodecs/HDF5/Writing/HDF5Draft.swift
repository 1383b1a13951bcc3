import MartletNumerics

/// What is written of an HDF5 file so far. Numbers go out at once, what leads to them at the end.
final class HDF5Draft {
    private final class Node {
        let path: String
        /// The messages of a dataset; nil for a group.
        let dataset: [(kind: UInt16, body: HDF5Bytes)]?
        /// By the bytes of their names.
        var members: [[UInt8]: Node] = [:]
        var attributes: [(name: String, strings: [String], shape: [Int])] = []
        /// Where its header is.
        var address = 0

        var sortedMembers: [(name: [UInt8], node: Node)] {
            members.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { ($0.key, $0.value) }
        }

        init(_ path: String, _ dataset: [(kind: UInt16, body: HDF5Bytes)]? = nil) {
            self.path = path
            self.dataset = dataset
        }
    }

    private typealias Kind = HDF5Object.MessageKind

    private let sink: (UnsafeRawBufferPointer) throws -> Void
    private let root = Node("/")
    private var count = 0

    /// - Parameter sink: takes the file's bytes one after another.
    init(_ sink: @escaping (UnsafeRawBufferPointer) throws -> Void) throws {
        self.sink = sink
        // The superblock's place; its numbers are known at the end.
        _ = try write(HDF5Bytes.superblock(root: 0, count: 0).bytes)
    }

    /// Appends bytes at a multiple of eight, and returns the address.
    private func write(_ bytes: UnsafeRawBufferPointer) throws -> Int {
        let padding = -count & 7
        try withUnsafeBytes(of: UInt64(0)) { try sink(UnsafeRawBufferPointer(rebasing: $0[..<padding])) }
        let address = count + padding
        try sink(bytes)
        count = address + bytes.count
        return address
    }

    private func write(_ bytes: [UInt8]) throws -> Int { try bytes.withUnsafeBytes { try write($0) } }
}

extension HDF5Draft {
    /// The group at `path`, made if need be.
    func group(_ path: String) throws { _ = try group(path.utf8.split(separator: UInt8(ascii: "/")), path) }

    private func group(_ parts: [Substring.UTF8View], _ path: String) throws -> Node {
        var node = root
        for part in parts {
            guard node.dataset == nil else { throw HDF5Error(object: path, "'\(node.path)' is a dataset, not a group") }
            guard !part.contains(0) else { throw HDF5Error(object: path, "a name holds a zero byte") }
            let name = Array(part)
            if let member = node.members[name] {
                node = member
            } else {
                let made = Node(node === root ? "\(Substring(part))" : "\(node.path)/\(Substring(part))")
                node.members[name] = made
                node = made
            }
        }
        guard node.dataset == nil else { throw HDF5Error(object: path, "there is a dataset, not a group") }
        return node
    }

    func add(_ tensor: Tensor, _ path: String) throws {
        var parts = path.utf8.split(separator: UInt8(ascii: "/"))
        guard let name = parts.popLast(), !name.contains(0) else {
            throw HDF5Error(object: path, "it needs a name without zero bytes")
        }
        let parent = try group(parts, path)
        guard parent.members[Array(name)] == nil else { throw HDF5Error(object: path, "there is something already") }
        let address = tensor.count == 0 ? nil : try tensor.withUnsafeBytes { try write($0) }
        let layout = HDF5Bytes { message in
            message.append([3, 1])
            message.append(address: address)
            message.append(tensor.count * tensor.dtype.byteCount, 8)
        }
        parent.members[Array(name)] = Node(
            path,
            [
                (Kind.dataspace, .dataspace(Array(tensor.shape))), (Kind.datatype, .datatype(tensor.dtype)),
                // The default: zeros, when there is room to be filled.
                (Kind.fillValue, HDF5Bytes { $0.append([3, 0x0A]) }), (Kind.layout, layout),
            ])
    }

    func set(_ name: String, _ strings: [String], shape: [Int], of path: String) throws {
        let place = "\(path)@\(name)"
        var node = root
        for part in path.utf8.split(separator: UInt8(ascii: "/")) {
            guard let member = node.members[Array(part)] else {
                throw HDF5Error(object: place, "there is no '\(path)' in the file")
            }
            node = member
        }
        guard !name.isEmpty, name.utf8.count < 1 << 15, !name.utf8.contains(0) else {
            throw HDF5Error(object: place, "its name must have 1 to \(1 << 15 - 1) bytes, none of them zero")
        }
        guard !node.attributes.contains(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
            throw HDF5Error(object: place, "there is such an attribute already")
        }
        guard strings.allSatisfy({ !$0.utf8.contains(0) }) else {
            throw HDF5Error(object: place, "a string holds a zero byte")
        }
        node.attributes.append((name, strings, shape))
    }
}

extension HDF5Draft {
    /// Writes what leads to the numbers, and returns the superblock.
    func finish() throws -> [UInt8] {
        let nodes = self.nodes
        var heap = HDF5StringHeap()
        for attribute in nodes.flatMap(\.attributes) {
            for string in attribute.strings where !string.isEmpty {
                if heap.isFull(for: string) { try write(&heap) }
                heap.append(string)
            }
        }
        try write(&heap)
        var strings = heap.places.makeIterator()
        for node in nodes {
            var messages = node.dataset ?? Self.groupMessages
            for (name, member) in node.sortedMembers {
                messages.append((Kind.link, .link(name, to: member.address)))
            }
            for attribute in node.attributes {
                let value = attribute.strings.flatMap { string -> [UInt8] in
                    HDF5StringHeap.reference(to: string, at: string.isEmpty ? nil : strings.next())
                }
                messages.append(
                    (Kind.attribute, .attribute(attribute.name, .string, .dataspace(attribute.shape), value)))
            }
            guard let header = HDF5Bytes.header(messages) else {
                throw HDF5Error(
                    object: node.path, "a name or an attribute takes more than 65,535 bytes; divide it into several")
            }
            node.address = try write(header.bytes)
        }
        return HDF5Bytes.superblock(root: root.address, count: count).bytes
    }

    private func write(_ heap: inout HDF5StringHeap) throws {
        if heap.isEmpty { return }
        heap.place(at: try write(heap.finished()))
    }

    /// A group whose members are all linked from its header.
    private static var groupMessages: [(kind: UInt16, body: HDF5Bytes)] {
        let information = HDF5Bytes { message in
            message.append([0, 0])
            message.append(address: nil)
            message.append(address: nil)
        }
        return [(Kind.linkInfo, information), (Kind.groupInfo, HDF5Bytes { $0.append([0, 0]) })]
    }

    /// All nodes, those below a group before it.
    private var nodes: [Node] {
        var found: [Node] = []
        var waiting = [root]
        while let node = waiting.popLast() {
            found.append(node)
            waiting += node.sortedMembers.map(\.node)
        }
        return found.reversed()
    }
}
