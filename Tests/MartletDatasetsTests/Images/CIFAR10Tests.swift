import MartletCodecs
import MartletDatasets
import MartletNumerics
import Testing

struct CIFAR10Tests {
    let tree = FileTree()

    /// A record: red pixels are 10 times the label and then ever more, green ones 1, blue ones 2.
    static func record(_ label: UInt8) -> [UInt8] {
        [label] + (0..<1024).map { UInt8(truncatingIfNeeded: Int(label) * 10 + $0) }
            + Array(repeating: 1, count: 1024) + Array(repeating: 2, count: 1024)
    }

    @Test(arguments: ["", "cifar-10-batches-bin/"]) func readsBinaryBatches(folder: String) throws {
        for batch in 1...5 {
            try tree.write(Self.record(UInt8(batch)) + Self.record(0), to: "\(folder)data_batch_\(batch).bin")
        }
        try tree.write(Self.record(9), to: "\(folder)test_batch.bin")
        let data = CIFAR10(directory: tree.path)
        let train = try data.train()
        #expect(train.images.shape == [10, 32, 32, 3])
        #expect(train.labels == Tensor([1, 0, 2, 0, 3, 0, 4, 0, 5, 0] as [Int32]))
        #expect(try train.images[2, 1, 3] == Tensor([20 + 35, 1, 2] as [UInt8]))
        let test = try data.test()
        #expect(test.count == 1 && test.classNames[9] == "truck")
    }

    @Test func refusesOtherFiles() throws {
        let data = CIFAR10(directory: tree.path)
        #expect(throws: DataFileError.self) { try data.test() }
        try tree.write(Array(Self.record(1).dropLast()), to: "test_batch.bin")
        #expect(
            throws: DataFileError(
                tree["test_batch.bin"], "it has 3072 bytes, which are not records of 3073; give a complete file")
        ) {
            try data.test()
        }
        try tree.write(Self.record(3) + Self.record(10), to: "test_batch.bin")
        let error = #expect(throws: DataFileError.self) { try data.test() }
        #expect(error?.reason.contains("record 1 has the label 10") == true)
        try tree.write([0x80, 4], to: "data_batch_1")
        #expect(throws: DataFileError.self) { try data.train() }
    }

    #if Images
        @Test func readsFoldersOfImages() throws {
            for (label, name) in CIFAR10.classNames.enumerated() {
                try tree.write(
                    Image.png(.full(UInt8(label), shape: [32, 32, 3], dtype: .uint8)), to: "test/\(name)/1.png")
            }
            let test = try CIFAR10(directory: tree.path).test()
            #expect(test.labels == Tensor((0..<10).map { Int32($0) }))
            #expect(try test.images[.all, 5, 6, 1] == Tensor((0..<10).map { UInt8($0) }))
            try tree.write(Image.png(.zeros([31, 32, 3], dtype: .uint8)), to: "test/cat/2.png")
            let error = #expect(throws: DataFileError.self) { try CIFAR10(directory: tree.path).test() }
            #expect(error?.path == tree["test/cat/2.png"])
        }
    #endif
}
