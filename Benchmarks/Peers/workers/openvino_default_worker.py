"""OpenVINO in the precision that it chooses. Protocol: ../compare.py."""

import openvino_worker
import protocol


def cases():
    table = openvino_worker.cases(None)
    return {**table, **{f"{case}_bfloat16": table[case] for case in ("vgg16_b1", "vgg16_b8")}}


if __name__ == "__main__":
    protocol.serve(openvino_worker.prepare, cases())
