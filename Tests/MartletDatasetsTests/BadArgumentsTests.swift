import MartletCodecs
import MartletDatasets
import MartletNN
import MartletNumerics
import MartletTestSupport
import Testing

private let labeled = BadCalls { call in
    call("a table that isn't there") { try LabeledData(csv: "/nowhere/table.csv") }
    call("a label that isn't there") { try LabeledData(CSV(bytes: Array("a,b\n1,2\n".utf8)), label: "c") }
    call("the smallest label") { try LabeledData(CSV(bytes: Array("a,b\n1,2\n".utf8)), label: .index(.min)) }
    call("a label alone") { try LabeledData(CSV(bytes: Array("a\n1\n".utf8))) }
    call("a vector of features") { try LabeledData(features: Tensor.ones([2]), labels: Tensor.ones([2])) }
    call("a scalar label") { try LabeledData(features: Tensor.ones([2, 2]), labels: Tensor(1)) }
    call("other lengths") { try LabeledData(features: Tensor.ones([2, 2]), labels: Tensor.ones([3])) }
    call("other names") { try LabeledData(features: Tensor.ones([2, 2]), labels: Tensor.ones([2]), featureNames: []) }
    call("a class beyond the last") {
        try LabeledData(features: Tensor.ones([1, 2]), labels: Tensor([Int64.max]), classNames: ["a"])
    }
    for fraction in [0, 1, -1, .nan, .infinity] {
        call("a test of \(fraction)") { try Iris.load().split(testFraction: fraction) }
    }
    call("a test of one") { try Iris.load().examples([0]).split(testFraction: 0.5) }
    call("an example beyond the last") { try Iris.load().examples([.max]) }
    for label in [Int32.min, -1, 3, Int32.max] {
        call("a label of \(label)") {
            var data = Iris.load()
            data.labels = Tensor.full(label, shape: [150])
            return try data.split()
        }
    }
    call("fewer labels") {
        var data = Iris.load()
        data.labels = Tensor.zeros([2, 75], dtype: .int32)
        return try data.split()
    }
    call("MNIST that isn't there") { try MNIST(directory: "/nowhere").train() }
    call("CIFAR-10 that isn't there") { try CIFAR10(directory: "").test() }
    call("images of three axes") {
        try LabeledImages(images: Tensor.zeros([1, 2, 2], dtype: .uint8), labels: Tensor([0]), classNames: ["a"])
    }
    call("images of floats") {
        try LabeledImages(images: Tensor.zeros([1, 2, 2, 1]), labels: Tensor([0]), classNames: ["a"])
    }
    call("images without classes") {
        try LabeledImages(images: Tensor.zeros([1, 2, 2, 1], dtype: .uint8), labels: Tensor([0]), classNames: [])
    }
}

#if Images
    /// Two classes of one image each.
    private let tree: FileTree = {
        let tree = FileTree()
        for name in ["cat/a.png", "dog/b.png"] {
            try? tree.write(Image.png(Tensor.zeros([2, 3, 3], dtype: .uint8)), to: name)
        }
        return tree
    }()

    private let folders = BadCalls { call in
        call("a folder that isn't there") { try ImageFolder("/nowhere") }
        call("no path") { try ImageFolder("") }
        call("other classes") { try ImageFolder(tree.path, classNames: ["cat"]) }
        call("a class twice") { try ImageFolder(tree.path, classNames: ["cat", "cat"]) }
        for split in [0, 1, -1, .nan] {
            call("a validation of \(split)") { try ImageFolder(tree.path).split(validationSplit: split) }
        }
        call("an image beyond the last") { try ImageFolder(tree.path).examples([2]) }
        call("the smallest image") { try ImageFolder(tree.path).examples([.min]) }
        call("no classes") { try ImageFolder(tree.path).withClasses([]) }
        call("batches of nothing") { try ImageFolder(tree.path).dataset(batchSize: 0) }
        call("images of any size") { try ImageFolder(tree.path).load(ImageLoader(imageSize: nil)) }
        call("images in no bytes") { try ImageFolder(tree.path).load(maximumBytes: .min) }
        call("a split without a part") { try Dataset(imageFolder: tree.path, validationSplit: 0.5) }
        for (height, width) in [(0, 1), (.max, 1), (1, .min), (.max, .max)] as [(Int, Int)] {
            let loader = ImageLoader(imageSize: (height, width), cropToAspectRatio: true)
            call("images of \(height) × \(width)") { try ImageFolder(tree.path).dataset(loader) }
            call("an image of \(height) × \(width)") { try loader.load(tree["cat/a.png"]) }
        }
        call("images beyond memory") {
            let loader = ImageLoader(imageSize: (1 << 16, 1 << 16))
            let pull = try ImageFolder(tree.path).dataset(loader, onBrokenFile: .fail).pull()
            return try pull()?.count
        }
        call("a file that isn't there") { try ImageLoader().load("/nowhere/image.png") }
    }
#endif

/// Whatever data sets are told, they answer with an error that says what was wrong.
@Suite struct BadArgumentsTests {
    @Test(arguments: labeled.all) func tablesThrow(_ call: BadCall) { #expect(call.problem == nil) }
    #if Images
        @Test(arguments: folders.all) func foldersThrow(_ call: BadCall) { #expect(call.problem == nil) }

        @Test func aPreparationOfOneNumberHasNoSize() {
            #expect(ImagePreparation(imageSize: [1]).loader.imageSize == nil)
        }
    #endif
}
