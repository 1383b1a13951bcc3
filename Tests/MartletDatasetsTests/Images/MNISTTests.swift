import MartletCodecs
import MartletDatasets
import MartletNumerics
import Testing

struct MNISTTests {
    let tree = FileTree()

    /// A file in the format: type, lengths, elements.
    static func idx(_ type: UInt8, _ lengths: [Int], _ data: [UInt8]) -> [UInt8] {
        [0, 0, type, UInt8(lengths.count)]
            + lengths.flatMap { length in (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) } } + data
    }

    static let pixels = (0..<3 * 784).map { UInt8(truncatingIfNeeded: $0 / 3) }

    @Test func readsImagesAndLabels() throws {
        try tree.write(Self.idx(8, [3, 28, 28], Self.pixels), to: "t10k-images-idx3-ubyte")
        try tree.write(Self.idx(8, [3], [7, 0, 9]), to: "t10k-labels.idx1-ubyte")
        let data = try MNIST(directory: tree.path).test()
        #expect(data.images.shape == [3, 28, 28, 1] && data.images.array(of: UInt8.self) == Self.pixels)
        #expect(data.labels == Tensor([7, 0, 9] as [Int32]))
        #expect(data.classNames.count == 10 && data.count == 3)
        #expect(data.scaled.array(of: Float.self)[6] == Float(2) / 255)
        #expect(try data.examples([2, 0]).labels == Tensor([9, 7] as [Int32]))
        let error = #expect(throws: FileError.self) { try MNIST(directory: tree.path).train() }
        #expect(error?.path == tree["train-images-idx3-ubyte"])
    }

    @Test func refusesOtherFiles() throws {
        let good = [
            "train-images-idx3-ubyte": Self.idx(8, [3, 28, 28], Self.pixels),
            "train-labels-idx1-ubyte": Self.idx(8, [3], [7, 0, 9]),
        ]
        let images = "train-images-idx3-ubyte"
        let labels = "train-labels-idx1-ubyte"
        for (name, bytes, reason) in [
            (images, Array("PNG?".utf8), "begins like no IDX file"),
            (images, [], "begins like no IDX file"),
            (images, Self.idx(7, [3, 28, 28], Self.pixels), "element type 7 is unknown"),
            (images, Array(Self.idx(8, [3, 28, 28], Self.pixels).dropLast()), "2351 follow the header"),
            (images, Array(Self.idx(8, [3, 28, 28], []).prefix(9)), "ends within its header"),
            (images, Self.idx(8, [0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF], []), "more elements than a tensor can hold"),
            (images, Self.idx(8, Array(repeating: 1, count: 200), [1]), "200 axes"),
            (images, Self.idx(8, [3, 14, 56], Self.pixels), "not images"),
            (labels, Self.idx(8, [2], [1, 2]), "2 labels"),
            (labels, Self.idx(8, [3], [1, 2, 10]), "label 2 is not a digit"),
            (labels, Self.idx(12, [3], Array(repeating: 0, count: 12)), "not labels"),
        ] as [(String, [UInt8], String)] {
            for (name, bytes) in good { try tree.write(bytes, to: name) }
            try tree.write(bytes, to: name)
            let error = #expect(throws: (any Error).self) { try MNIST(directory: tree.path).train() }
            #expect(error is IDXError || error is DataFileError)
            let text = "\(error as Any)"
            #expect(text.contains(reason) && text.contains(name), "\(text)")
        }
    }

    @Test func readsEveryElementType() throws {
        #expect(try IDX.read(bytes: Self.idx(9, [2], [255, 1])) == Tensor([-1, 1] as [Int8]))
        #expect(try IDX.read(bytes: Self.idx(11, [2], [255, 254, 1, 2])) == Tensor([-2, 258] as [Int32]))
        #expect(try IDX.read(bytes: Self.idx(12, [1, 1], [1, 2, 3, 4])) == Tensor([[0x0102_0304]] as [[Int32]]))
        #expect(try IDX.read(bytes: Self.idx(13, [1], [0x3F, 0x80, 0, 0])) == Tensor([1] as [Float]))
        #expect(try IDX.read(bytes: Self.idx(14, [1], [0xC0, 0, 0, 0, 0, 0, 0, 0])) == Tensor([-2] as [Double]))
        #expect(throws: IDXError.self) { try IDX.read(bytes: Self.idx(8, [4], [1, 2, 3, 4]), maximumBytes: 3) }
    }

    /// `printf '\0\0\x08\x01\0\0\0\x03\x05\x06\x07' | gzip -n`, twice a member for the second file.
    @Test func readsCompressedFiles() throws {
        let member: [UInt8] = [
            0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x63, 0x60, 0xE0, 0x60, 0x64, 0x60, 0x60, 0x60, 0x66, 0x65, 0x63,
            0x07,
            0x00, 0x4A, 0x4C, 0xB5, 0xC0, 0x0B, 0, 0, 0,
        ]
        try tree.write(member, to: "a.gz")
        #expect(try IDX.read(tree["a.gz"]) == Tensor([5, 6, 7] as [UInt8]))
        for count in [3, 12, 20, 26, 30] {
            try tree.write(Array(member[..<count]), to: "b.gz")
            #expect(throws: FileError.self) { try IDX.read(tree["b.gz"]) }
        }
        var damaged = member
        damaged[15] ^= 0x40
        try tree.write(damaged, to: "b.gz")
        #expect(throws: FileError.self) { try IDX.read(tree["b.gz"]) }
        try tree.write(member + member, to: "b.gz")  // eleven bytes too many for the array
        #expect(throws: IDXError.self) { try IDX.read(tree["b.gz"]) }
        #expect(throws: IDXError.self) { try IDX.read(tree["a.gz"], maximumBytes: 2) }
    }
}
