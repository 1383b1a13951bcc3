"""Records the values of shap's DeepExplainer: pip install shap==0.51.0 torch==2.13.0 safetensors numpy.

deep_lift.safetensors holds, for each of the networks "dense" and "images", its parameters by Keras's names and in
Keras's layout, <network>.background, <network>.x and shap's <network>.values [rows, features, outputs].

    dense   [6] → Dense 16 relu → Dense 8 tanh → Dense 4 sigmoid → Dense 3
    images  [8, 8, 2] → Conv2D 4 of 3 × 3 relu → MaxPooling2D 2 → Flatten → Dense 5 relu → Dense 3
"""

from pathlib import Path

import numpy as np
import shap
import torch
from safetensors.numpy import save_file
from torch import nn


def dense():
    return nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, 8), nn.Tanh(), nn.Linear(8, 4), nn.Sigmoid(),
                         nn.Linear(4, 3)), (6,)


def images():
    return nn.Sequential(nn.Conv2d(2, 4, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(36, 5), nn.ReLU(),
                         nn.Linear(5, 3)), (2, 8, 8)


def parameters(network):
    """Kernels as Keras has them; those after a Flatten take channels last."""
    found, count = {}, 0
    for layer in network:
        if isinstance(layer, nn.Conv2d):
            found["conv2d/kernel"] = layer.weight.permute(2, 3, 1, 0)
            found["conv2d/bias"] = layer.bias
        elif isinstance(layer, nn.Linear):
            name, weight = f"dense_{count}" if count else "dense", layer.weight
            if layer.in_features == 36:
                weight = weight.reshape(-1, 4, 3, 3).permute(0, 2, 3, 1).reshape(-1, 36)
            found[f"{name}/kernel"], found[f"{name}/bias"] = weight.T, layer.bias
            count += 1
    return {name: tensor.detach().numpy() for name, tensor in found.items()}


def main():
    tensors = {}
    for make in (dense, images):
        torch.manual_seed(0)
        (network, shape), name = make(), make.__name__
        background, x = torch.randn(4, *shape), torch.randn(3, *shape)
        values = shap.DeepExplainer(network.eval(), background).shap_values(x)
        if len(shape) == 3:
            background, x = (a.permute(0, 2, 3, 1) for a in (background, x))
            values = values.transpose(0, 2, 3, 1, 4)
        tensors |= {f"{name}.{key}": value for key, value in parameters(network).items()}
        tensors |= {f"{name}.background": background.numpy(), f"{name}.x": x.numpy(),
                    f"{name}.values": values.reshape(len(x), -1, 3)}
    save_file({name: np.ascontiguousarray(tensor, dtype=np.float32) for name, tensor in tensors.items()},
              Path(__file__).parent / "deep_lift.safetensors",
              metadata={"shap": shap.__version__, "torch": torch.__version__})


if __name__ == "__main__":
    main()
