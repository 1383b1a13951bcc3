import CMartletData

/// Measurements of cell nuclei in 569 images of breast masses: 30 features; class 0 is malignant, 1 is benign.
///
/// W. Wolberg, O. Mangasarian, N. Street and W. Street (1993), *Breast Cancer Wisconsin (Diagnostic)*, UCI Machine
/// Learning Repository, <https://doi.org/10.24432/C5DW2B>, CC BY 4.0; the rows and their order are scikit-learn's.
public enum BreastCancer {
    /// The masses.
    public static func load() -> LabeledData {
        let quantities = [
            "radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave points",
            "symmetry", "fractal dimension",
        ]
        return LabeledData(
            md_breast_cancer,
            featureNames: quantities.map { "mean \($0)" } + quantities.map { "\($0) error" }
                + quantities.map { "worst \($0)" },
            classNames: ["malignant", "benign"],
            description: "Breast cancer Wisconsin (diagnostic): 569 masses (Wolberg et al. 1993, CC BY 4.0)")
    }
}
