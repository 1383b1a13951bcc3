#if CommandLine
    import ArgumentParser
    import Martlet

    /// How a folder of images is read and looked at. Options that aren't given are nil.
    struct ImageOptions: ParsableArguments {
        @Option(
            help: """
                The size that images get: a side, or height x width as 96x128. (default: the first image's, at most 128)
                """,
            transform: Self.size)
        var imageSize: [Int]?

        @Option(help: "grayscale, rgb or rgba. (default: rgb)")
        var colorMode: String?

        @Option(help: "How images are resized: bilinear, nearest, area, pillow_lanczos, … (default: bilinear)")
        var interpolation: String?

        @Flag(help: "Cut off what is too long instead of squeezing images into their size.")
        var cropToAspectRatio = false

        @Option(
            parsing: .unconditional,
            help: "The filters of each block of convolution and pooling. (default: 32,64,… by the images' size)",
            transform: SetupOptions.units)
        var filters: [Int]?

        /// Options that were given.
        var given: [String] {
            [
                ("--image-size", imageSize != nil), ("--color-mode", colorMode != nil),
                ("--interpolation", interpolation != nil), ("--crop-to-aspect-ratio", cropToAspectRatio),
                ("--filters", filters != nil),
            ].filter(\.1).map(\.0)
        }

        /// What the options ask for; what they leave open is as in `base`.
        func setup(from base: ImagePreparation) -> ImagePreparation {
            var setup = base
            setup.imageSize = imageSize ?? base.imageSize
            setup.colorMode = colorMode ?? base.colorMode
            setup.interpolation = interpolation ?? base.interpolation
            setup.cropToAspectRatio = cropToAspectRatio || base.cropToAspectRatio
            return setup
        }

        /// `96` or `96x128`.
        private static func size(_ text: String) throws -> [Int] {
            let sides = text.lowercased().split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
            guard 1...2 ~= sides.count, sides.allSatisfy({ $0.map { 1...8192 ~= $0 } == true }) else {
                throw ValidationError("give a side from 1 to 8192, or height x width such as 96x128")
            }
            return [sides[0]!, sides[sides.count - 1]!]
        }
    }
#endif
