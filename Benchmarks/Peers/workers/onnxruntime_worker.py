"""ONNX Runtime on the same network, written with the onnx package. Protocol: ../compare.py."""

import numpy as np
import protocol as p
import vision


def prepare():
    import onnxruntime
    onnxruntime.set_default_logger_severity(3)
    return onnxruntime


def model():
    random, sizes = np.random.default_rng(0), (p.FEATURES, p.HIDDEN, p.HIDDEN, p.CLASSES)
    return perceptron([(random.standard_normal((a, b)) * (2 / a) ** 0.5).astype(np.float32)
                       for a, b in zip(sizes, sizes[1:])], last="Softmax")


def perceptron(kernels, last="Relu"):
    """Dense layers with rectifiers between them."""
    from onnx import TensorProto, helper, numpy_helper
    nodes, constants, source = [], [], "x"
    for i, kernel in enumerate(kernels):
        bias = np.zeros(kernel.shape[1], np.float32)
        constants += [numpy_helper.from_array(kernel, f"w{i}"), numpy_helper.from_array(bias, f"b{i}")]
        nodes += [helper.make_node("Gemm", [source, f"w{i}", f"b{i}"], [f"z{i}"]),
                  helper.make_node(last if i + 1 == len(kernels) else "Relu", [f"z{i}"], [f"a{i}"])]
        source = f"a{i}"
    shapes = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", size])
              for name, size in (("x", kernels[0].shape[0]), (source, kernels[-1].shape[1]))]
    graph = helper.make_graph(nodes, "mlp", shapes[:1], shapes[1:], constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10).SerializeToString()


def session(source, threads):
    runtime = prepare()
    options = runtime.SessionOptions()
    options.intra_op_num_threads = threads
    return runtime.InferenceSession(source, options, providers=["CPUExecutionProvider"])


def predict(rows, threads):
    x, loaded = p.data()[0][:rows], session(model(), threads)
    return p.repeated(lambda: loaded.run(None, {"x": x}))


def wide(rows):
    kernels, x = p.wide(rows)
    loaded = session(perceptron(kernels), p.THREADS)
    return p.repeated(lambda: loaded.run(None, {"x": x}))


def integer_product(size):
    from onnx import TensorProto, helper, numpy_helper
    a, b = p.bytes_of(size)
    shapes = [helper.make_tensor_value_info(name, kind, [size, size])
              for name, kind in (("a", TensorProto.UINT8), ("c", TensorProto.INT32))]
    graph = helper.make_graph([helper.make_node("MatMulInteger", ["a", "b"], ["c"])], "product", shapes[:1], shapes[1:],
                              [numpy_helper.from_array(b, "b")])
    source = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10).SerializeToString()
    loaded = session(source, p.THREADS)
    return p.repeated(lambda: loaded.run(None, {"a": a}), warmup=5)


def infer(name, batch, path=None):
    x = vision.images(batch, vision.SIZES[name], channels_first=True)
    loaded = session(str(path or vision.onnx_file(name)), p.THREADS)
    return lambda: loaded.run(None, {"x": x})


def quantized(name):
    """The network's file in eight bits, in the form that is fastest: with operators of integers."""
    from onnxruntime import quantization as q
    path = vision.onnx_file(name)
    prepared, result = path.with_suffix(".prepared.onnx"), path.with_suffix(".int8.onnx")

    class Reader(q.CalibrationDataReader):
        left = iter([{"x": x} for x in vision.calibration(name)])

        def get_next(self):
            return next(self.left, None)
    q.shape_inference.quant_pre_process(str(path), str(prepared))
    q.quantize_static(str(prepared), str(result), Reader(), quant_format=q.QuantFormat.QOperator, per_channel=True,
                      activation_type=q.QuantType.QUInt8, weight_type=q.QuantType.QInt8)
    return result


def cases():
    table = vision.inferences(infer, lambda name, batch: infer(name, batch, quantized(name)))
    table |= {f"int8_gemm_{size}": lambda size=size: integer_product(size) for size in p.PRODUCTS}
    table |= {"mlp_sparse_1": lambda: wide(1), "mlp_sparse_128": lambda: wide(128)}
    return table | {"mlp_predict_1": lambda: predict(1, 1), "mlp_predict_10000": lambda: predict(p.ROWS, p.THREADS),
                    "vgg16_memory": lambda: vision.peak(infer("vgg16", 1))}


def save(path):
    with open(path, "wb") as file:
        file.write(model())


def startup(path):
    session(path, p.THREADS).run(None, {"x": np.zeros((1, p.FEATURES), np.float32)})


if __name__ == "__main__":
    p.serve(prepare, cases(), save, startup)
