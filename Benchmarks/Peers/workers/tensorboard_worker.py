"""PyTorch's writer of TensorBoard's event files. Protocol: ../compare.py."""

import tempfile

import protocol as p


def prepare():
    from torch.utils.tensorboard import SummaryWriter
    return SummaryWriter


def scalars(count=20_000):
    writer = prepare()(tempfile.mkdtemp())

    def fit():
        for step in range(count):
            writer.add_scalar("train/loss", 0.5, step)
        writer.flush()
    return p.fitted(fit, count)


if __name__ == "__main__":
    p.serve(prepare, {"tensorboard_scalar": scalars})
