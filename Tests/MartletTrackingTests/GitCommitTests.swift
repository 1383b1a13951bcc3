import Glibc
import MartletCodecs
import MartletNN
import MartletTracking
import Testing

@Suite struct GitCommitTests {
    private let folder = Workspace()
    private let first = String(repeating: "a1", count: 20)
    private let second = String(repeating: "b2", count: 20)

    private func write(_ text: String, _ path: String) throws {
        try Folder.create(for: folder[path])
        try AtomicFile.write(text + "\n", to: folder[path])
    }

    @Test func theCommitIsThatOfTheBranch() throws {
        #expect(GitCommit.head(of: folder.path) == nil)
        try write("ref: refs/heads/main", "code/.git/HEAD")
        try write("", "code/deep/er/file")
        #expect(GitCommit.head(of: folder["code"]) == nil)  // no commit yet
        try write("# pack-refs\n\(first) refs/heads/main\n\(second) refs/tags/main", "code/.git/packed-refs")
        #expect(GitCommit.head(of: folder["code/deep/er"]) == first)
        try write(second, "code/.git/refs/heads/main")
        #expect(GitCommit.head(of: folder["code/deep/er"]) == second)
        try write(first, "code/.git/HEAD")
        #expect(GitCommit.head(of: folder["code"]) == first)
        #expect(GitCommit.head(of: folder["none"]) == nil)
    }

    /// A worktree's folder says where its repository is, whose branches are those of another.
    @Test func worktreesAreFollowed() throws {
        try write("gitdir: ../main/.git/worktrees/tree", "tree/.git")
        try write("ref: refs/heads/topic", "main/.git/worktrees/tree/HEAD")
        try write("../..", "main/.git/worktrees/tree/commondir")
        try write(first, "main/.git/refs/heads/topic")
        #expect(GitCommit.head(of: folder["tree"]) == first)
    }

    @Test func whatIsNoRepositoryIsPassedOver() throws {
        for (number, text) in ["", "ref: ", "ref: ../../secret", "main", first + "0", "gitdir: ."].enumerated() {
            try write(text, "\(number)/.git/HEAD")
            #expect(GitCommit.head(of: folder["\(number)"]) == nil, "\(text)")
            try write(text, "file\(number)/.git")
            #expect(GitCommit.head(of: folder["file\(number)"]) == nil, "\(text)")
        }
    }

    @Test func runsSayIt() throws {
        let uri = "sqlite:///" + folder["mlflow.db"]
        let mlflow = try MLflow(uri)
        try mlflow.begin(.init())
        try mlflow.end(.finished)
        #expect(try MLflowClient(uri).runs()[0].tags["mlflow.source.git.commit"] == GitCommit.head(of: "."))
    }
}
