"""What the peers' workers share for networks on images: sizes, batches, the networks in torch and as ONNX files."""

import tempfile
from pathlib import Path

import numpy as np
import protocol as p

SIZES = {"vgg16": 224, "inception": 299, "resnet50": 224, "mobilenet_v2": 224}
VGG16 = [64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"]
# case: (network, images)
INFERENCES = {"vgg16_b1": ("vgg16", 1), "vgg16_b8": ("vgg16", 8),
              "inception_b1": ("inception", 1), "inception_b8": ("inception", 8),
              "resnet50_b1": ("resnet50", 1), "mobilenet_v2_b1": ("mobilenet_v2", 1)}
# Of ours these are in bfloat16 or by BLAS; a peer computes the same as always.
INFERENCES |= {f"{case}_{how}": INFERENCES[case] for case, how in
               (("vgg16_b1", "bfloat16"), ("vgg16_b8", "bfloat16"), ("vgg16_b1", "im2col"),
                ("inception_b1", "bfloat16"), ("inception_b8", "bfloat16"))}
# Of ours nine tenths of the weights are zero, which makes no difference to a peer.
INFERENCES["vgg16_sparse_b1"] = INFERENCES["vgg16_b1"]
# Of networks in eight bits; of ours some may be summed as fast as they can be, a peer's always alike.
INTEGERS = {"vgg16_int8_b1": ("vgg16", 1), "vgg16_int8_b8": ("vgg16", 8),
            "vgg16_sparse_int8_b1": ("vgg16", 1),
            "vgg16_int8_fastest_b1": ("vgg16", 1), "vgg16_int8_fastest_b8": ("vgg16", 8),
            "inception_int8_b1": ("inception", 1), "inception_int8_b8": ("inception", 8),
            "resnet50_int8_b1": ("resnet50", 1), "mobilenet_v2_int8_b1": ("mobilenet_v2", 1)}
# case: (what of VGG16 is trained besides the head, images)
STEPS = {"vgg16_head_step_b8": ("none", 8), "vgg16_head_step_b32": ("none", 32),
         "vgg16_finetune_step_b8": ("block5", 8), "vgg16_finetune_step_b32": ("block5", 32),
         "vgg16_train_step": ("all", 8)}
DIGITS = 8_000


def images(count, size, channels_first=False):
    shape = (count, 3, size, size) if channels_first else (count, size, size, 3)
    return np.random.default_rng(0).random(shape, dtype=np.float32)


def calibration(name):
    """A few batches of one image, by which ranges of activations are found."""
    return list(np.random.default_rng(1).random((4, 1, 3, SIZES[name], SIZES[name]), dtype=np.float32))


def labels(count):
    return np.random.default_rng(1).integers(0, 10, count)


def digits():
    """As many images as MNIST's test set has left after 2,000, of noise: no figure depends on them."""
    return np.random.default_rng(0).random((DIGITS, 28, 28, 1), dtype=np.float32), labels(DIGITS)


def inferences(infer, infer_integers=None):
    """The cases of networks on images, of functions that make the inference of a network and a batch."""
    table = {case: (infer, *of) for case, of in INFERENCES.items()}
    if infer_integers:
        table |= {case: (infer_integers, *of) for case, of in INTEGERS.items()}
    return {case: lambda make=make, name=name, batch=batch: repeated(make(name, batch))
            for case, (make, name, batch) in table.items()}


def repeated(call):
    """A case that takes long enough to be timed call by call."""
    return p.repeated(call, seconds=1, warmup=2)


def peak(call):
    """A case that measures what a process needs at most to do this some times."""
    def repetition():
        for _ in range(5):
            call()
        return {"peak_kibibytes": p.peak_kibibytes()}
    return repetition


def torchvision_models():
    """torchvision's networks; beside a torch without CUDA its own kernels don't load, and the import fails for want of
    the schemas of two of them. The networks need neither."""
    import torch
    try:
        import torchvision
    except RuntimeError:
        global schemas  # they go with the library that defines them
        schemas = torch.library.Library("torchvision", "FRAGMENT")
        for name in ("nms", "qnms"):
            schemas.define(f"{name}(Tensor boxes, Tensor scores, float threshold) -> Tensor")
        import torchvision
    return torchvision.models


def torch_network(name):
    import torch
    nn = torch.nn
    if name == "inception":
        inception_v3 = torchvision_models().inception_v3
        network = inception_v3(weights=None, init_weights=False, aux_logits=False)
        network.transform_input = False
        network.avgpool, network.dropout, network.fc = nn.Identity(), nn.Identity(), nn.Identity()
        return network
    if name == "resnet50":  # with strides where Keras's network has them, in each block's first convolution
        network = torchvision_models().resnet50(weights=None)
        for stage in (network.layer2, network.layer3, network.layer4):
            stage[0].conv1.stride, stage[0].conv2.stride = (2, 2), (1, 1)
        network.avgpool, network.fc = nn.Identity(), nn.Identity()
        return network
    if name == "mobilenet_v2":
        return torchvision_models().mobilenet_v2(weights=None).features
    layers, channels = [], 3
    for width in VGG16:
        if width == "M":
            layers += [nn.MaxPool2d(2)]
        else:
            layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU(inplace=True)]
            channels = width
    return nn.Sequential(*layers)


def onnx_file(name):
    """The network written by torch, with a free batch; the path."""
    import torch
    path = Path(tempfile.mkdtemp()) / f"{name}.onnx"
    size = SIZES[name]
    torch.onnx.export(torch_network(name).eval(), (torch.rand(1, 3, size, size),), str(path), input_names=["x"],
                      dynamic_axes={"x": {0: "n"}}, opset_version=17, dynamo=False)
    return path
