"""Writes blocks.gz, an IDX array whose bytes are `7 * i * i % 251`, every kind of DEFLATE's blocks in a member each."""

import gzip
import struct
import zlib
from pathlib import Path

data = struct.pack(">BBBBI", 0, 0, 8, 1, 6000) + bytes(7 * i * i % 251 for i in range(6000))
parts = [data[:1000], data[1000:2000], data[2000:4500], data[4500:]]
kinds = [(0, zlib.Z_DEFAULT_STRATEGY), (9, zlib.Z_FIXED), (9, zlib.Z_DEFAULT_STRATEGY), (9, zlib.Z_HUFFMAN_ONLY)]
with open(Path(__file__).parent / "blocks.gz", "wb") as file:
    for part, (level, strategy) in zip(parts, kinds):
        packer = zlib.compressobj(level, zlib.DEFLATED, 31, 9, strategy)
        file.write(packer.compress(part) + packer.flush())
    # A member with every field that a header can have.
    name = b"\x1f\x8b\x08\x1e" + bytes(6) + struct.pack("<H", 3) + b"abcname\0comment\0"
    file.write(name + struct.pack("<H", zlib.crc32(name) & 0xFFFF) + zlib.compress(b"")[2:-4] + bytes(8))
assert gzip.decompress((Path(__file__).parent / "blocks.gz").read_bytes()) == data
