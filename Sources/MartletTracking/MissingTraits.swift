// What code meets where Martlet is built without a trait: names that say which.

#if !SQLite
    /// Needs the trait SQLite.
    @available(*, unavailable, message: "needs the trait SQLite: .package(…, traits: [\"SQLite\"]) in Package.swift")
    public struct MLflowSync {
        /// Needs the trait SQLite.
        public init(_ path: String? = nil, to trackingURI: String? = nil) throws { fatalError() }
        /// Needs the trait SQLite.
        public func waiting() throws -> [String] { fatalError() }
        /// Needs the trait SQLite.
        public func send(progress: (Int, Int) -> Void = { _, _ in }) throws { fatalError() }
    }
#endif
