import CMartletData

/// Chemical analyses of 178 wines: 13 features, 3 classes (growers).
///
/// S. Aeberhard and M. Forina (1992), *Wine*, UCI Machine Learning Repository, <https://doi.org/10.24432/C5PC7J>,
/// CC BY 4.0; the rows and their order are scikit-learn's.
public enum Wine {
    /// The wines, sorted by class.
    public static func load() -> LabeledData {
        LabeledData(
            md_wine,
            featureNames: [
                "alcohol", "malic_acid", "ash", "alcalinity_of_ash", "magnesium", "total_phenols", "flavanoids",
                "nonflavanoid_phenols", "proanthocyanins", "color_intensity", "hue", "od280/od315_of_diluted_wines",
                "proline",
            ],
            classNames: ["class_0", "class_1", "class_2"],
            description: "Wine: 178 chemical analyses, three growers (Aeberhard and Forina 1992, CC BY 4.0)")
    }
}
