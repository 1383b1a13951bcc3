import MartletGraph
import MartletNumerics

extension Model {
    /// Whether all floating-point parameters are finite numbers.
    package var isFinite: Bool {
        parameters.allSatisfy { parameter in
            guard parameter.dtype.isFloating, let tensor = self[parameter.name] else { return true }
            return tensor.array(of: Double.self).allSatisfy(\.isFinite)
        }
    }
}
