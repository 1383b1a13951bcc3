import MartletNumerics

extension SearchSpace {
    /// One choice for each parameter that counts, in the order of their names.
    typealias Candidate = [SearchChoice<Base>]

    /// Some candidates: drawn without replacement from lists, of which there may be fewer; else each by itself.
    func candidates(_ count: Int, seed: UInt64) throws -> [Candidate] {
        var random = RandomGenerator(seed: seed)
        guard let grid = gridCount else { return (0..<count).map { _ in draw(&random) } }
        return try random.choice(below: grid, count: min(count, grid), withReplacement: false).map(gridCandidate)
    }

    private func draw(_ random: inout RandomGenerator) -> Candidate {
        var choices: Candidate = []
        for parameter in parameters {
            if case .drawn(let draw) = parameter.domain {
                choices.append(draw(&random))
            } else if let dimension = parameter.domain.dimension {
                let number = dimension.draw(&random)
                choices.append(parameter.domain.choice(number))
                guard !parameter.branches.isEmpty else { continue }
                for space in parameter.spaces(at: Int(number)) { choices += space.draw(&random) }
            }
        }
        return choices.sorted { $0.name < $1.name }
    }

    /// How many candidates lists alone make; nil where there is a distribution, or where there are too many to count.
    var gridCount: Int? {
        var count: Int? = 1
        for parameter in parameters { count = product(count, parameter.valueCounts.flatMap(sum)) }
        return count
    }

    /// The candidate at a place of the grid, in which the last parameter varies fastest.
    func gridCandidate(_ place: Int) -> Candidate {
        var place = place
        var choices: Candidate = []
        for parameter in parameters.reversed() {
            guard let counts = parameter.valueCounts, let all = sum(counts) else { continue }
            var inner = place % all
            place /= all
            let value = counts.indices.first { index in
                if inner < counts[index] { return true }
                inner -= counts[index]
                return false
            }
            guard let value else { continue }
            choices.append(parameter.domain.choice(Double(value)))
            for space in parameter.spaces(at: value).reversed() {
                let count = space.gridCount ?? 1
                choices += space.gridCandidate(inner % count)
                inner /= count
            }
        }
        return choices.sorted { $0.name < $1.name }
    }
}

extension SearchParameter {
    /// How many candidates each of its values makes with what is varied for it; nil where these can't be counted.
    fileprivate var valueCounts: [Int]? {
        guard case .list(_, let choices) = domain else { return nil }
        var counts: [Int] = []
        for place in choices.indices {
            let count = spaces(at: place).reduce(1) { product($0, $1.gridCount) }
            guard let count else { return nil }
            counts.append(count)
        }
        return counts
    }
}

private func product(_ a: Int?, _ b: Int?) -> Int? {
    guard let a, let b else { return nil }
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? nil : product
}

private func sum(_ counts: [Int]) -> Int? {
    counts.reduce(0 as Int?) { sum, count in
        guard let (all, overflow) = sum?.addingReportingOverflow(count), !overflow else { return nil }
        return all
    }
}
