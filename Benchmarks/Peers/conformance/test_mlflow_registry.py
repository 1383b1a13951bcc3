"""MLflow reads the models that Martlet registered, in a database and at a server, and Martlet those that MLflow did."""

import os
import tempfile
import unittest

os.environ["KERAS_BACKEND"] = "jax"
import keras
import mlflow
import numpy as np
from martlet import martlet, write_csv
from mlflow import MlflowClient
from safetensors.numpy import load_file
from servers import MLflowServer, folder_of


class Registry(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = folder_of(cls)
        cls.uri = f"sqlite:///{cls.folder}/mlflow.db"
        # Martlet makes the database and registers models, then the server brings it up to its own revision.
        cls.register(cls.uri, "before")
        cls.server = MLflowServer(cls.folder)
        cls.addClassCleanup(cls.server.stop)
        cls.client = MlflowClient(cls.server.address)
        mlflow.set_tracking_uri(cls.server.address)

    @classmethod
    def register(cls, uri, name):
        """Two versions, of which the first is the champion again."""
        for seed in [1, 2]:
            martlet("train", "--data", "digits", "--hidden", 8, "--epochs", 1, "--seed", seed, "--experiment", name,
                    "--track", uri, "--save", cls.folder / f"{seed}.safetensors")
            run = martlet("runs", "list", "--track", uri, "--experiment", name)[0]["id"]
            version = martlet("models", "register", run, name, "--track", uri)
            assert (version["version"], version["run"]) == (seed, run), version
        martlet("models", "promote", name, 1, "--track", uri)
        martlet("models", "promote", name, 2, "--track", uri)
        martlet("models", "alias", name, "challenger", 2, "--track", uri)
        martlet("models", "rollback", name, "--track", uri)

    def check(self, name):
        """What the client reads of what `register` wrote."""
        registered = self.client.get_registered_model(name)
        self.assertEqual(registered.aliases, {"champion": "1", "challenger": "2"})
        versions = self.client.search_model_versions(f"name = '{name}'")
        self.assertEqual(sorted(int(version.version) for version in versions), [1, 2])
        for alias, seed in [("champion", 1), ("challenger", 2)]:
            version = self.client.get_model_version_by_alias(name, alias)
            self.assertEqual((int(version.version), version.status), (seed, "READY"))
            run = self.client.get_run(version.run_id)
            self.assertEqual(run.data.params["seed"], str(seed))
            logged = self.client.get_logged_model(version.source.removeprefix("models:/"))
            self.assertEqual(logged.source_run_id, version.run_id)
            self.assertIn("mlflow.modelVersions", logged.tags)
            files = mlflow.artifacts.download_artifacts(f"models:/{name}@{alias}", dst_path=tempfile.mkdtemp(
                dir=self.folder))
            kept, saved = load_file(f"{files}/model.safetensors"), load_file(self.folder / f"{seed}.safetensors")
            for weight, values in saved.items():
                np.testing.assert_array_equal(kept[weight], values)

    def test_database_that_martlet_made(self):
        self.check("before")

    def test_database_that_the_server_has_open(self):
        self.register(self.uri, "after")
        self.check("after")

    def test_registry_over_http(self):
        self.register(self.server.address, "http")
        self.check("http")
        both = [martlet("models", "list", "http", "--track", uri) for uri in [self.uri, self.server.address]]
        self.assertEqual(both[0], both[1])

    def test_runs_over_http(self):
        both = [martlet("runs", "list", "--track", uri, "--experiment", "before")
                for uri in [self.uri, self.server.address]]
        self.assertEqual(len(both[0]), 2)
        self.assertEqual(both[0], both[1])
        shown = [martlet("runs", "show", both[0][0]["id"], "--track", uri) for uri in [self.uri, self.server.address]]
        self.assertEqual(shown[0], shown[1])
        self.assertEqual(len(shown[0]["history"]["loss"]), 1)
        self.assertIn("digits", [data["name"] for data in shown[0]["datasets"]])

    def test_models_that_mlflow_registered(self):
        """A network of Keras's, logged, registered and loaded by its alias; versions that were deleted are gone."""
        network = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])
        (self.folder / "keras" / "data").mkdir(parents=True)
        network.save(self.folder / "keras" / "data" / "model.keras")
        experiment = self.client.create_experiment("keras")
        run = self.client.create_run(experiment)
        self.client.create_registered_model("theirs", description="of Python's")
        for _ in range(3):
            logged = self.client.create_logged_model(experiment, name="network", source_run_id=run.info.run_id)
            self.client.log_model_artifacts(logged.model_id, str(self.folder / "keras"))
            self.client.finalize_logged_model(logged.model_id, "READY")
            version = self.client.create_model_version(
                "theirs", f"models:/{logged.model_id}", run.info.run_id, model_id=logged.model_id)
        self.client.set_registered_model_alias("theirs", "good", version.version)
        self.client.delete_model_version("theirs", "1")
        self.client.set_registered_model_alias("theirs", "old", "2")
        rows = np.random.default_rng(0).normal(size=(5, 4)).astype(np.float32)
        write_csv(self.folder / "rows.csv", rows)
        for uri in [self.uri, self.server.address]:
            [model] = [model for model in martlet("models", "list", "--track", uri) if model["name"] == "theirs"]
            self.assertEqual((model["aliases"], model["latest_version"]), ({"good": 3, "old": 2}, 3))
            self.assertEqual(model["description"], "of Python's")
            listed = martlet("models", "list", "theirs", "--track", uri)
            self.assertEqual([(version["version"], version["aliases"]) for version in listed], [(3, ["good"]), (2, ["old"])])
            self.assertEqual({version["run"] for version in listed}, {run.info.run_id})
        os.environ["MLFLOW_TRACKING_URI"] = self.server.address
        self.addCleanup(os.environ.pop, "MLFLOW_TRACKING_URI")
        predicted = martlet("predict", "models:/theirs@good", "--input", self.folder / "rows.csv")
        ours = np.array(predicted["values"] if "values" in predicted else predicted["probabilities"])
        np.testing.assert_allclose(ours, network.predict(rows, verbose=0), rtol=1e-5, atol=1e-6)


if __name__ == "__main__":
    unittest.main()
