import MartletCodecs

/// The parameters of a study's space in one row, and which of them count when.
struct StudyLayout: Sendable {
    /// Parameters that count together.
    struct Group: Sendable {
        /// Their places in the row.
        var members: [Int]
        /// The place of the one that they depend on, before them, and the numbers that it must have; nil for those that
        /// always count.
        let condition: (parameter: Int, numbers: Set<Int>)?

        /// Whether they count at a point.
        func counts(at point: [Double]) -> Bool {
            guard let condition else { return true }
            let number = point[condition.parameter]
            return !number.isNaN && condition.numbers.contains(Int(number))
        }
    }

    private(set) var names: [String] = []
    private(set) var dimensions: [Dimension] = []
    private(set) var groups: [Group] = []
    /// What each parameter is in words, which a file keeps to know a study by.
    private(set) var words: [JSON] = []

    mutating func append(_ name: String, _ dimension: Dimension, words: JSON) -> Int {
        names.append(name)
        dimensions.append(dimension)
        self.words.append(words)
        return names.count - 1
    }

    mutating func append(_ group: Group) { groups.append(group) }

    /// A point of a file, by the parameters' names.
    ///
    /// - Returns: nil unless it is a point of the space.
    func point(_ numbers: JSON) -> [Double]? {
        var point = [Double](repeating: .nan, count: names.count)
        for group in groups where group.counts(at: point) {
            for place in group.members {
                guard let number = numbers[names[place]]?.double, dimensions[place].contains(number) else { return nil }
                point[place] = number
            }
        }
        return point
    }

    /// A point for a file.
    func json(_ point: [Double]) -> JSON {
        var numbers: JSON = [:]
        for (place, number) in point.enumerated() where !number.isNaN { numbers[names[place]] = .double(number) }
        return numbers
    }
}

/// A search space whose values all have numbers.
struct StudySpace<Configuration: Sendable>: Sendable {
    private(set) var layout = StudyLayout()
    private var domains: [SearchDomain<Configuration>] = []

    /// - Throws: `EstimatorError.invalid` for a bad space, and for a distribution of one's own.
    init(_ space: SearchSpace<Configuration>) throws {
        try space.check()
        try add(space, condition: nil)
    }

    private mutating func add(
        _ space: SearchSpace<Configuration>, condition: (parameter: Int, numbers: Set<Int>)?
    ) throws {
        var group = StudyLayout.Group(members: [], condition: condition)
        for parameter in space.parameters {
            guard let dimension = parameter.domain.dimension else {
                throw EstimatorError.invalid(
                    argument: "the search space",
                    reason: "draws \(parameter.name) by itself; a study needs values or a range")
            }
            var words: JSON = ["name": .string(parameter.name), "kind": .string("\(dimension)")]
            if case .list(_, let choices) = parameter.domain {
                words["values"] = .array(choices.map { .string($0.text) })
            }
            if let condition {
                words["when"] = [
                    "name": .string(layout.names[condition.parameter]),
                    "values": .array(condition.numbers.sorted().map { .integer($0) }),
                ]
            }
            domains.append(parameter.domain)
            group.members.append(layout.append(parameter.name, dimension, words: words))
        }
        layout.append(group)
        for (place, parameter) in zip(group.members, space.parameters) {
            for branch in parameter.branches {
                try add(branch.space, condition: (place, branch.places))
            }
        }
    }

    /// What a point says, in the order of the parameters' names.
    func choices(_ point: [Double]) -> [SearchChoice<Configuration>] {
        zip(domains, point).compactMap { $1.isNaN ? nil : $0.choice($1) }.sorted { $0.name < $1.name }
    }
}
