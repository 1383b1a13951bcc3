import MartletCodecs

extension Model {
    /// How many bytes its file has without the optimiser's state.
    ///
    /// - Throws: `FileError` where there is no room for one; what `save` throws.
    package func fileSize() throws -> Int {
        try withTemporaryFile("size.safetensors") { path in
            try save(to: path, includeOptimizer: false)
            return try FileReader(path).count
        }
    }
}
