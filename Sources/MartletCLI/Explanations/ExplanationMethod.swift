/// How it is found where in a photo a model finds what it says.
enum ExplanationMethod: String, CaseIterable {
    case gradCAM = "grad-cam"
    case occlusion
}
