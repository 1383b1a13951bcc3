"""HDF5 files of many shapes that h5py writes are read equal to the bit, and h5py reads equal to the bit what we write."""

import json
import subprocess
import tempfile
import unittest
from pathlib import Path

import h5py
import numpy as np
import safetensors.numpy
from martlet import worker

# The versions of the format, and how members are kept.
FILES = {
    "earliest": {"libver": "earliest"}, "v108": {"libver": "v108"}, "v110": {"libver": "v110"},
    "latest": {"libver": "latest"}, "user": {"userblock_size": 1024}, "tracked": {"track_order": True},
    "tracked_latest": {"track_order": True, "libver": "latest"}}
NUMBERS = ["<f2", "<f4", "<f8", ">f2", ">f4", ">f8", "i1", "u1", "<i2", ">i2", "<u2", ">u2", "<i4", ">i4", "<u4", ">u4",
           "<i8", ">i8"]
FILTERS = {
    "plain": {}, "gzip": {"compression": "gzip"}, "shuffled": {"compression": "gzip", "shuffle": True},
    "checked": {"fletcher32": True}, "all": {"compression": "gzip", "shuffle": True, "fletcher32": True}}
# Shapes and chunks, most of which don't divide the shape.
CHUNKS = [((7,), (3,)), ((40, 50), (7, 9)), ((6, 5, 4, 3), (2, 5, 3, 1)), ((300,), (300,)), ((5000,), (2,))]


def fill(file):
    """Writes datasets, groups and attributes; returns the attributes."""
    random = np.random.default_rng(1)
    for dtype in NUMBERS:
        file[f"numbers/{dtype}"] = random.integers(0, 100, (3, 4)).astype(dtype)
    file["numbers/flags"] = np.array([True, False, True])
    file["numbers/scalar"], file["numbers/empty"] = np.float32(2.5), np.zeros((0, 3), "f4")
    chunks = file.create_group("chunks")
    for filters, options in FILTERS.items():
        for number, (shape, chunk) in enumerate(CHUNKS):
            # Chunks are found by other means where axes may grow.
            growing = {"fixed": None, "first": (None, *shape[1:]), "last": (*shape[:-1], None),
                       "larger": tuple(2 * length + 1 for length in shape)}
            for growth, most in growing.items():
                data = random.normal(size=shape).astype("f4")
                chunks.create_dataset(f"{filters}{number}{growth}", data=data, chunks=chunk, maxshape=most, **options)
        chunks.create_dataset(f"{filters} all", data=random.normal(size=(30, 20)), chunks=(2, 3), maxshape=(None, None),
                              **options)
    for name, shape, chunk, most in [("rows", (4000, 3), (1, 3), (None, 3)), ("pages", (5000, 3), (1, 3), None)]:
        sparse = chunks.create_dataset(name, shape, "f4", chunks=chunk, maxshape=most, fillvalue=3.5)
        sparse[-1], sparse[2000] = 1, 2
    chunks.create_dataset("unwritten", (10, 10), "f4", fillvalue=7)
    for index in range(1500):
        file[f"many/value {index}"] = np.float32(index)
    attributes = {f"attribute {index}": "é" * (index * 7 % 300) for index in range(300)}
    attributes |= {"long": "ü" * 30000, "list": [f"layer{index}/kernel:0" for index in range(2000)], "none": []}
    for name, value in attributes.items():
        file["many"].attrs[name] = value
    fixed = np.array([f"weight {index}".encode() for index in range(3000)])
    file["many"].attrs["fixed"] = fixed
    attributes["fixed"] = [text.decode() for text in fixed]
    deep = file
    for _ in range(30):
        deep = deep.create_group("deep")
    deep["hard"] = file["numbers/scalar"]
    return attributes


def datasets(file):
    found = {}
    file.visititems(lambda name, item: found.update({name: item[()]}) if isinstance(item, h5py.Dataset) else None)
    return found


class HDF5(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def work(self, *arguments):
        run = subprocess.run([worker(), *map(str, arguments)], capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stderr)
        return run.stdout

    def test_read(self):
        for name, options in FILES.items():
            with self.subTest(file=name):
                path = self.folder / f"{name}.h5"
                with h5py.File(path, "w", **options) as file:
                    attributes = fill(file)
                    expected = datasets(file)
                names = json.dumps(list(attributes))
                ours = json.loads(self.work("hdf5-read", path, "many", names, self.folder / "a.safetensors"))
                for attribute, value in attributes.items():
                    self.assertEqual(ours[attribute], [value] if isinstance(value, str) else value, attribute)
                read = safetensors.numpy.load_file(self.folder / "a.safetensors")
                self.assertGreaterEqual(read.keys(), expected.keys())
                for dataset, value in expected.items():
                    # What Martlet has no dtype for is widened.
                    wide = {"f2": "f4", "i2": "i4", "u2": "i4", "u4": "i8"}
                    value = np.asarray(value)
                    value = value.astype(wide.get(value.dtype.str[1:], value.dtype.newbyteorder("<")))
                    self.assertEqual((read[dataset].dtype, read[dataset].shape), (value.dtype, value.shape), dataset)
                    self.assertEqual(read[dataset].tobytes(), value.tobytes(), dataset)

    def test_written(self):
        random = np.random.default_rng(2)
        tensors = {f"group/{dtype}": random.integers(0, 2, (3, 1, 5)).astype(dtype)
                   for dtype in ["f4", "f8", "i1", "u1", "i4", "i8", "?"]}
        tensors |= {"scalar": np.float32(2.5), "empty": np.zeros((0, 3), "f4"), "grüße/ä b": np.ones(1000, "f4")}
        tensors |= {f"many/{index}": np.float32(index) for index in range(2000)}
        safetensors.numpy.save_file({name: np.asarray(value) for name, value in tensors.items()},
                                    self.folder / "a.safetensors")
        self.work("hdf5-write", self.folder / "a.safetensors", self.folder / "a.h5")
        with h5py.File(self.folder / "a.h5") as file:
            self.assertEqual(datasets(file).keys(), tensors.keys())
            for name, value in tensors.items():
                value, read = np.asarray(value), np.asarray(file[name][()])
                self.assertEqual((read.dtype, read.shape), (value.dtype, value.shape), name)
                self.assertEqual(read.tobytes(), value.tobytes(), name)
                self.assertEqual(file[name].attrs["name"], name)
            self.assertEqual(sorted(file.attrs["names"]), sorted(tensors)[:1000])
        # Others may add to the file and change it.
        with h5py.File(self.folder / "a.h5", "a") as file:
            file["many/more"] = 1.0
            file["group/more"], file["scalar"].attrs["more"] = np.arange(4), "text"
            del file["many/7"]
        with h5py.File(self.folder / "a.h5") as file:
            self.assertEqual((len(file["many"]), file["many/1999"][()]), (2000, 1999))


if __name__ == "__main__":
    unittest.main()
