import MartletCodecs
import Testing

extension TemporaryFolder {
    /// A small network that `train` made, and what it said.
    func train(_ data: String, _ options: String...) throws -> (model: String, json: JSON) {
        let model = path("float.safetensors")
        let arguments = [
            "train", "--data", data, "--epochs", "10", "--hidden", "32", "--learning-rate", "0.01", "--seed", "1",
            "--save", model, "--json",
        ]
        return (model, try Martlet(list: arguments + options).json())
    }
}
