import MartletInterop
public import MartletNN
public import MartletTracking

extension MLflowClient {
    /// Reads a model of MLflow's registry, or one that a run made: a file of Martlet's, or one of Keras's.
    ///
    /// ```swift
    /// let client = try MLflowClient("sqlite:///mlflow.db")
    /// let champion = try client.loadModel("models:/digits@champion")
    /// ```
    ///
    /// - Parameter uri: what `registerModel` takes.
    /// - Throws: what `withModelFile` and `Model(contentsOf:)` throw.
    public func loadModel(_ uri: String) throws -> Model { try withModelFile(uri) { try Model(contentsOf: $0) } }
}
