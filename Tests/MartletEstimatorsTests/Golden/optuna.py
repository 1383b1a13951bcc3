"""Records what Optuna does where it draws nothing: pip install optuna==5.0.0.

    python optuna.py

optuna.json holds densities of Parzen estimators, which trials TPE takes for good ones, the steps at which trials are pruned,
and the importances of parameters.
"""

import sys

sys.path.pop(0)  # this folder, where this file has the package's name

import json
import math
import warnings
from pathlib import Path

import numpy as np
import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.importance import PedAnovaImportanceEvaluator, get_param_importances
from optuna.samplers._tpe.parzen_estimator import _ParzenEstimator, _ParzenEstimatorParameters
from optuna.samplers._tpe.sampler import _split_trials, default_gamma, default_weights
from optuna.trial import TrialState, create_trial

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
DRAW = np.random.default_rng(1)
SPACE = {"a": FloatDistribution(-2, 3), "b": FloatDistribution(1e-4, 1e-1, log=True), "c": IntDistribution(1, 40),
         "d": IntDistribution(2, 300, log=True), "e": CategoricalDistribution([0, 1, 2, 3])}


def draw(count):
    """Points of the space, in the order of its names."""
    return {"a": DRAW.uniform(-2, 3, count), "b": np.exp(DRAW.uniform(math.log(1e-4), math.log(1e-1), count)),
            "c": DRAW.integers(1, 41, count).astype(float), "d": DRAW.integers(2, 301, count).astype(float),
            "e": DRAW.integers(0, 4, count).astype(float)}


def rows(columns):
    return np.stack(list(columns.values()), 1).tolist()


def parzen():
    parameters = _ParzenEstimatorParameters(1.0, True, False, default_weights, True)
    cases = []
    for names in (*SPACE, "abcde"):
        for count in (0, 1, 2, 7, 24, 26, 60):
            observed, points = ({name: values[name] for name in names} for values in (draw(count), draw(9)))
            estimator = _ParzenEstimator(observed, {name: SPACE[name] for name in names}, parameters)
            cases.append({"names": names, "observed": rows(observed), "points": rows(points),
                          "densities": estimator.log_pdf(points).tolist()})
    return cases


def split():
    cases = []
    for direction in ("minimize", "maximize"):
        for count in (3, 12, 30):
            study = optuna.create_study(direction=direction)
            trials = []
            for number in range(count):
                kind = DRAW.choice(["complete", "complete", "pruned", "silent", "running"])
                trials.append({"state": str(kind), "value": int(DRAW.integers(0, 9)), "step": int(DRAW.integers(1, 5))})
            # All that are complete may be bad, so that pruned ones are good, too.
            if count == 12:
                for trial in trials[1:]:
                    trial["state"] = "pruned" if trial["state"] == "complete" else trial["state"]
            for trial in trials:
                state, value = trial["state"], float(trial["value"])
                study.add_trial(create_trial(
                    state={"complete": TrialState.COMPLETE, "running": TrialState.RUNNING}.get(state, TrialState.PRUNED),
                    value=value if state == "complete" else None,
                    intermediate_values={trial["step"]: value} if state == "pruned" else {}))
            known = study.get_trials(deepcopy=False)
            judged = sum(trial.state != TrialState.RUNNING for trial in known)
            below, above = _split_trials(study, known, default_gamma(judged))
            cases.append({"direction": direction, "trials": trials, "below": [trial.number for trial in below],
                          "above": [trial.number for trial in above]})
    return cases


def pruning():
    """Each trial reports its row of numbers, the first for step 1, until it is pruned."""
    values = DRAW.normal(size=(40, 27)).cumsum(1).round(3)
    pruners = {"halving": optuna.pruners.SuccessiveHalvingPruner(),
               "halving_3_1": optuna.pruners.SuccessiveHalvingPruner(2, 3, 1),
               "hyperband": optuna.pruners.HyperbandPruner(1, 27, 3),
               "hyperband_auto": optuna.pruners.HyperbandPruner(), "median": optuna.pruners.MedianPruner(),
               "percentile": optuna.pruners.PercentilePruner(25, 3, 4, 3, n_min_trials=2)}
    steps = {}
    for direction in ("minimize", "maximize"):
        for name, pruner in pruners.items():
            study = optuna.create_study(direction=direction, study_name="study", pruner=pruner,
                                        sampler=optuna.samplers.RandomSampler(seed=0))

            def objective(trial):
                for step, value in enumerate(values[trial.number]):
                    trial.report(value, step + 1)
                    if trial.should_prune():
                        raise optuna.TrialPruned
                return values[trial.number][-1]
            study.optimize(objective, n_trials=len(values))
            steps[f"{name} {direction}"] = [trial.last_step for trial in study.trials]
        pruners["hyperband_auto"] = optuna.pruners.HyperbandPruner()
        pruners["halving"] = optuna.pruners.SuccessiveHalvingPruner()
    return {"values": values.tolist(), "steps": steps}


def importances():
    cases = []
    for direction in ("minimize", "maximize"):
        for count in (2, 15, 40, 200):
            points = draw(count)
            study = optuna.create_study(direction=direction)
            values = []
            for i in range(count):
                point = {name: points[name][i] for name in SPACE}
                value = (point["a"] - 1) ** 2 + 0.3 * math.log(point["b"]) + 2 * (point["e"] == 2) + point["c"] / 80
                values.append(value)
                typed = {name: float(v) if name in "ab" else int(v) for name, v in point.items()}
                # The number e is there where d is even.
                if typed["d"] % 2:
                    del typed["e"]
                study.add_trial(create_trial(params=typed, value=value,
                                             distributions={name: SPACE[name] for name in typed}))
            found = get_param_importances(study, evaluator=PedAnovaImportanceEvaluator())
            cases.append({"direction": direction, "points": rows(points), "values": values,
                          "importances": [found.get(name, 0.0) for name in SPACE]})
    return cases


if __name__ == "__main__":
    golden = {"versions": {"optuna": optuna.__version__, "numpy": np.__version__}, "parzen": parzen(), "split": split(),
              "pruning": pruning(), "importances": importances()}
    Path(__file__).with_name("optuna.json").write_text(json.dumps(golden) + "\n")
