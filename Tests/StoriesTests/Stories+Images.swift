#if Images
    import Martlet
    import Testing

    #if canImport(Glibc)
        import Glibc
    #else
        import Darwin
    #endif

    extension Stories {
        @Test func foldersOfImagesAreLearned() throws {
            try writeImages()
            // snippet: image folder
            let images = try ImageFolder(temporary("images"))
            let (training, validation) = try images.split(validationSplit: 0.2, seed: 1)
            let loader = ImageLoader(imageSize: (32, 32))
            var model = Model(
                Sequential {
                    Rescaling(1 / 127.5, offset: -1)
                    Conv2D(8, kernelSize: 3, activation: .relu)
                    MaxPooling2D()
                    Flatten()
                    Dense(images.classNames.count, activation: .softmax)
                }, input: [32, 32, 3])
            try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
            try model.fit(
                training.dataset(loader, batchSize: 16), epochs: 3,
                validationData: validation.dataset(loader, shuffle: false))
            print(images.brokenFiles.all)
            // end
            #expect(images.classNames == ["dark", "light"] && validation.count == 8)
            #expect(try model.evaluate(validation.dataset(loader))["accuracy"] == 1)
        }

        /// Twenty noisy images of each of two classes.
        private func writeImages() throws {
            mkdir(temporary("images"), 0o755)
            var random = RandomGenerator(seed: 1)
            for (name, brightness) in [("dark", Float(60)), ("light", 190)] {
                mkdir(temporary("images/\(name)"), 0o755)
                for index in 0..<20 {
                    let pixels = try random.uniform([24, 36, 3], in: 0..<40) + brightness
                    try Image.write(pixels.cast(to: .uint8), to: temporary("images/\(name)/\(index).jpg"))
                }
            }
        }
    }
#endif
