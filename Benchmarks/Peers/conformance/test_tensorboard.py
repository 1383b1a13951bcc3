"""TensorBoard shows what Martlet's event files hold, number by number."""

import json
import math
import struct
import subprocess
import time
import unittest
import urllib.parse
import urllib.request

from martlet import worker
from servers import TensorBoardServer, folder_of

VALUES = [0.5, 1 / 3, -1e-30, 3e38, math.nan, math.inf, -math.inf, -0.0]


def as_float32(value):
    return struct.pack("f", value)


class TensorBoard(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.logs = folder_of(cls) / "logs"
        subprocess.run([worker(), "tensorboard", str(cls.logs)], check=True)
        server = TensorBoardServer(cls.logs)
        cls.addClassCleanup(server.stop)
        cls.address = server.address
        # It reads the files after it has started.
        deadline = time.monotonic() + 60
        while set(cls.ask("/data/runs")) != {"run", "train", "validation"}:
            if time.monotonic() > deadline:
                raise RuntimeError(f"the runs are {cls.ask('/data/runs')}")
            time.sleep(0.2)

    @classmethod
    def ask(cls, path, raw=False, **query):
        with urllib.request.urlopen(f"{cls.address}{path}?{urllib.parse.urlencode(query)}", timeout=30) as answer:
            return answer.read() if raw else json.load(answer)

    def test_version(self):
        self.assertEqual(self.ask("/data/environment")["version"], "2.21.0")

    def test_scalars_are_bit_equal(self):
        points = self.ask("/data/plugin/scalars/scalars", run="run", tag="loss")
        self.assertEqual([step for _, step, _ in points], list(range(len(VALUES))))
        for (time_, _, value), expected in zip(points, VALUES):
            value = float(value)
            if math.isnan(expected):
                self.assertTrue(math.isnan(value))
            else:
                self.assertEqual(as_float32(value), as_float32(expected))
            self.assertEqual(time_, 1234.5)

    def test_histograms(self):
        [[_, step, rows]] = self.ask("/data/plugin/histograms/histograms", run="run", tag="weights")
        self.assertEqual((step, rows), (3, [[0, 1, 1], [1, 2, 2], [2, 3, 0], [3, 4, 1]]))

    def test_texts_and_images(self):
        [text] = self.ask("/data/plugin/text/text", run="run", tag="note")
        self.assertEqual((text["step"], text["text"]), (8, "<p><strong>héllo</strong></p>"))
        [image] = self.ask("/data/plugin/images/images", run="run", tag="picture", sample=0)
        self.assertEqual(image["step"], 9)
        png = self.ask("/data/plugin/images/individualImage", raw=True, **dict(urllib.parse.parse_qsl(image["query"])))
        self.assertTrue(png.startswith(b"\x89PNG"))

    def test_curves_of_precision_and_recall(self):
        # TensorBoard sorts by recall, the greatest first, and leaves out thresholds that find nothing.
        curves = self.ask("/data/plugin/pr_curves/pr_curves", run="run", tag="curve")["run"]
        [curve] = curves
        self.assertEqual(curve["step"], 4)
        for name, expected in [("true_positives", [2, 2, 1, 1]), ("false_positives", [2, 1, 1, 1]),
                               ("true_negatives", [0, 1, 1, 1]), ("false_negatives", [0, 0, 1, 1])]:
            self.assertEqual(curve[name][:4], expected)
        for name, expected in [("precision", [0.5, 2 / 3, 0.5, 0.5]), ("recall", [1, 1, 0.5, 0.5])]:
            for value, known in zip(curve[name], expected):
                self.assertAlmostEqual(value, known, places=6)

    def test_hyperparameters(self):
        def post(path, body):
            request = urllib.request.Request(
                f"{self.address}{path}", json.dumps(body).encode(), {"Content-Type": "application/json"})
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)

        experiment = post("/data/plugin/hparams/experiment", {})
        kinds = {info["name"]: info["type"] for info in experiment["hparamInfos"]}
        self.assertEqual(
            kinds, {"rate": "DATA_TYPE_FLOAT64", "amsgrad": "DATA_TYPE_BOOL", "optimizer": "DATA_TYPE_STRING"})
        groups = post("/data/plugin/hparams/session_groups", {
            "startIndex": 0, "sliceSize": 10, "allowedStatuses": ["STATUS_SUCCESS"], "colParams": []})
        [group] = groups["sessionGroups"]
        self.assertEqual(group["hparams"], {"rate": 0.125, "amsgrad": True, "optimizer": "Adam"})

    def test_graph_of_the_model(self):
        graph = self.ask("/data/plugin/graphs/graph", raw=True, run="train").decode()
        self.assertIn('name: "dense/', graph)
        self.assertIn('op: "MatMul"', graph)

    def test_a_profile_is_a_table(self):
        [text] = self.ask("/data/plugin/text/text", run="train", tag="batch_profile")
        self.assertIn("<table>", text["text"])
        for cell in ["<th>Layer</th>", "<td>dense</td>", "<td>dense_1</td>", "<td>Adam</td>"]:
            self.assertIn(cell, text["text"])

    def test_keras_tags(self):
        tags = self.ask("/data/plugin/scalars/tags")
        self.assertEqual(set(tags["train"]), {"epoch_loss", "epoch_accuracy", "epoch_learning_rate", "batch_loss",
                                              "batch_accuracy", "batch_profile_microseconds"})
        self.assertEqual(set(tags["validation"]), {"epoch_loss", "epoch_accuracy", "evaluation_loss_vs_iterations",
                                                   "evaluation_accuracy_vs_iterations"})
        self.assertEqual(len(self.ask("/data/plugin/scalars/scalars", run="train", tag="epoch_loss")), 2)


if __name__ == "__main__":
    unittest.main()
