#if Images
    import CMartletKernels
    import Glibc
    import MartletCodecs
    import MartletDatasets
    import MartletNN
    import MartletNumerics
    import Testing

    struct ImageFolderTests {
        let tree = FileTree()

        /// An image of one gray, with which a row tells the file that it came from.
        static func gray(_ value: UInt8, _ height: Int = 4, _ width: Int = 6) throws -> [UInt8] {
            try Image.png(.full(value, shape: [height, width, 1], dtype: .uint8))
        }

        /// Three classes with 4, 3 and 2 files: grays 10, 11, …; 20, …; 30, ….
        func makeClasses() throws {
            for (first, name, count) in [(10, "cat", 4), (20, "dog", 3), (30, "eel", 2)] {
                for index in 0..<count {
                    try tree.write(
                        Self.gray(UInt8(first + index)), to: "\(name)/\(index).\(index == 1 ? "PNG" : "png")")
                }
            }
        }

        /// Every row's gray and its target.
        static func rows(_ dataset: Dataset, epoch: Int = 0) throws -> [(gray: Int, target: [Int])] {
            let pull = try dataset.pull(epoch: epoch)
            var rows: [(Int, [Int])] = []
            while let batch = try pull() {
                for row in 0..<batch.count {
                    let pixels = try batch.inputs[0][row].array(of: Int.self)
                    #expect(Set(pixels).count == 1)
                    rows.append((pixels[0], try batch.targets.first.map { try $0[row].array(of: Int.self) } ?? []))
                }
            }
            return rows
        }

        @Test func findsClassesAndFiles() throws {
            try makeClasses()
            try tree.write(Self.gray(14), to: "cat/young/a.jpeg")
            try tree.write(Self.gray(9), to: "cat/.hidden.png")
            try tree.write([1], to: "cat/notes.txt")
            try tree.write([1], to: "readme.md")
            try tree.write([1], to: ".cache/x.png")
            let folder = try ImageFolder(tree.path + "/")
            #expect(folder.classNames == ["cat", "dog", "eel"])
            let cats = ["0.png", "1.PNG", "2.png", "3.png", "young/a.jpeg"].map { "\(tree.path)/cat/\($0)" }
            #expect(folder.files.filter { $0.label == 0 }.map(\.path) == cats)
            #expect(folder.count == 10)
            #expect(folder.ignoredFiles == ["\(tree.path)/readme.md", "\(tree.path)/cat/notes.txt"])
            #expect(try ImageFolder(tree.path, classNames: ["eel", "cat", "dog"]).files[0].path == tree["eel/0.png"])
        }

        @Test func refusesFoldersThatAreNone() throws {
            func reason(_ classNames: [String]? = nil) -> String? {
                (#expect(throws: DataFileError.self) { try ImageFolder(tree.path, classNames: classNames) })?.reason
            }
            #expect(throws: FileError.self) { try ImageFolder(tree["nowhere"]) }
            #expect(reason()?.hasPrefix("it holds no class") == true)
            try tree.write(Self.gray(1), to: "1.png")
            #expect(reason()?.hasPrefix("it holds images, but no class") == true)
            #expect(throws: DataFileError.self) { try ImageFolder(tree["1.png"]) }
            try tree.write(Self.gray(1), to: "cat/1.png")
            #expect(reason()?.hasPrefix("it holds one class, 'cat'") == true)
            try tree.write([1], to: "dog/1.gif")
            #expect(reason()?.hasPrefix("the class 'dog' has no file that ends in .jpeg, .jpg, .png, only") == true)
            try tree.write(Self.gray(1), to: "dog/1.png")
            #expect(reason(["cat", "cow"])?.contains("'cat', 'dog', not the classes 'cat', 'cow'") == true)
            #expect(reason(["cat"])?.hasPrefix("it holds one class") == true)
        }

        @Test func doesNotFollowLinksInCircles() throws {
            try makeClasses()
            #expect(symlink("..", tree["cat/up"]) == 0)
            #expect(symlink(tree["dog"], tree["fox"]) == 0)
            let folder = try ImageFolder(tree.path)
            #expect(folder.classNames == ["cat", "dog", "eel", "fox"] && folder.count == 12)
        }

        @Test func givesRowsWithTargets() throws {
            try makeClasses()
            let folder = try ImageFolder(tree.path)
            let grays = [10, 11, 12, 13, 20, 21, 22, 30, 31]
            let loader = ImageLoader(imageSize: (3, 5))
            let plain = try folder.dataset(loader, batchSize: 4, shuffle: false)
            #expect(plain.rows == 9 && plain.batchSize == 4)
            #expect(try Self.rows(plain).map(\.gray) == grays)
            #expect(try Self.rows(plain).map(\.target) == [0, 0, 0, 0, 1, 1, 1, 2, 2].map { [$0] })
            let first = try #require(try plain.pull()())
            #expect(first.inputs[0].shape == [4, 3, 5, 3] && first.inputs[0].dtype == .float32)
            #expect(first.targets[0].dtype == .int32)
            let categorical = try folder.dataset(loader, labelMode: .categorical, shuffle: false)
            #expect(try Self.rows(categorical).map(\.target)[4] == [0, 1, 0])
            #expect(try Self.rows(folder.dataset(loader, labelMode: .none)).allSatisfy { $0.target == [] })
            #expect(throws: DatasetError.self) { try folder.dataset(loader, labelMode: .binary) }
            #expect(throws: DatasetError.self) { try folder.dataset(loader, batchSize: 0) }
            #expect(throws: DatasetError.self) { try folder.dataset(ImageLoader(imageSize: nil)) }
            #expect(throws: DatasetError.self) { try folder.dataset(ImageLoader(imageSize: (0, 4))) }
        }

        @Test func eachEpochHasAnOrderOfItsOwn() throws {
            try makeClasses()
            func order(seed: UInt64, epoch: Int) throws -> [Int] {
                let data = try Dataset(imageFolder: tree.path, batchSize: 2, imageSize: (4, 4), seed: seed)
                return try Self.rows(data, epoch: epoch).map(\.gray)
            }
            let first = try order(seed: 1, epoch: 0)
            #expect(first.sorted() == [10, 11, 12, 13, 20, 21, 22, 30, 31])
            #expect(try first == order(seed: 1, epoch: 0))
            #expect(try first != order(seed: 1, epoch: 1) && first != order(seed: 2, epoch: 0))
        }

        @Test(arguments: [true, false]) func splitsLikeKeras(shuffle: Bool) throws {
            try makeClasses()
            func part(_ subset: Dataset.Subset) throws -> [Int] {
                let data = try Dataset(
                    imageFolder: tree.path, imageSize: (4, 4), shuffle: shuffle, seed: 3, validationSplit: 0.3,
                    subset: subset)
                return try Self.rows(data).map(\.gray)
            }
            let (training, validation) = (try part(.training), try part(.validation))
            #expect(training.count == 7 && validation.count == 2)
            #expect((training + validation).sorted() == [10, 11, 12, 13, 20, 21, 22, 30, 31])
            #expect((validation == [30, 31]) == !shuffle)
            let folder = try ImageFolder(tree.path)
            #expect(throws: DataFileError.self) { try folder.split(validationSplit: 0.1) }
            #expect(throws: DataFileError.self) { try folder.split(validationSplit: 1) }
            #expect(throws: DatasetError.self) { try Dataset(imageFolder: tree.path, subset: .training) }
        }

        @Test func survivesBrokenFiles() throws {
            try makeClasses()
            try tree.write(Array(Self.gray(99).dropLast(20)), to: "cat/2.png")
            try tree.write(Array("GIF89a".utf8), to: "dog/0.png")
            let folder = try ImageFolder(tree.path)
            let loader = ImageLoader(imageSize: (4, 4))
            let data = try folder.dataset(loader, batchSize: 3, shuffle: false, onBrokenFile: .skipSilently)
            for _ in 0..<2 {
                #expect(try Self.rows(data).map(\.gray) == [10, 11, 13, 21, 22, 30, 31])
                #expect(folder.brokenFiles.all.map(\.path) == [tree["cat/2.png"], tree["dog/0.png"]])
            }
            // Batches are full nevertheless.
            let pull = try data.pull()
            #expect(try [pull()?.count, pull()?.count, pull()?.count, pull()?.count] == [3, 3, 1, nil])
            let error = #expect(throws: ImageError.self) {
                try Self.rows(folder.dataset(loader, shuffle: false, onBrokenFile: .fail))
            }
            #expect(error?.path == tree["cat/2.png"])
        }

        @Test func allImagesMayBeInMemory() throws {
            try makeClasses()
            let folder = try ImageFolder(tree.path)
            let loader = ImageLoader(imageSize: (3, 5), colorMode: .grayscale)
            let all = try folder.load(loader, labelMode: .categorical)
            #expect(all.inputs[0].shape == [9, 3, 5, 1] && all.targets[0].shape == [9, 3])
            #expect(try all.inputs[0][.all, 2, 4, 0] == Tensor([10, 11, 12, 13, 20, 21, 22, 30, 31] as [Float]))
            #expect((try? folder.load(loader, maximumBytes: 9 * 15 * 4)) != nil)
            #expect(throws: DataFileError.self) { try folder.load(loader, maximumBytes: 9 * 15 * 4 - 1) }
            try tree.write([1], to: "cat/0.png")
            #expect(try folder.load(loader, onBrokenFile: .skipSilently).count == 8)
        }

        @Test func failsWhenNoFileCanBeRead() throws {
            for name in ["a/1.jpg", "b/1.jpg"] { try tree.write([0xFF, 0xD8, 0xFF, 1], to: name) }
            let data = try ImageFolder(tree.path).dataset(onBrokenFile: .skipSilently)
            let error = #expect(throws: DataFileError.self) { try Self.rows(data) }
            #expect(throws: DataFileError.self) { try ImageFolder(tree.path).load(onBrokenFile: .skipSilently) }
            #expect(error?.reason.contains("a/1.jpg") == true || error?.reason.contains("b/1.jpg") == true)
        }

        /// The same bytes whether one thread decodes or two.
        @Test func threadsDoNotMatter() throws {
            for index in 0..<20 {
                let values = (0..<30 * 20 * 3).map { UInt8(truncatingIfNeeded: $0 * (index + 3)) }
                try tree.write(Image.jpeg(Tensor(values).reshaped([30, 20, 3])), to: "\(index % 2)/\(index).jpg")
            }
            func batches() throws -> [Batch] {
                let pull = try Dataset(imageFolder: tree.path, labelMode: .binary, batchSize: 6, imageSize: (17, 23))
                    .pull()
                var batches: [Batch] = []
                while let batch = try pull() { batches.append(batch) }
                return batches
            }
            let many = try batches()
            let own = mk_exchange_own_thread_budget(1)
            defer { _ = mk_exchange_own_thread_budget(own) }
            #expect(try batches() == many && many.count == 4)
        }

        @Test func cropsToTheWantedProportions() throws {
            // Columns 0 to 9; of a wide image for a square the middle columns are left.
            let columns = (0..<4 * 10).map { UInt8($0 % 10) }
            try tree.write(Image.png(Tensor(columns).reshaped([4, 10, 1])), to: "wide.png")
            let loader = ImageLoader(
                imageSize: (4, 4), colorMode: .grayscale, interpolation: .nearest, cropToAspectRatio: true)
            #expect(try loader.load(tree["wide.png"])[0].array(of: Int.self) == [3, 4, 5, 6])
            var whole = loader
            whole.cropToAspectRatio = false
            #expect(try whole.load(tree["wide.png"])[0].array(of: Int.self) == [1, 3, 6, 8])
            whole.limits = .init(pixels: 39)
            #expect(throws: ImageError.self) { try whole.load(tree["wide.png"]) }
        }
    }
#endif
