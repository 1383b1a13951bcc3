#if !Archives
    public import MartletApplications
    public import MartletNN

    // What code meets where Martlet is built without the trait: names that say which.

    /// Needs the trait Archives.
    @available(
        *, unavailable, message: "needs the trait Archives: .package(…, traits: [\"Archives\"]) in Package.swift"
    )
    public enum PretrainedWeights {
        /// Needs the trait Archives.
        case none, imageNet
        /// Needs the trait Archives.
        case file(String)
    }

    @available(
        *, unavailable, message: "needs the trait Archives: .package(…, traits: [\"Archives\"]) in Package.swift"
    )
    extension Model {
        /// Needs the trait Archives.
        public init<Network: Application>(
            _ application: Network, weights: PretrainedWeights, inputShape: [Int]? = nil, seed: UInt64 = 0
        ) throws { fatalError() }
        /// Needs the trait Archives.
        public mutating func loadWeights<Network: Application>(
            _ weights: PretrainedWeights, of application: Network, inputShape: [Int]? = nil, into layer: String? = nil
        ) throws {}
    }
#endif
