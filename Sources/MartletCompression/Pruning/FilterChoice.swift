/// Which channels of a graph are removed: of each group of filters that lose theirs together, a part of the smallest.
struct FilterChoice {
    let flow: ChannelFlow
    /// Why filters have to stay, for each of `flow.filters`.
    private(set) var reasons: [String?] = []
    /// Of each channel whether it is removed.
    private var isRemoved: [Bool] = []

    /// - Parameters:
    ///   - sparsity: the part of each group that is removed.
    ///   - isChosen: whether filters may be removed from a layer.
    ///   - norms: the norm of each filter.
    init(
        _ flow: ChannelFlow, sparsity: Double, isChosen: (String) -> Bool, norms: (ChannelFlow.Filters) -> [Double]
    ) {
        self.flow = flow
        var (classes, groups) = (flow.classes, flow.classes)
        let channels = flow.filters.map { flow.parameters[$0.parameter]![$0.axis]! }
        for own in channels { for channel in own { groups.unite(own[0], channel) } }
        for (filters, own) in zip(flow.filters, channels) where filters.mixesChannels && !isChosen(filters.layer) {
            groups.keep(own.prefix(1), because: "'\(filters.layer)' isn't among the layers")
        }
        reasons = channels.map { groups.reasonToKeep($0[0]) }

        var members: [Int: [Int]] = [:]
        var importance: [Int: Double] = [:]
        for (index, own) in channels.enumerated() where reasons[index] == nil {
            for (channel, norm) in zip(own, norms(flow.filters[index])) {
                let first = classes.first(with: channel)
                if importance[first] == nil { members[groups.first(with: channel), default: []].append(first) }
                importance[first, default: 0] += norm
            }
        }
        var axes = ChannelAxes(flow, &classes)
        var removed: Set<Int> = []
        for (_, group) in members.sorted(by: { $0.key < $1.key }) {
            var count = Int((Double(group.count) * sparsity).rounded())
            let ascending = group.enumerated()
                .sorted { (importance[$0.element]!, $0.offset) < (importance[$1.element]!, $1.offset) }
            for (_, member) in ascending where count > 0 && axes.remove(member) {
                removed.insert(member)
                count -= 1
            }
        }
        isRemoved = classes.firsts.map(removed.contains)
    }

    /// The places of the channels of an axis that stay.
    func places(_ channels: some Collection<Int>) -> [Int] {
        channels.enumerated().compactMap { isRemoved[$1] ? nil : $0 }
    }
}

/// How many classes of channels each axis has left, so that none loses its last.
private struct ChannelAxes {
    private var left: [Int] = []
    /// The axes of each class, by its first channel.
    private var axes: [Int: [Int]] = [:]

    init(_ flow: ChannelFlow, _ classes: inout ChannelClasses) {
        for channels in Set(flow.axes.joined().joined().compactMap(\.self)) {
            let members = Set(channels.map { classes.first(with: $0) })
            for member in members { axes[member, default: []].append(left.count) }
            left.append(members.count)
        }
    }

    /// Removes a class, unless it is the last of an axis.
    mutating func remove(_ member: Int) -> Bool {
        guard axes[member]!.allSatisfy({ left[$0] > 1 }) else { return false }
        for axis in axes[member]! { left[axis] -= 1 }
        return true
    }
}
