import CMartletData
public import MartletNumerics

/// Handwritten digits: 1,797 images of 8 × 8 pixels with values from 0 to 16, in 10 classes.
///
/// The test part of E. Alpaydin and C. Kaynak (1998), *Optical Recognition of Handwritten Digits*, UCI Machine Learning
/// Repository, <https://doi.org/10.24432/C50P49>, CC BY 4.0; the rows and their order are scikit-learn's.
public enum Digits {
    /// The shape of one image.
    public static let imageShape: Shape = [8, 8]

    /// The images as rows of 64 features.
    public static func load() -> LabeledData {
        LabeledData(
            md_digits,
            featureNames: (0..<64).map { "pixel_\($0 / 8)_\($0 % 8)" },
            classNames: (0..<10).map(String.init),
            description: "UCI handwritten digits: 1,797 images of 8 x 8 (Alpaydin and Kaynak 1998, CC BY 4.0)")
    }
}
