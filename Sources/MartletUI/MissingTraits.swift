// What code meets where Martlet is built without a trait: names that say which.

#if !Server
    /// Needs the trait Server.
    @available(*, unavailable, message: "needs the trait Server: .package(…, traits: [\"Server\"]) in Package.swift")
    public struct MLflowUI {
        /// Needs the trait Server.
        public init(
            _ trackingURI: String? = nil, host: String = "127.0.0.1", port: Int = 5001, artifacts: [String] = []
        ) throws { fatalError() }
        /// Needs the trait Server.
        public func serve(listening: (String) -> Void = { _ in }) async throws { fatalError() }
    }
#endif
