import Glibc
import MartletCodecs
import MartletNN
import MartletTestSupport
import MartletTracking
import MartletUI

/// A database with the runs of one experiment, removed with its folder when the value goes.
final class Records {
    let folder: String
    let uri: String
    /// What would run if a page let it.
    static let hostile = "\"><img src=x onerror=alert(1)><script>alert(1)</script>"

    init() {
        var template = Array("/tmp/martlet-ui-XXXXXX".utf8CString)
        folder = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
        uri = "sqlite:///\(folder)/mlflow.db"
    }

    deinit { Self.remove(folder) }

    private static func remove(_ path: String) {
        var status = stat()
        lstat(path, &status)
        if status.st_mode & S_IFMT == S_IFDIR {
            for name in TemporaryFolder.names(in: path) { remove("\(path)/\(name)") }
            rmdir(path)
        } else {
            unlink(path)
        }
    }

    /// Keeps a run with a curve of losses.
    @discardableResult
    func keep(
        _ name: String, losses: [Double], parameters: [String: String] = [:], tags: [String: String] = [:],
        experiment: String = "digits", artifacts: [Artifact] = [], ends: Bool = true
    ) throws -> String {
        let mlflow = try MLflow(uri, experiment: experiment)
        try mlflow.begin(TrackedRun(name: name, tags: tags))
        try mlflow.log(parameters: parameters)
        for (step, loss) in losses.enumerated() {
            try mlflow.log(["loss": loss, "val_loss": loss + 1], step: step)
        }
        for artifact in artifacts { try mlflow.log(artifact, step: nil) }
        let id = mlflow.runID ?? ""
        if ends { try mlflow.end(.finished) }
        return id
    }

    /// What is answered to a browser on this machine.
    func ask(
        _ target: String, method: String = "GET", headers: [String: String] = ["host": "127.0.0.1:5001"],
        body: String = "", artifacts: [String] = []
    ) -> Page {
        guard let request = UIRequest(method: method, target: target, headers: headers, body: body) else {
            return Page(status: 400, text: "", headers: [:])
        }
        let answer = UISite(uri, artifacts: artifacts).answer(request)
        var headers: [String: String] = [:]
        for (name, value) in answer.headers { headers[name] = value }
        switch answer.body {
        case .text(let text): return Page(status: answer.status, text: text, headers: headers)
        case .file(let path, let size):
            let bytes = (try? FileReader.contents(of: path, limit: size)) ?? []
            return Page(status: answer.status, text: String(decoding: bytes, as: UTF8.self), headers: headers)
        }
    }

    struct Page {
        let status: Int
        let text: String
        let headers: [String: String]

        /// Where each of some texts begins, in their order; nil if one is missing.
        func order(_ texts: String...) -> [Int]? {
            let places = texts.compactMap { text.ranges(of: $0).first?.lowerBound.utf16Offset(in: self.text) }
            return places.count == texts.count ? places : nil
        }

        func has(_ part: String) -> Bool { text.contains(part) }
    }
}
