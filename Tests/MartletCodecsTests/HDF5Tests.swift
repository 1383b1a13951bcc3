#if HDF5
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

        @Test func writesWhatItReads() throws {
            let folder = TemporaryFolder()
            func write(_ file: borrowing HDF5Writer) throws {
                try file.write(Tensor([[1.5, -2], [3, 4]] as [[Float]]), to: "layers/dense/vars/0")
                try file.write(Tensor(7 as Int64), to: "/optimizer/vars/0")
                try file.write(.zeros([0, 2]), to: "empty")
                try file.createGroup("vars")
                try file.set("name", to: "dénse", of: "layers/dense/vars")
                try file.set("names", to: ["a", "bc"], of: "layers")
                try file.set("none", to: [], of: "/")
            }
            try HDF5Writer.write(to: folder["a.h5"], write)
            let bytes = try HDF5Writer.bytes(write)
            #expect(try HDF5Writer.bytes(write) == bytes)
            #expect(folder.names == ["a.h5"])
            func check(_ file: borrowing HDF5Reader) throws {
                #expect(try file.tensor("layers/dense/vars/0") == Tensor([[1.5, -2], [3, 4]] as [[Float]]))
                #expect(try file.tensor("optimizer/vars/0").scalar(as: Int.self) == 7)
                #expect(try file.tensor("empty").shape == [0, 2])
                #expect(try file.members(of: "vars").isEmpty)
                #expect(try file.string("name", of: "layers/dense/vars") == "dénse")
                #expect(try file.strings("names", of: "layers") == ["a", "bc"])
                #expect(try file.strings("none") == [])
            }
            try check(HDF5Reader(path: folder["a.h5"]))
            try check(HDF5Reader(bytes: bytes))
            #expect(throws: HDF5Error.self) {
                try HDF5Writer.write(to: folder["a.h5"]) { file in
                    for _ in 0..<2 { try file.write(.zeros([1]), to: "twice") }
                }
            }
            #expect(folder.names == ["a.h5"])
            try check(HDF5Reader(path: folder["a.h5"]))
            #expect(throws: FileError.self) { try HDF5Writer.write(to: folder["no/a.h5"]) { _ in } }
        }

        @Test func refusesWhatIsNoHDF5() throws {
            #expect(throws: FileError.self) { _ = try HDF5Reader(path: "/nonexistent.h5") }
            #expect(throws: FileError.self) { _ = try HDF5Reader(path: "/tmp") }
            #expect(throws: HDF5Error.self) { _ = try HDF5Reader(path: Golden.folder + "floats.npy") }
            #expect(throws: HDF5Error.self) { _ = try HDF5Reader(bytes: []) }
        }

        @Test func damagedFilesNeverTrap() async {
            await #expect(processExitsWith: .success) {
                let whole = try FileReader.contents(of: Self.path, limit: 1 << 20)
                limitMemory()
                let accepted = try survivors(of: whole, rounds: 4_000) { bytes in
                    do {
                        let file = try HDF5Reader(bytes: bytes, maximumBytes: 1 << 20)
                        for name in try file.members(of: "numbers") where name.kind == .dataset {
                            _ = try file.tensor("numbers/" + name.name)
                        }
                        _ = try file.strings("variable_list", of: "numbers")
                        _ = try file.strings("fixed_list", of: "numbers")
                        return true
                    } catch is HDF5Error { return false }
                }
                #expect(accepted < 3_000)
            }
        }
    }
#endif
