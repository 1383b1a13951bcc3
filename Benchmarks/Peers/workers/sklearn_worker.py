"""scikit-learn's MLPClassifier. Protocol: ../compare.py."""

import warnings

import explanations
import protocol as p


def prepare():
    from sklearn.neural_network import MLPClassifier
    warnings.simplefilter("ignore")
    return MLPClassifier


def fit(epochs):
    x, y = p.data()
    return prepare()((p.HIDDEN, p.HIDDEN), batch_size=p.BATCH, max_iter=epochs, tol=0.0,
                     n_iter_no_change=1000).fit(x, y)


def predict():
    x, network = p.data()[0][:1], fit(1)
    return p.repeated(lambda: network.predict_proba(x))


def digits():
    """Four fifths of the digits."""
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split
    x, y = load_digits(return_X_y=True)
    return train_test_split((x / 16).astype("float32"), y, test_size=0.2, random_state=0, stratify=y)[::2]


def network(**arguments):
    return prepare()((p.HIDDEN, p.HIDDEN), batch_size=p.BATCH, max_iter=5, **arguments)


def stacking():
    from sklearn.ensemble import StackingClassifier
    x, y = digits()
    stack = StackingClassifier([(str(i), network(random_state=i)) for i in range(3)], network(random_state=9))
    return p.fitted(lambda: stack.fit(x, y), 1)


def search(jobs):
    from sklearn.model_selection import RandomizedSearchCV
    x, y = digits()
    values = {"hidden_layer_sizes": [(32,), (64,), (64, 64), (128, 64)], "learning_rate_init": [1e-4, 1e-3, 1e-2]}
    random = RandomizedSearchCV(network(), values, n_iter=10, cv=3, random_state=0, n_jobs=jobs)
    return p.fitted(lambda: random.fit(x, y), 1)


def explained(x, y):
    return prepare()((p.HIDDEN, p.HIDDEN), max_iter=5).fit(x, y).predict_proba


def save(path):
    import joblib
    joblib.dump(fit(1), path)


def startup(path):
    import joblib
    import numpy as np
    joblib.load(path).predict_proba(np.zeros((1, p.FEATURES), np.float32))


if __name__ == "__main__":
    p.serve(prepare, {"mlp_fit": lambda: p.fitted(lambda: fit(5), 5 * p.STEPS), "mlp_predict_1": predict,
                      "stacking_digits": stacking, "random_search_digits": lambda: search(p.THREADS),
                      "random_search_digits_1": lambda: search(1)} | explanations.cases(explained), save, startup)
