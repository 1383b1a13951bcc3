/// A group, a dataset or a named type: the messages of its header.
final class HDF5Object {
    struct Message {
        let kind: UInt16
        /// Whether what it says lies elsewhere.
        let isShared: Bool
        let body: HDF5Cursor
    }

    enum MessageKind {
        static let dataspace: UInt16 = 0x01
        static let linkInfo: UInt16 = 0x02
        static let datatype: UInt16 = 0x03
        static let oldFillValue: UInt16 = 0x04
        static let fillValue: UInt16 = 0x05
        static let link: UInt16 = 0x06
        static let externalFiles: UInt16 = 0x07
        static let layout: UInt16 = 0x08
        static let groupInfo: UInt16 = 0x0A
        static let filters: UInt16 = 0x0B
        static let attribute: UInt16 = 0x0C
        static let continuation: UInt16 = 0x10
        static let symbolTable: UInt16 = 0x11
        static let attributeInfo: UInt16 = 0x15
    }

    let address: Int
    private(set) var messages: [Message] = []
    private(set) lazy var kind = findKind()

    var links: [HDF5Link]?
    var attributes: [HDF5Attribute]?

    init(_ storage: HDF5Storage, at address: Int) throws {
        self.address = address
        let first = try storage.block("the object header", at: address, count: min(4, storage.count - address))
        var start = first
        if try start.remaining == 4 && start.bytes(4).elementsEqual("OHDR".utf8) {
            try readNew(storage)
        } else {
            try readOld(storage)
        }
    }

    /// The only message of a kind; nil if there is none.
    func message(_ kind: UInt16) throws -> HDF5Cursor? {
        guard let message = messages.first(where: { $0.kind == kind }) else { return nil }
        guard !message.isShared else {
            throw message.body.failure("it lies elsewhere in the file, by a type with a name; such files aren't read")
        }
        return message.body
    }

    func has(_ kind: UInt16) -> Bool { messages.contains { $0.kind == kind } }

    private func findKind() -> HDF5Reader.Member.Kind {
        if has(MessageKind.layout) { return .dataset }
        return [MessageKind.symbolTable, MessageKind.linkInfo, MessageKind.link].contains(where: has) ? .group : .other
    }
}

extension HDF5Object {
    private func readOld(_ storage: HDF5Storage) throws {
        var prefix = try storage.block("the object header", at: address, count: 16)
        try prefix.version(1...1)
        try prefix.skip(1)
        var left = try prefix.integer(2)
        try prefix.skip(4)
        var blocks = Blocks(try prefix.size(4), at: address + 16)
        while left > 0, let (place, count) = blocks.next() {
            var block = try storage.block("the object header", at: place, count: count)
            while left > 0, block.remaining >= 8 {
                let (kind, size) = (UInt16(try block.unsigned(2)), try block.integer(2))
                let flags = try block.byte()
                try block.skip(3)
                try add(kind, flags, block.part(size, "the message"), &blocks)
                left -= 1
            }
        }
        guard left == 0 else {
            throw prefix.failure("it ends \(left) messages too early; the file is damaged")
        }
    }

    private func readNew(_ storage: HDF5Storage) throws {
        var prefix = try storage.block("the object header", at: address, count: min(34, storage.count - address))
        try prefix.signature("OHDR")
        try prefix.version(2...2)
        let flags = try prefix.byte()
        try prefix.skip((flags & 0x20 == 0 ? 0 : 16) + (flags & 0x10 == 0 ? 0 : 4))
        let count = try prefix.size(1 << Int(flags & 3))
        let length = prefix.place - address
        var block = try storage.block("the object header", at: address, count: length + count + 4)
        try block.verifyChecksum(storage.verifiesChecksums)
        try block.skip(length)
        var blocks = Blocks()
        try readMessages(&block, areNumbered: flags & 0x04 != 0, &blocks)
        while let (place, count) = blocks.next() {
            var block = try storage.block("the object header", at: place, count: count)
            try block.verifyChecksum(storage.verifiesChecksums)
            try block.signature("OCHK")
            try readMessages(&block, areNumbered: flags & 0x04 != 0, &blocks)
        }
    }

    private func readMessages(_ block: inout HDF5Cursor, areNumbered: Bool, _ blocks: inout Blocks) throws {
        // What is shorter than a message is a gap.
        while block.remaining >= (areNumbered ? 6 : 4) {
            let (kind, size) = (UInt16(try block.byte()), try block.integer(2))
            let flags = try block.byte()
            if areNumbered { try block.skip(2) }
            try add(kind, flags, block.part(size, "the message"), &blocks)
        }
    }

    private func add(_ kind: UInt16, _ flags: UInt8, _ body: HDF5Cursor, _ blocks: inout Blocks) throws {
        switch kind {
        case 0: break
        case MessageKind.continuation:
            var body = body
            let place = try body.definedAddress()
            guard blocks.add(try body.size(), at: place) else {
                throw body.failure("the object header continues where it has been; the file is damaged")
            }
        default: messages.append(Message(kind: kind, isShared: flags & 2 != 0, body: body))
        }
    }

    /// The blocks of a header that are still to be read; none twice.
    private struct Blocks {
        private var waiting: [(address: Int, count: Int)] = []
        private var known: Set<Int> = []
        private var done = 0

        init() {}

        init(_ count: Int, at address: Int) { _ = add(count, at: address) }

        mutating func add(_ count: Int, at address: Int) -> Bool {
            waiting.append((address, count))
            return known.insert(address).inserted
        }

        mutating func next() -> (Int, Int)? {
            guard done < waiting.count else { return nil }
            done += 1
            return waiting[done - 1]
        }
    }
}

extension HDF5Storage {
    /// The object at `address`, read once.
    func object(at address: Int) throws -> HDF5Object {
        if let object = objects[address] { return object }
        let object = try HDF5Object(self, at: address)
        try checkAttributes(of: object)
        objects[address] = object
        return object
    }
}
