import Glibc
package import MartletCodecs

/// A file that Keras publishes for its applications.
///
/// It is looked for, and put when it is downloaded, in the folder that `MARTLET_WEIGHTS_DIR` names, else in Keras's:
/// `models` in `KERAS_HOME`, else in `~/.keras`.
public struct WeightsFile: Sendable, Equatable {
    /// Where it is published.
    public let url: String
    /// Its MD5 in hexadecimal digits, if it is published.
    public let md5: String?

    /// A file to be downloaded; without an MD5 sum any content is taken.
    public init(url: String, md5: String?) {
        self.url = url
        self.md5 = md5
    }

    /// A file among Keras's weights.
    init(keras path: String, md5: String?) {
        self.init(url: "https://storage.googleapis.com/tensorflow/keras-applications/\(path)", md5: md5)
    }

    /// What the outputs of networks trained on ImageNet stand for.
    public static let classIndex = WeightsFile(
        url: "https://storage.googleapis.com/download.tensorflow.org/data/imagenet_class_index.json",
        md5: "c2c37ea517e94d9795004a39431a14cb")

    /// The last part of the address.
    public var name: String { String(url.split(separator: "/").last ?? "") }

    /// Where the file is or would be put.
    public var location: String { "\(Self.folder)/\(name)" }

    /// Where the file is, after it was downloaded if it was not there. On a terminal, standard error shows how a download
    /// gets on.
    ///
    /// - Throws: `DownloadError`; `FileError` if it cannot be written.
    public func path() throws -> String {
        var bar = DownloadBar(name)
        try download(to: location) { bar.show($0) }
        bar.end()
        return location
    }

    package func download(to path: String, progress: (Download.Progress) -> Void) throws {
        let digest = md5.map { " (MD5 \($0))" } ?? ""
        try Download(
            url, to: path, md5: md5,
            advice: "fetch the file by other means\(digest) and put it at '\(path)', or let MARTLET_WEIGHTS_DIR name a "
                + "folder that holds it"
        ).run(progress: progress)
    }

    /// The folder of weights.
    static var folder: String {
        if let folder = environment("MARTLET_WEIGHTS_DIR") { return folder }
        if let keras = environment("KERAS_HOME") { return keras + "/models" }
        return (environment("HOME") ?? ".") + "/.keras/models"
    }

    private static func environment(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }
}
