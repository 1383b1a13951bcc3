"""scikit-learn's MLPClassifier. Protocol: ../compare.py."""

import warnings

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


def save(path):
    import joblib
    joblib.dump(fit(1), path)


def startup(path):
    import joblib
    import numpy as np
    joblib.load(path).predict_proba(np.zeros((1, p.FEATURES), np.float32))


if __name__ == "__main__":
    p.serve(prepare, {"mlp_fit": lambda: p.fitted(lambda: fit(5), 5 * p.STEPS), "mlp_predict_1": predict},
            save, startup)
