"""`make compare CASES=auto`: martlet auto beside scikit-learn's HistGradientBoosting, RandomForest and MLP with their defaults.

    python auto.py --martlet .build/release/martlet [--minutes 1] [--trials 24] [--folds 5] [--only wine] [--json lines.jsonl]

Each table is divided into folds, stratified where classes are learned; each fold is predicted by what was learned from the others.
Scores are accuracy, or R² for values, as means over the folds. The peers have what they need: categories as codes for trees
that split them and else one-hot, gaps filled in by medians where a peer refuses them, and numbers of mean 0 and deviation 1
for the MLP. Four tables are known ones, four are generated: with categories among the columns, with gaps that say something, with
interactions, and with heavy tails.
"""

import argparse
import csv
import json
import subprocess
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
from sklearn import datasets
from sklearn.compose import make_column_transformer
from sklearn.ensemble import (HistGradientBoostingClassifier, HistGradientBoostingRegressor, RandomForestClassifier,
                              RandomForestRegressor)
from sklearn.impute import SimpleImputer
from sklearn.metrics import accuracy_score, r2_score
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

ROWS = 1200


def known(name):
    x, y = getattr(datasets, "load_" + name)(return_X_y=True)
    return x.astype("float32").astype("float64"), np.zeros((len(x), 0), object), np.array([f"c{c}" for c in y])


def mixed(draw):
    """Two classes by six numbers and three columns of words, some of whose categories go together."""
    x = draw.normal(size=(ROWS, 6))
    words = np.stack([draw.integers(k, size=ROWS) for k in (3, 8, 20)], 1)
    effect = [draw.normal(size=k) for k in (3, 8, 20)]
    score = x[:, 0] - 0.7 * x[:, 1] ** 2 + 1.2 * effect[0][words[:, 0]] * x[:, 2] + effect[1][words[:, 1]]
    score += 0.7 * effect[2][words[:, 2]] + draw.normal(size=ROWS) * 0.5
    return x, words, np.where(score > np.median(score), "yes", "no")


def gaps(draw):
    """Three classes by eight numbers, a sixth of them missing: the more often, the greater they are."""
    x = draw.normal(size=(ROWS, 8))
    score = x[:, 0] + np.sin(2 * x[:, 1]) + x[:, 2] * (x[:, 3] > 0) + draw.normal(size=ROWS) * 0.3
    x[draw.uniform(size=x.shape) < 0.33 / (1 + np.exp(-x))] = np.nan
    return x, np.zeros((ROWS, 0), int), np.array(["low", "middle", "high"])[np.digitize(score, np.quantile(score, [1 / 3, 2 / 3]))]


def interactions(draw):
    """Two classes by products and by thresholds of pairs among ten numbers."""
    x = draw.uniform(-1, 1, size=(ROWS, 10))
    score = 2 * x[:, 0] * x[:, 1] + ((x[:, 2] > 0) ^ (x[:, 3] > 0.2)) + x[:, 4] * (x[:, 5] > -0.3)
    score += draw.normal(size=ROWS) * 0.2
    return x, np.zeros((ROWS, 0), int), np.where(score > np.median(score), "yes", "no")


def tails(draw):
    """A value by eight numbers over several orders of magnitude."""
    x = np.exp(draw.standard_t(4, size=(ROWS, 8)))
    value = np.log1p(x[:, 0]) + np.sqrt(np.minimum(x[:, 1], 20)) * (x[:, 2] > 1) + np.log1p(x[:, 3] * x[:, 4])
    return x, np.zeros((ROWS, 0), int), value + draw.normal(size=ROWS) * 0.3


TABLES = {
    **{name: lambda name=name: known(name) for name in ("breast_cancer", "wine", "digits", "iris")},
    **{make.__name__: lambda make=make, seed=seed: make(np.random.default_rng(seed))
       for seed, make in enumerate((mixed, gaps, interactions, tails))},
}


def peers(values, width, words):
    numbers, categories = list(range(width)), list(range(width, width + words))
    forest, boosting, mlp = ((RandomForestRegressor, HistGradientBoostingRegressor, MLPRegressor) if values else
                             (RandomForestClassifier, HistGradientBoostingClassifier, MLPClassifier))

    def prepared(scaled):
        steps = [SimpleImputer(strategy="median"), *([StandardScaler()] if scaled else [])]
        return make_column_transformer((make_pipeline(*steps), numbers),
                                       (OneHotEncoder(handle_unknown="ignore", sparse_output=False), categories))
    codes = make_column_transformer(
        (OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan), categories), remainder="passthrough")
    return {"boosting": make_pipeline(codes, boosting(random_state=0, categorical_features=list(range(words)))),
            "forest": make_pipeline(prepared(False), forest(random_state=0)),
            "mlp": make_pipeline(prepared(True), mlp(random_state=0))}


def written(path, table, target):
    with open(path, "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow([f"x{i}" for i in range(table.shape[1])] + ["target"])
        for row, label in zip(table, target):
            rows.writerow(["" if value != value else value for value in row] + [label])


def ours(arguments, folder, table, y, train, test):
    written(folder / "train.csv", table[train], y[train])
    written(folder / "test.csv", table[test], y[test])
    said = subprocess.run(
        [arguments.martlet, "auto", "--data", folder / "train.csv", "--test", folder / "test.csv", "--target", "target",
         "--labels", "values" if y.dtype == float else "classes", "--minutes", str(arguments.minutes), "--trials",
         str(arguments.trials), "--json"], stdout=subprocess.PIPE, check=True)
    answer = json.loads(said.stdout)
    return answer["r2" if y.dtype == float else "accuracy"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--martlet", required=True)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--trials", type=int, default=24)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--only", help="names of tables, with spaces between")
    parser.add_argument("--json", help="a file to add a line for each table to")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    names = arguments.only.split() if arguments.only else list(TABLES)
    print(f"{'table':14} {'martlet':>8} {'boosting':>8} {'forest':>8} {'mlp':>8} {'beside the best':>16} {'s/fit':>6}")
    differences = []
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            numbers, words, y = TABLES[name]()
            values = y.dtype == float
            table = np.concatenate([numbers.astype(object), np.char.add("w", words.astype(str)).astype(object)], 1) \
                if words.shape[1] else numbers.astype(object)
            folds = (KFold if values else StratifiedKFold)(arguments.folds, shuffle=True, random_state=0)
            scores, seconds = {}, 0
            for train, test in folds.split(table, y):
                start = time.perf_counter()
                scores.setdefault("martlet", []).append(ours(arguments, Path(folder), table, y, train, test))
                seconds += time.perf_counter() - start
                for peer, model in peers(values, numbers.shape[1], words.shape[1]).items():
                    said = model.fit(table[train], y[train]).predict(table[test])
                    scores.setdefault(peer, []).append((r2_score if values else accuracy_score)(y[test], said))
            means = {who: float(np.mean(score)) for who, score in scores.items()}
            best = max(score for who, score in means.items() if who != "martlet")
            differences.append(means["martlet"] - best)
            print(f"{name:14} " + " ".join(f"{100 * means[who]:8.2f}" for who in means)
                  + f" {100 * differences[-1]:+16.2f} {seconds / arguments.folds:6.1f}", flush=True)
            if arguments.json:
                with open(arguments.json, "a") as file:
                    file.write(json.dumps({"case": "auto", "table": name, **means}) + "\n")
    print(f"{'mean':14} {'':35} {100 * np.mean(differences):+16.2f}; the least {100 * min(differences):+.2f}")


if __name__ == "__main__":
    main()
