"""PyTorch, eager, fused Adam. One thread, with which it is faster at this size. Protocol: ../compare.py."""

import protocol as p


def prepare():
    import torch
    torch.set_num_threads(1)
    return torch


def model(*last):
    nn = prepare().nn
    return nn.Sequential(nn.Linear(p.FEATURES, p.HIDDEN), nn.ReLU(), nn.Linear(p.HIDDEN, p.HIDDEN), nn.ReLU(),
                         nn.Linear(p.HIDDEN, p.CLASSES), *last)


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
                      "memory": memory}, save, startup)
