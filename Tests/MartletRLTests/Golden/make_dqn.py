"""Targets, losses, gradients and a step of Adam of DQN and its additions, by PyTorch, on a fixed random batch.

    python make_dqn.py      (needs torch and numpy)

Writes dqn.safetensors. Everything is computed in float64 from float32 inputs and kept as float32. For each case:
<case>/online/…, <case>/target/… (parameters), <case>/loss, <case>/errors, <case>/gradient/…, <case>/after/… (the online
parameters after one step). The batch is shared. The metadata hold the versions.
"""

import json
import struct
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

ROWS, FEATURES, HIDDEN, ACTIONS = 16, 4, [12, 8], 3
GAMMA, LEARNING_RATE = 0.97, 1e-3
ATOMS, V_MIN, V_MAX = 11, -2.0, 3.0
CASES = {
    "dqn": {},
    "double": {"double": True},
    "dueling": {"dueling": True},
    "n_step": {"n": 3},
    "prioritized": {"weighted": True},
    "all": {"double": True, "dueling": True, "n": 3, "weighted": True},
    "clipped": {"norm": 0.1},
    "c51": {"atoms": True},
    "c51_all": {"atoms": True, "double": True, "dueling": True, "n": 3, "weighted": True},
}


def parameters(random, dueling=False, atoms=False, **_):
    width = ATOMS if atoms else 1
    layers, size = [], FEATURES
    for index, units in enumerate(HIDDEN):
        layers.append((f"hidden_{index}", size, units))
        size = units
    layers += [("advantage", size, ACTIONS * width), ("value", size, width)] if dueling else [
        ("output", size, ACTIONS * width)]
    result = {}
    for name, inputs, units in layers:
        result[f"{name}/kernel"] = (random.normal(size=(inputs, units)) * 0.6).astype(np.float32)
        result[f"{name}/bias"] = (random.normal(size=units) * 0.1).astype(np.float32)
    return result


def network(p, x, dueling=False, atoms=False, **_):
    def dense(name, x):
        return x @ p[f"{name}/kernel"] + p[f"{name}/bias"]
    for index in range(len(HIDDEN)):
        x = F.relu(dense(f"hidden_{index}", x))
    shape = (len(x), -1, ATOMS) if atoms else (len(x), -1)
    if not dueling:
        return dense("output", x).reshape(shape)
    advantage, value = dense("advantage", x).reshape(shape), dense("value", x).reshape(shape)
    return value + advantage - advantage.mean(1, keepdim=True)


def loss(online, target, batch, double=False, weighted=False, atoms=False, **options):
    states, actions, rewards, following, discounts, weights = batch
    options = {"atoms": atoms, **options}
    rows = torch.arange(len(states))
    support = torch.linspace(V_MIN, V_MAX, ATOMS, dtype=torch.float64)

    def values(output):
        return (output.softmax(-1) * support).sum(-1) if atoms else output
    with torch.no_grad():
        after = network(target, following, **options)
        chooser = values(network(online, following, **options)) if double else values(after)
        best = after[rows, chooser.argmax(1)]
    output = network(online, states, **options)[rows, actions]
    if atoms:
        with torch.no_grad():  # the projection of Bellemare et al. 2017, algorithm 1, atom by atom
            probabilities = best.softmax(-1)
            goal = torch.zeros(len(states), ATOMS, dtype=torch.float64)
            spacing = (V_MAX - V_MIN) / (ATOMS - 1)
            for row in range(len(states)):
                for atom in range(ATOMS):
                    moved = min(max(rewards[row] + discounts[row] * support[atom], V_MIN), V_MAX)
                    place = float(moved - V_MIN) / spacing
                    low, high = int(np.floor(place)), int(np.ceil(place))
                    if low == high:
                        goal[row, low] += probabilities[row, atom]
                    else:
                        goal[row, low] += probabilities[row, atom] * (high - place)
                        goal[row, high] += probabilities[row, atom] * (place - low)
        losses = -(goal * output.log_softmax(-1)).sum(-1)
        errors = losses.detach()
    else:
        goal = rewards + discounts * best
        losses = F.smooth_l1_loss(output, goal, reduction="none")
        errors = (goal - output).detach().abs()
    return (losses * weights if weighted else losses).mean(), errors


def save(path, tensors, metadata):
    header, offset, data = {"__metadata__": metadata}, 0, []
    for name, value in sorted(tensors.items()):
        value = np.ascontiguousarray(value)
        kind = {"float32": "F32", "int32": "I32"}[value.dtype.name]
        header[name] = {"dtype": kind, "shape": list(value.shape), "data_offsets": [offset, offset + value.nbytes]}
        offset += value.nbytes
        data.append(value.tobytes())
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    Path(path).write_bytes(struct.pack("<Q", len(text)) + text + b"".join(data))


def main():
    random = np.random.default_rng(7)
    rewards = random.normal(size=ROWS).astype(np.float32) * 2
    over = random.random(ROWS) < 0.25
    shared = {
        "states": random.normal(size=(ROWS, FEATURES)).astype(np.float32),
        "actions": random.integers(0, ACTIONS, ROWS).astype(np.int32),
        "rewards": rewards,
        "next": random.normal(size=(ROWS, FEATURES)).astype(np.float32),
        "weights": random.uniform(0.2, 1, ROWS).astype(np.float32),
    }
    tensors = {f"batch/{name}": value for name, value in shared.items()}
    for n in (1, 3):
        tensors[f"batch/discounts_{n}"] = np.where(over, 0, GAMMA**n).astype(np.float32)
    for name, options in CASES.items():
        online, target = parameters(random, **options), parameters(random, **options)
        double = lambda array: torch.tensor(array, dtype=torch.float64)
        p = {key: double(value).requires_grad_() for key, value in online.items()}
        batch = [double(shared["states"]), torch.tensor(shared["actions"], dtype=torch.int64), double(rewards),
                 double(shared["next"]), double(tensors[f"batch/discounts_{options.get('n', 1)}"]),
                 double(shared["weights"])]
        # Martlet's Adam is Keras's, whose epsilon 1e-8 is this one of PyTorch's in the first step.
        optimizer = torch.optim.Adam(p.values(), lr=LEARNING_RATE, eps=1e-8 / (1 - 0.999) ** 0.5)
        value, errors = loss(p, {key: double(v) for key, v in target.items()}, batch, **options)
        value.backward()
        result = {"loss": value.detach(), "errors": errors}
        result |= {f"gradient/{key}": v.grad.clone() for key, v in p.items()}
        torch.nn.utils.clip_grad_norm_(p.values(), options.get("norm", 10))
        optimizer.step()
        result |= {f"after/{key}": v.detach() for key, v in p.items()}
        tensors |= {f"{name}/online/{key}": v for key, v in online.items()}
        tensors |= {f"{name}/target/{key}": v for key, v in target.items()}
        tensors |= {f"{name}/{key}": v.numpy().astype(np.float32) for key, v in result.items()}
    save(Path(__file__).with_name("dqn.safetensors"), tensors,
         {"torch": torch.__version__, "numpy": np.__version__})


if __name__ == "__main__":
    main()
