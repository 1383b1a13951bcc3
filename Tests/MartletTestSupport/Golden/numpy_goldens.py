"""Writes numpy.json: what NumPy prints and computes, for MartletNumericsTests.

Run: python numpy_goldens.py (needs numpy; the version is recorded in the file). Tensors are written as dtype, shape and
the hexadecimal bytes of their elements, so nothing is lost on the way; without bytes they count 0, 1, 2, ….
"""

import json
import pathlib

import numpy as np

random = np.random.default_rng(20240501)


def tensor(a):
    a = np.ascontiguousarray(a) if np.ndim(a) else np.asarray(a)
    counts = a.size > 30 and (a.ravel() == np.arange(a.size)).all()
    return {"dtype": a.dtype.name, "shape": list(a.shape), "hex": None if counts else a.tobytes().hex()}


def printing():
    nan, inf = np.nan, np.inf
    arrays = [
        np.array([[1.0, 2.0], [3.0, 4.0]], np.float32),
        np.array([0.1, 0.25, -3.0], np.float32),
        np.array([0.1, 1 / 3, 100.0]),
        np.array([1e-5, 1.0]), np.array([0.1, 1.2345678e-5], np.float32), np.array([1e300, -2.5e-300]),
        np.array([nan, 1.0, -inf]), np.array([nan, nan]), np.array([inf, 1e-10]), np.array([-0.0, 0.0]),
        np.array([123456.789, 1000.0]), np.array([99999999.0]), np.array([1e8]), np.array([999999.0], np.float32),
        np.array([1e6], np.float32), np.array([5.0, 5000.0]), np.array([5.0, 5001.0]),
        np.array([1, -22, 333]), np.array([[True, False], [False, True]]), np.array([0, 255], np.uint8),
        np.array(3.5), np.array(1e-5), np.array(1e16), np.array(123456789.0), np.array(7), np.array(True),
        np.array(0.1, np.float32), np.array(2.0, np.float32), np.array(1e6, np.float32), np.array(nan),
        np.zeros((0,)), np.zeros((2, 0)), np.zeros((2, 2, 2)), np.zeros((1, 1, 1, 1)),
        np.arange(1000), np.arange(1001), np.arange(40), np.arange(2000.0).reshape(40, 50),
        np.arange(3000.0).reshape(10, 30, 10), np.arange(1200).reshape(2, 600), np.arange(5000).reshape(5000, 1),
    ]
    for scale in [1e-9, 1e-3, 1, 1e3, 1e7, 1e12]:
        for dtype in [np.float32, np.float64]:
            arrays.append((random.standard_normal((3, 4)) * scale).astype(dtype))
            arrays.append((random.standard_normal(17) * scale).round(3).astype(dtype))
            arrays.append(np.array(random.standard_normal() * scale, dtype))
    for a in arrays:
        yield {**tensor(a), "text": str(a)}


def operations():
    def case(name, result, *inputs, **arguments):
        return {"name": name, "inputs": [tensor(i) for i in inputs], "arguments": arguments, "result": tensor(result)}

    for dtype in [np.float32, np.float64, np.int32]:
        a = (random.standard_normal((2, 3, 4)) * 20).astype(dtype)
        for shape in [(3, 1), (2, 1, 4), ()]:
            b = np.asarray(np.asarray(random.standard_normal(shape) * 20).astype(dtype))
            b = np.where(b == 0, dtype(3), b).astype(dtype)
            yield case("add", a + b, a, b)
            yield case("subtract", a - b, a, b)
            yield case("multiply", a * b, a, b)
            yield case("divide", a / b if dtype in (np.float32, np.float64) else a // b, a, b)
            yield case("remainder", a % b, a, b)
            yield case("maximum", np.maximum(a, b), a, b)
            yield case("less", a < b, a, b)
            yield case("where", np.where(a < b, a, b), a < b, a, b)
        for axes in [(0,), (1,), (-1,), (1, 2), (0, 2), (0, 1, 2)]:
            kept = {"axes": list(axes), "keep": bool(len(axes) == 2)}
            options = {"axis": axes, "keepdims": kept["keep"]}
            wide = a.astype(np.int64) if a.dtype == np.int32 else a
            yield case("sum", wide.sum(**options), a, **kept)
            yield case("mean", a.mean(**options), a, **kept)
            yield case("max", a.max(**options), a, **kept)
            yield case("min", a.min(**options), a, **kept)
            yield case("variance", a.var(**options, ddof=1), a, **kept)
        for axis in [0, 1, 2]:
            yield case("argMax", a.argmax(axis), a, axis=axis)
            yield case("argMin", a.argmin(axis), a, axis=axis)
            yield case("sort", np.sort(a, axis), a, axis=axis)
            yield case("argSort", np.argsort(a, axis, kind="stable"), a, axis=axis)
            yield case("concatenate", np.concatenate([a, a * 2], axis), a, a * 2, axis=axis)
            yield case("stack", np.stack([a, a * 2], axis), a, a * 2, axis=axis)
            indices = np.array([[1, 0], [-1, 1]])
            yield case("take", np.take(a, indices, axis), a, indices, axis=axis)
        yield case("transpose", a.transpose(1, 2, 0), a, axes=[1, 2, 0])
    a = np.array([[1.0, np.nan, 3.0], [2.0, 5.0, np.nan]])
    yield case("max", a.max(axis=1), a, axes=[1], keep=False)
    yield case("argMax", a.argmax(1), a, axis=1)
    yield case("sort", np.sort(a, 1), a, axis=1)
    yield case("argSort", np.argsort(a, 1, kind="stable"), a, axis=1)


path = pathlib.Path(__file__).with_name("numpy.json")
golden = {"numpy": np.__version__, "printing": list(printing()), "operations": list(operations())}
path.write_text(json.dumps(golden, separators=(",", ":")).replace('},{"', '},\n{"') + "\n")
