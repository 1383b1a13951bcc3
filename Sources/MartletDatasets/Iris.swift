import CMartletData

/// Measurements of 150 iris flowers: 4 features, 3 classes of 50.
///
/// R. A. Fisher (1936), *Iris*, UCI Machine Learning Repository, <https://doi.org/10.24432/C56C76>, CC BY 4.0; the rows and
/// their order are scikit-learn's.
public enum Iris {
    /// The flowers, sorted by class.
    public static func load() -> LabeledData {
        LabeledData(
            md_iris,
            featureNames: ["sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"],
            classNames: ["setosa", "versicolor", "virginica"],
            description: "Iris: 150 flowers of three species (Fisher 1936, CC BY 4.0)")
    }
}
