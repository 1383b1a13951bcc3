import MartletNN

extension TransformerPipeline.Fitted: Storable {
    var kind: String { "steps" }
    func write(to writer: inout EstimatorWriter) throws { try writer.write(parts: steps, "steps") }

    init(_ reader: EstimatorReader) throws {
        self.init(steps: try reader.parts("steps").map { try reader.typed($0, "steps") })
    }
}

extension ColumnTransformer.Fitted: Storable {
    var kind: String { "columns" }

    func write(to writer: inout EstimatorWriter) throws {
        try writer.write(width, "width")
        try writer.write(columns, "columns")
        try writer.write(parts: parts, "parts")
        try writer.write(others, "others")
    }

    init(_ reader: EstimatorReader) throws {
        self.init(
            width: try reader.value("width"), columns: try reader.value("columns"),
            parts: try reader.parts("parts").map { try reader.typed($0, "parts") }, others: try reader.value("others"))
        try reader.require(
            (columns.joined() + others).allSatisfy { $0 >= 0 && $0 < width } && columns.count == parts.count
                && columns.count + others.count > 0, "columns", "must be features, a list for each part")
    }
}

extension FittedScaler: Storable {
    var kind: String { "scaler" }
    func write(to writer: inout EstimatorWriter) throws { try writer.write(self, "found") }
}

extension QuantileTransformer.Fitted: Storable {
    var kind: String { "quantiles" }
    func write(to writer: inout EstimatorWriter) throws { try writer.write(features, "features") }

    init(_ reader: EstimatorReader) throws {
        self.init(features: try reader.value("features"))
        try reader.require(features.allSatisfy { $0.mistake == nil }, "features", "must have ascending quantiles")
    }
}

extension SimpleImputer.Fitted: Storable {
    var kind: String { "imputer" }
    func write(to writer: inout EstimatorWriter) throws { try writer.write(self, "found") }
}

extension OneHotEncoder.Fitted: Storable {
    var kind: String { "one_hot" }
    func write(to writer: inout EstimatorWriter) throws { try writer.write(self, "found") }
}

extension PiecewiseLinearEncoder.Fitted: Storable {
    var kind: String { "pieces" }
    func write(to writer: inout EstimatorWriter) throws { try writer.write(self, "found") }
}
