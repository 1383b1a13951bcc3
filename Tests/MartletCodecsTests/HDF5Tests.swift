import MartletCodecs
import MartletNumerics
import MartletTestSupport
import Testing

struct HDF5Tests {
    static let path = Golden.folder + "reference.h5"

    @Test func readsNumbersOfEveryType() throws {
        let file = try HDF5Reader(path: Self.path)
        let dtypes: [(String, DType)] = [
            ("float16", .float32), ("float32", .float32), ("float64", .float64), ("int8", .int8), ("uint8", .uint8),
            ("int16", .int32), ("uint16", .int32), ("int32", .int32), ("uint32", .int64), ("int64", .int64),
        ]
        for (name, dtype) in dtypes {
            let tensor = try file.tensor("numbers/" + name)
            #expect(tensor.dtype == dtype && tensor.shape == [2, 3], "\(name)")
            #expect(tensor.array(of: Int.self) == [0, 1, 2, 3, 100, 127], "\(name)")
        }
        #expect(try file.tensor("numbers/scalar").scalar(as: Float.self) == 2.5)
        #expect(try file.tensor("numbers/empty").shape == [0, 3])
        #expect(try file.tensor("/numbers/big_endian").array(of: Float.self) == [1.5, -2])
        #expect(try file.tensor("numbers/chunked").array(of: Int.self) == Array(0..<40))
        #expect(try file.shape(of: "numbers/chunked") == [8, 5])
    }

    @Test func readsAttributes() throws {
        let file = try HDF5Reader(path: Self.path)
        #expect(try file.string("variable") == "é variable")
        #expect(try file.string("fixed") == "fixed")
        #expect(try file.string("missing") == nil)
        #expect(try file.strings("variable_list", of: "numbers") == ["a", "bc", ""])
        #expect(try file.strings("fixed_list", of: "numbers") == ["a", "bcd"])
        #expect(try file.strings("no_list", of: "numbers") == [])
        #expect(try file.strings("split", of: "numbers") == ["a", "b", "c"])
        #expect(throws: HDF5Error.self) { try file.string("number") }
        #expect(throws: HDF5Error.self) { try file.string("variable_list", of: "numbers") }
    }

    @Test func listsMembers() throws {
        let file = try HDF5Reader(path: Self.path)
        #expect(
            try file.members() == [
                .init(name: "external", kind: .other), .init(name: "numbers", kind: .group),
                .init(name: "soft", kind: .other),
            ])
        #expect(try file.members(of: "numbers").contains(.init(name: "float16", kind: .dataset)))
        #expect(try file.contains("numbers/float16"))
        #expect(try !file.contains("numbers/float16/x"))
    }

    @Test(arguments: [
        ("numbers/bomb", "of which the file holds 0"), ("numbers/elsewhere", "in another file"),
        ("numbers/text", "no floating numbers"), ("numbers/uint64", "fit 64 bits"), ("numbers", "it is no dataset"),
        ("numbers/nothing", "there is no 'nothing'"), ("soft", "isn't followed"),
        ("external/float32", "isn't followed"),
    ])
    func refuses(dataset: String, reason: String) throws {
        let file = try HDF5Reader(path: Self.path)
        let error = #expect(throws: HDF5Error.self) { try file.tensor(dataset) }
        #expect(error?.reason.contains(reason) == true, "\(error?.description ?? "")")
        #expect(error?.path == Self.path && error?.object == dataset)
    }

    @Test func keepsToTheMemoryAllowed() throws {
        let file = try HDF5Reader(path: Self.path, maximumBytes: 24)
        #expect(try file.tensor("numbers/float32").count == 6)
        #expect(throws: HDF5Error.self) { try file.tensor("numbers/float64") }
    }

    @Test func readsStructuresOfNewerVersions() throws {
        let file = try HDF5Reader(path: Golden.folder + "newer.h5")
        for index in ["single", "fixed", "extensible", "tree"] {
            for filters in ["plain", "packed"] {
                let tensor = try file.tensor("chunks/\(index)_\(filters)")
                #expect(tensor.shape == [6, 7] && tensor.array(of: Int.self) == Array(0..<42), "\(index) \(filters)")
            }
        }
        #expect(try file.tensor("chunks/implicit").array(of: Int.self) == Array(0..<42))
        let rows = [Int](repeating: 1, count: 20) + [Int](repeating: 3, count: 2079) + [2]
        #expect(try file.tensor("chunks/rows").array(of: Int.self) == rows)
        #expect(try file.tensor("chunks/pages").array(of: Int.self) == [Int](repeating: 0, count: 2099) + [2])
        #expect(try file.members(of: "many").count == 40)
        for index in 0..<40 {
            #expect(try file.tensor("many/name\(index)").scalar(as: Int.self) == index)
            #expect(try file.string("name\(index)", of: "many") == "value \(index)")
        }
        #expect(try file.strings("large", of: "many") == (0..<300).map { "\($0)/kernel:0" })
        #expect(try file.members(of: "tracked").map(\.name) == ["a", "b", "c"])
        let flags = try file.tensor("tracked/a")
        #expect(flags.dtype == .bool && flags.array(of: Int.self) == [1, 0])
    }

    @Test func refusesWhatIsNoHDF5() throws {
        #expect(throws: FileError.self) { _ = try HDF5Reader(path: "/nonexistent.h5") }
        #expect(throws: FileError.self) { _ = try HDF5Reader(path: "/tmp") }
        #expect(throws: HDF5Error.self) { _ = try HDF5Reader(path: Golden.folder + "floats.npy") }
        #expect(throws: HDF5Error.self) { _ = try HDF5Reader(bytes: []) }
    }

    @Test func refusesFilesCutShort() throws {
        for name in ["reference", "newer"] {
            let whole = try FileReader.contents(of: Golden.folder + name + ".h5", limit: 1 << 20)
            for count in stride(from: 0, to: whole.count, by: 509) {
                let error = #expect(throws: HDF5Error.self) { _ = try HDF5Reader(bytes: Array(whole[..<count])) }
                #expect(error?.offset != nil)
            }
        }
    }

    /// A checksum finds each changed byte of the structures that carry one.
    @Test func comparesChecksums() throws {
        let whole = try FileReader.contents(of: Golden.folder + "newer.h5", limit: 1 << 20)
        var bytes = whole
        // The root's header: the message behind its first fields.
        bytes[0x30 + 12] ^= 1
        let error = #expect(throws: HDF5Error.self) { _ = try HDF5Reader(bytes: bytes).members() }
        #expect(error?.reason.contains("checksum") == true)
    }

    @Test func saysWhereDamageIs() throws {
        var bytes = try FileReader.contents(of: Self.path, limit: 1 << 20)
        let trees = bytes.indices.filter { bytes[$0...].starts(with: "TREE".utf8) }
        for tree in trees { bytes[tree] = 0 }
        let error = #expect(throws: HDF5Error.self) { _ = try HDF5Reader(bytes: bytes).tensor("numbers/chunked") }
        #expect(error?.offset.map(trees.contains) == true && error?.object == "numbers/chunked")
        #expect(error?.reason.contains("it must begin with TREE") == true, "\(error?.description ?? "")")
    }
}
