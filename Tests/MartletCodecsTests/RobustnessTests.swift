import Glibc
import MartletCodecs
import MartletNumerics
import MartletTestSupport
import Testing

/// Thousands of damaged files, read in a process that may hardly allocate: none may trap, and each error is a typed one.
struct RobustnessTests {
    @Test func damagedSafetensorsNeverTrap() async {
        await #expect(processExitsWith: .success) {
            var whole = try Safetensors(
                [
                    ("a", .zeros([3, 5])), ("b", Tensor([true, false])), ("c/kernel", .ones([2, 2, 2], dtype: .int64)),
                ],
                metadata: ["graph": "{\"nodes\":[1,2]}"]
            ).bytes()
            // Under another name the checksum is not compared, so that damage reaches what lies behind it.
            let key = Array("martlet.checksum".utf8)
            let position = try #require(whole.indices.first { whole[$0...].starts(with: key) })
            whole[position] = UInt8(ascii: "M")
            limitMemory()
            let accepted = try survivors(of: whole, rounds: 20_000) { bytes in
                do {
                    let file = try Safetensors(bytes: bytes, maximumBytes: 1 << 20)
                    #expect(file.tensors.reduce(0) { $0 + $1.tensor.byteCount } <= 1 << 20)
                    return true
                } catch is SafetensorsError { return false }
            }
            #expect(accepted > 100 && accepted < 19_000)
        }
    }

    @Test func damagedNPYNeverTraps() async {
        await #expect(processExitsWith: .success) {
            let whole = try FileReader.contents(of: Golden.folder + "fortran.npy", limit: 1 << 20)
            limitMemory()
            let accepted = try survivors(of: whole, rounds: 20_000) { bytes in
                do {
                    return try NPY.read(bytes: bytes, maximumBytes: 1 << 20).byteCount <= 1 << 20
                } catch is NPYError { return false }
            }
            #expect(accepted > 100 && accepted < 19_000)
        }
    }

    @Test func damagedJSONNeverTraps() async {
        await #expect(processExitsWith: .success) {
            let whole =
                #"{"a":[1,-2.5e10,"é\n\u00e9\ud83d\ude00",true,null],"b":{"c":{},"d":[[[]]]},"e":18446744073709551615}"#
            limitMemory()
            let accepted = try survivors(of: Array(whole.utf8), rounds: 40_000) { bytes in
                do {
                    let json = try JSON(parsing: bytes)
                    #expect(try JSON(parsing: json.serialized()) == json)
                    return true
                } catch is JSONError { return false }
            }
            #expect(accepted > 100 && accepted < 39_000)
        }
    }

    @Test func damagedCSVNeverTraps() async {
        await #expect(processExitsWith: .success) {
            let whole =
                "length,\"wi\"\"dth\",species\r\n5.1,3,setosa\r\n-0.5e1,+2,\"vir,ginica\"\n.5,1,\"two\nlines\"\n7,8,é\n"
            limitMemory()
            let accepted = try survivors(of: Array(whole.utf8), rounds: 40_000) { bytes in
                do {
                    let csv = try CSV(bytes: bytes)
                    _ = try csv.matrix(columns: Array(csv.columns.indices.dropLast()))
                    return true
                } catch is CSVError { return false }
            }
            #expect(accepted > 100 && accepted < 39_000)
        }
    }

    @Test func damagedIDXNeverTraps() async {
        await #expect(processExitsWith: .success) {
            let whole: [UInt8] = [0, 0, 11, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 1] + (0..<12)
            limitMemory()
            let accepted = try survivors(of: whole, rounds: 40_000) { bytes in
                do {
                    return try IDX.read(bytes: bytes, maximumBytes: 1 << 20).byteCount <= 1 << 20
                } catch is IDXError { return false }
            }
            #expect(accepted > 100 && accepted < 39_000)
        }
    }

    /// The file that `gzip` made of 8 bytes of header and 1,000 zeros, damaged.
    @Test func damagedGzipNeverTraps() async {
        await #expect(processExitsWith: .success) {
            let whole: [UInt8] = [
                0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x63, 0x60, 0xE0, 0x60, 0x64, 0x60,
                0x60, 0x7E, 0xC1, 0x30, 0x0A, 0x46, 0xC1, 0x28, 0x18, 0xF6, 0x00, 0x00, 0xBB, 0x9D, 0x23, 0xF2,
                0xF0, 0x03, 0x00, 0x00,
            ]
            let folder = TemporaryFolder()
            limitMemory()
            let accepted = try survivors(of: whole, rounds: 4_000) { bytes in
                unlink(folder["f"])
                let file = fopen(folder["f"], "w")
                fwrite(bytes, 1, bytes.count, file)
                fclose(file)
                do {
                    return try IDX.read(folder["f"], maximumBytes: 1 << 20).count <= 1 << 20
                } catch is IDXError { return false } catch is FileError { return false }
            }
            #expect(accepted > 0 && accepted < 3_990)
        }
    }

    #if Images
        /// PNG keeps a checksum of every chunk, so hardly any damage reaches what lies behind.
        @Test(arguments: ["rgb_420.jpg", "progressive.jpg", "cmyk.jpg", "interlaced.png", "palette_transparent.png"])
        func damagedImagesNeverTrap(name: String) async {
            await #expect(processExitsWith: .success) { [name] in
                let whole = try FileReader.contents(of: Golden.folder + "images/" + name, limit: 1 << 20)
                limitMemory()
                var round = 0
                let accepted = try survivors(of: whole, rounds: 10_000) { bytes in
                    round += 1
                    do {
                        let mode = Image.ColorMode.allCases[round % 3]
                        let image = try Image.read(bytes: bytes, colorMode: mode, limits: .init(pixels: 1 << 22))
                        return image.count <= mode.channels << 22
                    } catch is ImageError { return false }
                }
                #expect(accepted > 0 && accepted < 9_990)
            }
        }
    #endif

    /// In pieces a damaged file holds what it holds as a whole, or has the same error.
    @Test func damagedCSVIsTheSameInPieces() async {
        await #expect(processExitsWith: .success) {
            let text =
                "\u{FEFF}length,\"wi\"\"dth\",species\r\n5.1,3,setosa\r\n\r\n-0.5e1,+2,\"vir,ginica\"\n.5,1,\"two\r\nlines\"\n"
            let folder = TemporaryFolder()
            limitMemory()
            var round = 0
            let accepted = try survivors(of: Array(text.utf8), rounds: 10_000) { bytes in
                unlink(folder["f"])  // what replaces a file may be written to the disk at once, which takes long
                let file = fopen(folder["f"], "w")
                fwrite(bytes, 1, bytes.count, file)
                fclose(file)
                round += 1
                let (blockBytes, rows) = (1 + round % 9, 1 + round % 4)
                func reader() throws -> CSV.Reader {
                    try CSV.Reader(path: folder["f"], format: .init(), maximumRowBytes: 1000, blockBytes: blockBytes)
                }
                do {
                    let whole = try CSV(path: folder["f"])
                    #expect(try fields(reader().pieces(like: whole, rows: rows)) == fields([whole]))
                    return true
                } catch let error as CSVError {
                    #expect(throws: error) { try reader().pieces(rows: rows) }
                    return false
                }
            }
            #expect(accepted > 100 && accepted < 9_000)
        }
    }
}
