import MartletCodecs
import MartletDamage
import MartletNumerics

extension Format {
    static let csv = Format(
        name: "csv", ending: ".csv",
        damage: {
            let tables = Self.tables.map { Array($0.utf8) }
            return { random in
                var bytes = tables.randomElement(using: &random)!
                for _ in 0..<Int.random(in: 1...6, using: &random) {
                    guard Bool.random(using: &random), !bytes.isEmpty else {
                        random.damage(&bytes)
                        continue
                    }
                    let pieces = [
                        "\"", "\"\"", ",", ",,", "\r\n", "\r", "\n\n", "\0", "\u{FEFF}", ";", "\t", "1e400", "-0",
                        "nan", "inf",
                        "0x1p3", "1_000", "café", "cafe\u{301}", "2024-02-30", "9999999999999999999", "true", "#", "'",
                    ]
                    let place = Int.random(in: 0...bytes.count, using: &random)
                    bytes.insert(contentsOf: pieces.randomElement(using: &random)!.utf8, at: place)
                }
                return bytes
            }
        },
        use: { path in
            var format = CSV.Format()
            _ = try? CSV(path: path, format: format)
            format.keepsGaps = true
            let table = try CSV(path: path, format: format)
            _ = try table.matrix(columns: Array(table.columns.indices))
        })

    private static let tables = [
        "a,b,label\n1,2.5,x\n-3,4e2,y\n5,,x\n",
        "\"width, in cm\",\"a \"\"b\"\"\",day\r\n1.5,\"x\ny\",2024-05-31\r\n2,z,2023-01-02\r\n",
        "0,1,2,tree\n" + (0..<12).map { "\($0),\($0 * $0),0.\($0),\(["oak", "ash"][$0 % 2])\n" }.joined(),
        "1;2;3\n4;5;6\n", "x\n1\n2\n3",
    ]

    static let idx = Format(
        name: "idx", ending: ".idx",
        damage: {
            func file(_ type: UInt8, _ width: Int, _ lengths: [Int]) -> [UInt8] {
                [0, 0, type, UInt8(lengths.count)] + lengths.flatMap { [0, 0, 0, UInt8($0)] }
                    + [UInt8](repeating: 7, count: width * lengths.reduce(1, *))
            }
            let files = [
                file(8, 1, [5]), file(8, 1, [3, 4, 4]), file(9, 1, [2, 2]), file(11, 2, [3]), file(12, 4, [2, 3]),
                file(13, 4, [4]), file(14, 8, [2, 2]),
            ]
            return { random in
                var bytes = files.randomElement(using: &random)!
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    if Int.random(in: 0..<4, using: &random) == 0 {
                        random.damage(&bytes)
                    } else if bytes.count > 4 {
                        let values: [UInt8] = [0, 1, 2, 3, 8, 9, 13, 14, 127, 128, 255]
                        bytes[Int.random(in: 0..<min(bytes.count, 16), using: &random)] = values.randomElement(
                            using: &random)!
                    }
                }
                return bytes
            }
        }, use: { _ = try IDX.read($0) })

    static let npy = Format(
        name: "npy", ending: ".npy",
        damage: {
            let files = try Corpus.files("MartletCodecsTests/Golden", ".npy")
            return { random in
                let bytes = files.randomElement(using: &random)!
                guard Int.random(in: 0..<3, using: &random) > 0, bytes.count > 12, bytes[6] == 1 else {
                    return random.damaged(bytes)
                }
                let length = Int(bytes[8]) | Int(bytes[9]) << 8
                var header = Array(bytes.dropFirst(10).prefix(length))
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    let pieces = [
                        "9223372036854775807", "-1", "0", "(", ")", "'", "{", "}", ",", ":", "True", "False", "<f8",
                        ">f4", "|b1",
                        "|O", "<U3", "1e9", "None", " ", "\n", "\\", "4294967296",
                    ]
                    let place = Int.random(in: 0...header.count, using: &random)
                    let end = min(header.count, place + Int.random(in: 0...4, using: &random))
                    header.replaceSubrange(place..<end, with: pieces.randomElement(using: &random)!.utf8)
                }
                let count = min(header.count, 65_535)
                return bytes.prefix(8) + [UInt8(count & 0xFF), UInt8(count >> 8)] + header.prefix(count)
                    + bytes.dropFirst(10 + length)
            }
        }, use: { _ = try NPY.read($0) })
}
