/// Channels, by number: which of them must be removed together, and why some can't be removed at all.
struct ChannelClasses {
    private var parents: [Int] = []
    /// By the first of a class.
    private var reasons: [Int: String] = [:]

    /// So many new channels, each by itself.
    mutating func make(_ count: Int) -> [Int] {
        let new = Array(parents.count..<parents.count + count)
        parents += new
        return new
    }

    /// The first channel of a class, which stands for it.
    mutating func first(with channel: Int) -> Int {
        var channel = channel
        while parents[channel] != channel {
            parents[channel] = parents[parents[channel]]
            channel = parents[channel]
        }
        return channel
    }

    /// The first channel of the class of each channel.
    var firsts: [Int] {
        var classes = self
        return parents.indices.map { classes.first(with: $0) }
    }

    /// Makes one class of two.
    mutating func unite(_ a: Int, _ b: Int) {
        let (a, b) = (first(with: a), first(with: b))
        if a == b { return }
        parents[max(a, b)] = min(a, b)
        if let reason = reasons.removeValue(forKey: max(a, b)) { keep([a], because: reason) }
    }

    /// Notes that channels can't be removed; the first reason given for a class stays.
    mutating func keep(_ channels: some Sequence<Int>, because reason: String) {
        for channel in channels {
            let first = first(with: channel)
            if reasons[first] == nil { reasons[first] = reason }
        }
    }

    /// Why a channel can't be removed; nil if it can.
    mutating func reasonToKeep(_ channel: Int) -> String? { reasons[first(with: channel)] }
}
