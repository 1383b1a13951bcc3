"""shap's KernelExplainer, with what a network predicts as its function. Cases: ../compare.py."""

import protocol as p

BACKGROUND, EXPLAINED, ERROR, REPETITIONS = 100, 10, 0.002, 8


def problem(features):
    """Rows and their classes: noise of 10 features, or breast cancer, of which the 30 are standardized."""
    if features == p.FEATURES:
        return p.data()
    from sklearn.datasets import load_breast_cancer
    from sklearn.preprocessing import StandardScaler
    x, y = load_breast_cancer(return_X_y=True)
    return StandardScaler().fit_transform(x).astype("float32"), y


def explained(x, predict, **arguments):
    import shap
    explainer = shap.KernelExplainer(predict, x[:BACKGROUND])
    return explainer.shap_values(x[-EXPLAINED:], silent=True, **arguments)


def explain(features, network):
    """`network(x, y)` gives what predicts probabilities."""
    x, y = problem(features)
    predict = network(x, y)
    return p.fitted(lambda: explained(x, predict), 1)


def explain_to_error(network):
    """With as many coalitions as bring the greatest standard deviation of values to ERROR: it falls with their root."""
    import numpy as np
    x, y = problem(30)
    predict = network(x, y)

    def values(seed):
        np.random.seed(seed)
        return explained(x, predict, l1_reg=False)
    plain = np.std([values(seed) for seed in range(REPETITIONS)], axis=0, ddof=1).max()
    nsamples = round((2 * 30 + 2048) * (plain / ERROR) ** 2)
    print(f"a standard error of {plain:.4f} by 2,108 coalitions, of {ERROR} by {nsamples:,}")
    return p.fitted(lambda: explained(x, predict, l1_reg=False, nsamples=nsamples), 1)


def cases(network):
    return {f"shap_{features}": lambda features=features: explain(features, network) for features in (10, 30)} | {
        "shap_30_error": lambda: explain_to_error(network)}
