/// The first lines of a request, up to the empty one (RFC 9112).
struct RequestHead {
    let method, target: String
    /// By names in small letters.
    let headers: [String: String]
    /// How many bytes follow.
    let length: Int

    /// Where the empty line of a request's beginning ends; nil if there is none yet.
    ///
    /// - Parameter start: how many bytes were looked at before.
    static func end(of bytes: [UInt8], from start: Int) -> Int? {
        for place in max(start, 1)..<max(bytes.count, 1) where bytes[place] == UInt8(ascii: "\n") {
            let before = bytes[..<place].suffix(2)
            if before.last == UInt8(ascii: "\n") || before.elementsEqual("\n\r".utf8) { return place + 1 }
        }
        return nil
    }

    /// - Throws: `UIError` for what is no request, or one in chunks.
    init(_ bytes: some BidirectionalCollection<UInt8>) throws(UIError) {
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
            .map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }.filter { !$0.isEmpty }
        let isPlain = lines.allSatisfy { line in line.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 } }
        let first = lines.first?.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false) ?? []
        guard isPlain, first.count == 3, first[2].starts(with: "HTTP/1.".utf8) else {
            throw UIError(400, "This is no request of HTTP/1.1.")
        }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, parts[0].allSatisfy({ $0 > 0x20 }) else {
                throw UIError(400, "This is no request of HTTP/1.1.")
            }
            let name = String(decoding: parts[0], as: UTF8.self).lowercased()
            let value = String(decoding: parts[1], as: UTF8.self).trimming { $0 == " " || $0 == "\t" }
            // One that comes twice could be read in two ways.
            if headers[name] != nil, ["host", "origin", "content-length"].contains(name) {
                throw UIError(400, "The header '\(name)' comes twice.")
            }
            headers[name] = headers[name].map { "\($0), \(value)" } ?? value
        }
        guard headers["transfer-encoding"] == nil else { throw UIError(411, "A form's length must be told.") }
        let length = headers["content-length"] ?? "0"
        guard length.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }), let length = Int(length) else {
            throw UIError(400, "The header 'content-length' must be a number.")
        }
        (method, target) = (String(decoding: first[0], as: UTF8.self), String(decoding: first[1], as: UTF8.self))
        (self.headers, self.length) = (headers, length)
    }
}

extension String {
    fileprivate func trimming(_ isTrimmed: (Character) -> Bool) -> String {
        String(drop(while: isTrimmed).reversed().drop(while: isTrimmed).reversed())
    }
}
