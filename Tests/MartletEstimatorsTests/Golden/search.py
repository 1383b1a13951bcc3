"""Records scikit-learn's successive halving, and a search with two scorers: pip install scikit-learn==1.9.1 numpy safetensors.

    python search.py
"""

import contextlib
import io
import json
import re
from pathlib import Path

import numpy as np
import sklearn
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.model_selection import GridSearchCV, HalvingGridSearchCV

from make import exact, load


class Constant(RegressorMixin, BaseEstimator):
    """Is wrong by as much as `error` is above what `effort` takes from it; fails where the error is negative."""

    def __init__(self, error=1.0, effort=1):
        self.error, self.effort = error, effort

    def fit(self, x, y):
        if self.error < 0:
            raise ValueError("no error is negative")
        return self

    def predict(self, x):
        return np.full(len(x), self.error + 8.0 / (self.effort + self.error))


def schedule():
    """n_resources_, n_candidates_ of the grid of so many candidates."""
    cases = []
    for rows, candidates, arguments in [
            (100, 9, {}), (100, 9, {"min_resources": "exhaust"}), (100, 9, {"min_resources": "smallest"}),
            (1000, 243, {"min_resources": 4}), (1000, 30, {"factor": 2, "min_resources": "exhaust"}),
            (50, 40, {"min_resources": 20, "aggressive_elimination": True}),
            (500, 6, {"min_resources": 20, "max_resources": 40, "factor": 2}),
            (500, 6, {"min_resources": 20, "max_resources": 80, "factor": 2, "aggressive_elimination": True}),
            (12, 1, {}), (90, 27, {"min_resources": "smallest", "factor": 4})]:
        search = HalvingGridSearchCV(Constant(), {"error": np.arange(1.0, candidates + 1)}, cv=2, random_state=0,
                                     scoring="neg_mean_absolute_error", **arguments)
        search.fit(np.zeros((rows, 1)), np.zeros(rows))
        cases.append({"rows": rows, "candidates": candidates, "arguments": arguments,
                      "resources": search.n_resources_, "counts": search.n_candidates_,
                      "required": search.n_required_iterations_, "possible": search.n_possible_iterations_})
    return cases


def run():
    errors = [3.0, 0.5, 2.0, -1.0, 4.0, 0.5, 1.0, 6.0, 5.0]
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        search = HalvingGridSearchCV(Constant(), {"error": errors}, resource="effort", max_resources=9, cv=2, verbose=3,
                                     scoring="neg_mean_absolute_error")
        search.fit(np.zeros((8, 1)), np.zeros(8))
    return {"errors": errors, "lines": timeless(out), **found(search)}


def timeless(out):
    return [re.sub(r"time= *\d+\.\ds", "time=   0.0s", line) for line in out.getvalue().splitlines()]


def found(search):
    results = {key: np.asarray(value, "float64").tolist() for key, value in search.cv_results_.items()
               if "time" not in key and key != "params"}
    return {"results": results, "best": int(search.best_index_), "score": search.best_score_,
            "columns": sorted(search.cv_results_)}


def several():
    x, y = load("iris")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        grid = GridSearchCV(exact(), {"C": [100.0, 0.001, 1.0]}, cv=3, verbose=3, return_train_score=True,
                            scoring=["neg_log_loss", "accuracy"], refit="accuracy").fit(x, y)
    return {"lines": timeless(out), **found(grid)}


if __name__ == "__main__":
    import warnings
    warnings.simplefilter("ignore")
    golden = {"versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__}, "schedule": schedule(),
              "run": run(), "several": several()}
    golden = json.loads(json.dumps(golden), parse_constant=lambda _: None)
    Path(__file__).with_name("search.json").write_text(json.dumps(golden) + "\n")
