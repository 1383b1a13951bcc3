public import MartletNumerics

/// What some regressor learned, as a file gives it back.
public struct AnyPredictor: Predictor {
    /// What was learned, of its own type.
    public let base: any Predictor

    init(_ base: any Predictor) { self.base = base }

    public var allowsMissing: Bool { base.allowsMissing }
    public func predict(_ x: Tensor) throws -> Tensor { try base.predict(x) }
}

/// What some classifier learned, as a file gives it back.
public struct AnyClassPredictor: ClassPredictor {
    /// What was learned, of its own type.
    public let base: any ClassPredictor

    init(_ base: any ClassPredictor) { self.base = base }

    public var allowsMissing: Bool { base.allowsMissing }
    public func predict(_ x: Tensor) throws -> Tensor { try base.predict(x) }
    public func probabilities(_ x: Tensor) throws -> Tensor { try base.probabilities(x) }
}
