import MartletExplain
import MartletNumerics
import MartletTestSupport
import Testing

private let backgrounds = BadCalls { call in
    call("no rows") { try Background(.zeros([0, 3])) }
    call("no features") { try Background(.zeros([3, 0])) }
    call("a vector") { try Background(.zeros([3])) }
    call("weights of other rows") { try Background(.zeros([3, 2]), weights: Tensor([1.0])) }
    for weights in [[0.0, 0], [-1, 2], [.nan, 1], [.infinity, 1]] {
        call("weights \(weights)") { try Background(.zeros([2, 2]), weights: Tensor(weights)) }
    }
    for clusters in [-1, 0, 4, Int.min, Int.max] {
        call("\(clusters) clusters") { try Background.kMeans(.zeros([3, 2]), clusters: clusters) }
    }
    call("clusters of NaN") { try Background.kMeans(.full(Float.nan, shape: [3, 2]), clusters: 2) }
}

private let explainers = BadCalls { call in
    let background = Tensor.zeros([3, 2])
    func explained(
        _ name: String, _ x: Tensor = .ones([1, 2]), nsamples: Int? = nil, link: Link = .identity,
        _ function: @escaping @Sendable (Tensor) throws -> Tensor = { $0 }
    ) {
        call(name) { try KernelSHAP(background: background, link: link, function).explain(x, nsamples: nsamples) }
    }
    call("names of other features") { try KernelSHAP(background: background, featureNames: ["a"]) { $0 } }
    call("names of other outputs") { try KernelSHAP(background: background, outputNames: ["a"]) { $0 } }
    explained("rows of another width", .ones([1, 3]))
    explained("a vector", .ones([2]))
    explained("no rows", .ones([0, 2]))
    explained("nothing that varies", .zeros([2, 2]))
    for nsamples in [Int.min, -1, 0, 1, 3] { explained("\(nsamples) samples", nsamples: nsamples) }
    for error in [0, -1, Double.nan] {
        call("a standard error of \(error)") {
            try KernelSHAP(background: background) { $0 }.explain(.ones([1, 2]), standardError: error)
        }
    }
    for count in [Int.min, -1, 0] {
        call("\(count) features") {
            try KernelSHAP(background: background) { $0 }.explain(.ones([1, 2]), l1: .numFeatures(count))
        }
    }
    explained("too few outputs") { try $0[0..<1] }
    explained("no outputs") { try $0[.all, 0..<0] }
    explained("a scalar") { try $0.sum() }
    explained("images") { try $0.reshaped([$0.shape[0], 1, 2]) }
    explained("NaN") { try $0 * Float.nan }
    explained("infinite") { try $0 / Float(0) }
    explained("other numbers of outputs") { try $0.shape[0] == 3 ? $0 : $0.sum(axis: 1) }
    explained("NaN for some coalitions") { try $0.shape[0] == 6 ? $0 * Float.nan : $0 }
    explained("logits below 0", link: .logit) { try $0 - Float(0.5) }
    explained("logits of 2", link: .logit) { try $0 + Float(2) }
    call("more coalitions than memory") {
        try KernelSHAP(background: Tensor.zeros([1, 1000])) { try $0.sum(axis: 1) }
            .explain(.ones([1, 1000]), nsamples: .max)
    }
}

private let explanations = BadCalls { call in
    call("an output that isn't there") { try someExplanation().output(2) }
    call("an output before the first") { try someExplanation().output(-1) }
    call("a name that no output has") { try someExplanation().output("maybe") }
    call("rows that aren't there") { try someExplanation()[1..<3] }
    let (values, names) = (Tensor.zeros([2, 3, 1]), ["a", "b", "c"])
    call("values of two axes") {
        try Explanation(
            values: .zeros([2, 3]), baseValues: .zeros([1]), data: .zeros([2, 3]), featureNames: names,
            outputNames: ["y"])
    }
    call("data of other rows") {
        try Explanation(
            values: values, baseValues: .zeros([1]), data: .zeros([3, 3]), featureNames: names, outputNames: ["y"])
    }
    call("base values of other outputs") {
        try Explanation(
            values: values, baseValues: .zeros([2]), data: .zeros([2, 3]), outputs: .zeros([2, 1]),
            featureNames: names, outputNames: ["y"])
    }
    call("names of other features") {
        try Explanation(
            values: values, baseValues: .zeros([1]), data: .zeros([2, 3]), featureNames: ["a"], outputNames: ["y"])
    }
}

/// What bad arguments answer with.
@Suite struct BadArgumentsTests {
    @Test(arguments: backgrounds.all) func backgroundsThrow(_ call: BadCall) { #expect(call.problem == nil) }
    @Test(arguments: explainers.all) func explainersThrow(_ call: BadCall) { #expect(call.problem == nil) }
    @Test(arguments: explanations.all) func explanationsThrow(_ call: BadCall) { #expect(call.problem == nil) }
}
