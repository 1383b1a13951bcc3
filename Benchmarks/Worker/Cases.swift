/// What can be measured.
enum Cases {
    /// Sets a case up and warms it up; the result does one repetition.
    static let table: [String: @Sendable () throws -> () throws -> Answer] = [:]

    /// What the worker does instead of serving, given one argument.
    static let commands: [String: @Sendable (String) throws -> Void] = [:]
}
