"""OpenVINO on networks that torch wrote as ONNX. `python openvino_worker.py` computes in float32;
openvino_default_worker.py in what OpenVINO chooses, which is bfloat16 where the CPU has it. Protocol: ../compare.py."""

import protocol as p
import vision


def prepare():
    import openvino
    return openvino


def request(name, batch, precision, is_quantized=False):
    openvino = prepare()
    model = openvino.Core().read_model(vision.onnx_file(name))
    if is_quantized:
        import nncf
        images = vision.calibration(name)
        model = nncf.quantize(model, nncf.Dataset(images), subset_size=len(images))
    size = vision.SIZES[name]
    model.reshape([batch, 3, size, size])
    return compiled(model, precision)


def compiled(model, precision):
    options = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": p.THREADS}
    if precision:
        options["INFERENCE_PRECISION_HINT"] = precision
    return prepare().Core().compile_model(model, "CPU", options).create_infer_request()


def wide(rows, precision):
    from onnxruntime_worker import perceptron
    kernels, x = p.wide(rows)
    model = prepare().Core().read_model(perceptron(kernels))
    model.reshape([rows, 1024])
    asked = compiled(model, precision)
    return p.repeated(lambda: asked.infer([x]))


def infer(name, batch, precision, is_quantized=False):
    asked = request(name, batch, precision, is_quantized)
    x = vision.images(batch, vision.SIZES[name], channels_first=True)
    return lambda: asked.infer([x])


def cases(precision):
    table = vision.inferences(lambda name, batch: infer(name, batch, precision),
                              lambda name, batch: infer(name, batch, precision, True))
    table |= {"mlp_sparse_1": lambda: wide(1, precision), "mlp_sparse_128": lambda: wide(128, precision)}
    table["vgg16_memory"] = lambda: vision.peak(infer("vgg16", 1, precision))
    return table


if __name__ == "__main__":
    p.serve(prepare, cases("f32"))
