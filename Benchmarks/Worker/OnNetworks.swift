/// What is measured with one of several networks, asked for by name.
protocol OnNetworks {
    /// Makes what is measured with a network, by the network's name.
    static var networks: [String: @Sendable () throws -> Self] { get }

    /// Measures it; the result in words.
    func report() throws -> String
}

extension OnNetworks {
    /// Measures it with a network.
    ///
    /// - Throws: `WorkerError.unknown` if there is none of that name.
    static func report(on name: String) throws -> String {
        guard let network = networks[name] else { throw WorkerError.unknown("network", name) }
        return try network().report()
    }
}
