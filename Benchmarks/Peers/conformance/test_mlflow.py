"""MLflow's server and client read what Martlet wrote, while it writes too; Martlet reads what MLflow wrote."""

import json
import math
import os
import subprocess
import time
import unittest
import urllib.request

os.environ["MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT"] = "true"
from martlet import worker
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag
from mlflow.utils.git_utils import get_git_commit
from servers import MLflowServer, folder_of

LARGEST = 1.7976931348623157e308


def ask(*arguments):
    """What the worker prints, as JSON."""
    run = subprocess.run([worker(), *arguments], capture_output=True, text=True)
    if run.returncode:
        raise RuntimeError(run.stderr)
    return json.loads(run.stdout)


class MLflow(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = folder_of(cls)
        cls.uri = f"sqlite:///{cls.folder}/mlflow.db"
        # Martlet makes the database, the server brings it up to its own revision, Martlet goes on with it.
        cls.before = ask("mlflow-write", cls.uri, "digits")
        cls.server = MLflowServer(cls.folder)
        cls.addClassCleanup(cls.server.stop)
        cls.after = ask("mlflow-write", cls.uri, "digits")
        cls.client = MlflowClient(cls.server.address)

    def check(self, noted):
        run = self.client.get_run(noted["run"])
        self.assertEqual((run.info.run_name, run.info.status), ("fit", "FINISHED"))
        for name in ["loss", "val_accuracy"]:
            history = self.client.get_metric_history(noted["run"], name)
            self.assertEqual([metric.value for metric in history], noted[name])
            self.assertEqual([metric.step for metric in history], [0, 1, 2])
            self.assertEqual(run.data.metrics[name], noted[name][-1])
        special = [metric.value for metric in self.client.get_metric_history(noted["run"], "special")]
        self.assertEqual(special[:3] + special[4:], [0.5, 1 / 3, -1e-300, LARGEST, -LARGEST])
        self.assertTrue(math.isnan(special[3]))
        self.assertEqual(run.data.params["optimizer_name"], "Adam")
        self.assertEqual(run.data.params["epochs"], "3")
        self.assertEqual(run.data.tags["kind"], "peer")
        # As MLflow's own client has it.
        self.assertEqual(run.data.tags.get("mlflow.source.git.commit"), get_git_commit(os.getcwd()))
        [dataset] = run.inputs.dataset_inputs
        self.assertEqual((dataset.dataset.name, dataset.dataset.digest), ("digits", "0123abcd"))
        self.assertEqual([(tag.key, tag.value) for tag in dataset.tags], [("mlflow.data.context", "train")])
        files = self.client.list_artifacts(noted["run"], "notes")
        self.assertEqual([file.path for file in files], ["notes/héllo.txt"])
        url = f"{self.server.address}/get-artifact?run_uuid={noted['run']}&path=notes/h%C3%A9llo.txt"
        with urllib.request.urlopen(url, timeout=30) as answer:
            self.assertEqual(answer.read().decode(), "héllo\n")
        [output] = run.outputs.model_outputs
        model = self.client.get_logged_model(output.model_id)
        self.assertEqual((model.name, str(model.status), model.source_run_id), ("model", "READY", noted["run"]))
        [trial] = self.client.search_runs(
            [run.info.experiment_id], f"tags.`mlflow.parentRunId` = '{noted['run']}'")
        self.assertEqual((trial.info.run_name, trial.data.metrics), ("trial", {"score": 0.25}))

    def test_database_that_martlet_made(self):
        self.check(self.before)

    def test_database_that_the_server_has_open(self):
        self.check(self.after)
        with open(self.folder / "server.log") as log:
            self.assertNotIn("Traceback", log.read())

    def test_runs_over_http(self):
        noted = ask("mlflow-write", self.server.address, "over http")
        self.check(noted)
        location = self.client.get_experiment_by_name("over http").artifact_location
        self.assertTrue(location.startswith("mlflow-artifacts:"))
        self.assertFalse((self.folder / "mlflow-queue.db").exists())

    def test_database_that_is_sent(self):
        uri = f"sqlite:///{self.folder}/local.db"
        noted = ask("mlflow-write", uri, "sent")
        # MLflow's client brings the database up to its own revision, and registers, describes and deletes there.
        local = MlflowClient(uri)
        [output] = local.get_run(noted["run"]).outputs.model_outputs
        local.create_registered_model("sent", {"of": "peers"}, "digits, sent")
        for description in ["first", "second"]:
            location = local.get_logged_model(output.model_id).artifact_location
            local.create_model_version("sent", location, noted["run"], {"nth": description}, description=description)
        local.set_registered_model_alias("sent", "champion", 1)
        [broken] = local.search_runs([local.get_experiment_by_name("sent").experiment_id], "status = 'FAILED'")
        local.delete_run(broken.info.run_id)

        subprocess.run([worker(), "mlflow-send", self.folder / "local.db", self.server.address], check=True)
        experiment = self.client.get_experiment_by_name("sent")
        runs = self.client.search_runs([experiment.experiment_id])
        self.assertEqual(sorted(run.info.run_name for run in runs), ["fit", "trial"])
        [run] = [run for run in runs if run.info.run_name == "fit"]
        self.check(noted | {"run": run.info.run_id})
        self.assertEqual(ask("mlflow-read", uri, "sent"), [])
        self.assertEqual(local.get_run(broken.info.run_id).info.lifecycle_stage, "deleted")
        self.assertEqual(list(local.search_registered_models()), [])

        [output] = run.outputs.model_outputs
        model = self.client.get_registered_model("sent")
        self.assertEqual((model.description, model.tags, model.aliases), ("digits, sent", {"of": "peers"}, {"champion": "1"}))
        versions = sorted(self.client.search_model_versions("name = 'sent'"), key=lambda version: int(version.version))
        self.assertEqual([(v.description, v.tags) for v in versions],
                         [("first", {"nth": "first"}), ("second", {"nth": "second"})])
        self.assertEqual({(v.source, v.run_id) for v in versions}, {(f"models:/{output.model_id}", run.info.run_id)})

    def test_failed_runs(self):
        experiment = self.client.get_experiment_by_name("digits")
        failed = self.client.search_runs([experiment.experiment_id], "attributes.status = 'FAILED'")
        self.assertEqual([run.info.run_name for run in failed], ["broken", "broken"])
        self.assertEqual(failed[0].data.tags["martlet.error"], "on purpose")

    def test_killed_runs(self):
        process = subprocess.Popen([worker(), "mlflow-forever", self.uri], stdout=subprocess.PIPE, text=True)
        run = process.stdout.readline().strip()
        time.sleep(2.5)
        process.kill()
        process.communicate()
        killed = time.time()
        self.assertEqual(self.client.get_run(run).info.status, "RUNNING")
        ask("mlflow-write", self.uri, "more")
        info = self.client.get_run(run).info
        self.assertEqual(info.status, "KILLED")
        # The numbers up to the last second are there.
        last = self.client.get_metric_history(run, "m")[-1]
        self.assertGreater(last.timestamp / 1000, killed - 1.5)
        self.assertEqual(info.end_time, last.timestamp)

    def test_runs_that_mlflow_wrote(self):
        experiment = self.client.create_experiment("python")
        run = self.client.create_run(experiment, run_name="theirs", tags={"tag": "héllo"})
        values = [1.5, 1 / 3, math.nan, math.inf]
        self.client.log_batch(
            run.info.run_id, [Metric("m", value, 1000 + step, step) for step, value in enumerate(values)],
            [Param("p", "7")], [RunTag("more", "yes")])
        self.client.set_terminated(run.info.run_id, "FAILED")
        [read] = ask("mlflow-read", self.uri, "python")
        self.assertEqual((read["id"], read["name"], read["status"]), (run.info.run_id, "theirs", "FAILED"))
        self.assertEqual(read["parameters"], {"p": "7"})
        self.assertEqual((read["tags"]["tag"], read["tags"]["more"]), ("héllo", "yes"))
        self.assertEqual(read["histories"]["m"], [[0, 1000, 1.5], [1, 1001, 1 / 3], [2, 1002, "NaN"], [3, 1003, LARGEST]])


if __name__ == "__main__":
    unittest.main()
