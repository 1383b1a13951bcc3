#if !Archives
    public import MartletNN

    // What code meets where Martlet is built without the trait: names that say which.

    @available(
        *, unavailable, message: "needs the trait Archives: .package(…, traits: [\"Archives\"]) in Package.swift"
    )
    extension Model {
        /// Needs the trait Archives.
        public init(keras path: String, architecture: String? = nil, inputs: [[Int]]? = nil) throws {
            fatalError()
        }
        /// Needs the trait Archives.
        public func save(keras path: String) throws {}
        /// Needs the trait Archives.
        public mutating func loadWeights(keras path: String, into layer: String? = nil) throws {}
        /// Needs the trait Archives.
        public func saveWeights(keras path: String) throws {}
    }
#endif
