"""OpenVINO in the precision that it chooses. Protocol: ../compare.py."""

import openvino_worker
import protocol

if __name__ == "__main__":
    protocol.serve(openvino_worker.prepare, openvino_worker.cases(None))
