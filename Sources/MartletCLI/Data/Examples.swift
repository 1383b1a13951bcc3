import Martlet

/// What a network learns from or is judged by: the rows of a table, or images.
protocol Examples: Sendable {
    var count: Int { get }
    /// The classes, or nothing when values are to be predicted.
    var classNames: [String] { get }
    /// Whether it was guessed what labels are, as whole numbers may be classes or values.
    var isGuess: Bool { get }
    /// Tells data from other data, however it is called.
    var fingerprint: String { get }
    /// The parts that the data comes in, without the parts of these; nil if it has none.
    var ownParts: (train: Self, validation: Self?, test: Self?)? { get }
    /// Parts in random order, the same for the same seed.
    func split(testFraction: Double, seed: UInt64) throws -> (train: Self, test: Self)
    /// The first `count` and the others, in an order that the seed may decide.
    func divided(at count: Int, seed: UInt64) throws -> (Self, Self)
    /// With the preparation of columns that is right for these.
    ///
    /// - Throws: `CSVError` for columns that can't be prepared.
    func fitted(_ scaling: TablePreparation.Scaling) throws -> Self
    /// With the preparation of columns that a model has.
    func prepared(by notes: ModelNotes) -> Self
    /// What is worth knowing of them, in words.
    var remarks: [String] { get }
    /// A network for them, compiled.
    func model(_ setup: TrainingSetup) throws -> Model
    /// Files that were left out because they can't be read.
    var brokenFiles: [String] { get }
    /// What is to be remembered of them with the network.
    func notes(label: String?) -> ModelNotes
    /// Trains from an epoch up to the setup's last, and resumes where the model stands.
    func fit(
        _ model: inout Model, _ setup: TrainingSetup, from epoch: Int, validation: Self?, callbacks: [any Callback]
    ) throws -> History
    /// So many of the examples; all of them if there are no more.
    func sample(_ count: Int, seed: UInt64) throws -> Self
    /// What goes into the model, of so many examples chosen by the seed, as a data set without targets.
    func inputs(atMost count: Int, seed: UInt64) throws -> Dataset
    /// Loss and metrics.
    func score(_ model: Model) throws -> Logs
    /// The rows as they go into the model, and the number of each one's class, or its value in the user's unit.
    ///
    /// - Throws: `BadData` for images, which don't all fit into memory.
    func arrays() throws -> (inputs: Tensor, labels: [Double])
    /// The rows as they go into the model, and as they are in the table.
    ///
    /// - Throws: `BadData` for images.
    func tableRows() throws -> TableRows
    /// The examples in the order of the model's features and classes.
    ///
    /// - Throws: `BadData` for features or classes that don't fit.
    func matched(to loaded: any DataTaker, source: String) throws -> Self
}

extension Examples {
    /// Whether labels are classes.
    var isClassification: Bool { !classNames.isEmpty }

    var ownParts: (train: Self, validation: Self?, test: Self?)? { nil }
    var brokenFiles: [String] { [] }
    var remarks: [String] { [] }
    var isGuess: Bool { false }

    /// The remarks, and which way labels were taken that may be classes or values.
    ///
    /// - Parameter option: takes them the other way.
    func remarks(_ option: String) -> [String] {
        guard isGuess else { return remarks }
        let guess =
            isClassification
            ? "classes; \(option) values predicts them as numbers"
            : "values; \(option) classes tells them apart as classes"
        return remarks + ["its labels, whole numbers, are taken for \(guess)"]
    }

    /// Of every class in proportion.
    func sample(_ count: Int, seed: UInt64) throws -> Self {
        guard count < self.count else { return self }
        // What is left is rounded up.
        return try split(testFraction: 1 - (Double(count) + 0.5) / Double(self.count), seed: seed).train
    }

    func arrays() throws -> (inputs: Tensor, labels: [Double]) { throw Self.noTable }
    func tableRows() throws -> TableRows { throw Self.noTable }
    private static var noTable: BadData { BadData("images are no table; give a CSV file") }

    func fitted(_ scaling: TablePreparation.Scaling) throws -> Self { self }
    func prepared(by notes: ModelNotes) -> Self { self }
}
