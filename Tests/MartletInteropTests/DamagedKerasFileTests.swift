#if Archives
    import Glibc
    import MartletCodecs
    import MartletGraph
    import MartletInterop
    import MartletNN
    import MartletNumerics
    import MartletTestSupport
    import Testing

    /// Files that were damaged, or made to do harm: each is refused with a typed error, in a second and 256 MB.
    struct DamagedKerasFileTests {
        private static func refuses(_ file: String, _ reason: String) async {
            await #expect(processExitsWith: .success) { [file = file as String, reason = reason as String] in
                limitMemory()
                let start = clock()
                let path = KerasGoldenFiles.folder + file
                do {
                    _ = try Model(keras: path)
                    Issue.record("\(file) is read")
                } catch let error as HDF5Error {
                    #expect("\(error)".contains(reason), "\(error)")
                    #expect(error.object != nil && (error.path == path || file.hasSuffix(".keras")))
                } catch let error as KerasError {
                    #expect("\(error)".contains(reason), "\(error)")
                }
                let seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
                #expect(seconds < 1)
            }
        }

        @Test(arguments: [
            ("damaged_heap_length.keras", "global heap"), ("damaged_name_attribute.keras", "global heap"),
            ("damaged_heap_number.h5", "global heap"), ("damaged_heap_end.h5", "global heap"),
            ("damaged_heap_loop.h5", "global heap"), ("damaged_heap_size.h5", "global heap"),
        ])
        func refusesDamagedStrings(file: String, reason: String) async { await Self.refuses(file, reason) }

        /// 28 groups, each of which leads to the next by two names: 2²⁸ paths; 31 groups and thirty names: 30³¹ paths.
        @Test(arguments: ["damaged_shared_groups.keras", "damaged_shared_wide.keras"])
        func readsGroupsThatAreSharedOnce(file: String) async {
            await Self.refuses(file, "has no counterpart")
        }

        /// The layers beside the two whose names differ in their bytes alone.
        @Test func readsFilesWithEquivalentNames() throws {
            let model = try Model(keras: KerasGoldenFiles.folder + "equivalent_group_names.keras")
            #expect(model.parameterCount == 4 * 5 + 5 + 5 + 1)
            #expect(model.parameters.contains { model[$0.name]?.array(of: Float.self).contains { $0 != 0 } == true })
        }

        /// A model whose layers are those of the model around it.
        @Test func refusesGroupsWithinThemselves() throws {
            var model = Model(Dense(1), input: [1])
            let error = #expect(throws: HDF5Error.self) {
                try model.loadWeights(keras: KerasGoldenFiles.folder + "group_within_itself.weights.h5")
            }
            #expect(error?.reason.contains("lies within itself") == true)
        }

        @Test(arguments: ["keras2_functional.h5", "keras3_functional.h5", "keras3_branches.weights.h5"])
        func damagedFilesNeverTrap(file: String) async {
            let seed = Fuzz.seed("damaged \(file)")
            await #expect(processExitsWith: .success) { [file = file as String, seed = seed as UInt64] in
                let whole = try FileReader.contents(of: KerasGoldenFiles.folder + file, limit: 1 << 20)
                let damage = HDF5Damage(whole)
                var generator = SplitMix(state: seed)
                let folder = TemporaryFolder()
                limitMemory()
                var model = Model(Dense(1), input: [1])
                for round in 0..<Fuzz.rounds / 4 {
                    try AtomicFile.write(damage.damaged(using: &generator), to: folder["a.h5"])
                    let start = clock()
                    do {
                        if file.contains("weights") {
                            try model.loadWeights(keras: folder["a.h5"])
                        } else {
                            _ = try Model(keras: folder["a.h5"])
                        }
                    } catch is HDF5Error {
                    } catch is KerasError {
                    }
                    let seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
                    #expect(seconds < 1, "round \(round)")
                }
            }
        }
    }
#endif
