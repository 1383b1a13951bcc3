import CMartletKernels
import Martlet
import MartletGraph
import MartletNN
import MartletNumerics

let networks: [(name: String, network: any Layer, size: Int)] = [
    ("VGG16", VGG16(includeTop: false), 224), ("InceptionV3", InceptionV3(includeTop: false), 299),
    ("ResNet50", ResNet50(includeTop: false), 224), ("MobileNetV2", MobileNetV2(includeTop: false), 224),
]

/// Each different convolution of known networks, on one image, by every algorithm that can do it.
func compareConvolutions(_ report: Report) throws {
    for (name, network, size) in networks {
        let layers = try convolutions(of: network, size: size)
        let bytes = layers.reduce(0) { $0 + 4 * $1.geometry.filterShape.elementCount * $1.count }
        for (geometry, count) in layers {
            forEachMachine { features, threads in
                let (contestants, chosen) = candidates(geometry, threads: threads, networkBytes: bytes)
                report.add(
                    "\(name) \(geometry.label), \(count) of them", features, threads: threads,
                    flops: geometry.flops, Contest(contestants, chosen: chosen))
            }
        }
    }
}

/// The different convolutions of a network on one image, and how many there are of each.
func convolutions(of network: any Layer, size: Int) throws -> [(geometry: ConvolutionGeometry, count: Int)] {
    let graph = Model(network, input: [size, size, 3]).graph
    var counts: [ConvolutionGeometry: Int] = [:], order: [ConvolutionGeometry] = []
    for node in graph.nodes {
        guard let convolution = node.operation as? Convolution else { continue }
        var geometry = try convolution.geometry(node.inputs.map(graph.type(of:)))
        geometry.batch = 1
        if counts[geometry] == nil { order.append(geometry) }
        counts[geometry, default: 0] += 1
    }
    return order.map { ($0, counts[$0]!) }
}

extension ConvolutionGeometry {
    var label: String {
        let kind = groups == channels && groups > 1 ? "depthwise " : ""
        let stride = rows.stride > 1 ? " by \(rows.stride)" : ""
        return
            "\(kind)\(rows.kernel)×\(columns.kernel)\(stride) \(rows.output)×\(columns.output)×\(channels)→\(filters)"
    }

    /// What kernels are told of a layer with a bias and a clip, as known networks have them.
    func forward(threads: Int) -> mk_convolution_parameters {
        guard var p = parameters(MK_CONVOLUTION_FORWARD, threads: threads) else {
            preconditionFailure("layers of known networks have lengths that kernels take")
        }
        p.epilogue.bias = true
        (p.epilogue.activation, p.epilogue.high) = (UInt8(MK_ACTIVATION_CLIP.rawValue), 6)
        return p
    }
}

/// The algorithms that compute a layer, and the place of the chosen one. Each call reads another copy of the filter, as
/// many as the network has room for in its weights: there, too, filters push one another out of the caches.
func candidates(
    _ geometry: ConvolutionGeometry, threads: Int, networkBytes: Int
) -> (contestants: [Contestant], chosen: Int) {
    var p = geometry.forward(threads: threads)
    let chosen = convolutionAlgorithm(p, .float32)
    let images = Numbers(byteCount: 4 * geometry.images.elementCount)
    let results = Numbers(byteCount: 4 * geometry.results.elementCount)
    let bias = Numbers(byteCount: 4 * geometry.filters)
    let filterBytes = 4 * geometry.filterShape.elementCount
    let filter = Numbers(byteCount: filterBytes)
    var contestants: [Contestant] = [], place = 0
    for value in 0...MK_CONVOLUTION_IM2COL.rawValue {
        p.algorithm = UInt8(value)
        guard mk_convolution_can(p) else { continue }
        let algorithm = mk_convolution_algorithm(value), calls = ConvolutionCalls(p, .float32)
        var read = filter
        if calls.prepared > 0 {
            read = Numbers(byteCount: calls.prepared)
            var preparation = calls.preparation
            (preparation.operand.0, preparation.operand.1) = (filter.address, read.address)
            mk_run(&preparation, 1)
        }
        let size = calls.prepared > 0 ? calls.prepared : filterBytes
        let copies = max(1, min(networkBytes / filterBytes, 200_000_000 / size))
        let filters = [read] + (1..<copies).map { _ in Numbers(copying: read, byteCount: size) }
        let scratch = Numbers(byteCount: calls.scratch)
        var call = calls.pass
        (call.operand.0, call.operand.2) = (images.address, results.address)
        (call.operand.3, call.operand.4) = (bias.address, scratch.address)
        if algorithm == chosen { place = contestants.count }
        contestants.append(
            Contestant(
                String(cString: mk_convolution_name(algorithm)),
                filters.map { copy in
                    var call = call
                    call.operand.1 = copy.address
                    return call
                }, filters + [images, results, bias, scratch, filter],
                // Its transforms amplify rounding too much.
                isEligible: algorithm != MK_CONVOLUTION_WINOGRAD_6))
    }
    return (contestants, place)
}
