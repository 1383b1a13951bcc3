#if Archives
    import MartletCodecs
    import MartletGraph
    import MartletNN

    extension Flatten: KerasLayer {
        init(_ options: KerasOptions) {
            options.requireChannelsLast()
            self.init()
        }

        func kerasOptions() -> JSON.Object { ["data_format": "channels_last"] }
    }

    extension MartletNN.Reshape: KerasLayer {
        init(_ options: KerasOptions) { self.init(options.ints("target_shape", in: -1...1 << 24)) }
        func kerasOptions() -> JSON.Object { ["target_shape": .array(targetShape.map { .integer($0) })] }
    }

    extension Permute: KerasLayer {
        init(_ options: KerasOptions) { self.init(options.ints("dims")) }
        func kerasOptions() -> JSON.Object { ["dims": .array(dims.map { .integer($0) })] }
    }

    extension RepeatVector: KerasLayer {
        init(_ options: KerasOptions) { self.init(options.int("n")) }
        func kerasOptions() -> JSON.Object { ["n": .integer(n)] }
    }

    extension MartletNN.Concatenate: KerasLayer {
        init(_ options: KerasOptions) { self.init(axis: options.int("axis", -1, in: -8...8)) }
        func kerasOptions() -> JSON.Object { ["axis": .integer(axis)] }
    }

    extension MartletNN.Add: KerasLayer {
        init(_ options: KerasOptions) { self.init() }
        func kerasOptions() -> JSON.Object { [:] }
    }

    extension MartletNN.Subtract: KerasLayer {
        init(_ options: KerasOptions) { self.init() }
        func kerasOptions() -> JSON.Object { [:] }
    }

    extension MartletNN.Multiply: KerasLayer {
        init(_ options: KerasOptions) { self.init() }
        func kerasOptions() -> JSON.Object { [:] }
    }

    extension Average: KerasLayer {
        init(_ options: KerasOptions) { self.init() }
        func kerasOptions() -> JSON.Object { [:] }
    }

    extension MartletNN.Maximum: KerasLayer {
        init(_ options: KerasOptions) { self.init() }
        func kerasOptions() -> JSON.Object { [:] }
    }

    extension MartletNN.Minimum: KerasLayer {
        init(_ options: KerasOptions) { self.init() }
        func kerasOptions() -> JSON.Object { [:] }
    }

    extension ZeroPadding2D: KerasLayer {
        init(_ options: KerasOptions) { self.init(options.border("padding", 1)) }
        func kerasOptions() -> JSON.Object { ["padding": JSON(keras: padding), "data_format": "channels_last"] }
    }

    extension ZeroPadding1D: KerasLayer {
        init(_ options: KerasOptions) { self.init(options.ends("padding")) }
        func kerasOptions() -> JSON.Object { ["padding": [.integer(padding.before), .integer(padding.after)]] }
    }

    extension Cropping2D: KerasLayer {
        init(_ options: KerasOptions) { self.init(options.border("cropping", 0)) }
        func kerasOptions() -> JSON.Object { ["cropping": JSON(keras: cropping), "data_format": "channels_last"] }
    }

    extension Cropping1D: KerasLayer {
        init(_ options: KerasOptions) { self.init(options.ends("cropping")) }
        func kerasOptions() -> JSON.Object { ["cropping": [.integer(cropping.before), .integer(cropping.after)]] }
    }

    extension KerasOptions {
        /// One number, `[rows, columns]` or `[[top, bottom], [left, right]]`.
        fileprivate func border(_ key: String, _ fallback: Border) -> Border {
            requireChannelsLast()
            guard let json = value(key) else { return fallback }
            let sides = (json.array ?? [json, json]).map { side in
                (side.array ?? [side, side]).compactMap { $0.integer }.filter { (0...1 << 12).contains($0) }
            }
            guard sides.count == 2, sides.allSatisfy({ $0.count == 2 }) else {
                report("\(key) must be one number, [rows, columns] or [[top, bottom], [left, right]]")
                return fallback
            }
            return Border(top: sides[0][0], bottom: sides[0][1], left: sides[1][0], right: sides[1][1])
        }

        /// One number, or `[before, after]`.
        fileprivate func ends(_ key: String) -> Ends {
            requireChannelsLast()
            let numbers = ints(key, [1], in: 0...1 << 12)
            guard (1...2).contains(numbers.count) else {
                report("\(key) must be one number or [before, after]")
                return 1
            }
            return Ends(before: numbers[0], after: numbers[numbers.count - 1])
        }
    }

    extension JSON {
        fileprivate init(keras border: Border) {
            self = [[.integer(border.top), .integer(border.bottom)], [.integer(border.left), .integer(border.right)]]
        }
    }
#endif
