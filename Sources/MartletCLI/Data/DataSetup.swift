import Martlet

/// Which data something learned from, and how they were divided; it is saved with what was learned. Networks of `martlet
/// train` have all that is here among their `TrainingSetup`.
struct DataSetup: StoredSetup, Sendable {
    static let key = "setup"

    var data: String
    /// How many examples the data had.
    var examples: Int?
    /// `Examples.fingerprint` of the data.
    var fingerprint: String?
    /// The label's column in a file; nil is the last one.
    var label: String?
    var target = LabeledData.Target.automatic
    /// How a file's table is read; nil for other data.
    var table: TableSetup?
    /// The share of the training part that is kept for validation.
    var validationSplit = 0.0
    /// The share of the data that is kept for testing.
    var testFraction = 0.2
    var seed: UInt64 = 0

    var mistake: String? {
        let shares = [("--validation-split", validationSplit), ("--test-fraction", testFraction)]
        return shares.first { !(0..<1).contains($0.1) }.map { "\($0.0) must be at least 0 and below 1, and is \($0.1)" }
    }

    /// Whether `data`, which is called `name`, is what was learned from, whatever it was called then.
    func describes(_ data: some Examples, called name: String) -> Bool {
        guard let fingerprint else { return self.data == name && examples == data.count }
        return fingerprint == data.fingerprint
    }

    /// The parts of the data: shuffled, and the same for the same seed.
    ///
    /// - Throws: `TensorError`, `DataFileError`, `BadData` when a part would be empty.
    func split<Data: Examples>(_ data: Data) throws -> (train: Data, validation: Data?, test: Data?) {
        var (train, validation, test) = data.ownParts ?? (data, nil, nil)
        if test == nil, testFraction > 0 {
            let parts = try train.split(testFraction: testFraction, seed: seed)
            (train, test) = (parts.train, parts.test)
        }
        if validation == nil, validationSplit > 0 {
            // As Keras does it, the last rows; those of a table are shuffled already if there is a test part.
            let cut = Int(Double(train.count) * (1 - validationSplit))
            guard cut > 0, cut < train.count else {
                throw BadData("--validation-split \(validationSplit) of \(train.count) rows leaves none on one side")
            }
            (train, validation) = try train.divided(at: cut, seed: seed)
        }
        return (train, validation, test)
    }
}
