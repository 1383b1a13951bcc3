"""MLflow's client, with a database and with a server: a call for each number. Protocol: ../compare.py."""

import os
import tempfile

import protocol as p


def prepare():
    import mlflow
    return mlflow


def numbers(uri, count):
    mlflow = prepare()
    mlflow.set_tracking_uri(uri)

    def fit():
        with mlflow.start_run():
            for step in range(count):
                mlflow.log_metric("loss", 0.5, step=step)
    return p.fitted(fit, count)


def database():
    folder = tempfile.mkdtemp()
    return numbers(f"sqlite:///{folder}/mlflow.db", 500)


if __name__ == "__main__":
    p.serve(prepare, {"mlflow_log_metric": database,
                      "mlflow_log_metric_http": lambda: numbers(os.environ["MARTLET_MLFLOW_SERVER"], 100)})
