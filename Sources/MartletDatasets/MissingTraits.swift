#if !Images
    public import MartletNN

    // What code meets where Martlet is built without the trait: names that say which.

    /// Needs the trait Images.
    @available(*, unavailable, message: "needs the trait Images: .package(…, traits: [\"Images\"]) in Package.swift")
    public struct ImageFolder {
        /// Needs the trait Images.
        public init(_ path: String, classNames: [String]? = nil) throws { fatalError() }
    }

    /// Needs the trait Images.
    @available(*, unavailable, message: "needs the trait Images: .package(…, traits: [\"Images\"]) in Package.swift")
    public struct ImageLoader {
        /// Needs the trait Images.
        public init(imageSize: (height: Int, width: Int)? = nil) {}
    }

    extension Dataset {
        /// Needs the trait Images.
        @available(
            *, unavailable, message: "needs the trait Images: .package(…, traits: [\"Images\"]) in Package.swift"
        )
        public init(
            imageFolder path: String, batchSize: Int = 32, imageSize: (height: Int, width: Int) = (256, 256),
            shuffle: Bool = true, seed: UInt64 = 0, validationSplit: Double? = nil
        ) throws { fatalError() }
    }
#endif
