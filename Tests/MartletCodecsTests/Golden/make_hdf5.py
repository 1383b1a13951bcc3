"""Writes reference.h5, newer.h5 and reference.zip with the field's own tools: pip install h5py numpy."""

import zipfile
from pathlib import Path

import h5py
import numpy as np

here = Path(__file__).parent
with h5py.File(here / "reference.h5", "w", track_order=False) as file:
    numbers = file.create_group("numbers")
    for name in ("float16", "float32", "float64", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64"):
        numbers[name] = np.array([[0, 1, 2], [3, 100, 127]], name)
    numbers["scalar"] = np.float32(2.5)
    numbers["empty"] = np.zeros((0, 3), np.float32)
    numbers["big_endian"] = np.array([1.5, -2], ">f4")
    numbers["uint64"] = np.array([1], np.uint64)
    numbers["text"] = "words"
    numbers.create_dataset("chunked", data=np.arange(40, dtype=np.float32).reshape(8, 5), chunks=(3, 2),
                           compression="gzip", shuffle=True, fletcher32=True)
    # Claims a gigabyte of which nothing is stored.
    numbers.create_dataset("bomb", (1 << 14, 1 << 14), "f4", chunks=(1 << 7, 1 << 7), compression="gzip")
    numbers.create_dataset("elsewhere", (4,), "f4", external=[("/etc/passwd", 0, 16)])
    file["soft"] = h5py.SoftLink("/numbers/float32")
    file["external"] = h5py.ExternalLink("other.h5", "/numbers")

    file.attrs["variable"] = "é variable"
    file.attrs["fixed"] = np.bytes_("fixed")
    file.attrs["number"] = 3
    numbers.attrs["variable_list"] = ["a", "bc", ""]
    numbers.attrs["fixed_list"] = np.array([b"a", b"bcd"])
    numbers.attrs["no_list"] = []
    numbers.attrs["split0"] = ["a", "b"]
    numbers.attrs["split1"] = ["c"]

# The structures of newer versions: every index of chunks, links and attributes in heaps.
with h5py.File(here / "newer.h5", "w", libver="latest") as file:
    chunks = file.create_group("chunks")
    data = np.arange(42, dtype=np.float32).reshape(6, 7)
    for filters in ({}, {"compression": "gzip", "shuffle": True, "fletcher32": True}):
        name = "packed" if filters else "plain"
        chunks.create_dataset(f"single_{name}", data=data, chunks=(6, 7), **filters)
        chunks.create_dataset(f"fixed_{name}", data=data, chunks=(4, 2), **filters)
        chunks.create_dataset(f"extensible_{name}", data=data, chunks=(1, 3), maxshape=(6, None), **filters)
        chunks.create_dataset(f"tree_{name}", data=data, chunks=(2, 2), maxshape=(None, None), **filters)
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_chunk((4, 2))
    plist.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    space = h5py.h5s.create_simple((6, 7))
    h5py.h5d.create(chunks.id, b"implicit", h5py.h5t.IEEE_F32LE, space, plist)
    chunks["implicit"][...] = data
    rows = chunks.create_dataset("rows", (2100, 1), "i1", chunks=(1, 1), maxshape=(None, 1), fillvalue=3)
    rows[:20], rows[2099] = 1, 2
    sparse = chunks.create_dataset("pages", (2100,), "i1", chunks=(1,))
    sparse[2099] = 2
    for index in range(40):
        file[f"many/name{index}"] = np.int32(index)
        file["many"].attrs[f"name{index}"] = f"value {index}"
    file["many"].attrs["large"] = [f"{index}/kernel:0" for index in range(300)]
    tracked = file.create_group("tracked", track_order=True)
    for name in "cab":
        tracked[name] = np.array([True, False])

with zipfile.ZipFile(here / "reference.zip", "w") as archive:
    archive.writestr(zipfile.ZipInfo("stored.txt"), "stored")
    archive.writestr(zipfile.ZipInfo("folder/"), "")
    archive.writestr(zipfile.ZipInfo("folder/deflated.txt"), "deflated " * 40, zipfile.ZIP_DEFLATED)
