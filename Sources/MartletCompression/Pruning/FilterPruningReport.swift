/// How many filters and units a model loses by `pruned(filters:layers:norm:)`.
public struct FilterPruningReport: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The filters or units of one layer.
    public struct Row: Sendable, Hashable, Codable {
        /// The weights that they are, such as `conv2d/kernel`.
        public var parameter: String
        /// How many there are.
        public var before: Int
        /// How many stay.
        public var after: Int
        /// Why they all have to stay; nil if they don't.
        public var reason: String?
    }

    /// The weights that have filters or units, in the order of the computation.
    public var rows: [Row]
    /// How many numbers all parameters hold.
    public var parametersBefore: Int
    /// How many they hold then.
    public var parametersAfter: Int
    /// The bytes of all parameters.
    public var bytesBefore: Int
    /// Their bytes then.
    public var bytesAfter: Int

    /// A table.
    public var description: String {
        let filters = rows.map { [$0.parameter, "\($0.before)", "\($0.after)", $0.reason ?? ""] }
        return tabulated(
            [["filters of", "before", "after", "why all stay"]] + filters + [
                ["all parameters", "\(parametersBefore)", "\(parametersAfter)", ""],
                ["their bytes", "\(bytesBefore)", "\(bytesAfter)", ""],
            ])
    }
}
