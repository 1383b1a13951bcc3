"""PyTorch, eager, fused Adam; small networks on one thread, with which they are faster, those on images on all, with
channels last, which is faster than first. Protocol: ../compare.py."""

import explanations
import protocol as p
import vision


def prepare():
    import torch
    torch.set_num_threads(1)
    return torch


def model(*last, features=p.FEATURES, classes=p.CLASSES):
    nn = prepare().nn
    return nn.Sequential(nn.Linear(features, p.HIDDEN), nn.ReLU(), nn.Linear(p.HIDDEN, p.HIDDEN), nn.ReLU(),
                         nn.Linear(p.HIDDEN, classes), *last)


def trained(x, y, epochs):
    torch = prepare()
    network = model()
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3, fused=True)
    loss = torch.nn.CrossEntropyLoss()
    x, y = torch.from_numpy(x), torch.from_numpy(y)

    def fit():
        for _ in range(epochs):
            total = torch.zeros(())
            for rows in torch.randperm(len(x)).split(p.BATCH):
                optimizer.zero_grad(set_to_none=True)
                value = loss(network(x[rows]), y[rows])
                value.backward()
                optimizer.step()
                total += value.detach()
            total.item()
    return fit


def predict(rows, threads):
    torch = prepare()
    torch.set_num_threads(threads)
    network, x = model(torch.nn.Softmax(-1)).eval(), torch.from_numpy(p.data()[0][:rows])

    def call():
        with torch.inference_mode():
            return network(x)
    return p.repeated(call)


def integer_product(size):
    torch = prepare()
    torch.set_num_threads(p.THREADS)
    a, b = (torch.from_numpy(x.view("int8")) for x in p.bytes_of(size))
    return p.repeated(lambda: torch._int_mm(a, b), warmup=1)


def sparse_product(case):
    """In rows (CSR), with indices of 32 bits, which are faster than torch's own of 64."""
    torch = prepare()
    torch.set_num_threads(p.THREADS)
    w, x = (torch.from_numpy(a) for a in p.sparse_of(case))
    csr = w.to_sparse_csr()
    csr = torch.sparse_csr_tensor(csr.crow_indices().int(), csr.col_indices().int(), csr.values(), csr.shape)
    return p.repeated(lambda: torch.mm(csr, x), warmup=2)


def quantized(network, name):
    """The network in eight bits, rewritten by torch.fx."""
    torch = prepare()
    from torch.ao.quantization import get_default_qconfig_mapping
    from torch.ao.quantization.quantize_fx import convert_fx, prepare_fx
    torch.backends.quantized.engine = "x86"
    images = [torch.from_numpy(x) for x in vision.calibration(name)]
    network = prepare_fx(network, get_default_qconfig_mapping("x86"), (images[0],))
    with torch.inference_mode():
        for x in images:
            network(x.contiguous(memory_format=torch.channels_last))
        return convert_fx(network)


def infer(name, batch, is_quantized=False):
    torch = prepare()
    torch.set_num_threads(p.THREADS)
    network = vision.torch_network(name).eval().to(memory_format=torch.channels_last)
    if is_quantized:
        network = quantized(network, name)
    x = torch.from_numpy(vision.images(batch, vision.SIZES[name], channels_first=True))
    x = x.contiguous(memory_format=torch.channels_last)

    def call():
        with torch.inference_mode():
            return network(x)
    return call


def stepping(network, trained):
    """A step of fused Adam on a network whose outputs are logits."""
    torch = prepare()
    optimizer = torch.optim.Adam(trained, lr=1e-4, fused=True)
    loss = torch.nn.CrossEntropyLoss()

    def step(x, y):
        optimizer.zero_grad(set_to_none=True)
        value = loss(network(x), y)
        value.backward()
        optimizer.step()
        return value
    return step


def transfer(part, batch):
    torch = prepare()
    torch.set_num_threads(p.THREADS)
    nn, base = torch.nn, vision.torch_network("vgg16")
    base.requires_grad_(part == "all")
    if part == "block5":
        base[-7:].requires_grad_(True)
    network = nn.Sequential(base, nn.Flatten(), nn.Linear(512 * 7 * 7, 256), nn.ReLU(), nn.Linear(256, 10))
    network = network.to(memory_format=torch.channels_last)
    step = stepping(network, [weight for weight in network.parameters() if weight.requires_grad])
    x = torch.from_numpy(vision.images(batch, 224)).permute(0, 3, 1, 2)
    y = torch.from_numpy(vision.labels(batch))
    return lambda: step(x, y).item()


def digits_epoch():
    torch = prepare()
    torch.set_num_threads(p.THREADS)
    nn = torch.nn
    network = nn.Sequential(nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
                            nn.Flatten(), nn.Linear(64 * 12 * 12, 128), nn.ReLU(), nn.Linear(128, 10))
    network = network.to(memory_format=torch.channels_last)
    step = stepping(network, list(network.parameters()))
    x, y = vision.digits()
    x, y = torch.from_numpy(x).permute(0, 3, 1, 2), torch.from_numpy(y)

    def fit():
        for rows in torch.randperm(len(x)).split(p.BATCH):
            step(x[rows].contiguous(memory_format=torch.channels_last), y[rows])
    return p.fitted(fit, 1)


def on_images():
    table = vision.inferences(infer, lambda name, batch: infer(name, batch, True))
    table |= {case: lambda part=part, batch=batch: vision.repeated(transfer(part, batch))
              for case, (part, batch) in vision.STEPS.items()}
    return table | {"cnn_mnist_epoch": digits_epoch, "vgg16_memory": lambda: vision.peak(infer("vgg16", 1))}


def explained(x, y):
    torch = prepare()
    torch.set_num_threads(p.THREADS)
    network = model(torch.nn.Softmax(-1), features=x.shape[1], classes=int(y.max()) + 1).eval()

    def predict(x):
        with torch.inference_mode():
            return network(torch.as_tensor(x, dtype=torch.float32)).numpy()
    return predict


def memory():
    x, y = (a[:256] for a in p.data())
    return p.growing(lambda: trained(x, y, 1)(), cycles=300, warmup=50)


def save(path):
    prepare().save(model().state_dict(), path)


def startup(path):
    torch = prepare()
    network = model(torch.nn.Softmax(-1))
    network.load_state_dict(torch.load(path))
    with torch.inference_mode():
        network(torch.zeros(1, p.FEATURES))


if __name__ == "__main__":
    p.serve(prepare, {"mlp_fit": lambda: p.fitted(trained(*p.data(), 2), 2 * p.STEPS),
                      "mlp_predict_1": lambda: predict(1, 1), "mlp_predict_10000": lambda: predict(p.ROWS, p.THREADS),
                      "memory": memory} | on_images() | explanations.cases(explained) |
            {f"int8_gemm_{size}": lambda size=size: integer_product(size) for size in p.PRODUCTS} |
            {case: lambda case=case: sparse_product(case) for case in p.SPARSE}, save, startup)
