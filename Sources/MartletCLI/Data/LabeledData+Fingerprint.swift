import Martlet

extension LabeledData {
    /// Tells data from other data by names, classes, features and labels, however its file is called and written.
    var fingerprint: String {
        var check = CRC32C()
        for name in featureNames + [""] + classNames { check.update(name) }
        for tensor in [features, labels] {
            check.update(tensor.shape.description)
            tensor.withUnsafeBytes { check.update($0) }
        }
        return check.text
    }
}
