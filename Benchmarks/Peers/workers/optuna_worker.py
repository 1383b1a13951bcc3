"""Optuna's TPE over PyTorch's networks, eager, on one thread, with which they are faster. Protocol: ../compare.py."""

import protocol as p
import sklearn_worker

LAYERS = [(32,), (64,), (64, 64), (128, 64)]


def prepare():
    import optuna
    import torch
    torch.set_num_threads(1)
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    return optuna, torch


def draw(trial):
    return (LAYERS[trial.suggest_categorical("layers", range(len(LAYERS)))],
            trial.suggest_float("rate", 1e-4, 1e-2, log=True))


def study(trials, objective):
    optuna, _ = prepare()
    sampler = optuna.samplers.TPESampler(seed=0)
    return p.fitted(lambda: optuna.create_study(direction="maximize", sampler=sampler).optimize(
        objective, n_trials=trials), 1)


def networks():
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split
    _, torch = prepare()
    nn = torch.nn
    x, y = sklearn_worker.digits()
    all_x, all_y = load_digits(return_X_y=True)
    test = train_test_split((all_x / 16).astype("float32"), all_y, test_size=0.2, random_state=0, stratify=all_y)[1::2]
    x, y, test_x, test_y = (torch.from_numpy(a) for a in (x, y, *test))

    def objective(trial):
        units, rate = draw(trial)
        layers = [layer for n, m in zip((x.shape[1], *units), units) for layer in (nn.Linear(n, m), nn.ReLU())]
        network = nn.Sequential(*layers, nn.Linear(units[-1], 10))
        optimizer = torch.optim.Adam(network.parameters(), lr=rate, fused=True)
        loss = nn.CrossEntropyLoss()
        for _ in range(5):
            for rows in torch.randperm(len(x)).split(p.BATCH):
                optimizer.zero_grad(set_to_none=True)
                loss(network(x[rows]), y[rows]).backward()
                optimizer.step()
        with torch.inference_mode():
            return (network(test_x).argmax(1) == test_y).float().mean().item()
    return study(30, objective)


if __name__ == "__main__":
    p.serve(prepare, {"study_30": networks, "sampler_200": lambda: study(200, lambda trial: draw(trial)[1])})
