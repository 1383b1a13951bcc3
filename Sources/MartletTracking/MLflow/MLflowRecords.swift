/// What is read of a place where MLflow keeps runs, and what its registry of models is told.
protocol MLflowRecords: AnyObject {
    /// The names of the experiments that weren't deleted.
    func experiments() throws -> [String]
    /// The runs that weren't deleted, the latest first: of an experiment that is there, or all.
    func runs(experiment: String?) throws -> [MLflowRun]
    /// All numbers of one name, by step and time.
    func metricHistory(_ name: String, run: String) throws -> [MLflowMetric]
    /// The data that a run read, by name and digest.
    func datasets(run: String) throws -> [MLflowDataset]
    /// The models that a run made, or all; the latest first.
    func loggedModels(run: String?) throws -> [MLflowLoggedModel]
    /// Nil if there is none.
    func loggedModel(_ id: String) throws -> MLflowLoggedModel?
    /// In the order of their names.
    func registeredModels() throws -> [MLflowRegisteredModel]
    /// The latest first.
    func versions(of model: String) throws -> [MLflowModelVersion]
    /// Where the files of a version are.
    func location(of version: MLflowModelVersion) throws -> String
    /// Adds a version to a registered model, which is made where there is none, and gives its number.
    func register(_ origin: MLflowModelOrigin, as model: String) throws -> Int
    /// Lets an alias stand for a version; nil removes it.
    func set(alias: String, of model: String, to version: Int?) throws
    /// Sets a mark of a registered model.
    func set(tag: String, of model: String, to value: String) throws
    /// Gives `body` the path of a file within a location, which is fetched for as long as that takes if it isn't on this
    /// machine; nil where there is none.
    func withFile<R>(_ path: String, in location: String, _ body: (String) throws -> R) throws -> R?
}

/// What a version of a registered model is made of.
struct MLflowModelOrigin {
    /// An address that leads to it, and where its files are.
    let source, location: String
    let run: String?
    /// The logged model that it is, if it is one.
    let model: String?
}
