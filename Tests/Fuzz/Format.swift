import MartletDamage

/// A format of files: how they are damaged, and what is done with one.
struct Format: Sendable {
    let name: String
    /// How the names of its files end.
    let ending: String
    /// Makes what damages; called once in a process.
    let damage: @Sendable () throws -> (_ random: inout SplitMix) throws -> [UInt8]
    /// Reads a file and uses what it holds.
    ///
    /// - Throws: why it is refused.
    let use: @Sendable (_ path: String) throws -> Void

    static let all: [Format] =
        [
            .model, .checkpoint, .agent, .keras, .kerasLegacy, .kerasWeights, .architecture, .png, .jpeg, .csv, .idx,
            .npy,
            .events,
        ] + databases

    private static var databases: [Format] {
        #if SQLite
            [.mlflow]
        #else
            []
        #endif
    }
}
