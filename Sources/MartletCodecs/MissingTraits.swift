// What code meets where Martlet is built without a trait: names that say which.

#if !Images
    /// Needs the trait Images.
    @available(*, unavailable, message: "needs the trait Images: .package(…, traits: [\"Images\"]) in Package.swift")
    public enum Image {
        /// Needs the trait Images.
        public static func read(_ path: String) throws -> Never { fatalError() }
        /// Needs the trait Images.
        public static func size(_ path: String) throws -> Never { fatalError() }
        /// Needs the trait Images.
        public static func write(_ image: Any, to path: String, quality: Int = 75) throws {}
    }
#endif

#if !Archives
    /// Needs the trait Archives.
    @available(
        *, unavailable, message: "needs the trait Archives: .package(…, traits: [\"Archives\"]) in Package.swift"
    )
    public struct ArchiveReader {
        /// Needs the trait Archives.
        public init(path: String) throws { fatalError() }
    }

    /// Needs the trait Archives.
    @available(
        *, unavailable, message: "needs the trait Archives: .package(…, traits: [\"Archives\"]) in Package.swift"
    )
    public enum ArchiveWriter {
        /// Needs the trait Archives.
        public static func write(_ members: [(name: String, bytes: [UInt8])], to path: String) throws {}
    }
#endif
