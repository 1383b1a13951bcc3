import CMartletData
import MartletNumerics

extension LabeledData {
    /// A data set that is part of the program.
    init(_ data: md_dataset, featureNames: [String], classNames: [String], description: String) {
        precondition(data.columns == featureNames.count && data.classes == classNames.count)
        let isBytes = data.feature_size == MemoryLayout<UInt8>.size
        let stored = Tensor(shape: [data.rows, data.columns], dtype: isBytes ? .uint8 : .float32) {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: data.features, count: $0.count))
        }
        let labels = Tensor(shape: [data.rows], dtype: .uint8) {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: data.labels, count: $0.count))
        }
        self.features = stored.cast(to: .float32)
        self.labels = labels.cast(to: .int32)
        self.featureNames = featureNames
        self.classNames = classNames
        self.description = description
    }
}
