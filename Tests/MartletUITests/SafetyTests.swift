import Glibc
import MartletCodecs
import MartletNN
import MartletUI
import Testing

/// What others could do by way of the pages, and can't.
@Suite struct SafetyTests {
    private let records = Records()
    private var local: [String: String] { ["host": "127.0.0.1:5001"] }

    /// Another site's name that leads here is refused.
    @Test(arguments: [
        ("127.0.0.1:5001", 200), ("localhost:5001", 200), ("LOCALHOST", 200), ("[::1]:5001", 200),
        ("192.168.1.7:80", 200), ("evil.example", 403), ("evil.example:5001", 403), ("127.0.0.1.evil.example", 403),
        ("localhost.evil.example:5001", 403), ("127.0.0.1:5001@evil.example", 403), ("[::1].evil.example", 403),
        ("[evil.example]", 403), ("[", 403), ("1.2.3", 403), ("1.2.3.4.5", 403), ("1.2.3.400", 403), ("", 403),
        ("localhost:evil", 403), ("local host", 403),
    ])
    func hostsAreChecked(_ host: String, _ status: Int) throws {
        try records.keep("run", losses: [1])
        #expect(records.ask("/", headers: ["host": host]).status == status)
        #expect(records.ask("/", headers: [:]).status == 403)
        let told = UISite(records.uri, host: "box.example")
        let request = try #require(UIRequest(target: "/", headers: ["host": "Box.example:5001"]))
        #expect(told.answer(request).status == 200)
    }

    @Test func changesComeFromThesePagesAlone() throws {
        try records.keep("run", losses: [1])
        let wrong = [
            [:], ["origin": "http://evil.example"], ["origin": "null"], ["origin": "https://127.0.0.1:5001"],
            ["origin": "http://127.0.0.1:5002"],
            ["origin": "http://127.0.0.1:5001", "sec-fetch-site": "cross-site"],
        ]
        for headers in wrong {
            let page = records.ask("/models/m/promote", method: "POST", headers: local.merging(headers) { $1 })
            #expect(page.status == 403, "\(headers)")
        }
        let own = ["origin": "http://127.0.0.1:5001", "sec-fetch-site": "same-origin"]
        #expect(records.ask("/models/m/promote", method: "POST", headers: local.merging(own) { $1 }).status != 403)
        #expect(records.ask("/", method: "DELETE", headers: local).status == 405)
    }

    /// Names and values are shown as they are, and are never markup.
    @Test func nothingIsInjected() throws {
        let hostile = Records.hostile
        let id = try records.keep(
            hostile, losses: [2, 1], parameters: ["p": hostile], tags: ["t": hostile], experiment: hostile,
            artifacts: [Artifact("\(hostile.replacing("/", with: "")).txt", .text(hostile))])
        let other = try records.keep("other", losses: [1, 2], parameters: ["p": "1"], experiment: hostile)
        let pages = [
            "/", "/experiments/\(Self.encoded(hostile))",
            "/experiments/\(Self.encoded(hostile))?filter=\(Self.encoded(hostile))&order=\(Self.encoded(hostile))",
            "/experiments/\(Self.encoded(hostile))?column=\(Self.encoded(hostile))",
            "/runs/\(id)", "/compare?run=\(id)&run=\(other)", "/compare?run=\(Self.encoded(hostile))&run=1",
            "/\(Self.encoded(hostile))", "/runs/\(Self.encoded(hostile))", "/models",
            "/models/\(Self.encoded(hostile))",
        ]
        for target in pages {
            let page = records.ask(target)
            #expect(page.headers["Content-Type"] == "text/html; charset=utf-8", "\(target)")
            #expect(page.text.ranges(of: "<script").count == 1 && !page.has("<img src=x"), "\(target)")
            let policy = try #require(page.headers["Content-Security-Policy"])
            #expect(policy.hasPrefix("default-src 'none';") && policy.contains("script-src 'self';"))
            #expect(!policy.contains("unsafe") && page.headers["X-Content-Type-Options"] == "nosniff")
        }
        #expect(records.ask("/runs/\(id)").has("&lt;script&gt;alert(1)&lt;/script&gt;"))
        #expect(records.ask("/", headers: ["host": hostile]).text.ranges(of: "<script").count == 1)
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Files of a run that a browser would run are shown without that.
    @Test func filesRunNothing() throws {
        let page = "<script>alert(1)</script>"
        let names = ["a.html", "a.htm", "a.svg", "a.xhtml", "a.js", "a.txt", "a"]
        let id = try records.keep("run", losses: [], artifacts: names.map { Artifact($0, .text(page)) })
        for name in names {
            let file = records.ask("/runs/\(id)/artifacts/\(name)")
            let policy = try #require(file.headers["Content-Security-Policy"])
            #expect(file.text == page && policy.hasPrefix("sandbox; default-src 'none';"), "\(name)")
            #expect(!policy.contains("allow-scripts") && !policy.contains("script-src"))
            #expect(file.headers["X-Content-Type-Options"] == "nosniff")
        }
        for name in ["a.xhtml", "a.js", "a"] {
            let file = records.ask("/runs/\(id)/artifacts/\(name)")
            #expect(file.headers["Content-Type"] == "application/octet-stream")
            #expect(file.headers["Content-Disposition"] == "attachment")
        }
    }

    #if SQLite
        /// A database says where the files of its runs are, and may come from anybody.
        @Test func filesElsewhereAreReadOnlyIfNamed() throws {
            let id = try records.keep("run", losses: [], artifacts: [Artifact("in.txt", .text("inside"))])
            let elsewhere = "\(records.folder)/elsewhere"
            try Folder.create(for: "\(elsewhere)/secret.txt")
            try AtomicFile.write("secret", to: "\(elsewhere)/secret.txt")
            symlink(elsewhere, "\(records.folder)/mlruns/link")
            symlink("\(records.folder)/mlruns", "\(records.folder)/mlruns-other")
            let (file, page) = ("/runs/\(id)/artifacts/secret.txt", "/runs/\(id)")
            for location in [
                elsewhere, "file://\(elsewhere)", "\(records.folder)/mlruns/../elsewhere",
                "\(records.folder)/mlruns/link", "\(records.folder)/mlruns-other/link",
            ] {
                try SQLiteDatabase("\(records.folder)/mlflow.db", .readWrite).run(
                    "UPDATE runs SET artifact_uri = ?", .text(location))
                #expect(records.ask(file).status == 404, "\(location)")
                #expect(!records.ask(page).has("secret.txt") && records.ask(page).has("--artifacts FOLDER"))
                #expect(records.ask(file, artifacts: ["\(records.folder)/other"]).status == 404)
                #expect(records.ask(file, artifacts: [elsewhere]).text == "secret")
                #expect(records.ask(page, artifacts: [elsewhere]).has("secret.txt"))
            }
        }
    #endif

    @Test func nothingOutsideIsRead() throws {
        let id = try records.keep("run", losses: [], artifacts: [Artifact("sub/in.txt", .text("inside"))])
        let folder = "\(records.folder)/mlruns/1/\(id)/artifacts"
        try AtomicFile.write("secret", to: "\(records.folder)/secret.txt")
        try AtomicFile.write("secret", to: "\(records.folder)/mlruns/1/\(id)/artifacts-beside.txt")
        symlink("\(records.folder)/secret.txt", "\(folder)/link.txt")
        symlink(records.folder, "\(folder)/linked")
        symlink("in.txt", "\(folder)/sub/within.txt")
        #expect(records.ask("/runs/\(id)/artifacts/sub/in.txt").text == "inside")
        #expect(records.ask("/runs/\(id)/artifacts/sub/within.txt").text == "inside")
        let page = records.ask("/runs/\(id)")
        #expect(page.has("sub/in.txt") && !page.has("secret") && !page.has("link.txt") && !page.has("linked/"))
        let up = "../../../../secret.txt"
        for path in [
            up, up.replacing("/", with: "%2f"), up.replacing("..", with: "%2e%2e"), "%2e%2e%2fartifacts-beside.txt",
            "sub/../../../../../secret.txt", "link.txt", "linked/secret.txt", "linked/mlflow.db", "%2Fetc/passwd",
            "/etc/passwd", "..", ".", "sub", "sub/in.txt%00.png", "sub/in.txt/",
        ] {
            let file = records.ask("/runs/\(id)/artifacts/\(path)")
            #expect(file.status == 404 || path == "sub/in.txt/", "\(path)")
            #expect(!file.has("secret\n") && file.text != "secret" && !file.has("root:"), "\(path)")
        }
        #expect(records.ask("/runs/none/artifacts/a").status == 404)
        #expect(records.ask("/logged-models/none/a").status == 404)
    }
}
