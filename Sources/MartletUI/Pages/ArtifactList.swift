import MartletCodecs
import MartletPlot
import MartletTracking

/// The files of a folder, with pictures and short texts as they are.
struct ArtifactList {
    private let title, location, address: String
    private let roots: ArtifactRoots
    private static let longestText = 20_000

    /// - Parameter address: where the files are asked for.
    init(_ title: String, _ location: String, address: String, in roots: ArtifactRoots) {
        (self.title, self.location, self.address, self.roots) = (title, location, address, roots)
    }

    /// Where files are that aren't shown; nil where there are none.
    private var elsewhere: HTML? {
        guard let folder = try? MLflowFiles.folder(location) else { return "They are at MLflow’s server, \(location)." }
        guard FolderListing.isFolder(folder) else { return nil }
        return """
            They are in \(folder), outside of \(roots.own): <code>martlet ui --artifacts FOLDER</code> shows a folder’s files.
            """
    }

    var html: HTML {
        guard let folder = ArtifactFolder(location, in: roots) else {
            return elsewhere.map { "<section><h2>\(title)</h2><p class=\"faint\">\($0)</p></section>" } ?? ""
        }
        let files = folder.files()
        if files.isEmpty { return "" }
        let items: [HTML] = files.map { file in
            let path = file.path.split(separator: "/").map { String($0).inAddress }.joined(separator: "/")
            return """
                <li><a href="\(address)/\(path)">\(file.path)</a> <span class="faint">\(Page.size(file.size))</span>\
                \(preview(file, at: "\(address)/\(path)", in: folder))</li>

                """
        }
        return "<section><h2>\(title)</h2>\n<ul class=\"files\">\n\(items)</ul></section>\n"
    }

    private func preview(_ file: ArtifactFolder.File, at address: String, in folder: ArtifactFolder) -> HTML {
        switch ArtifactKind(file.path) {
        case .image: return "<img src=\"\(address)\" alt=\"\(file.path)\" loading=\"lazy\">"
        case .text where file.size <= Self.longestText:
            guard let bytes = try? FileReader.contents(of: folder.place(of: file), limit: Self.longestText) else {
                return ""
            }
            return """
                <details><summary>Show</summary><pre tabindex="0">\(String(decoding: bytes, as: UTF8.self))</pre></details>
                """
        default: return ""
        }
    }
}
