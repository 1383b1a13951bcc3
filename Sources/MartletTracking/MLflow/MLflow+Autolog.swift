import MartletNN
import Synchronization

extension MLflow {
    /// Lets each later run of `fit`, and each of `DQN.learn`, in this process be kept, unless a callback tracks it already:
    /// parameters, the numbers of each epoch, the summary, the model and how it ended.
    ///
    /// ```swift
    /// try MLflow.autolog("sqlite:///mlflow.db", experiment: "digits")
    /// try model.fit(train.features, train.labels, epochs: 2)
    /// ```
    ///
    /// - Parameters:
    ///   - trackingURI: as `init` takes it.
    ///   - experiment: as `init` takes it.
    ///   - logModels: whether the models that `fit` trains are kept.
    ///   - disable: ends it.
    /// - Throws: `MLflowError` for an address of another kind and an empty name.
    public static func autolog(
        _ trackingURI: String? = nil, experiment: String? = nil, logModels: Bool = true, disable: Bool = false
    ) throws {
        let pattern = try MLflow(trackingURI, experiment: experiment)
        let tracking = AutomaticTracking(savesModel: logModels) { MLflow(like: pattern) }
        AutomaticTracking.current.withLock { $0 = disable ? nil : tracking }
    }
}
