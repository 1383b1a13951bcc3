#if HDF5
    import CHDF5
    public import MartletNumerics

    extension HDF5Reader {
        /// The shape of the dataset at `path`.
        ///
        /// - Throws: `HDF5Error`.
        public func shape(of path: String) throws -> Shape {
            try using { try shape(of: open(path, as: H5I_DATASET), path) }
        }

        /// The dataset at `path`.
        ///
        /// - Throws: `HDF5Error` when it isn't one of numbers, or takes more memory than allowed.
        public func tensor(_ path: String) throws -> Tensor {
            try using {
                let dataset = try open(path, as: H5I_DATASET)
                let shape = try shape(of: dataset, path)
                let type = try HDF5Handle(H5Dget_type(dataset.id), H5Tclose, of: path, "its type cannot be read")
                let element = try HDF5Element(stored: type.id, path)
                try check(dataset, elements: shape.elementCount, stored: H5Tget_size(type.id), element.dtype, path)
                return try Tensor(shape: shape, dtype: element.dtype) { memory in
                    guard memory.isEmpty || H5Dread(dataset.id, element.memoryType, 0, 0, 0, memory.baseAddress) >= 0
                    else { throw failure(path) }
                }
            }
        }

        private func shape(of dataset: borrowing HDF5Handle, _ path: String) throws -> Shape {
            let space = try HDF5Handle(H5Dget_space(dataset.id), H5Sclose, of: path, "its shape cannot be read")
            return try shape(ofSpace: space, path)
        }

        /// The shape of a dataset or attribute.
        func shape(ofSpace space: borrowing HDF5Handle, _ path: String) throws -> Shape {
            let rank = Int(H5Sget_simple_extent_ndims(space.id))
            guard H5Sget_simple_extent_type(space.id) != H5S_NULL, (0...Shape.maximumRank).contains(rank) else {
                throw failure(path, "it has \(rank) axes; 0 to \(Shape.maximumRank) are possible")
            }
            var lengths = [hsize_t](repeating: 0, count: rank)
            guard rank == 0 || H5Sget_simple_extent_dims(space.id, &lengths, nil) >= 0 else { throw failure(path) }
            do {
                return try Shape(validating: lengths.map { Int(clamping: $0) })
            } catch {
                throw failure(path, "\(error)")
            }
        }

        /// Deflate makes at most 1032 bytes of one.
        private static var mostInflation: Int { 1032 }

        /// Refuses a dataset that claims more than the file can hold, or whose bytes lie in other files.
        private func check(
            _ dataset: borrowing HDF5Handle, elements: Int, stored: Int, _ dtype: DType, _ path: String
        ) throws {
            let creation = try HDF5Handle(
                H5Dget_create_plist(dataset.id), H5Pclose, of: path, "its layout cannot be read")
            let layout = H5Pget_layout(creation.id)
            guard layout != H5D_VIRTUAL, H5Pget_external_count(creation.id) == 0 else {
                throw failure(path, "its numbers lie in another file, which isn't read")
            }
            guard elements <= maximumBytes / dtype.byteCount else {
                throw failure(path, "it takes more than the \(maximumBytes) bytes allowed")
            }
            let bytes = elements * stored
            let kept = Int(clamping: H5Dget_storage_size(dataset.id))
            guard kept <= byteCount, bytes <= (layout == H5D_CHUNKED ? Self.mostInflation * kept : kept) else {
                throw failure(
                    path, "it claims \(bytes) bytes, of which the file holds \(kept); it is cut short or damaged")
            }
            guard layout == H5D_CHUNKED else { return }
            var lengths = [hsize_t](repeating: 0, count: Shape.maximumRank)
            let rank = Int(H5Pget_chunk(creation.id, Int32(lengths.count), &lengths))
            guard (1...lengths.count).contains(rank) else { throw failure(path) }
            let chunk = lengths.prefix(rank).reduce(Double(stored)) { $0 * Double($1) }
            guard chunk <= Double(min(maximumBytes, Self.mostInflation * byteCount)) else {
                throw failure(path, "it has chunks of \(chunk) bytes, more than the file can hold")
            }
        }
    }

    /// How numbers that a file holds are read.
    struct HDF5Element {
        let dtype: DType
        let memoryType: hid_t

        /// - Throws: `HDF5Error` for anything that isn't a number.
        init(stored type: hid_t, _ path: String) throws {
            let (size, isSigned) = (H5Tget_size(type), H5Tget_sign(type) == H5T_SGN_2)
            let dtype: DType? =
                switch (H5Tget_class(type), size) {
                case (H5T_FLOAT, 1...4): .float32
                case (H5T_FLOAT, 8): .float64
                case (H5T_INTEGER, 1): isSigned ? .int8 : .uint8
                case (H5T_INTEGER, 2): .int32
                case (H5T_INTEGER, 4): isSigned ? .int32 : .int64
                case (H5T_INTEGER, 8) where isSigned: .int64
                default: nil
                }
            guard let dtype else {
                throw HDF5Error(
                    object: path,
                    "it holds no floating numbers of 16 to 64 bits nor integers that fit 64 bits with sign")
            }
            self.init(dtype)
        }

        init(_ dtype: DType) {
            self.dtype = dtype
            memoryType =
                switch dtype {
                case .float32: martlet_hdf5_float()
                case .float64: martlet_hdf5_double()
                case .int8: martlet_hdf5_int8()
                case .uint8, .bool: martlet_hdf5_uint8()
                case .int32: martlet_hdf5_int32()
                case .int64: martlet_hdf5_int64()
                }
        }
    }
#endif
