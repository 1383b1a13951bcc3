import Benchmark
import CMartletKernels

/// A layer of a known network, on a batch of images.
private struct Layer {
    var name: String
    var batch: Int32 = 1
    var size: Int32
    var channels: Int32
    var filters: Int32
    var kernel: (Int32, Int32) = (3, 3)
    var stride: Int32 = 1
    var isPadded = true
    var groups: Int32 = 1

    func parameters(_ pass: mk_convolution_pass) -> mk_convolution_parameters {
        var p = mk_convolution_parameters()
        (p.batch, p.height, p.width, p.channels, p.filters) = (batch, size, size, channels, filters)
        (p.kernel_height, p.kernel_width, p.stride_height, p.stride_width) = (kernel.0, kernel.1, stride, stride)
        (p.dilation_height, p.dilation_width, p.groups, p.threads) = (1, 1, groups, mk_thread_budget())
        if isPadded { (p.pad_top, p.pad_left) = ((kernel.0 - 1) / 2, (kernel.1 - 1) / 2) }
        p.out_height = (size + 2 * p.pad_top - kernel.0) / stride + 1
        p.out_width = (size + 2 * p.pad_left - kernel.1) / stride + 1
        p.pass = UInt8(pass.rawValue)
        if pass == MK_CONVOLUTION_FORWARD {
            p.epilogue.bias = true
            (p.epilogue.activation, p.epilogue.high) = (UInt8(MK_ACTIVATION_CLIP.rawValue), .infinity)
        }
        p.algorithm = UInt8(mk_convolution_choose(p, false).rawValue)
        return p
    }
}

private let layers = [
    Layer(name: "vgg block1_conv1", size: 224, channels: 3, filters: 64),
    Layer(name: "vgg block1_conv2", size: 224, channels: 64, filters: 64),
    Layer(name: "vgg block3_conv2", size: 56, channels: 256, filters: 256),
    Layer(name: "vgg block5_conv1", size: 14, channels: 512, filters: 512),
    Layer(name: "vgg block5_conv1", batch: 8, size: 14, channels: 512, filters: 512),
    Layer(name: "inception conv2d", size: 299, channels: 3, filters: 32, stride: 2, isPadded: false),
    Layer(name: "inception mixed0 5×5", size: 35, channels: 48, filters: 64, kernel: (5, 5)),
    Layer(name: "inception mixed4 1×7", size: 17, channels: 128, filters: 192, kernel: (1, 7)),
    Layer(name: "inception mixed10 1×1", size: 8, channels: 2048, filters: 320, kernel: (1, 1)),
    Layer(name: "mobilenet block_3 depthwise", size: 56, channels: 144, filters: 144, groups: 144),
]

private let passes = [
    (MK_CONVOLUTION_FORWARD, "forward"), (MK_CONVOLUTION_INPUT_GRADIENT, "input gradient"),
    (MK_CONVOLUTION_FILTER_GRADIENT, "filter gradient"),
]

/// Each layer's passes by the algorithm that is chosen for them.
func convolutionBenchmarks() {
    for layer in layers {
        for (pass, name) in passes {
            let p = layer.parameters(pass), algorithm = mk_convolution_algorithm(UInt32(p.algorithm))
            let title = "\(layer.name) of \(layer.batch), \(name), \(String(cString: mk_convolution_name(algorithm)))"
            Benchmark(title) { benchmark in
                let images = floats(Int(p.batch * p.height * p.width * p.channels))
                let results = floats(Int(p.batch * p.out_height * p.out_width * p.filters))
                let filter = floats(Int(p.kernel_height * p.kernel_width * p.channels / p.groups * p.filters))
                let preparedSize = Int(mk_convolution_prepared(p)), prepared = floats(preparedSize / 4)
                if preparedSize > 0 {
                    var call = mk_convolution_prepare(p)
                    (call.operand.0, call.operand.1) = (filter, prepared)
                    mk_run(&call, 1)
                }
                var call = mk_convolution(p)
                let second = pass == MK_CONVOLUTION_FILTER_GRADIENT ? results : preparedSize > 0 ? prepared : filter
                (call.operand.0, call.operand.1) = (pass == MK_CONVOLUTION_INPUT_GRADIENT ? results : images, second)
                call.operand.2 =
                    switch pass {
                    case MK_CONVOLUTION_INPUT_GRADIENT: images
                    case MK_CONVOLUTION_FILTER_GRADIENT: filter
                    default: results
                    }
                call.operand.3 = floats(Int(p.filters))
                call.operand.4 = floats(Int(mk_convolution_scratch(p)) / 4)
                benchmark.startMeasurement()
                mk_run(&call, 1)
            }
        }
    }
}
